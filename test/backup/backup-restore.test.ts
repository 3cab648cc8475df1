/**
 * `weir backup` beside a running server and `weir restore` into an empty place: onto another path, the other database, the other store of
 * attachments (operations guide).
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import type { Engine } from '../../src/database/database.ts';
import { basicOf } from '../support/routes.ts';
import { startS3Server } from '../support/s3-server.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';
import { runCommand, startWeirProcess } from '../support/weir-process.ts';
import { attach, carried, emptyPlace, furnish, page, post, s3Environment } from './premises.ts';

/** Writes pages and attachments without a pause. @returns what was acknowledged, with the time */
function writer(weir: TestWeir, pageId: string) {
  const acknowledged: { readonly title: string; readonly at: number }[] = [];
  let stopped = false;
  const done = (async () => {
    for (let number = 0; !stopped; number += 1) {
      const title = `Written ${number}`;
      await post(weir, '/rest/api/content', page(title, `body of ${number}`));
      acknowledged.push({ title, at: Date.now() });
      if (number % 5 === 0) await attach(weir, pageId, `written ${number}.bin`, randomBytes(2_000));
    }
  })();
  return {
    acknowledged,
    async stop() {
      stopped = true;
      await done;
    },
  };
}

for (const [from, to, fromS3, toS3] of [
  ['sqlite', 'sqlite', false, false],
  ['sqlite', 'postgresql', false, true],
  ['postgresql', 'sqlite', true, false],
  ['postgresql', 'postgresql', false, false],
] as const satisfies readonly (readonly [Engine, Engine, boolean, boolean])[]) {
  suite(`a backup under load, of ${from}${fromS3 ? ' with S3' : ''} into ${to}${toS3 ? ' with S3' : ''}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-backup-'));
    const stores = await Promise.all([startS3Server(), startS3Server()]);
    const weir = await startWeir({ engine: from, settings: fromS3 ? s3Environment(stores[0]) : {} });
    const place = await emptyPlace(to, toS3 ? stores[1] : undefined);
    const file = join(folder, 'weir.tar.zst');
    let stopped = false;
    const stop = async () => {
      if (!stopped) await weir.stop();
      stopped = true;
    };
    after(async () => {
      await stop();
      await place.remove();
      await Promise.all(stores.map((store) => store.close()));
      await rm(folder, { recursive: true, force: true });
    });
    const { home, uma, link, tokens } = await furnish(weir);
    const writing = writer(weir, home.id);
    while (writing.acknowledged.length < 10) await post(weir, '/rest/api/content', page(randomBytes(8).toString('hex'), 'x'));
    const begun = Date.now();
    const backup = await runCommand(['backup', file, '--json'], weir.environment);
    await writing.stop();

    test('the backup is made beside the server that writes', () => {
      assert.equal(backup.code, 0, backup.stderr);
      const made = JSON.parse(backup.stdout);
      assert.ok(made.files >= 5 && made.rows > 100 && made.missing === 0 && made.damaged === 0, backup.stdout);
    });

    test('it is restored, and an integrity check finds nothing wrong', async () => {
      const restored = await runCommand(['restore', file, '--json'], place.environment);
      assert.equal(restored.code, 0, restored.stderr);
      const doctor = await runCommand(['doctor', '--json'], place.environment);
      assert.equal(doctor.code, 0, doctor.stdout + doctor.stderr);
      const findings = JSON.parse(doctor.stdout) as readonly { check: string; state: string; found: string }[];
      const attachments = findings.filter(({ check }) => check === 'attachments');
      assert.ok(attachments.length === 1 && attachments[0]?.state === 'good', doctor.stdout);
    });

    test('every write that was acknowledged before its moment is there, and no row differs', async () => {
      const database = await place.open();
      const pages = await database.read.selectFrom('content').select('title').where('type', '=', 'page').execute();
      await database.close();
      const titles = new Set(pages.map(({ title }) => title));
      const before = writing.acknowledged.filter(({ at }) => at < begun);
      assert.ok(before.length > 5);
      assert.deepEqual(
        before.filter(({ title }) => !titles.has(title)),
        [],
      );
    });

    test('a second restore is refused, and changes nothing', async () => {
      const again = await runCommand(['restore', file], place.environment);
      assert.equal(again.code, 1);
      assert.match(again.stderr, /already|empty/);
    });

    test('a server on it knows passwords, tokens, secrets, files and words, and gives numbers that no row ever had', async () => {
      const { clientSecret } = link;
      const server = await startWeirProcess(place.environment);
      after(() => server.kill('SIGKILL'));
      const get = (path: string, authorization: string) => fetch(server.baseUrl + path, { headers: { authorization } });
      const found = await get(`/rest/api/content/${home.id}/child/attachment?limit=100`, basicOf(uma));
      assert.equal(found.status, 200);
      const { results } = (await found.json()) as { results: { title: string; _links: { download: string } }[] };
      assert.ok(results.length >= 4);
      for (const { title, _links } of results) {
        const [there, here] = await Promise.all(
          [server.baseUrl, weir.baseUrl].map(async (base) =>
            Buffer.from(await (await fetch(base + _links.download, { headers: { authorization: basicOf(uma) } })).arrayBuffer()),
          ),
        );
        assert.ok(there !== undefined && here !== undefined && there.equals(here), title);
      }
      const search = await get(
        `/rest/api/search?cql=${encodeURIComponent('text ~ "zeppelin"')}`,
        `Bearer ${tokens.access_token}`,
      );
      assert.equal(search.status, 200);
      const hits = (await search.json()) as { results: { title: string }[] };
      assert.deepEqual(
        hits.results.map((hit) => hit.title),
        ['Straße &amp; “Quotes” 😀'],
      );
      const refreshed = await fetch(`${server.baseUrl}/rest/oauth2/latest/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: tokens.refresh_token,
          client_id: link.clientId,
          client_secret: clientSecret ?? '',
        }),
      });
      assert.equal(refreshed.status, 200, await refreshed.text());
      const made = await fetch(`${server.baseUrl}/rest/api/content`, {
        method: 'POST',
        headers: { authorization: basicOf(weir.admin), 'content-type': 'application/json' },
        body: JSON.stringify(page('After the restore', 'new')),
      });
      assert.equal(made.status, 200, await made.clone().text());
      const { id } = (await made.json()) as { id: string };
      const database = await place.open();
      const others = await database.read
        .selectFrom('content')
        .select(({ fn }) => fn.max('id').as('id'))
        .where('id', '<>', Number(id))
        .executeTakeFirstOrThrow();
      await database.close();
      assert.ok(Number(id) > Number(others.id));
    });
  });
}

suite('what a backup carries', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-backup-'));
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [from, to] of [
    ['sqlite', 'postgresql'],
    ['postgresql', 'sqlite'],
  ] as const) {
    test(`is every row of every table, from ${from} to ${to}`, async () => {
      const weir = await startWeir({ engine: from });
      after(() => weir.stop());
      await furnish(weir);
      const place = await emptyPlace(to);
      after(() => place.remove());
      const file = join(folder, `${from}.tar.zst`);
      const before = await carried(weir.rooms.database);
      const backup = await runCommand(['backup', file], weir.environment);
      assert.equal(backup.code, 0, backup.stderr);
      const restored = await runCommand(['restore', file], place.environment);
      assert.equal(restored.code, 0, restored.stderr);
      const database = await place.open();
      const after_ = await carried(database);
      // Two events tell of it.
      await database.close();
      assert.deepEqual({ ...after_, audit_event: '' }, { ...before, audit_event: '' });
    });
  }
});
