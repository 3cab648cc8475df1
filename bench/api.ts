/**
 * `npm run bench:api [-- --sizes 1000,10000,… --cache DIR --quick --write]`: calls Weir at several sizes of its data, and shows what grows.
 * The data stays in the cache folder for the next time. Figures move with the machine; what counts is how they grow.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reason } from './contest.ts';
import { measuredCalls } from './growth/calls.ts';
import { between, figureOf, growth, growthTable, type Line } from './growth/figures.ts';
import { growthPlot } from './growth/plot.ts';
import { type Subject, subject } from './growth/subject.ts';
import { machine } from './machine.ts';
import { processes } from './processes.ts';

const usage = `Usage: npm run bench:api [-- --sizes 1000,10000 --cache DIR --quick --write]
--sizes  numbers of pages; without it 1,000 to 1,000,000, of which the last takes some 10 GB and half an hour to make
--cache  where the data stays for the next time; without it a folder in the system's folder for temporary files
--quick  fewer calls: shows that everything runs, its figures are rough
--write  puts the figures into docs/performance.md and docs/growth.svg`;

const docs = join(import.meta.dirname, '..', 'docs');
const usualSizes = '1000,10000,100000,1000000';

interface Pace {
  /** The sizes are called in turn, so that what else the machine does is shared among them. */
  readonly rounds: number;
  /** In one round at one size. */
  readonly reads: number;
  readonly writes: number;
  /** Before the first round. */
  readonly warmUp: number;
}

const careful: Pace = { rounds: 6, reads: 50, writes: 20, warmUp: 60 };
const quick: Pace = { rounds: 2, reads: 15, writes: 5, warmUp: 15 };

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const words = readWords(args);
  if (words === undefined) {
    console.error(usage);
    return 2;
  }
  const pinned = spawnSync('taskset', ['-acp', '1', `${process.pid}`]);
  if (pinned.error !== undefined || pinned.status !== 0) {
    console.error('bench:api: it needs taskset and a second core, for the client.');
    return 1;
  }
  const say = (line: string) => console.error(line);
  const children = processes();
  process.on('exit', () => children.killAll());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
  mkdirSync(words.cache, { recursive: true, mode: 0o700 });
  const facts = machine(words.cache);
  const subjects: Subject[] = [];
  try {
    for (const pages of words.sizes) subjects.push(await subject(children, { pages, cache: words.cache, say }));
    const lines = await measure(subjects, words.quick ? quick : careful, say);
    const memory = subjects.map((each) => ({ pages: each.pages, atRest: each.memoryAtRest, afterwards: each.memory() }));
    const table = growthTable(lines, words.sizes, memory);
    const about = `${facts.processor}, Node ${facts.node}; a durable write of 4 KiB took ${facts.syncMicroseconds} µs; SQLite. Median of sequential calls in milliseconds, in brackets the p99.`;
    console.log(`\n${table}\n\n${about}`);
    if (words.write) {
      const file = join(docs, 'performance.md');
      writeFileSync(file, between(readFileSync(file, 'utf8'), `${about}\n\n${table}`));
      writeFileSync(join(docs, 'growth.svg'), growthPlot(lines, words.sizes));
      say('docs/performance.md and docs/growth.svg were written.');
    }
    return 0;
  } catch (error) {
    console.error(`bench:api: ${reason(error)}`);
    return 1;
  } finally {
    for (const each of subjects) await each.end().catch((error: unknown) => say(reason(error)));
  }
}

async function measure(subjects: readonly Subject[], pace: Pace, say: (line: string) => void): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const call of measuredCalls) {
    const times = new Map<number, number[]>(subjects.map(({ pages }) => [pages, []]));
    for (const each of subjects) await each.time(call, call.writes ? Math.ceil(pace.warmUp / 4) : pace.warmUp);
    for (let round = 0; round < pace.rounds; round += 1) {
      for (const each of subjects)
        times.get(each.pages)?.push(...(await each.time(call, call.writes ? pace.writes : pace.reads)));
    }
    const figures = new Map([...times].map(([pages, taken]) => [pages, figureOf(taken)]));
    const line = { label: call.label, most: call.most, figures };
    lines.push(line);
    const seen = [...figures].map(([pages, { median }]) => `${pages.toLocaleString('en')}: ${median.toFixed(2)} ms`);
    say(`${call.label}: ${seen.join(', ')} (${growth(line).ratio.toFixed(2)} ×)`);
  }
  return lines;
}

function readWords(args: readonly string[]) {
  try {
    const flag = { type: 'boolean' } as const;
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args: [...args], options: { sizes: text, cache: text, quick: flag, write: flag } });
    const sizes = (values.sizes ?? usualSizes).split(',').map(Number);
    if (sizes.some((size) => !Number.isInteger(size) || size < 200)) throw new Error('sizes are whole numbers from 200');
    return {
      sizes: [...new Set(sizes)].sort((a, b) => a - b),
      cache: values.cache ?? join(tmpdir(), 'weir-growth'),
      quick: values.quick ?? false,
      write: values.write ?? false,
    };
  } catch (error) {
    console.error(`bench:api: ${reason(error)}`);
    return undefined;
  }
}
