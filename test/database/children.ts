/** Starts other processes on the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { DatabaseLocation } from '../../src/database/open.ts';

export type Order =
  | { readonly do: 'migrate' }
  | { readonly do: 'redeem'; readonly keys: readonly string[]; readonly callers: number }
  | { readonly do: 'write-until-killed'; readonly name: string }
  | { readonly do: 'fill' };

export interface Child {
  readonly process: ChildProcess;
  /** Sends an order. @returns the child's next report */
  tell(order: Order): Promise<unknown>;
}

/**
 * @param context the process ends with the test
 * @param fileLimit the largest file that the process may write, in blocks of the shell's `ulimit -f`
 */
export async function startChild(context: TestContext, location: DatabaseLocation, fileLimit?: number): Promise<Child> {
  const limit = fileLimit === undefined ? '' : `ulimit -f ${fileLimit}; `;
  const command = [process.execPath, fileURLToPath(new URL('./child.ts', import.meta.url)), JSON.stringify(location)];
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$@"`, 'sh', ...command], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

  context.after(() => child.kill('SIGKILL'));

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
  };
}
