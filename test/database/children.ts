/** Starts other processes on the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DatabaseLocation } from '../../src/database/open.ts';

export type Order =
  | { readonly do: 'migrate' }
  | { readonly do: 'redeem'; readonly keys: readonly string[]; readonly callers: number }
  | { readonly do: 'write-until-killed'; readonly name: string }
  | { readonly do: 'fill' }
  | { readonly do: 'close' };

export interface Child {
  readonly process: ChildProcess;
  /** Sends an order. @returns the child's next report */
  tell(order: Order): Promise<unknown>;
  /** Has it close the database and end. */
  end(): Promise<void>;
}

/**
 * @param fileLimit the largest file that the process may write, in blocks of the shell's `ulimit -f`
 */
export async function startChild(location: DatabaseLocation, fileLimit?: number): Promise<Child> {
  const limit = fileLimit === undefined ? '' : `ulimit -f ${fileLimit}; `;
  const command = [process.execPath, fileURLToPath(new URL('./child.ts', import.meta.url)), JSON.stringify(location)];
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$@"`, 'sh', ...command], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

  async function report(): Promise<unknown> {
    const [message] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('The child ended.'))),
    ]);
    return message;
  }

  await report();
  return {
    process: child,
    async tell(order) {
      const answer = report();
      child.send(order);
      return answer;
    },
    async end() {
      const ended = once(child, 'exit');
      child.send({ do: 'close' });
      await ended;
    },
  };
}
