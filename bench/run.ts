/**
 * `npm run bench [-- NAME … --quick --json]`: measures Weir beside a peer and a bare probe, and prints the table.
 * Figures move with the machine; the ratios are what counts. A missed goal is a row that says so, not a failure.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contest, type Pace, reason, type Surroundings } from './contest.ts';
import type { RunningWeir, Weir } from './contestants/weir.ts';
import { weir as setUpWeir } from './contestants/weir.ts';
import { memoryAtRest, signIns } from './costs.ts';
import { machine, missing } from './machine.ts';
import { type CostName, costNames, type OperationName, operations } from './operations.ts';
import { processes } from './processes.ts';
import { memoryRow, operationRow, type Row, signInRow, startRow, table } from './report.ts';

const names: readonly (OperationName | CostName)[] = [...operations.map(({ name }) => name), ...costNames];
const usage = `Usage: npm run bench [-- NAME … --quick --json]
Names: ${names.join(', ')}; without one, all.
--quick  one round of two seconds: shows that everything runs, its figures are rough
--json   everything that was measured, as JSON`;

const careful: Pace = { rounds: 3, seconds: 8, warmUpSeconds: 3 };
const quick: Pace = { rounds: 1, seconds: 2, warmUpSeconds: 1 };

/** The end of everything, in milliseconds. */
const patience = 20 * 60 * 1000;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const words = readWords(args);
  if (words === undefined || words.help) {
    console.error(usage);
    return words === undefined ? 2 : 0;
  }
  const lacks = missing();
  if (lacks.length > 0) {
    for (const line of lacks) console.error(`bench: ${line}`);
    return 1;
  }

  const children = processes();
  process.on('exit', () => children.killAll());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
  const timer = setTimeout(() => {
    console.error('bench: it took too long and was ended');
    process.exit(1);
  }, patience);

  // Beside the project, not in the system's temporary folder: that one may be memory, on which a sync costs nothing.
  const home = join(import.meta.dirname, '..', 'test-output');
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(join(home, 'bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

  const problems: string[] = [];
  const surroundings = {
    processes: children,
    folder,
    pace: words.quick ? quick : careful,
    say: (line: string) => console.error(line),
    fail: (line: string) => {
      console.error(line);
      problems.push(line);
    },
  };
  const facts = machine(folder);
  const weir = await setUpWeir(children, join(folder, 'weir')).catch((error: unknown) => {
    surroundings.fail(`Weir could not be set up: ${reason(error)}`);
    return undefined;
  });

  const rows: Row[] = [];
  for (const operation of operations) {
    if (!words.names.has(operation.name)) continue;
    rows.push(operationRow(operation, await contest(operation, { ...surroundings, weir })));
  }
  if (weir) rows.push(...(await costs(words.names, weir, surroundings)));
  clearTimeout(timer);

  if (words.json) {
    console.log(JSON.stringify({ machine: facts, pace: surroundings.pace, rows, problems }, undefined, 2));
  } else {
    console.log(`\n${table(rows)}\n`);
    console.log(`${facts.processor}, Node ${facts.node}, a durable write of 4 KiB takes ${facts.syncMicroseconds} µs here.`);
    console.log(
      'One core for the server, one for 32 connections of wrk; peer: node-oidc-provider with its store in memory; medians. In brackets: the same ratio for each second that the servers computed, for machines that do other work meanwhile.',
    );
    for (const line of problems) console.log(`Not measured: ${line}`);
  }
  return problems.length > 0 ? 1 : 0;
}

/** Each round on a server that was started for it. */
async function costs(
  chosen: ReadonlySet<string>,
  weir: Weir,
  { processes, pace, say, fail }: Omit<Surroundings, 'weir'>,
): Promise<readonly Row[]> {
  async function rounds<T>(name: CostName, measure: (running: RunningWeir) => Promise<T>): Promise<readonly T[]> {
    const values: T[] = [];
    if (!chosen.has(name)) return values;
    try {
      for (let round = 1; round <= pace.rounds; round += 1) {
        const running = await weir.start();
        try {
          values.push(await measure(running));
          say(`${name}, round ${round} of ${pace.rounds}: ${JSON.stringify(values.at(-1))}`);
        } finally {
          await running.end();
        }
      }
    } catch (error) {
      fail(`${name}: ${reason(error)}`);
    }
    return values;
  }

  const signedIn = await rounds('sign-in', (running) => signIns(processes, weir, running, pace.seconds));
  const starts = await rounds('start', async (running) => running.startTook);
  const memory = await rounds('memory', memoryAtRest);
  return [
    ...(signedIn.length > 0 ? [signInRow(signedIn)] : []),
    ...(starts.length > 0 ? [startRow(starts)] : []),
    ...(memory.length > 0 ? [memoryRow(memory)] : []),
  ];
}

function readWords(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    const known: readonly string[] = names;
    const unknown = positionals.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Error(`"${unknown}" is not measured here`);
    return {
      names: new Set(positionals.length > 0 ? positionals : known),
      quick: values.quick ?? false,
      json: values.json ?? false,
      help: values.help ?? false,
    };
  } catch (error) {
    console.error(`bench: ${reason(error)}`);
    return undefined;
  }
}
