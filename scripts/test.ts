/**
 * Runs the tests: all of `test/`, or the files and folders that are named. Starts one PostgreSQL that all test files share,
 * each in a database of its own.
 */
import { spawn } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { startPostgres } from '../test/support/postgres.ts';

const root = dirname(import.meta.dirname);
const named = process.argv.slice(2);
const files = (named.length > 0 ? named : ['test']).flatMap((path) =>
  statSync(join(root, path)).isDirectory()
    ? globSync('**/*.test.ts', { cwd: join(root, path) }).map((file) => join(path, file))
    : [path],
);

const postgres = await startPostgres();
try {
  process.exitCode = await runTests(files.sort());
} finally {
  await postgres.stop();
}

function runTests(paths: readonly string[]): Promise<number> {
  const concurrency = Math.max(2, Math.min(4, availableParallelism()));
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--test', `--test-concurrency=${concurrency}`, '--test-timeout=300000', ...paths],
    { cwd: root, stdio: 'inherit', env: { ...process.env, WEIR_TEST_POSTGRES_URL: postgres.url } },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
