/** Runs a script of the project under its own Node 26, passing signals on and taking its exit code. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { node26, root } from './runtime.js';

/**
 * A young generation of 8 MB: the objects of a request die young in it too, and the process takes less memory. The collector is within
 * reach, so that a quiet server can give memory back.
 */
const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', '--expose-gc'];

/** Threads share two areas of the C library's memory; by itself it gives them eight for each core, and what was free once stays in each. */
const memoryAreas = '2';

/** Where Node keeps what it compiled: the next start neither strips types nor parses. Where it may not write, it goes on without. */
const compileCache = join(root, 'node_modules', '.cache', 'compiled');

/**
 * @param {string} script path from the project's folder
 * @param {readonly string[]} args
 */
export function run(script, args) {
  const child = spawn(node26(), [...flags, join(root, script), ...args], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compileCache, MALLOC_ARENA_MAX: memoryAreas, ...process.env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}
