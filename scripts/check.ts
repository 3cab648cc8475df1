/** The static checks: types, format, lint, floors and circles, unused files and exports. Runs all of them, then says which failed. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);

/** Where a package's command lies; `node_modules/.bin` would run it under whichever Node is on the PATH. */
function command(packageName: string, script: string): string {
  return join(root, 'node_modules', packageName, script);
}

const checks: readonly (readonly [name: string, script: string, ...args: string[]])[] = [
  ['types', command('typescript', 'bin/tsc'), '--project', root],
  ['format, lint, floors, circles', command('@biomejs/biome', 'bin/biome'), 'ci', '--error-on-warnings', root],
  ['unused files, exports and dependencies', command('knip', 'bin/knip.js'), '--directory', root],
];

const failed = checks.filter(([name, script, ...args]) => {
  const started = Date.now();
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit', cwd: root });
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
