/** Weir as its own process: for kill -9, for several on the same data, and for the command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { allCommands } from '../../src/commands/all.ts';
import { runCommandLine } from '../../src/commands/command-line.ts';
import { freePort } from './ports.ts';

const root = join(import.meta.dirname, '..', '..');

/** What each process is given: where programs are, and where Node keeps what it compiled, which halves the time that a command takes. */
export const inherited = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compiled'),
};

export interface WeirProcess {
  readonly baseUrl: string;
  readonly child: ChildProcess;
  /** Everything it wrote so far, standard output and error. */
  output(): string;
  /** The address that the first start prints. */
  setupAddress(): string | undefined;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Starts `weir start` and waits until it runs.
 * @param environment settings; without `WEIR_PORT` a free port is taken
 */
export async function startWeirProcess(environment: Readonly<Record<string, string>>): Promise<WeirProcess> {
  const port = environment.WEIR_PORT ?? String(await freePort());
  const baseUrl = environment.WEIR_BASE_URL ?? `http://localhost:${port}`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'src/main.ts'), 'start'], {
    env: { ...inherited, ...environment, WEIR_PORT: port, WEIR_BASE_URL: baseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  child.stdout?.on('data', (chunk) => (written += chunk));
  child.stderr?.on('data', (chunk) => (written += chunk));
  const exited = once(child, 'exit');
  await untilRunning(baseUrl, child, () => written);
  return {
    baseUrl,
    child,
    output: () => written,
    setupAddress: () => /https?:\/\/\S+\/setup\?token=\S+/.exec(written)?.[0],
    async kill(signal) {
      child.kill(signal);
      await exited;
    },
  };
}

/** Makes the first administrator by the command line, as an operator would. */
export async function setUpByCommand(
  environment: Readonly<Record<string, string>>,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<void> {
  const profile = ['--username', username, '--full-name', 'Ada', '--email', 'ada@example.org'];
  const { code, stderr } = await runCommand(['setup', ...profile, '--password-file', '-'], environment, password);
  if (code !== 0) throw new Error(`setup ended with ${code}: ${stderr}`);
}

/** What a command printed and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command of the command line, with what is to come on its standard input. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<CommandResult> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'src/main.ts'), ...args], {
    env: { ...inherited, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  child.stdin.on('error', () => undefined); // a command that reads nothing may be gone already
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code: Number(code), stdout, stderr };
}

/**
 * The command line on one installation. The first call of each command is a process of its own, as an operator's is; those that follow run in this one,
 * since to start a process takes longer than what most commands do.
 */
export function commandLine(
  environment: Readonly<Record<string, string>>,
): (args: readonly string[], input?: string) => Promise<CommandResult> {
  // A server runs until it gets a signal, which only a process of its own can get.
  const inProcess = new Map([['start', false]]);
  return async (args, input = '') => {
    const name = allCommands.find((command) => `${args.join(' ')} `.startsWith(`${command.name} `))?.name ?? '';
    const isHere = inProcess.get(name);
    if (isHere === undefined) inProcess.set(name, true);
    return isHere === true ? callCommand(args, environment, input) : runCommand(args, environment, input);
  };
}

async function callCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input: string,
): Promise<CommandResult> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommandLine(args, {
    environment: { ...inherited, ...environment },
    print(line) {
      stdout += `${line}\n`;
    },
    complain(line) {
      stderr += `${line}\n`;
    },
    readInput: async () => input,
  });
  return { code, stdout, stderr };
}

async function untilRunning(baseUrl: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`weir start ended with ${child.exitCode}:\n${output()}`);
    const answer = await fetch(`${baseUrl}/status`).catch(() => undefined);
    if (answer?.status === 200) return;
    await wait(50);
  }
  child.kill('SIGKILL');
  throw new Error(`weir start did not begin to run:\n${output()}`);
}
