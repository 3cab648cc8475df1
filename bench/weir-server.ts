/** Starting Weir as an operator starts it, on the core of the server. */
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { hasEnded, output, type Processes } from './processes.ts';

export const administrator = 'admin';

const weirProgram = join(import.meta.dirname, '..', 'src', 'main.ts');

/** In milliseconds. */
const startPatience = 20_000;
const commandPatience = 30_000;

export interface StartedWeir {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Milliseconds from the start of the process to its first answer. */
  readonly startTook: number;
}

export interface Premises {
  /** The data folder; the log goes to `bench.log` in it. */
  readonly home: string;
  readonly baseUrl: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * @param settings beside those
 * @returns the settings of a Weir in this folder, on a port that was free a moment ago
 */
export async function premises(home: string, settings: NodeJS.ProcessEnv = {}): Promise<Premises> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const own = { NODE_ENV: 'production', WEIR_HOME: home, WEIR_PORT: `${port}`, WEIR_BASE_URL: baseUrl };
  return { home, baseUrl, environment: { ...process.env, ...own, ...settings } };
}

/** Runs a command of Weir. @returns what it printed @throws when it fails */
export function weirCommand(processes: Processes, { environment }: Premises, ...words: readonly string[]): Promise<string> {
  const child = processes.start('server', process.execPath, [...process.execArgv, weirProgram, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
  return output(child, `weir ${words.slice(0, 2).join(' ')}`, commandPatience);
}

/** Sets up the administrator. @param password what they sign in with */
export async function setUpAdministrator(processes: Processes, place: Premises, password: string): Promise<void> {
  mkdirSync(place.home, { recursive: true, mode: 0o700 });
  const passwordFile = join(place.home, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const person = ['--username', administrator, '--full-name', 'Administrator', '--email', 'admin@example.org'];
  await weirCommand(processes, place, 'setup', ...person, '--password-file', passwordFile);
}

/** @returns the credentials of a client, as its form carries them, out of what the command that made it printed */
export function credentialsIn(printed: string): { readonly client_id: string; readonly client_secret: string } {
  const { clientId, clientSecret }: { clientId: string; clientSecret: string } = JSON.parse(printed);
  return { client_id: clientId, client_secret: clientSecret };
}

/** @throws when it does not answer in time */
export async function startWeirServer(
  processes: Processes,
  { home, baseUrl, environment }: Premises,
  role: 'server' | 'node' = 'server',
): Promise<StartedWeir> {
  const log = openSync(join(home, 'bench.log'), 'a', 0o600);
  const began = performance.now();
  const child = processes.start(role, process.execPath, [...process.execArgv, weirProgram, 'start'], {
    stdio: ['ignore', log, log],
    env: environment,
  });
  closeSync(log);
  while (!(await isRunning(baseUrl))) {
    if (hasEnded(child)) throw new Error(`Weir ended at its start; see ${join(home, 'bench.log')}`);
    if (performance.now() - began > startPatience) throw new Error('Weir did not start in time');
    await wait(2);
  }
  return { child, pid: child.pid ?? 0, startTook: performance.now() - began };
}

async function isRunning(baseUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${baseUrl}/status`, { signal: AbortSignal.timeout(1_000) });
    const { state }: { state?: string } = JSON.parse(await response.text());
    return state === 'RUNNING';
  } catch {
    return false;
  }
}

/** @returns a port that was free a moment ago: the base URL names it before the server can choose one */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('this machine gave no port');
  return address.port;
}
