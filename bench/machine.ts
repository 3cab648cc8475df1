/** The machine that a benchmark runs on: what must be there, and what its figures depend on. */
import { spawnSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { isOidcProviderInstalled } from './contestants/oidc-provider.ts';
import { median } from './report.ts';

/** @returns one line for each thing that is missing, saying how to get it */
export function missing(): readonly string[] {
  const lines: string[] = [];
  const isThere = (program: string) => spawnSync(program, ['--version']).error === undefined;
  if (!isThere('taskset')) lines.push('taskset is missing: Linux only; "apt-get install util-linux" brings it.');
  if (!isThere('wrk')) lines.push('wrk is missing: "apt-get install wrk" brings it.');
  if (availableParallelism() < 2) lines.push('Two cores are needed: one for the server, one for the load.');
  if (!isOidcProviderInstalled()) {
    lines.push('The peer is missing: "npm ci --ignore-scripts --prefix bench/peers/oidc-provider" installs it.');
  }
  return lines;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  /** The median time of writing 4 KiB and syncing it, in microseconds: what a durable answer waits for. Near 0: this disk promises nothing. */
  readonly syncMicroseconds: number;
}

/** @param folder on the disk that is used */
export function machine(folder: string): Machine {
  const file = join(folder, 'sync');
  const page = Buffer.alloc(4096, 1);
  const descriptor = openSync(file, 'w');
  const times: number[] = [];
  for (let round = 0; round < 100; round += 1) {
    const began = performance.now();
    writeSync(descriptor, page);
    fdatasyncSync(descriptor);
    times.push((performance.now() - began) * 1000);
  }
  closeSync(descriptor);
  rmSync(file);
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.version,
    syncMicroseconds: Math.round(median(times)),
  };
}
