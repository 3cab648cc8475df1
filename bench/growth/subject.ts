/** A Weir with a wiki of some size: its data made or found again, its server started, and called by one client. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { migrations } from '../../src/database/migrations/migrations.ts';
import { openSqlite } from '../../src/database/sqlite.ts';
import { chance } from '../data/chance.ts';
import { knownToken } from '../data/tokens.ts';
import { hasEnded, type Processes } from '../processes.ts';
import { premises, startWeirServer } from '../weir-server.ts';
import type { Call, MeasuredCall, Targets } from './calls.ts';

/** Which data: all sizes have the same. */
const seed = 1;
/** For each page, as `performance.md` asks. */
const tokensPerPage = 10;
/** The person whose token calls, counted from 0: neither prolific nor an administrator. */
const caller = 4;
/** How long a server that just started is left alone before its memory is read, in milliseconds. */
const rest = 3_000;
const targetCount = 400;
const ownSpace = 'MEASURED';
const ownPageCount = 20;

export interface Subject {
  readonly pages: number;
  /** In milliseconds. */
  readonly startTook: number;
  /** @returns how long each took, in milliseconds @throws when one was refused */
  time(measured: MeasuredCall, count: number): Promise<readonly number[]>;
  /** Resident memory a while after the start, in megabytes (1,000,000 bytes). */
  readonly memoryAtRest: number;
  /** The same as it is now. */
  memory(): number;
  /** Takes back what the calls wrote, and ends the server. */
  end(): Promise<void>;
}

/**
 * @param cache where data stays from one run to the next; data of another state of the tables is not used again
 */
export async function subject(
  processes: Processes,
  { pages, cache, say }: { readonly pages: number; readonly cache: string; say(line: string): void },
): Promise<Subject> {
  const home = await filledHome(processes, pages, cache, say);
  const found = await targetsIn(join(home, 'weir.db'), pages);
  const place = await premises(home);
  const { child, pid, startTook } = await startWeirServer(processes, place);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const authorization = `Bearer ${knownToken(seed, 'access', caller)}`;
  const memory = () => {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kibibytes) * 1024) / 1_000_000;
  };
  const send = (call: SentCall) => answer(agent, place.baseUrl, { ...call, headers: { authorization, ...call.headers } });

  // A personal token may do all that its owner may; what an earlier run left is taken back first.
  const removal: SentCall = {
    method: 'DELETE',
    path: `/rest/api/space/${ownSpace}`,
    headers: { authorization: `Bearer ${knownToken(seed, 'personal', caller)}` },
  };
  const removeOwnSpace = () => send(removal);
  await removeOwnSpace().catch(() => undefined);
  await wait(rest);
  const memoryAtRest = memory();
  const targets: Targets = { ...found, ownSpace, ownPages: await makeOwnSpace(send) };
  const counts = new Map<string, number>();
  return {
    pages,
    startTook,
    async time(measured, count) {
      const times: number[] = [];
      for (let left = count; left > 0; left -= 1) {
        const index = counts.get(measured.label) ?? 0;
        counts.set(measured.label, index + 1);
        const call = measured.call(targets, index);
        const began = performance.now();
        await send(call);
        times.push(performance.now() - began);
      }
      return times;
    },
    memoryAtRest,
    memory,
    async end() {
      try {
        if (!hasEnded(child)) await removeOwnSpace();
      } finally {
        agent.destroy();
        await processes.end(child);
      }
    },
  };
}

/** Makes the data when it is not there yet, in a process of its own. */
async function filledHome(processes: Processes, pages: number, cache: string, say: (line: string) => void): Promise<string> {
  const tables = createHash('sha256')
    .update(migrations.map(({ ddl, own }) => ddl + JSON.stringify(own ?? {})).join())
    .digest('hex');
  const home = join(cache, `${tables.slice(0, 12)}-${pages}`);
  const mark = join(home, 'complete');
  if (existsSync(mark)) return home;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true, mode: 0o700 });
  say(`making ${pages.toLocaleString('en')} pages in ${home}`);
  const script = join(import.meta.dirname, '..', 'data.ts');
  const numbers = ['--pages', `${pages}`, '--tokens', `${pages * tokensPerPage}`, '--seed', `${seed}`];
  const child = processes.start('load', process.execPath, [...process.execArgv, script, ...numbers, '--home', home], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
  if (code !== 0) throw new Error(`bench:data ended with ${code}`);
  writeFileSync(mark, '');
  return home;
}

