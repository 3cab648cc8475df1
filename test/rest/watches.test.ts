/** Watches over the API: one's own, those of others by administrators, and who watches. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Person } from '../../src/http/caller.ts';
import type { ContentRecord } from '../../src/wiki/records.ts';
import { type RestClient, restOn, type TestRest } from '../support/rest.ts';
import type { TestWiki } from '../support/wiki.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`watches over the API, on ${engine}`, () => {
    let made: TestWiki & { readonly rest: TestRest };
    let writer: Person;
    let reader: Person;
    let administrator: Person;
    let uma: RestClient;
    let rita: RestClient;
    let page: ContentRecord;
    let content: string;
    const space = '/rest/api/user/watch/space/DOC';

    before(async () => {
      made = await restOn(engine);
      writer = await made.person('uma');
      reader = await made.person('rita', []);
      administrator = await made.person('admin', [], ['use', 'administer']);
      uma = made.rest.as(writer);
      rita = made.rest.as(reader);
      const doc = await made.space(writer, 'DOC');
      await made.grant(doc, 'user', reader.id, 'view');
      await made.grant(doc, 'user', administrator.id, 'view');
      page = await made.page(writer, 'DOC', 'Page');
      content = `/rest/api/user/watch/content/${page.id}`;
    });
    after(() => made.rest.close());

    const watching = async (path: string, client: RestClient) => (await client.get(path)).json.watching;

    test('of content and of a space begin, are seen and end, for whoever sees them (§1.13)', async () => {
      for (const path of [content, space]) {
        assert.deepEqual((await rita.get(path)).json, { watching: false });
        for (const _twice of [1, 2]) {
          const begun = await rita.send('POST', path);
          assert.deepEqual([begun.status, begun.json], [200, { watching: true }]);
        }
        assert.deepEqual([await watching(path, rita), await watching(path, uma)], [true, false]);
        for (const _twice of [1, 2]) assert.equal((await rita.send('DELETE', path)).status, 204);
        assert.equal(await watching(path, rita), false);
      }
    });

    test('of one kind of content in a space are their own; a whole space includes each kind', async () => {
      await rita.send('POST', `${space}?contentType=blogpost`);
      const kinds = () =>
        Promise.all(['', '?contentType=blogpost', '?contentType=page'].map((query) => watching(space + query, rita)));
      assert.deepEqual(await kinds(), [false, true, false]);
      await rita.send('POST', space);
      assert.deepEqual(await kinds(), [true, true, true]);
      await rita.send('DELETE', `${space}?contentType=blogpost`);
      await rita.send('DELETE', space);
      assert.deepEqual(await kinds(), [false, false, false]);
      assert.equal((await rita.get(`${space}?contentType=whiteboard`)).status, 400);
    });

    test('of others are for administrators, with a token that says so; all others are told 404', async () => {
      const forRita = [`?username=${reader.username}`, `?key=${reader.userKey}`];
      for (const query of forRita) {
        for (const client of [uma, made.rest.as(administrator, 'WRITE')]) {
          assert.equal((await client.get(content + query)).status, 404);
          assert.equal((await client.send('POST', content + query)).status, 404);
          assert.equal((await client.send('DELETE', content + query)).status, 404);
        }
        const admin = made.rest.as(administrator, 'ADMIN');
        assert.equal((await admin.send('POST', content + query)).status, 200);
        assert.deepEqual([await watching(content + query, admin), await watching(content, rita)], [true, true]);
        assert.equal(await watching(content, admin), false);
        assert.equal((await admin.send('DELETE', content + query)).status, 204);
        assert.equal(await watching(content, rita), false);
      }
      assert.equal((await rita.get(`${content}?username=${reader.username}`)).status, 200);
      assert.equal((await made.rest.as(administrator, 'ADMIN').get(`${content}?username=nobody`)).status, 404);
    });

    test('of what is not seen, or is not there, are 404', async () => {
      const stranger = made.rest.as(await made.person('stranger', []));
      for (const path of [content, space, '/rest/api/user/watch/content/999999', '/rest/api/user/watch/content/x']) {
        assert.equal((await stranger.get(path)).status, 404, path);
        assert.equal((await stranger.send('POST', path)).status, 404, path);
      }
      assert.equal((await made.rest.as(undefined).get(content)).status, 401);
      assert.equal((await made.rest.as(reader, 'READ').send('POST', content)).status, 403);
    });

    test('the watchers are listed for administrators, and for who administers the space', async () => {
      for (const path of [content, space]) {
        await rita.send('POST', path);
        await uma.send('POST', path);
      }
      for (const list of [`/rest/api/content/${page.id}/watchers`, '/rest/api/space/doc/watchers']) {
        for (const client of [uma, made.rest.as(administrator)]) {
          const { status, json } = await client.get(list);
          assert.equal(status, 200);
          assert.deepEqual(
            json.results.map(({ username }: { username: string }) => username),
            ['rita', 'uma'],
          );
          assert.deepEqual([json.results[0].type, json.results[0].userKey, json.size], ['known', reader.userKey, 2]);
        }
        const part = await uma.get(`${list}?limit=1`);
        assert.deepEqual([part.json.size, part.json._links.next !== undefined], [1, true]);
        assert.equal((await rita.get(list)).status, 403);
        assert.equal((await made.rest.as(undefined).get(list)).status, 401);
      }
      assert.equal((await uma.get('/rest/api/content/999999/watchers')).status, 404);
      assert.equal((await uma.get('/rest/api/space/NONE/watchers')).status, 404);
    });

    test('are gone with their content', async () => {
      await uma.send('DELETE', `/rest/api/content/${page.id}`);
      assert.equal((await rita.get(content)).status, 404);
      await uma.send('DELETE', `/rest/api/content/${page.id}?status=trashed`);
      const left = await made.database.read.selectFrom('watch').select('user_id').where('content_id', '=', page.id).execute();
      assert.deepEqual(left, []);
    });
  });
}
