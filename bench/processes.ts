/**
 * The processes of a benchmark: each on a core of its own, each ended with it, however it ends.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** Server and load share no core: each would slow the other down by what it uses. Where there are several servers, they share all. */
const cores = { server: '0', load: '1', node: '0,1' } as const;

/** How long a process may take to end after SIGTERM, and to answer a message, in milliseconds. */
const endPatience = 5_000;
const messagePatience = 60_000;

export interface Processes {
  /** Starts a program on the core of this role. */
  start(role: keyof typeof cores, program: string, args: readonly string[], options: SpawnOptions): ChildProcess;
  /** Ends one: SIGTERM, and SIGKILL when that was not enough. */
  end(child: ChildProcess): Promise<void>;
  /** Kills what still runs, at once. */
  killAll(): void;
}

export function processes(): Processes {
  const running = new Set<ChildProcess>();

  return {
    start(role, program, args, options) {
      const child = spawn('taskset', ['-c', cores[role], program, ...args], options);
      running.add(child);
      child.once('exit', () => running.delete(child));
      return child;
    },

    async end(child) {
      if (hasEnded(child)) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const late = new AbortController();
      await Promise.race([ended, wait(endPatience, undefined, { signal: late.signal }).catch(() => undefined)]);
      late.abort();
      if (hasEnded(child)) return;
      child.kill('SIGKILL');
      await ended;
    },

    killAll() {
      for (const child of running) child.kill('SIGKILL');
    },
  };
}

/** @returns whether the process is gone, or never came to be */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/**
 * Waits for the next IPC message of a child; whoever calls it knows what that child sends.
 * @throws when the child ends or stays silent for a minute
 */
export function nextMessage<T>(child: ChildProcess, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error(`${name} did not answer in time`))), messagePatience);
    const onMessage = (message: unknown) => settle(() => resolve(message as T)); // see above: the sender is ours
    const onExit = () => settle(() => reject(new Error(`${name} ended before it answered`)));
    const onError = (error: Error) => settle(() => reject(error));
    function settle(act: () => void): void {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      act();
    }
    child.once('message', onMessage).once('exit', onExit).once('error', onError);
  });
}

/** @returns what the program printed @throws when it fails or takes longer than `milliseconds` */
export async function output(child: ChildProcess, name: string, milliseconds: number): Promise<string> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${name} failed (${code ?? 'killed'}): ${(stderr.trim() || stdout.trim()).slice(0, 500)}`);
  return stdout;
}
