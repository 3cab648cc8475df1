/**
 * The thread beside a process of a test run that looks at the time: in an endless loop no timer of the process itself runs. Each message says what goes
 * on now and how long it may; the next message, or the end of the process, has to come before that is over.
 */
import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

export interface Watched {
  readonly name: string;
  /** In milliseconds. */
  readonly time: number;
}

let timer: NodeJS.Timeout | undefined;
parentPort?.on('message', ({ name, time }: Watched) => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    // Not by `console`, which the main thread would have to write.
    writeSync(2, `${name}: no end after ${time / 1000} seconds\n`);
    process.kill(process.pid, 'SIGKILL');
  }, time);
});
