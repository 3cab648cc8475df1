/** Runs a script of the project under its own Node 26, passing signals on and taking its exit code. */
import { spawn } from 'node:child_process';
import { node26, root } from './runtime.js';

/**
 * @param {string} script path from the project's folder
 * @param {readonly string[]} args
 */
export function run(script, args) {
  const child = spawn(node26(), ['--disable-warning=ExperimentalWarning', `${root}/${script}`, ...args], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}
