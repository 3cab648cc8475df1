/** One run of wrk: 32 connections from one core, against one server. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Load, Running } from './contestant.ts';
import { output, type Processes } from './processes.ts';

export const connections = 32;

export interface Rate {
  readonly perSecond: number;
  /** Milliseconds from request to answer. */
  readonly p50: number;
  readonly p99: number;
  /** The part of the run that the server computed: well under 1 means that it waited, for its disk or for the load. */
  readonly busy: number;
}

/** What load.lua prints. */
interface Printed {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers of 400 and above. */
  readonly refused: number;
  /** Broken connections and answers that did not come. */
  readonly failed: number;
}

/**
 * @param folder where the file with the requests may be put meanwhile
 * @throws when a single request was refused or failed: its rate would be that of an error
 */
export async function measure(
  processes: Processes,
  { baseUrl, pid }: Pick<Running, 'baseUrl' | 'pid'>,
  { load, seconds, folder }: { load: Load; seconds: number; folder: string },
): Promise<Rate> {
  const file = join(folder, 'requests.txt');
  writeFileSync(file, [load.method, load.path, load.place, '', ...load.lines, ''].join('\n'));
  try {
    const script = join(import.meta.dirname, 'load.lua');
    const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '5s', '-s', script, baseUrl, '--', load.choice, file];
    const child = processes.start('load', 'wrk', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const computed = computingTime(pid);
    const printed = await output(child, 'wrk', (seconds + 20) * 1000);
    const line = printed.split('\n').find((text) => text.startsWith('{'));
    if (line === undefined) throw new Error(`wrk gave no figures: ${printed.trim()}`);
    const figures: Printed = JSON.parse(line);
    if (figures.refused + figures.failed > 0) {
      throw new Error(`${figures.refused} of ${figures.requests} requests were refused, ${figures.failed} failed (${load.path})`);
    }
    const busy = (computingTime(pid) - computed) / figures.seconds;
    return { perSecond: figures.requests / figures.seconds, p50: figures.p50, p99: figures.p99, busy };
  } finally {
    rmSync(file, { force: true });
  }
}

/** @returns seconds of processor time that a process has used */
export function computingTime(pid: number): number {
  // The name may have spaces, so that the fields are counted from its closing bracket; in hundredths of a second.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
