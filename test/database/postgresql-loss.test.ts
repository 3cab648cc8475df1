/** PostgreSQL lost and found: quick errors of one kind, no crash, and no restart needed afterwards. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, suite, test } from 'node:test';
import { type Database, DatabaseUnavailable } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openPostgresql } from '../../src/database/postgresql.ts';
import { type Line, lineTo } from '../support/line.ts';
import { freshPostgresDatabase } from '../support/postgres.ts';

suite('a PostgreSQL server that goes away', () => {
  let line: Line;
  let database: Database;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshPostgresDatabase();
    drop = fresh.drop;
    line = await lineTo(fresh.url);
    database = await openPostgresql({ url: line.url });
    await migrate(database, 1);
  });

  beforeEach(async () => {
    line.mend();
    await found();
  });

  after(async () => {
    await database.close();
    line.close();
    await drop();
  });

  const read = () => database.read.selectFrom('user_group').select('id').execute();
  const write = (name: string) =>
    database.write((queries) => queries.insertInto('user_group').values({ name, name_folded: name, created_at: 1 }).execute());

  /** Asks until it is answered: connections that ended a moment ago may be tried once each. */
  async function found(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await database.ping();
        return;
      } catch (error) {
        assert.ok(error instanceof DatabaseUnavailable);
        assert.ok(attempt <= 20);
      }
    }
  }

  async function allUnavailableWithin(limit: number): Promise<void> {
    const started = performance.now();
    await Promise.all([read(), write('lost'), database.ping()].map((attempt) => assert.rejects(attempt, DatabaseUnavailable)));
    assert.ok(performance.now() - started < limit);
  }

  test('is DatabaseUnavailable at once when it refuses connections, and is found again', async () => {
    line.cut();
    await allUnavailableWithin(1_000);
    line.mend();
    await found();
    await write('found');
    assert.equal((await read()).length, 1);
  });

  test('is DatabaseUnavailable within five seconds when it falls silent, and is found again', async () => {
    await Promise.all(Array.from({ length: 10 }, read));
    line.hush();
    await allUnavailableWithin(5_000);
    line.mend();
    await found();
    await write('heard');
  });

  test('that falls silent in the middle of a transaction is DatabaseUnavailable within five seconds', async () => {
    const started = performance.now();
    const silenced = database.write(async (queries) => {
      await queries.selectFrom('user_group').select('id').execute();
      line.hush();
      await queries.selectFrom('user_group').select('id').execute();
    });
    await assert.rejects(silenced, DatabaseUnavailable);
    assert.ok(performance.now() - started < 5_000);
  });

  test('while its connections are idle does not end the process, and is found again', async () => {
    await read();
    line.cut();
    line.mend();
    await found();
  });

  test('in the middle of a transaction leaves nothing of it', async () => {
    const cut = database.write(async (queries) => {
      await queries.insertInto('user_group').values({ name: 'half', name_folded: 'half', created_at: 1 }).execute();
      line.cut();
      await queries.insertInto('user_group').values({ name: 'whole', name_folded: 'whole', created_at: 1 }).execute();
    });
    await assert.rejects(cut, DatabaseUnavailable);
    line.mend();
    await found();
    assert.deepEqual(
      await database.read.selectFrom('user_group').select('id').where('name', 'in', ['half', 'whole']).execute(),
      [],
    );
  });

  test('cannot be opened while it is away', async () => {
    line.cut();
    await assert.rejects(openPostgresql({ url: line.url }), DatabaseUnavailable);
  });
});
