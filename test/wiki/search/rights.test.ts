/** Nobody finds or counts what they may not see, on both databases (contract §1.11). */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { eachDatabase } from '../../support/databases.ts';
import { type SearchRoom, searchRoom } from './room.ts';

suite('the rights of search', () => {
  eachDatabase((_engine, open) => {
    let room: SearchRoom;
    before(async () => {
      room = await searchRoom(open);
    });

    test('nobody finds or counts what they may not see', async () => {
      const { app, bob, admin, doc, pages, findsAs, finds } = room;
      await findsAs(bob, 'text ~ "river"', ['River guide', 'Measuring', 'Secret river']);
      await findsAs(admin, 'text ~ "river"', ['River guide', 'Measuring', 'Secret river']);
      await findsAs(undefined, 'text ~ "river"', []);
      await finds(`id = ${pages.secret?.id}`, []);
      await finds('space = DEV', []);
      await findsAs(undefined, 'type = page', []);
      await app.grant(doc, 'anonymous', 0, 'view');
      await findsAs(undefined, 'text ~ "river"', ['River guide', 'Measuring']);
    });

    test('nobody finds or counts restricted content who is not named', async () => {
      const { app, ada, bob, findsAs, finds } = room;
      const page = await app.page(ada, 'DOC', 'Closed lock', { body: '<p>turbines</p>' });
      await app.database.write(async (queries) => {
        const row = { content_id: page.id, operation: 'read', subject_kind: 'user', subject_id: ada.id } as const;
        await queries.insertInto('content_restriction').values(row).execute();
        await queries.insertInto('restriction_chain').values({ content_id: page.id, restricted_id: page.id }).execute();
        await queries.updateTable('content').set({ restricted_by: page.id }).where('id', '=', page.id).execute();
      });
      await finds('text ~ "turbine"', ['Closed lock']);
      await findsAs(bob, 'text ~ "turbine"', []);
      await findsAs(bob, `id = ${page.id}`, []);
      assert.equal((await app.wiki.search.texts(bob, [page.id])).size, 0);
      assert.equal((await app.wiki.search.texts(ada, [page.id])).get(page.id), 'turbines');
    });

    test('leaves archived spaces out unless they are asked for', async () => {
      const { app, ada, finds } = room;
      const old = await app.space(ada, 'OLD');
      await app.database.write((queries) =>
        queries.updateTable('space').set({ status: 'ARCHIVED' }).where('id', '=', old.id).execute(),
      );
      await finds('space = OLD', []);
      await finds('space = OLD', ['Space OLD Home'], { includeArchivedSpaces: true });
    });
  });
});
