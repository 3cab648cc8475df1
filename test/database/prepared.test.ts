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
