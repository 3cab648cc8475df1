/** CQL over what was viewed and what properties hold, on both databases (contract §3.2). */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import type { Person } from '../../../src/http/caller.ts';
import { mostRecentViews } from '../../../src/wiki/recent-views.ts';
import type { ContentRecord } from '../../../src/wiki/records.ts';
import { isCqlProblem } from '../../../src/wiki/search/cql-tree.ts';
import { eachDatabase } from '../../support/databases.ts';
import { done, type TestWiki, testWiki } from '../../support/wiki.ts';

suite('search by views and properties', () => {
  eachDatabase((_engine, open) => {
    let app: TestWiki;
    let [ada, bob]: Person[] = [];
    const pages: ContentRecord[] = [];
    const found = async (cql: string, reader: Person | 'anonymous' | undefined = ada) => {
      const answer = await app.wiki.search.find(
        reader === 'anonymous' ? undefined : reader,
        { cql, kinds: ['content', 'space'] },
        { start: 0, limit: 50 },
      );
      assert.ok(!isCqlProblem(answer), `${cql}: ${JSON.stringify(answer)}`);
      assert.equal(answer.total, answer.results.length);
      return answer.results.map((hit) => (hit.kind === 'content' ? hit.content.title : hit.kind)).sort();
    };

    before(async () => {
      app = await testWiki((await open()).database);
      ada = await app.person('ada');
      bob = await app.person('bob');
      await app.space(ada, 'ONE', { open: true });
      await app.space(ada, 'TWO', { open: true });
      for (const [key, title] of [
        ['ONE', 'a'],
        ['ONE', 'b'],
        ['TWO', 'c'],
      ] as const) {
        pages.push(await app.page(ada, key, title));
      }
    });

    test('finds what a person looked at last, the newest first of all', async () => {
      assert.ok(ada && bob);
      for (const page of [...pages, pages[0]]) {
        app.clock.time += 1000;
        app.wiki.recentViews.note(ada.id, page?.id ?? 0);
      }
      assert.deepEqual(await found('id in recentlyViewedContent()'), ['a', 'b', 'c']);
      assert.deepEqual(await found('id in recentlyViewedContent(1)'), ['a']);
      assert.deepEqual(await found('content in recentlyViewedContent(1, 1)'), ['c']);
      assert.deepEqual(await found('type = page and id not in recentlyViewedContent(2) and title in (a, b, c)'), ['b']);
      assert.deepEqual(await found('space in recentlyViewedSpaces(1) and title in (a, b, c)'), ['a', 'b']);
      assert.deepEqual(await found('id in recentlyViewedContent()', bob), []);
      assert.deepEqual(await found('id in recentlyViewedContent()', 'anonymous'), []);
      app.wiki.recentViews.note(bob.id, pages[1]?.id ?? 0);
      await app.database.write((queries) =>
        queries
          .deleteFrom('content')
          .where('id', '=', pages[1]?.id ?? 0)
          .execute(),
      );
      assert.deepEqual(await found('id in recentlyViewedContent()', bob), [], 'it is gone');
    });

    test('keeps a bounded number of views of each person', async () => {
      const { id } = await app.person('eve');
      const space = await app.wiki.spaces.find(ada, 'ONE');
      const row = {
        type: 'page',
        status: 'current',
        parent_id: null,
        container_id: null,
        restricted_by: null,
        position: 0,
      } as const;
      const made = await app.database.write((queries) =>
        queries
          .insertInto('content')
          .values(
            Array.from({ length: mostRecentViews + 20 }, (_, index) => ({
              ...row,
              space_id: space?.id ?? 0,
              title: `Many ${index}`,
              title_folded: `many ${index}`,
              posting_day: null,
              version: 1,
              creator_id: null,
              created_at: 1,
              modifier_id: null,
              modified_at: 1,
              trashed_at: null,
            })),
          )
          .returning('id')
          .execute(),
      );
      for (const content of made) {
        app.clock.time += 1;
        app.wiki.recentViews.note(id, content.id);
      }
      app.wiki.recentViews.note(id, 999_999_999);
      await app.wiki.recentViews.flush();
      const kept = await app.database.read.selectFrom('recent_view').select('content_id').where('user_id', '=', id).execute();
      assert.equal(kept.length, mostRecentViews);
      assert.ok(!kept.some(({ content_id }) => content_id === made[0]?.id), 'the oldest went');
    });

    test('compares what properties hold as text, words, numbers and dates', async () => {
      assert.ok(ada);
      const set = async (page: ContentRecord | undefined, value: unknown) => {
        const target = { kind: 'content', id: page?.id ?? 0 } as const;
        assert.ok(ada);
        done(await app.wiki.properties.create(ada, target, { key: 'Gauge', text: JSON.stringify(value) }));
      };
      await set(pages[0], {
        place: { name: 'Upper Mill 100%' },
        level: 1.42,
        read: '2026-03-01T12:00:00.000Z',
        ok: true,
        tags: ['x'],
      });
      await set(pages[2], { place: { name: 'Bridge' }, level: -3, read: '2026-03-02', ok: false });
      const odd = await app.page(ada, 'ONE', 'odd');
      await set(odd, { level: '1.42', read: 7, place: 'plain', nul: '\u0000' });
      const deep = await app.page(ada, 'ONE', 'deep');
      await set(deep, JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`));
      for (const [cql, expected] of [
        ['content.property[Gauge].place.name = Bridge', ['c']],
        ['content.property[Gauge].place.name in (Bridge, "Upper Mill 100%")', ['a', 'c']],
        ['content.property[gauge].place.name = Bridge', []],
        ['content.property[Gauge].Place.name = Bridge', []],
        ['content.property[Gauge].place.name ~ mill', ['a']],
        ['CONTENT.PROPERTY[Gauge].place.name ~ "MILL upper"', ['a']],
        ['content.property[Gauge].place.name ~ "100"', ['a']],
        ['type = page and content.property[Gauge].place.name !~ mill and title in (a, c)', ['c']],
        ['content.property[Gauge].level > 1', ['a']],
        ['content.property[Gauge].level <= -3', ['c']],
        ['content.property[Gauge].ok = true', ['a']],
        ['content.property[Gauge].tags = x', []],
        ['content.property[Gauge].read > "2026-03-01"', ['c']],
        ['content.property[Gauge].read >= 2026/03/01', ['a', 'c']],
        ['content.property[Gauge].read <= "2026-03-01 12:00"', ['a']],
        ['content.property[Gauge].read = "2026-03-02"', ['c']],
        ['content.property[Gauge].level = 1.42 and title = a', ['a']],
      ] as const) {
        assert.deepEqual(await found(cql), expected, cql);
      }
    });
  });
});
