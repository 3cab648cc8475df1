/**
 * kill -9 while pages with everything below them are moved between spaces, restricted, renamed, put in the trash and taken back: the
 * tree, the spaces of what belongs to pages, and the restrictions that hold for them always fit together.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../../src/database/database.ts';
import { checkIntegrity } from '../../src/database/integrity.ts';
import { openDatabase } from '../../src/database/open.ts';
import { freePort } from '../support/ports.ts';
import { basicOf } from '../support/routes.ts';
import { setUpByCommand, startWeirProcess } from '../support/weir-process.ts';

const rounds = Number(process.env.WEIR_TEST_KILL_ROUNDS ?? 2);
const operator = { username: 'admin', password: 'the administrator of this test' };
const keys = ['ONE', 'TWO'];

suite('kill -9 during moves leaves nothing half done', () => {
  let home: string;
  let environment: Record<string, string>;
  let baseUrl: string;
  const branches: string[] = [];

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'weir-kill-moves-'));
    const port = await freePort();
    baseUrl = `http://localhost:${port}`;
    environment = { WEIR_HOME: home, WEIR_PORT: String(port), WEIR_BASE_URL: baseUrl, WEIR_LOG_LEVEL: 'error' };
    await setUpByCommand(environment, operator);
  });
  after(() => rm(home, { recursive: true, force: true }));

  async function api(method: string, path: string, body?: object): Promise<{ readonly id: string } | undefined> {
    const answer = await fetch(baseUrl + path, {
      method,
      headers: { authorization: basicOf(operator), 'content-type': 'application/json', 'x-atlassian-token': 'no-check' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    // The shape of what is made here.
    return answer.status === 200 && text !== '' ? (JSON.parse(text) as { readonly id: string }) : undefined;
  }

  async function makeTrees(): Promise<void> {
    for (const key of keys) await api('POST', '/rest/api/space', { key, name: key });
    for (const name of ['A', 'B', 'C', 'D']) {
      let parent: string | undefined;
      for (let depth = 0; depth < 5; depth++) {
        const made = await api('POST', '/rest/api/content', {
          title: `${name}${depth}`,
          space: { key: 'ONE' },
          ...(parent === undefined ? {} : { ancestors: [{ id: parent }] }),
        });
        assert.ok(made);
        parent = made.id;
        branches.push(made.id);
        await api('POST', '/rest/api/content', { type: 'comment', container: { id: made.id }, body: {} });
      }
    }
  }

  async function shuffle(seed: number): Promise<void> {
    const pick = (n: number) => branches[(seed * 7 + n * 13) % branches.length];
    const restriction = (names: readonly string[]) => [
      { operation: 'read', restrictions: { user: names.map((username) => ({ username })) } },
    ];
    for (let n = seed; ; n++) {
      await api('POST', `/pages/movepage.action?pageId=${pick(n)}&spaceKey=${keys[n % 2]}&position=topLevel`);
      await api('PUT', `/rest/api/content/${pick(n)}/restriction`, restriction(n % 3 === 0 ? [] : [operator.username]));
      await api('PUT', `/rest/api/content/${pick(n + 1)}/move/append/${pick(n + 5)}`);
      const id = pick(n + 2);
      if (n % 4 !== 0) continue;
      await api('DELETE', `/rest/api/content/${id}`);
      for (let number = 2; number < 12; number++) {
        if (await api('PUT', `/rest/api/content/${id}`, { status: 'current', version: { number } })) break;
      }
    }
  }

  test(`${rounds} rounds`, async () => {
    for (let round = 0; round < rounds; round++) {
      const server = await startWeirProcess(environment);
      if (round === 0) await makeTrees();
      const writers = Promise.allSettled([shuffle(round), shuffle(round + 31), shuffle(round + 57)]);
      await wait(700 + round * 130);
      await server.kill('SIGKILL');
      await writers;
      const database = await openDatabase({ file: join(home, 'weir.db') });
      try {
        await assertWhole(database);
      } finally {
        await database.close();
      }
    }
  });
});

/** What must hold whatever happened: compared with the tree, walked by hand. */
async function assertWhole({ read, ...database }: Database): Promise<void> {
  assert.deepEqual(await checkIntegrity({ read, ...database }), []);
  const contents = await read.selectFrom('content').selectAll().execute();
  const own = new Set(
    (await read.selectFrom('content_restriction').select('content_id').where('operation', '=', 'read').execute()).map(
      ({ content_id }) => content_id,
    ),
  );
  const chains = await read.selectFrom('restriction_chain').selectAll().execute();
  const byId = new Map(contents.map((content) => [content.id, content]));
  assert.ok(own.size > 0 && contents.length > 20, 'too little happened');
  for (const { id, space_id, parent_id, container_id, restricted_by, status, version } of contents) {
    const restricting: number[] = [];
    const seen = new Set<number>();
    for (let at = byId.get(id); at !== undefined; at = byId.get(at.container_id ?? at.parent_id ?? 0)) {
      assert.ok(!seen.has(at.id), `content ${id} is below itself`);
      seen.add(at.id);
      if (own.has(at.id)) restricting.push(at.id);
    }
    assert.equal(restricted_by, restricting[0] ?? null, `restricted_by of ${id}`);
    if (own.has(id)) {
      const noted = chains.filter(({ content_id }) => content_id === id).map(({ restricted_id }) => restricted_id);
      assert.deepEqual(noted.sort(), restricting.sort(), `restriction_chain of ${id}`);
    }
    if (container_id !== null) assert.equal(space_id, byId.get(container_id)?.space_id, `space of ${id}`);
    const parent = parent_id === null ? undefined : byId.get(parent_id);
    if (status === 'current' && parent !== undefined) {
      assert.deepEqual([parent.space_id, parent.status], [space_id, 'current'], `parent of ${id}`);
    }
    const latest = await read
      .selectFrom('content_version')
      .select('number')
      .where('content_id', '=', id)
      .orderBy('number', 'desc')
      .executeTakeFirst();
    assert.equal(latest?.number, version, `versions of ${id}`);
  }
  assert.ok(chains.every(({ content_id, restricted_id }) => own.has(content_id) && own.has(restricted_id)));
}
