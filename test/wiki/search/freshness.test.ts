/** What was just written is found, and nothing that was there before, on both databases. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { prepare } from '../../../src/database/prepared.ts';
import { textIndex } from '../../../src/wiki/search/text-index.ts';
import { eachDatabase } from '../../support/databases.ts';
import { done } from '../../support/wiki.ts';
import { type SearchRoom, searchRoom } from './room.ts';

suite('the index of search', () => {
  eachDatabase((_engine, open) => {
    let room: SearchRoom;
    before(async () => {
      room = await searchRoom(open);
    });

    test('finds what was just written, and no earlier version of it', async () => {
      const { app, ada, finds } = room;
      const page = await app.page(ada, 'DOC', 'Old name', {
        body: '<p>aqueduct</p><ac:structured-macro ac:name="gallery"/>',
      });
      await finds('macro = gallery', ['Old name']);
      await finds('text ~ "aqueduct"', ['Old name']);
      done(await app.wiki.publishVersion(ada, { id: page.id, number: 2, title: 'New name', body: '<p>canal</p>' }));
      await finds('text ~ "aqueduct" or title ~ "old"', []);
      await finds('text ~ "canal" and title ~ "new"', ['New name']);
      await finds('macro = gallery', []);
      assert.equal(await app.wiki.trash(ada, page.id), undefined);
      await finds('text ~ "canal"', []);
      await finds('text ~ "canal"', ['New name'], { statuses: ['current', 'trashed'] });
      done(await app.wiki.restore(ada, page.id, 3));
      await finds('text ~ "canal"', ['New name']);
      assert.equal(await app.wiki.trash(ada, page.id), undefined);
      assert.equal(await app.wiki.purge(ada, page.id, systemOrigin), undefined);
      await finds('text ~ "canal"', [], { statuses: ['current', 'trashed'] });
      await finds('text ~ "aqueduct"', []);
    });

    test('finds what one prepared statement wrote by itself', async () => {
      const { app, ada, finds } = room;
      const page = await app.page(ada, 'DOC', 'Alone', { body: '<p>sluice</p>' });
      const { database } = textIndex(app.database);
      const rewrite = prepare(database, (queries, values: { readonly id: number; readonly body: string }) =>
        queries.updateTable('content_version').set({ body: values.body }).where('content_id', '=', values.id),
      );
      assert.equal(await rewrite.commit({ id: page.id, body: '<p>floodgate</p>' }), 1);
      await finds('text ~ "sluice"', []);
      await finds('text ~ "floodgate"', ['Alone']);
    });

    test('finds the last text, whoever indexes at the same moment', async () => {
      const { app, ada, finds } = room;
      const { id } = await app.page(ada, 'DOC', 'Busy page', { body: '<p>edition1</p>' });
      const publish = async () => {
        for (let number = 2; number <= 20; number++) {
          done(await app.wiki.publishVersion(ada, { id, number, body: `<p>edition${number}</p>` }));
          if (number !== 10) continue;
          const note = { content_id: id };
          await app.database.write((queries) =>
            queries
              .insertInto('search_pending')
              .values(note)
              .onConflict((conflict) => conflict.doNothing())
              .execute(),
          );
        }
      };
      const index = async () => {
        for (let count = 0; count < 12; count++) {
          await app.wiki.search.reindex(id - 1);
          await app.wiki.search.catchUp(10);
        }
      };
      await Promise.all([publish(), index(), index()]);
      await finds('text ~ "edition20"', ['Busy page']);
      await finds('text ~ "edition1*"', []);
      await finds('text ~ "edition1"', []);
      assert.equal(await app.wiki.trash(ada, id), undefined);
    });

    test('what was taken back is not found', async () => {
      const { app, ada, pages, finds } = room;
      await assert.rejects(
        app.database.write(async (queries) => {
          await queries
            .updateTable('content')
            .set({ title: 'Ghost' })
            .where('id', '=', pages.leaf?.id ?? 0)
            .execute();
          throw new Error('taken back');
        }),
      );
      await finds('text ~ "ghost"', []);
      const refused = await app.wiki.createPage(ada, { spaceKey: 'DOC', title: 'River guide', body: '<p>ghost</p>' });
      assert.ok('refused' in refused);
      await finds('text ~ "ghost"', []);
    });

    test('what was written past the wiki is found after it has caught up, and everything after a new index', async () => {
      const { app, pages, finds } = room;
      await app.database.write((queries) =>
        queries
          .updateTable('content')
          .set({ title: 'Scales', title_folded: 'scales' })
          .where('id', '=', pages.leaf?.id ?? 0)
          .execute(),
      );
      await finds('title ~ "gauge"', ['Gauge & scale']);
      assert.equal(await app.wiki.search.catchUp(100), 1);
      assert.equal(await app.wiki.search.catchUp(100), 0);
      await finds('title ~ "gauge"', []);
      await finds('title = "scales" and title ~ "scale"', ['Gauge & scale']);
      let part = await app.wiki.search.reindex(0);
      assert.ok(part !== undefined && part.count > 4);
      while (part !== undefined) part = await app.wiki.search.reindex(part.last);
      await finds('text ~ "river"', ['River guide', 'Measuring']);
      await finds('text ~ "zero"', ['Gauge & scale']);
    });
  });
});
