/** The writer of a SQLite file: one commit for the transactions of a turn, patience with other processes, no false success. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { type Database, DatabaseUnavailable } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openSqlite } from '../../src/database/sqlite.ts';
import { freshLocation } from '../support/databases.ts';
import { startChild } from './children.ts';

/** Commits in the write-ahead log: frames that carry the size of the database after them (https://sqlite.org/fileformat.html §4.1). */
function commits(file: string): number {
  const log = readFileSync(`${file}-wal`);
  const frame = 24 + log.readUInt32BE(8);
  let count = 0;
  for (let at = 32; at + frame <= log.length; at += frame) {
    const current = log.subarray(at + 8, at + 16).equals(log.subarray(16, 24));
    if (current && log.readUInt32BE(at + 4) !== 0) count += 1;
  }
  return count;
}

suite('the writer of a SQLite file', () => {
  let file: string;
  let database: Database;
  let cleanUp: () => Promise<void>;

  before(async () => {
    const { location, remove } = await freshLocation('sqlite');
    assert.ok('file' in location);
    file = join(location.file, '..', 'made', 'weir.db');
    database = await openSqlite({ file });
    await migrate(database, 1);
    cleanUp = remove;
  });

  after(async () => {
    await database.close();
    await cleanUp();
  });

  function insert(hash: string): Promise<unknown> {
    const row = { token_hash: hash, purpose: 'setup', created_at: 1, expires_at: 2 } as const;
    return database.write((queries) => queries.insertInto('one_time_address').values(row).execute());
  }

  async function stored(prefix: string): Promise<number> {
    const rows = await database.read
      .selectFrom('one_time_address')
      .select('token_hash')
      .where('token_hash', 'like', `${prefix}%`)
      .execute();
    return rows.length;
  }

  test('makes folder and files for their owner alone', () => {
    assert.equal(statSync(join(file, '..')).mode & 0o777, 0o700);
    for (const suffix of ['', '-wal', '-shm']) assert.equal(statSync(`${file}${suffix}`).mode & 0o777, 0o600);
  });

  test('syncs at each commit and enforces foreign keys (security rule 2)', async () => {
    const setting = (name: string) =>
      database.write(
        async (queries) => (await sql.raw<Record<string, number>>(`pragma ${name}`).execute(queries)).rows[0]?.[name],
      );
    assert.equal(await setting('synchronous'), 2);
    assert.equal(await setting('foreign_keys'), 1);
    assert.equal(await setting('journal_mode'), 'wal');
  });

  test('commits the transactions of one turn together', async () => {
    const earlier = commits(file);
    await Promise.all(Array.from({ length: 32 }, (_, index) => insert(`turn-${index}`)));
    assert.equal(commits(file) - earlier, 1);
    assert.equal(await stored('turn-'), 32);
  });

  test('holds a commit open for those who come meanwhile, and not for ever', async () => {
    const earlier = commits(file);
    const writes: Promise<unknown>[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      writes.push(insert(`meanwhile-${turn}-a`), insert(`meanwhile-${turn}-b`));
      await new Promise((next) => setImmediate(next));
    }
    await Promise.all(writes);
    const made = commits(file) - earlier;
    assert.ok(made > 1 && made <= 10, `${made} commits`);
    assert.equal(await stored('meanwhile-'), 40);
  });

  test('refuses to write through the reading side', async () => {
    await assert.rejects(database.read.deleteFrom('one_time_address').execute());
    await assert.rejects(database.read.transaction().execute(async () => {}));
  });

  test('waits for another process that writes, and lets the event loop go on meanwhile', async () => {
    using other = new DatabaseSync(file);
    other.exec('begin immediate');
    let settled = false;
    const written = insert('patient').finally(() => {
      settled = true;
    });
    let longest = 0;
    for (let turn = 0, last = performance.now(); turn < 20; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    assert.equal(settled, false);
    assert.ok(longest < 150, `the event loop stood still for ${longest} ms`);
    other.exec('commit');
    await written;
    assert.equal(await stored('patient'), 1);
  });

  test('gives up on another process that never ends, and works again once it has', async () => {
    using other = new DatabaseSync(file);
    other.exec('begin immediate');
    await assert.rejects(insert('impatient'), DatabaseUnavailable);
    other.exec('rollback');
    await insert('patient again');
    assert.equal(await stored('impatient'), 0);
  });

  test('acknowledges nothing of a batch in which the disk was full, and goes on when there is room (security rule 3)', async () => {
    const limit = await database.write(async (queries) => {
      const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(queries);
      return (rows[0]?.page_count ?? 0) + 3;
    });
    // The limit is the connection's own: it is gone once the connection was replaced.
    const full = database.write((queries) => sql.raw(`pragma max_page_count = ${limit}`).execute(queries));
    const outcomes = await Promise.allSettled([
      full,
      insert('full-small'),
      insert(`full-${'x'.repeat(100_000)}`),
      insert('full-later'),
    ]);
    for (const outcome of outcomes) {
      assert.equal(outcome.status, 'rejected');
      assert.ok(outcome.reason instanceof DatabaseUnavailable);
    }
    assert.equal(await stored('full-'), 0);
    await insert(`full-${'x'.repeat(100_000)}`);
    assert.equal(await stored('full-'), 1);
  });

  test('acknowledges nothing whose commit failed to be written (security rule 3)', async (t) => {
    const child = await startChild(t, { file }, 5_000);
    const filled = await child.tell({ do: 'fill' });
    assert.ok(filled, 'no write was refused');
    const { acknowledged, refused, unavailable } = filled as { acknowledged: string[]; refused: string; unavailable: boolean };
    assert.ok(unavailable);
    assert.ok(acknowledged.length > 0);
    const rows = await database.read
      .selectFrom('one_time_address')
      .select('token_hash')
      .where('token_hash', 'in', [...acknowledged, refused])
      .execute();
    assert.deepEqual(new Set(rows.map(({ token_hash }) => token_hash)), new Set(acknowledged));
    await insert('after the failure');
  });
});
