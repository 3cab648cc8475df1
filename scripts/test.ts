/**
 * Runs the tests: all of `test/`, or the files and folders that are named; with `--quick` all but the thorough ones. Starts one PostgreSQL that all
 * test files share, each in a database of its own. What took longest the last time begins first, so that nothing long is left for the end.
 */
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, matchesGlob, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { startPostgres } from '../test/support/postgres.ts';

const root = dirname(import.meta.dirname);

/** More than half of the work, for what seldom changes: kills and lost disks, each page in each look, each route by each credential, each document. */
const thorough = [
  'test/{bench,deploy,reliability}/**',
  'test/{backup,docs}/{backup-restore,commands,key-rotation,restore-faults}.test.ts',
  'test/clients/{mcp-conformance,postman}.test.ts',
  'test/security/{access-matrix,page-crawl,path-tricks,regressions,service-account-spaces}.test.ts',
  'test/web/**/{*-browser,*looks,gallery,linked-wikis,outgoing-pages,try-call,two-weirs}.test.ts',
];

const words = process.argv.slice(2);
const isQuick = words.includes('--quick');
const named = words.filter((word) => word !== '--quick');
const files = (named.length > 0 ? named : ['test'])
  .flatMap((path) =>
    statSync(join(root, path)).isDirectory()
      ? globSync('**/*.test.ts', { cwd: join(root, path) }).map((file) => join(path, file))
      : [path],
  )
  .filter((file) => !isQuick || !thorough.some((pattern) => matchesGlob(file, pattern)));

/** How long each file took when it ran last, in milliseconds. */
const timesFile = join(root, 'node_modules', '.cache', 'test-times.json');

// Test files load the same modules, and what they start does as well: each is compiled once.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');

const postgres = await startPostgres();
try {
  process.env.WEIR_TEST_POSTGRES_URL = postgres.url;
  process.exitCode = await runTests(files);
} finally {
  await postgres.stop();
}

/** @returns the exit code */
async function runTests(paths: readonly string[]): Promise<number> {
  const before = readTimes();
  const times = new Map<string, number>();
  let failed = false;
  // A file that nobody has run yet may take long.
  const timeOf = (path: string) => before.get(path) ?? Number.POSITIVE_INFINITY;
  const told = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => told.abort());
  const tests = run({
    signal: told.signal,
    files: [...paths].sort((a, b) => timeOf(b) - timeOf(a) || (a < b ? -1 : 1)).map((path) => join(root, path)),
    // One more than there are cores: some wait for a process that starts, or for a time to pass.
    concurrency: Math.max(3, Math.min(5, availableParallelism() + 1)),
    timeout: 300_000,
    // A larger young generation: the test runner follows each promise, which makes collecting them dear.
    execArgv: ['--disable-warning=ExperimentalWarning', '--min-semi-space-size=16', '--max-semi-space-size=32'],
  });
  tests.on('test:pass', note).on('test:fail', (test) => {
    failed = true;
    note(test);
  });
  const shown = tests.compose(new spec());
  shown.pipe(process.stdout);
  await new Promise((done) => shown.once('end', done));
  writeTimes(new Map([...before, ...times]));
  return failed ? 1 : 0;

  function note(test: {
    readonly file?: string;
    readonly nesting: number;
    readonly details: { readonly duration_ms: number };
  }): void {
    if (test.file === undefined || test.nesting > 0) return;
    const path = relative(root, test.file);
    times.set(path, (times.get(path) ?? 0) + Math.round(test.details.duration_ms));
  }
}

function readTimes(): ReadonlyMap<string, number> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(timesFile, 'utf8')) as Record<string, number>)); // As `writeTimes` made it.
  } catch {
    return new Map();
  }
}

function writeTimes(times: ReadonlyMap<string, number>): void {
  mkdirSync(dirname(timesFile), { recursive: true });
  const known = [...times].filter(([path]) => statSync(join(root, path), { throwIfNoEntry: false }) !== undefined);
  writeFileSync(timesFile, JSON.stringify(Object.fromEntries(known), undefined, 1));
}
