/**
 * Runs the tests: all of `test/`, or the files and folders that are named; with `--quick` all but the thorough ones. Starts one PostgreSQL that all
 * test files share, each in a database of its own. What took longest the last time begins first, so that nothing long is left for the end.
 */
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, matchesGlob, normalize } from 'node:path';
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
      : [normalize(path)],
  )
  .filter((file) => !isQuick || !thorough.some((pattern) => matchesGlob(file, pattern)));

/** Processes at the same time. One more than there are cores: some wait for a process that starts, or for a time to pass. */
const concurrency = Math.max(3, Math.min(5, availableParallelism() + 1));
/** Files that one process runs, one after the other (`test-files.ts`): its memory grows with them, and whoever crashes takes the process with it. */
const mostOfAProcess = 12;
/** How long one may take, in milliseconds. */
const longestFile = 300_000;

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
  // A file that nobody has run yet may take long.
  const timeOf = (path: string) => before.get(path) ?? Number.POSITIVE_INFINITY;
  const ordered = [...paths].sort((a, b) => timeOf(b) - timeOf(a) || (a < b ? -1 : 1));
  const taken = mkdtempSync(join(tmpdir(), 'weir-test-files-'));
  const most = Math.min(mostOfAProcess, Math.ceil(ordered.length / concurrency));
  let failed = false;
  const told = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => told.abort());
  const tests = run({
    signal: told.signal,
    files: Array.from({ length: Math.ceil(ordered.length / most) }, () => join(import.meta.dirname, 'test-files.ts')),
    argv: [taken, String(most), String(longestFile), ...ordered],
    concurrency,
    // A larger young generation: the test runner follows each promise, which makes collecting them dear.
    execArgv: ['--disable-warning=ExperimentalWarning', '--min-semi-space-size=16', '--max-semi-space-size=32'],
  });
  tests.on('test:complete', ({ name, nesting, details }) => {
    if (nesting > 0) return;
    // Of a file; or of a process, which may end badly though all of its tests passed.
    failed ||= !details.passed;
    if (ordered.includes(name)) times.set(name, Math.round(details.duration_ms));
  });
  const shown = tests.compose(new spec());
  shown.pipe(process.stdout);
  await once(shown, 'end');
  writeTimes(new Map([...before, ...times]));
  const untold = told.signal.aborted ? [] : ordered.filter((path) => !times.has(path));
  for (const path of untold) {
    const isBegun = existsSync(join(taken, String(ordered.indexOf(path))));
    console.log(
      `✖ ${path} ${isBegun ? 'has no result: its process ended early' : 'was not begun: too many processes ended early'}.`,
    );
  }
  rmSync(taken, { recursive: true });
  return failed || untold.length > 0 ? 1 : 0;
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
