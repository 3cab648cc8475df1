/** Lists are searched without regard to case, in any script, though `lower` of both databases knows ASCII alone. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { directory } from '../../src/accounts/directory.ts';
import { appendEvent } from '../../src/audit/audit-trail.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { auditSearch } from '../../src/audit/search.ts';
import { containing } from '../../src/database/containing.ts';
import { eachDatabase } from '../support/databases.ts';
import { testWiki } from '../support/wiki.ts';

suite('a list that is searched by a word', () => {
  eachDatabase((_engine, open) => {
    test('of users finds Åsa by "åsa" and by "ÅSA"', async () => {
      const { database } = await open();
      const { person } = await testWiki(database);
      await person('asa');
      await database.write((queries) => queries.updateTable('user_account').set({ full_name: 'Åsa Öberg' }).execute());
      for (const words of ['åsa', 'ÅSA', 'ÖBERG ås']) {
        const { results } = await directory(database).users({ words, after: '', limit: 10, state: undefined });
        assert.deepEqual(
          results.map(({ user }) => user.fullName),
          ['Åsa Öberg'],
          words,
        );
      }
    });

    test('of spaces finds ÜBERSICHT by "übersicht"', async () => {
      const { database } = await open();
      const { wiki, person, space } = await testWiki(database);
      const asa = await person('asa');
      await space(asa, 'RIVER');
      await database.write((queries) => queries.updateTable('space').set({ name: 'ÜBERSICHT' }).execute());
      const { results } = await wiki.spaces.list(asa, { words: 'Übersicht' }, { start: 0, limit: 10 });
      assert.deepEqual(
        results.map(({ key }) => key),
        ['RIVER'],
      );
    });

    test('of the audit trail finds what happened to "Ежедневник" by "ежедневник"', async () => {
      const { database } = await open();
      const object = { type: 'space', id: '1', name: 'Ежедневник' };
      await database.write((queries) =>
        appendEvent(queries, { at: 1000, origin: systemOrigin, kind: 'space.created', object, summary: 'Created' }),
      );
      const { results } = await auditSearch(database).find({ words: 'ежедневник' }, { start: 0, limit: 10 });
      assert.equal(results.length, 1);
    });

    test('takes signs of patterns, and any number of letters, for what they are', async () => {
      const { database } = await open();
      await database.write((queries) =>
        queries.insertInto('user_group').values({ name: '100 %', name_folded: '100 %', created_at: 0 }).execute(),
      );
      const alphabet = Array.from({ length: 2_000 }, (_, index) => String.fromCodePoint(0x100 + index)).join('');
      const found = (text: string) =>
        database.read.selectFrom('user_group').select('name').where(containing('name', text)).execute();
      assert.deepEqual(await found('0 %'), [{ name: '100 %' }]);
      assert.deepEqual(await found('1_0'), []);
      assert.deepEqual(await found(alphabet), []);
    });
  });
});