async function targetsIn(file: string, pages: number): Promise<Omit<Targets, 'ownSpace' | 'ownPages'>> {
  const { read, close } = await openSqlite({ file });
  try {
    const spaceKey = 'BENCH1';
    const largest = read.selectFrom('space').select('id').where('key', '=', spaceKey);
    const { first, last } = await read
      .selectFrom('content')
      .select(({ fn }) => [fn.min('id').as('first'), fn.max('id').as('last')])
      .where('space_id', '=', largest)
      .executeTakeFirstOrThrow();
    const luck = chance(seed, pages);
    const some = Array.from({ length: targetCount * 4 }, () => first + luck.below(last - first));
    const open = await read
      .selectFrom('content')
      .select('id')
      .where('id', 'in', some)
      .where('type', '=', 'page')
      .where('restricted_by', 'is', null)
      .limit(targetCount)
      .execute();
    const parents = await read
      .selectFrom('content')
      .innerJoin('content as child', 'child.parent_id', 'content.id')
      .select('content.id')
      .where('content.space_id', '=', largest)
      .where('content.restricted_by', 'is', null)
      .where('child.restricted_by', 'is', null)
      .where('child.type', '=', 'page')
      .groupBy('content.id')
      .having(({ fn }) => fn.countAll(), '=', 25)
      .limit(targetCount)
      .execute();
    const label = await read
      .selectFrom('labelling')
      .innerJoin('label', 'label.id', 'labelling.label_id')
      .select('label.name')
      .groupBy('label.name')
      .orderBy(sql`count(*)`, 'desc')
      .limit(1)
      .offset(3)
      .executeTakeFirstOrThrow();
    return {
      seed,
      spaceKey,
      pages: open.map(({ id }) => id),
      parents: parents.map(({ id }) => id),
      ordinals: Array.from({ length: targetCount }, () => luck.below(Math.floor(pages / 4))),
      label: label.name,
    };
  } finally {
    await close();
  }
}

async function makeOwnSpace(send: (call: Call) => Promise<unknown>): Promise<readonly number[]> {
  const json = { 'content-type': 'application/json' };
  await send({
    method: 'POST',
    path: '/rest/api/space',
    headers: json,
    body: JSON.stringify({ key: ownSpace, name: 'Measured' }),
  });
  const ids: number[] = [];
  for (let index = 0; index < ownPageCount; index += 1) {
    const body = { storage: { value: '<p>Begun.</p>', representation: 'storage' } };
    const page = { type: 'page', title: `Own ${index}`, space: { key: ownSpace }, body };
    const made = await send({ method: 'POST', path: '/rest/api/content', headers: json, body: JSON.stringify(page) });
    ids.push(Number(idOf(made)));
  }
  return ids;
}

function idOf(made: unknown): unknown {
  return typeof made === 'object' && made !== null && 'id' in made ? made.id : undefined;
}

type SentCall = Omit<Call, 'method'> & { readonly method: Call['method'] | 'DELETE' };

/** @returns the answer's JSON, whole @throws when it is none of 2xx */
function answer(agent: Agent, baseUrl: string, { method, path, headers, body }: SentCall): Promise<unknown> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(baseUrl + path, { agent, method, headers: { ...headers, ...length } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode < 200 || statusCode > 299)
          reject(new Error(`${method} ${path} was answered with ${statusCode}: ${text.slice(0, 300)}`));
        else resolve(text === '' ? undefined : JSON.parse(text));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
