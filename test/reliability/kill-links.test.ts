/** kill -9 while links to a renamed page are rewritten: they go on at the next start, and lead to the page all the while. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { checkIntegrity } from '../../src/database/integrity.ts';
import { openDatabase } from '../../src/database/open.ts';
import { textIndex } from '../../src/wiki/search/text-index.ts';
import { manyPages } from '../support/many-pages.ts';
import { basicOf } from '../support/routes.ts';
import { setUpByCommand, startWeirProcess } from '../support/weir-process.ts';

const pages = 2_000;
const operator = { username: 'admin', password: 'the administrator of this test' };

interface Content {
  readonly id: string;
  readonly body: { readonly view: { readonly value: string } };
}

test('kill -9 twice while links to a renamed page are rewritten: all of them are in the end, and lead there meanwhile', async () => {
  const home = await mkdtemp(join(tmpdir(), 'weir-kill-links-'));
  const environment = { WEIR_HOME: home, WEIR_LOG_LEVEL: 'error' };
  await setUpByCommand(environment, operator);
  let server = await startWeirProcess(environment);
  const database = await openDatabase({ file: join(home, 'weir.db') });

  async function api(method: string, path: string, body?: object): Promise<Content> {
    const answer = await fetch(server.baseUrl + path, {
      method,
      headers: { authorization: basicOf(operator), 'content-type': 'application/json', 'x-atlassian-token': 'no-check' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.equal(answer.status, 200, `${method} ${path}`);
    return (await answer.json()) as Content; // The test asks for contents alone.
  }
  const named = async (title: string) =>
    (await database.read.selectFrom('content_link').select('content_id').where('title_folded', '=', title).execute()).length;

  try {
    await api('POST', '/rest/api/space', { key: 'A', name: 'A' });
    const hub = await api('POST', '/rest/api/content', { type: 'page', title: 'Hub', space: { key: 'A' } });
    const space = await database.read
      .selectFrom('space')
      .select(['id', 'homepage_id'])
      .where('key', '=', 'A')
      .executeTakeFirstOrThrow();
    const body = '<p><ac:link><ri:page ri:content-title="Hub"/></ac:link></p>';
    await manyPages(database, { id: space.id, homepageId: space.homepage_id ?? undefined }, pages, body);
    const { catchUp } = textIndex(database);
    while ((await catchUp(500)) > 0);
    assert.equal(await named('hub'), pages);
    const last = await database.read.selectFrom('content').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
    const leadsThere = async () => {
      const { value } = (await api('GET', `/rest/api/content/${last.id}?expand=body.view`)).body.view;
      assert.ok(value.includes(hub.id), value);
    };

    await api('PUT', `/rest/api/content/${hub.id}`, { type: 'page', title: 'Centre', version: { number: 2 } });
    for (let round = 0; round < 2; round += 1) {
      await leadsThere();
      await wait(600);
      await server.kill('SIGKILL');
      server = await startWeirProcess(environment);
      await leadsThere();
    }
    for (const deadline = Date.now() + 60_000; ; await wait(50)) {
      const left = await database.read.selectFrom('former_title').select('content_id').execute();
      if (left.length === 0) break;
      assert.ok(Date.now() < deadline, 'it comes to an end');
    }
    assert.deepEqual([await named('hub'), await named('centre')], [0, pages]);
    await leadsThere();
    assert.deepEqual(await checkIntegrity(database), []);
  } finally {
    await server.kill('SIGKILL');
    await database.close();
    await rm(home, { recursive: true, force: true });
  }
});
