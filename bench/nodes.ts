/**
 * `npm run bench:nodes [-- --nodes 1,2,4 --share 20 --seconds 8]`: durable tokens a second of several equal nodes on one PostgreSQL.
 * Each node is held to a part of a core, so that a machine of two cores has room for the database and the load beside them: what is measured is
 * whether nodes stand in each other's way, and what a token costs the database, which is what limits them in the end.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../test/support/postgres.ts';
import { form, type Load } from './contestant.ts';
import { holdToPart } from './core-part.ts';
import { type Processes, processes } from './processes.ts';
import {
  credentialsIn,
  type Premises,
  premises,
  type StartedWeir,
  setUpAdministrator,
  startWeirServer,
  weirCommand,
} from './weir-server.ts';
import { computingTime, measure } from './wrk.ts';

const usage = `Usage: npm run bench:nodes [-- --nodes 1,2,4 --share 20 --seconds 8]
--nodes    how many nodes, in turn
--share    what each of them gets of a core, in percent
--seconds  how long each is measured`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const words = readWords(args);
  if (words === undefined) return 2;
  const children = processes();
  const home = join(import.meta.dirname, '..', 'test-output');
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(join(home, 'bench-nodes-'));
  const postgres = await startPostgres(tmpdir());
  try {
    const settings = { WEIR_DATABASE_URL: postgres.url };
    const place = await premises(join(folder, 'node-0'), settings);
    await setUpAdministrator(children, place, randomBytes(18).toString('base64url'));
    const printed = await weirCommand(
      children,
      place,
      'service-account',
      'add',
      '--name',
      'Benchmark',
      '--scope',
      'READ',
      '--json',
    );
    const line = form({ ...credentialsIn(printed), grant_type: 'client_credentials', scope: 'READ' });
    const load: Load = { choice: 'cycle', method: 'POST', path: '/rest/oauth2/latest/token', place: 'body', lines: [line] };

    const rows: string[] = [];
    let one: number | undefined;
    for (const count of words.nodes) {
      const places = [place];
      for (let index = 1; index < count; index += 1) places.push(await neighbour(place, join(folder, `node-${index}`), settings));
      const seen = await run(children, places, { ...words, load, folder });
      one ??= seen.perSecond;
      const cells = [count, Math.round(seen.perSecond), (seen.perSecond / one).toFixed(2), Math.round(seen.p99)];
      const costs = [seen.nodeSeconds, seen.databaseSeconds].map((used) => `${Math.round((used / seen.tokens) * 1e6)} µs`);
      rows.push(`| ${[...cells, ...costs].join(' | ')} |`);
      console.error(rows.at(-1));
    }
    console.log('| nodes | tokens/s | × the first | p99, ms | a token costs its node | and the database |');
    console.log('| --- | --- | --- | --- | --- | --- |');
    console.log(`${rows.join('\n')}\n\nEach node has ${words.share} % of a core, and 32 connections of wrk.`);
    return 0;
  } finally {
    children.killAll();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readWords(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args: [...args], options: { nodes: text, share: text, seconds: text } });
    const nodes = (values.nodes ?? '1,2,4').split(',').map(Number);
    const share = Number(values.share ?? 20);
    const seconds = Number(values.seconds ?? 8);
    if ([...nodes, share, seconds].every((value) => Number.isInteger(value) && value > 0)) return { nodes, share, seconds };
  } catch {
    // An unknown word: what can be said is told below.
  }
  console.error(usage);
  return undefined;
}

/** @returns the premises of another node, with the key that all share */
async function neighbour(first: Premises, home: string, settings: NodeJS.ProcessEnv): Promise<Premises> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'encryption.key'), readFileSync(join(first.home, 'encryption.key')), { mode: 0o600 });
  const place = await premises(home, settings);
  // One site behind a load balancer: all nodes say the same of where it is.
  return { ...place, environment: { ...place.environment, WEIR_BASE_URL: first.baseUrl } };
}

interface Figures {
  readonly perSecond: number;
  readonly p99: number;
  readonly tokens: number;
  /** Of computing, of all nodes together. */
  readonly nodeSeconds: number;
  readonly databaseSeconds: number;
}

async function run(
  children: Processes,
  places: readonly Premises[],
  {
    load,
    share,
    seconds,
    folder,
  }: { readonly load: Load; readonly share: number; readonly seconds: number; readonly folder: string },
): Promise<Figures> {
  const nodes: StartedWeir[] = [];
  const letGo: (() => void)[] = [];
  try {
    for (const place of places) nodes.push(await startWeirServer(children, place, 'node'));
    const drive = (time: number) =>
      Promise.all(
        nodes.map(({ pid }, index) => {
          const own = join(folder, `load-${index}`);
          mkdirSync(own, { recursive: true });
          return measure(children, { baseUrl: places[index]?.baseUrl ?? '', pid }, { load, seconds: time, folder: own });
        }),
      );
    await drive(3);
    for (const { pid } of nodes) letGo.push(holdToPart(pid, share));
    const databaseBefore = databaseTime();
    const rates = await drive(seconds);
    const perSecond = sum(rates.map((rate) => rate.perSecond));
    return {
      perSecond,
      p99: Math.max(...rates.map(({ p99 }) => p99)),
      tokens: perSecond * seconds,
      nodeSeconds: sum(rates.map(({ busy }) => busy * seconds)),
      databaseSeconds: databaseTime() - databaseBefore,
    };
  } finally {
    await Promise.all(nodes.map(({ child }) => children.end(child)));
    for (const each of letGo) each();
  }
}

/** @returns seconds that the processes of PostgreSQL have computed so far */
function databaseTime(): number {
  const isPostgres = (pid: string) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  return sum(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return isPostgres(pid) ? [computingTime(Number(pid))] : [];
        } catch {
          return []; // It ended meanwhile.
        }
      }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
