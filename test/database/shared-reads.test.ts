/** Reads of one turn of the event loop share a transaction on SQLite; none of them misses what was committed when its request came. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, stat } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { DatabaseUnavailable } from '../../src/database/database.ts';
import { prepare } from '../../src/database/prepared.ts';
import { openSqlite } from '../../src/database/sqlite.ts';

suite('a shared read', () => {
  async function open(t: { after(work: () => Promise<void>): void }) {
    const folder = mkdtempSync(join(tmpdir(), 'weir-shared-reads-'));
    const file = join(folder, 'weir.db');
    const database = await openSqlite({ file });
    const other = new DatabaseSync(file);
    t.after(async () => {
      other.close();
      await database.close();
      rmSync(folder, { recursive: true });
    });
    other.exec('create table one_time_address (token_hash text, purpose text, created_at int, expires_at int, used_at int)');
    const count = prepare(database, (queries, _values: object) =>
      queries.selectFrom('one_time_address').select((select) => select.fn.countAll<number>().as('count')),
    );
    return {
      database,
      commitElsewhere: () => other.exec("insert into one_time_address values ('a', 'setup', 1, 2, null)"),
      seen: async () => (await count.first(database.read, {}))?.count,
    };
  }

  test('sees what another process committed before the turn', async (t) => {
    const { seen, commitElsewhere } = await open(t);
    for (let expected = 0; expected < 20; expected += 1) {
      assert.deepEqual([await seen(), await seen()], [expected, expected]);
      commitElsewhere();
      await new Promise((next) => setImmediate(next));
    }
  });

  test('sees what this process committed, in the same turn too', async (t) => {
    const { database, seen } = await open(t);
    const row = { token_hash: 'b', purpose: 'setup', created_at: 1, expires_at: 2, used_at: null } as const;
    for (let expected = 0; expected < 20; expected += 1) {
      assert.equal(await seen(), expected);
      await database.write(async (queries) => {
        await queries.insertInto('one_time_address').values(row).execute();
        // Outside of the transaction it is not there yet.
        assert.equal(await seen(), expected);
      });
      assert.equal(await seen(), expected + 1);
    }
  });

  test('of the end of a turn is not the one of requests that come in after it', async (t) => {
    const { seen, commitElsewhere } = await open(t);
    const later = await new Promise((settle) => {
      setImmediate(async () => {
        assert.equal(await seen(), 0);
        commitElsewhere();
        // Its answer is there before the loop looks for what has come in.
        stat('.', () => settle(seen()));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      });
    });
    assert.equal(later, 1);
  });

  test('that cannot begin, since another process recovers the file, stands in nobody’s way afterwards', async (t) => {
    const { database, seen, commitElsewhere } = await open(t);
    const locked = Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: 5 });
    const all = t.mock.method(StatementSync.prototype, 'all', () => {
      throw locked;
    });
    await assert.rejects(seen(), DatabaseUnavailable);
    all.mock.restore();
    commitElsewhere();
    await new Promise((next) => setImmediate(next));
    await database.write(async () => undefined);
    assert.equal(await seen(), 1);
  });

  test('holds up no checkpoint and no other writer once the turn is over', async (t) => {
    const { database, seen, commitElsewhere } = await open(t);
    await seen();
    await new Promise((next) => setImmediate(next));
    commitElsewhere();
    await database.write(async () => undefined);
    assert.equal(await seen(), 1);
  });
});
