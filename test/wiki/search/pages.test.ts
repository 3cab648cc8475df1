/** Page after page of what is found, on both databases. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { eachDatabase } from '../../support/databases.ts';
import { type SearchRoom, searchRoom } from './room.ts';

suite('pages of results', () => {
  eachDatabase((_engine, open) => {
    let room: SearchRoom;
    before(async () => {
      room = await searchRoom(open);
    });

    test('gives page after page to the end, each result once, and counts them all', async () => {
      const { app, bob, dev, find } = room;
      await app.database.write(async (queries) => {
        const page = { type: 'page', status: 'current', space_id: dev.id, position: 0, version: 1, created_at: 5 } as const;
        const names = Array.from({ length: 60 }, (_, index) => `Numbered ${index}`);
        const rows = names.map((title, index) => ({ ...page, title, title_folded: title.toLowerCase(), modified_at: index % 7 }));
        const made = await queries.insertInto('content').values(rows).returning('id').execute();
        const version = { number: 1, body: '<p>spate</p>', created_at: 5, message: '', minor_edit: 0 } as const;
        await queries
          .insertInto('content_version')
          .values(made.map(({ id }) => ({ ...version, content_id: id, title: 'x' })))
          .execute();
      });
      while ((await app.wiki.search.catchUp(25)) > 0);
      for (const cql of [
        'text ~ "spate"',
        'text ~ "spate" order by lastmodified desc',
        'title ~ numbered order by space',
        'space = DEV and title ~ "numbered"',
      ]) {
        const ids = new Set<number>();
        for (let start = 0; start < 60; start += 25) {
          const { results, total, isAll, more } = await find(bob, cql, {}, start, 25);
          assert.deepEqual([total, isAll], [60, true], cql);
          assert.equal(more, start + 25 < 60);
          for (const hit of results) ids.add(hit.kind === 'content' ? hit.content.id : 0);
        }
        assert.equal(ids.size, 60, cql);
      }
      const behind = await find(bob, 'text ~ "spate"', {}, 100, 25);
      assert.deepEqual([behind.results.length, behind.more, behind.total], [0, false, 60]);
      const none = await find(bob, 'text ~ "spate"', {}, 0, 0);
      assert.deepEqual([none.results.length, none.more, none.total], [0, false, 60]);
    });

    test('puts hits in titles first among very many too, and stops counting', async () => {
      const { app, ada, bob, dev, find } = room;
      await app.database.write(async (queries) => {
        const page = {
          type: 'page',
          status: 'current',
          space_id: dev.id,
          position: 0,
          version: 1,
          created_at: 5,
          modified_at: 5,
        } as const;
        const titles = Array.from({ length: 1_200 }, (_, index) => (index % 300 === 0 ? `Eddy ${index}` : `Crowd ${index}`));
        const made = await queries
          .insertInto('content')
          .values(titles.map((title) => ({ ...page, title, title_folded: title.toLowerCase() })))
          .returning(['id', 'title'])
          .execute();
        const version = { number: 1, body: '<p>eddies</p>', created_at: 5, message: '', minor_edit: 0 } as const;
        await queries
          .insertInto('content_version')
          .values(made.map(({ id, title }) => ({ ...version, content_id: id, title })))
          .execute();
      });
      while ((await app.wiki.search.catchUp(500)) > 0);
      const seen = new Set<string>();
      for (let start = 0; start < 1_200; start += 400) {
        const { results, total, isAll, more } = await find(bob, 'type = page and text ~ "eddy"', {}, start, 400);
        assert.deepEqual([results.length, total, isAll, more], [400, 1_200, true, start < 800]);
        for (const hit of results) seen.add(hit.kind === 'content' ? hit.content.title : '');
      }
      assert.equal(seen.size, 1_200);
      assert.deepEqual([...seen].slice(0, 5), ['Eddy 900', 'Eddy 600', 'Eddy 300', 'Eddy 0', 'Crowd 1199']);
      const short = await find(bob, 'text ~ "eddy"', {}, 0, 10);
      assert.deepEqual([short.results.length, short.total, short.isAll], [10, 1_010, false]);
      assert.equal((await find(ada, 'text ~ "eddy"')).total, 0);
    });
  });
});
