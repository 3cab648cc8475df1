/**
 * One of the processes of a test run: takes a file that no other has taken, runs it, and takes the next, as many as it may. To start a process, and to
 * load and compile the same modules once more, would take as long for each file as its tests do. Its arguments: the folder in which files are taken,
 * how many it takes, how long each may take in milliseconds, and all files.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Watched } from './test-watch.ts';

/** How much longer an endless loop is given than what can be ended without the process, and how long the end of the process may take. In milliseconds. */
const grace = 10_000;

const [folder = '', most, longest, ...files] = process.argv.slice(2);
const root = join(import.meta.dirname, '..');
const timeout = Number(longest);

const watcher = new Worker(join(import.meta.dirname, 'test-watch.ts'));
watcher.unref();
const watch = (watched: Watched) => watcher.postMessage(watched);

const begun: string[] = [];
for (const [place, file] of files.entries()) {
  if (begun.length === Number(most)) break;
  if (!take(place)) continue;
  begun.push(file);
  watch({ name: file, time: timeout + grace });
  // What the file defines belongs to this test, its hooks as well, and is over before the next file begins.
  await test(file, { timeout }, () => import(join(root, file)));
  // What is known of it is told before the next file has a chance to crash.
  await setImmediate();
}
watch({ name: `What one of these left open: ${begun.join(', ')}`, time: grace });

/** @returns whether nobody had taken it */
function take(place: number): boolean {
  try {
    writeFileSync(join(folder, String(place)), '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
