/** What `Database.write` promises, on both databases. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Database, DatabaseBusy, DatabaseUnavailable } from '../../src/database/database.ts';
import { eachDatabase } from '../support/databases.ts';
import { startChild } from './children.ts';

function insert(database: Database, ...hashes: readonly string[]): Promise<unknown> {
  const rows = hashes.map((token_hash) => ({ token_hash, purpose: 'setup' as const, created_at: 1, expires_at: 2 }));
  return database.write((queries) => queries.insertInto('one_time_address').values(rows).execute());
}

async function stored(database: Database): Promise<string[]> {
  const rows = await database.read.selectFrom('one_time_address').select('token_hash').orderBy('token_hash').execute();
  return rows.map(({ token_hash }) => token_hash);
}

suite('a transaction', () => {
  eachDatabase((engine, open) => {
    test('is visible to every read that is asked after it was acknowledged, from other connections too', async () => {
      const { database, location } = await open();
      const { database: other } = await open(location);
      await insert(database, 'a');
      assert.deepEqual(await stored(database), ['a']);
      assert.deepEqual(await stored(other), ['a']);
    });

    test('that throws takes back what it wrote, and nothing of those beside it', async () => {
      const { database } = await open();
      const outcomes = await Promise.allSettled([
        insert(database, 'a'),
        database.write(async (queries) => {
          await queries
            .insertInto('one_time_address')
            .values({ token_hash: 'b', purpose: 'setup', created_at: 1, expires_at: 2 })
            .execute();
          throw new Error('changed my mind');
        }),
        insert(database, 'c', 'c'),
        insert(database, 'd'),
      ]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
      );
      assert.match(String(outcomes[1]?.status === 'rejected' && outcomes[1].reason), /changed my mind/);
      assert.deepEqual(await stored(database), ['a', 'd']);
    });

    test('gives back what its work returned', async () => {
      const { database } = await open();
      const results = await Promise.all([1, 2, 3].map((number) => database.write(async () => number)));
      assert.deepEqual(results, [1, 2, 3]);
    });

    test('that has ended takes no further query', async () => {
      const { database } = await open();
      const leaked = await database.write(async (queries) => ({ queries }));
      await assert.rejects(leaked.queries.selectFrom('one_time_address').selectAll().execute());
    });

    test('handed in before close is finished; one handed in later is refused', async () => {
      const { database, location } = await open();
      const before = insert(database, 'a');
      const closed = database.close();
      await assert.rejects(insert(database, 'b'), DatabaseUnavailable);
      await Promise.all([before, closed]);
      assert.deepEqual(await stored((await open(location)).database), ['a']);
    });

    test('of 32 callers in each of two processes has one winner by its conditional write (security rule 1)', async (t) => {
      const { database, location } = await open();
      const keys = Array.from({ length: 25 }, (_, index) => `key-${index}`);
      await insert(database, ...keys);
      const children = await Promise.all([startChild(t, location), startChild(t, location)]);
      const winners = await Promise.all(children.map((child) => child.tell({ do: 'redeem', keys, callers: 32 })));
      assert.deepEqual(
        winners
          .flat()
          .filter((key) => key !== null)
          .sort(),
        keys.toSorted(),
      );
    });

    test('that was acknowledged survives kill -9 of its process (security rule 2)', async (t) => {
      const { database, location } = await open();
      const acknowledged: string[] = [];
      for (const count of [1, 20, 60]) {
        const child = await startChild(t, location);
        child.process.on('message', (row) => acknowledged.push(String(row)));
        child.process.send({ do: 'write-until-killed', name: `round-${count}` });
        while (acknowledged.filter((row) => row.startsWith(`round-${count}-`)).length < count)
          await once(child.process, 'message');
        child.process.kill('SIGKILL');
        await once(child.process, 'exit');
      }
      const found = new Set(await stored(database));
      assert.deepEqual(
        acknowledged.filter((row) => !found.has(row)),
        [],
      );
      await insert(database, 'and it goes on');
    });

    test('waits for a row for longer than a statement may take, and while it waits others get its connection', {
      skip: engine === 'sqlite' && 'SQLite has one writer',
    }, async () => {
      const { database } = await open();
      await insert(database, 'held', 'free');
      const use = (hash: string, at: number) =>
        database.write((queries) =>
          queries.updateTable('one_time_address').set({ used_at: at }).where('token_hash', '=', hash).execute(),
        );
      let isHeld = true;
      const holding = database.write(async (queries) => {
        await queries.updateTable('one_time_address').set({ used_at: 1 }).where('token_hash', '=', 'held').execute();
        await wait(5_000);
        isHeld = false;
      });
      // More than there are connections.
      const waiting = Array.from({ length: 24 }, (_, index) => use('held', index + 2));
      await wait(100);
      await use('free', 2);
      assert.ok(isHeld, 'whoever wants another row is not held up as long');
      await Promise.all([holding, ...waiting]);
    });

    test('that holds a whole table makes those who read it hear that the database is busy', {
      skip: engine === 'sqlite' && 'SQLite has one writer',
    }, async () => {
      const { database } = await open();
      await database.write(async (queries) => {
        await sql`lock table one_time_address in access exclusive mode`.execute(queries);
        await assert.rejects(stored(database), DatabaseBusy);
      });
    });

    test('runs again when PostgreSQL takes it back to end a deadlock', {
      skip: engine === 'sqlite' && 'SQLite has one writer',
    }, async () => {
      const { database } = await open();
      await insert(database, 'one', 'two');
      const met = Promise.withResolvers<void>();
      let arrived = 0;
      async function useBoth(first: string, second: string): Promise<void> {
        await database.write(async (queries) => {
          await queries.updateTable('one_time_address').set({ used_at: 2 }).where('token_hash', '=', first).execute();
          arrived += 1;
          if (arrived >= 2) met.resolve();
          await met.promise;
          await queries.updateTable('one_time_address').set({ used_at: 2 }).where('token_hash', '=', second).execute();
        });
      }
      await Promise.all([useBoth('one', 'two'), useBoth('two', 'one')]);
      assert.equal(arrived, 3);
    });
  });
});
