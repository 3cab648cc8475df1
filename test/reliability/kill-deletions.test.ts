/** kill -9 while a large space is deleted: it goes on at the next start, or on another node, others write meanwhile, and nothing of it is left. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../../src/database/database.ts';
import { checkIntegrity } from '../../src/database/integrity.ts';
import { type DatabaseLocation, openDatabase } from '../../src/database/open.ts';
import { manyPages } from '../support/many-pages.ts';
import { freshPostgresDatabase } from '../support/postgres.ts';
import { basicOf } from '../support/routes.ts';
import { setUpByCommand, startWeirProcess } from '../support/weir-process.ts';

const rounds = Number(process.env.WEIR_TEST_KILL_ROUNDS ?? 2);
const pages = 3_000;
const operator = { username: 'admin', password: 'the administrator of this test' };

interface Task {
  readonly percentageComplete: number;
  readonly successful: boolean;
}

async function api<T>(baseUrl: string, method: string, path: string, expected: number, body?: object): Promise<T> {
  const answer = await fetch(baseUrl + path, {
    method,
    headers: { authorization: basicOf(operator), 'content-type': 'application/json', 'x-atlassian-token': 'no-check' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.equal(answer.status, expected, `${method} ${path}: ${text}`);
  return JSON.parse(text) as T; // The caller says what is asked for.
}

async function fill(database: Database): Promise<number> {
  const { id, homepage_id } = await database.read
    .selectFrom('space')
    .select(['id', 'homepage_id'])
    .where('key', '=', 'LARGE')
    .executeTakeFirstOrThrow();
  await manyPages(database, { id, homepageId: homepage_id ?? undefined }, pages);
  return id;
}

async function left(database: Database, spaceId: number): Promise<number> {
  const { count } = await database.read
    .selectFrom('content')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('space_id', '=', spaceId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function untilDone(baseUrl: string, path: string): Promise<readonly number[]> {
  const seen: number[] = [];
  for (const deadline = Date.now() + 60_000; ; ) {
    const { percentageComplete, successful } = await api<Task>(baseUrl, 'GET', path, 200);
    seen.push(percentageComplete);
    assert.equal(successful, percentageComplete === 100);
    if (successful) return seen;
    assert.ok(Date.now() < deadline, 'it comes to an end');
    await wait(100);
  }
}

async function nothingIsLeft(database: Database, spaceId: number): Promise<void> {
  assert.equal(await left(database, spaceId), 0);
  for (const table of ['space_deletion', 'space_permission', 'labelling'] as const) {
    assert.deepEqual(await database.read.selectFrom(table).select('space_id').where('space_id', '=', spaceId).execute(), []);
  }
  const audited = await database.read.selectFrom('audit_event').select('id').where('kind', '=', 'space.deleted').execute();
  assert.equal(audited.length, 1);
}

suite('kill -9 during the deletion of a large space', () => {
  test(`${rounds} times, it goes on at the next start from where it was`, async () => {
    const home = await mkdtemp(join(tmpdir(), 'weir-kill-deletions-'));
    const environment = { WEIR_HOME: home, WEIR_LOG_LEVEL: 'error' };
    await setUpByCommand(environment, operator);
    let server = await startWeirProcess(environment);
    const database = await openDatabase({ file: join(home, 'weir.db') });
    try {
      await api(server.baseUrl, 'POST', '/rest/api/space', 200, { key: 'LARGE', name: 'Large' });
      await api(server.baseUrl, 'POST', '/rest/api/space', 200, { key: 'OTHER', name: 'Other' });
      const spaceId = await fill(database);
      const { links } = await api<{ links: { status: string } }>(server.baseUrl, 'DELETE', '/rest/api/space/LARGE', 202);
      let before = await left(database, spaceId);
      assert.ok(before > pages / 2, 'the answer does not wait for all of it');
      for (let round = 0; round < rounds; round += 1) {
        // The first looks come after half a second.
        await wait(randomInt(400, 900));
        await server.kill('SIGKILL');
        const now = await left(database, spaceId);
        assert.ok(now <= before);
        before = now;
        server = await startWeirProcess(environment);
        await api(server.baseUrl, 'GET', '/rest/api/space/LARGE', 404);
      }
      // Others write while it goes on.
      for (let number = 0; number < 5; number += 1) {
        await api(server.baseUrl, 'POST', '/rest/api/content', 200, { title: `Beside ${number}`, space: { key: 'OTHER' } });
      }
      const seen = await untilDone(server.baseUrl, links.status);
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
      );
      await nothingIsLeft(database, spaceId);
      assert.deepEqual(await checkIntegrity(database), []);
      await api(server.baseUrl, 'POST', '/rest/api/space', 200, { key: 'LARGE', name: 'Again' });
    } finally {
      await server.kill('SIGKILL');
      await database.close();
      await rm(home, { recursive: true, force: true });
    }
  });

  test('of the node that was at it, another one takes it over', async () => {
    const { url, drop } = await freshPostgresDatabase();
    const home = await mkdtemp(join(tmpdir(), 'weir-kill-deletions-'));
    const environment = {
      WEIR_HOME: home,
      WEIR_DATABASE_URL: url,
      WEIR_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString('hex'),
      WEIR_LOG_LEVEL: 'error',
    };
    const location: DatabaseLocation = { url };
    await setUpByCommand(environment, operator);
    const nodes = [await startWeirProcess(environment), await startWeirProcess(environment)] as const;
    const database = await openDatabase(location);
    try {
      const [first, second] = nodes;
      await api(first.baseUrl, 'POST', '/rest/api/space', 200, { key: 'LARGE', name: 'Large' });
      const spaceId = await fill(database);
      // So that it is known which of them is at it: the one that dies.
      second.child.kill('SIGSTOP');
      const { links } = await api<{ links: { status: string } }>(first.baseUrl, 'DELETE', '/rest/api/space/LARGE', 202);
      const lease = async () =>
        (await database.read.selectFrom('space_deletion').select('lease').where('space_id', '=', spaceId).executeTakeFirst())
          ?.lease;
      for (const deadline = Date.now() + 20_000; !(await lease()); await wait(10)) assert.ok(Date.now() < deadline);
      await first.kill('SIGKILL');
      assert.ok(await lease(), 'it was in the middle of it');
      second.child.kill('SIGCONT');
      await api(second.baseUrl, 'GET', '/rest/api/space/LARGE', 404);
      await untilDone(second.baseUrl, links.status);
      await nothingIsLeft(database, spaceId);
    } finally {
      for (const { child } of nodes) child.kill('SIGCONT');
      await Promise.all(
        nodes.map((node) => (node.child.exitCode === null && node.child.signalCode === null ? node.kill('SIGKILL') : undefined)),
      );
      await database.close();
      await drop();
      await rm(home, { recursive: true, force: true });
    }
  });
});
