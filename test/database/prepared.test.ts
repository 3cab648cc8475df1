/** Prepared queries give what the same query gives when it is built anew. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { prepare } from '../../src/database/prepared.ts';
import { eachDatabase } from '../support/databases.ts';

suite('a prepared query', () => {
  eachDatabase((_engine, open) => {
    test('takes other values at each call, several times the same, inside a transaction and outside', async () => {
      const { database } = await open();
      const insert = prepare(database, (queries, values: { hash: string; used: number | null }) =>
        queries
          .insertInto('one_time_address')
          .values({ token_hash: values.hash, purpose: 'setup', created_at: 1, expires_at: 2, used_at: values.used }),
      );
      const find = prepare(database, (queries, values: { hash: string; now: number }) =>
        queries
          .selectFrom('one_time_address')
          .select(['token_hash', 'used_at'])
          .where('token_hash', '=', values.hash)
          .where('created_at', '<=', values.now)
          .where('expires_at', '>', values.now),
      );
      const count = await database.write(async (queries) => {
        const first = await insert.run(queries, { hash: 'a', used: null });
        return first + (await insert.run(queries, { hash: 'b', used: 5 }));
      });
      assert.equal(count, 2);
      assert.deepEqual(await find.first(database.read, { hash: 'a', now: 1 }), { token_hash: 'a', used_at: null });
      assert.deepEqual(await find.all(database.read, { hash: 'b', now: 1 }), [{ token_hash: 'b', used_at: 5 }]);
      assert.equal(await find.first(database.read, { hash: 'b', now: 2 }), undefined);
    });

    test('that is committed by itself is there for everybody, and takes back nothing but itself when it is refused', async () => {
      const { database, location } = await open();
      const { database: other } = await open(location);
      const insert = prepare(database, (queries, values: { hash: string }) =>
        queries
          .insertInto('one_time_address')
          .values({ token_hash: values.hash, purpose: 'setup', created_at: 1, expires_at: 2, used_at: null }),
      );
      const use = prepare(database, (queries, values: { hash: string; now: number }) =>
        queries
          .updateTable('one_time_address')
          .set({ used_at: values.now })
          .where('token_hash', '=', values.hash)
          .where('used_at', 'is', null),
      );
      // All at once, so that on SQLite they share a commit with each other and with a transaction.
      const outcomes = await Promise.allSettled([
        insert.commit({ hash: 'a' }),
        insert.commit({ hash: 'b' }),
        insert.commit({ hash: 'b' }),
        database.write((queries) => insert.run(queries, { hash: 'c' })),
      ]);
      const counts = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'refused'));
      assert.deepEqual(counts.toSorted(), [1, 1, 1, 'refused']);
      const there = await other.read.selectFrom('one_time_address').select('token_hash').orderBy('token_hash').execute();
      assert.deepEqual(
        there.map(({ token_hash }) => token_hash),
        ['a', 'b', 'c'],
      );
      const users = await Promise.all(Array.from({ length: 8 }, (_, now) => use.commit({ hash: 'a', now })));
      assert.equal(
        users.reduce((sum, count) => sum + count, 0),
        1,
      );
    });

    test('that computes with a value while it is built is refused when it is made', async () => {
      const { database } = await open();
      assert.throws(
        () =>
          prepare(database, (queries, values: { now: number }) =>
            queries
              .selectFrom('one_time_address')
              .selectAll()
              .where('expires_at', '>', values.now + 1),
          ),
        /compute now before the call/,
      );
    });
  });
});
