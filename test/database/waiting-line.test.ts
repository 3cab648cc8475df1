/** Requests that want a connection wait their turn, for a time, and are told when what they wait for is gone. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { DatabaseBusy, DatabaseUnavailable } from '../../src/database/database.ts';
import { openPostgresql } from '../../src/database/postgresql.ts';
import { waitingLine } from '../../src/database/waiting-line.ts';
import { freshPostgresDatabase } from '../support/postgres.ts';

suite('a line of those who wait', () => {
  test('lends each place once, in the order of asking', async () => {
    const line = waitingLine(2, 10, 60_000);
    const admitted: number[] = [];
    const all = [0, 1, 2, 3, 4].map((number) => line.enter().then(() => admitted.push(number)));
    await Promise.all(all.slice(0, 2));
    assert.deepEqual([admitted, line.waiting()], [[0, 1], 3]);
    for (let index = 2; index < 5; index++) {
      line.leave();
      await all[index];
    }
    assert.deepEqual([admitted, line.waiting()], [[0, 1, 2, 3, 4], 0]);
    line.leave();
    line.leave();
    await Promise.all([line.enter(), line.enter()]);
  });

  test('says that it is busy after the time to wait, and at once when too many wait', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const line = waitingLine(1, 1, 1_000);
    await line.enter();
    const late = assert.rejects(line.enter(), DatabaseBusy);
    await assert.rejects(line.enter(), DatabaseBusy);
    context.mock.timers.tick(1_000);
    await late;
    assert.equal(line.waiting(), 0);
    line.leave();
    await line.enter();
  });

  test('tells all who wait that what they wait for is gone, and goes on afterwards', async () => {
    const line = waitingLine(1, 10, 60_000);
    await line.enter();
    const gone = [line.enter(), line.enter()].map((waiting) => assert.rejects(waiting, /gone/));
    line.turnAway(new DatabaseUnavailable('gone'));
    await Promise.all(gone);
    line.leave();
    await line.enter();
  });
});

test('a burst of writes to PostgreSQL that takes longer than connecting may is answered, each of them', async () => {
  const fresh = await freshPostgresDatabase();
  const database = await openPostgresql({ url: fresh.url });
  try {
    // Ten at a time of a quarter of a second: three and a half seconds in all, where a connection is given up after two and a half.
    const slow = () => database.write(async (queries) => void (await sql`select pg_sleep(0.25)`.execute(queries)));
    const all = Promise.allSettled(Array.from({ length: 140 }, slow));
    assert.ok((database.connections?.().waiting ?? 0) > 100);
    assert.deepEqual(new Set((await all).map(({ status }) => status)), new Set(['fulfilled']));
  } finally {
    await database.close();
    await fresh.drop();
  }
});
