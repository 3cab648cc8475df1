/** The copy that is made before an upgrade changes data (operations guide). */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, suite, test } from 'node:test';
import { lockMigrations, migrateTo } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { freshPostgresDatabase } from '../support/postgres.ts';
import { runCommand } from '../support/weir-process.ts';

const older = 17;

async function makeOlder(location: { readonly file: string } | { readonly url: string }): Promise<void> {
  const database = await openDatabase(location);
  await database.write(async (queries) => {
    await lockMigrations(queries, database.engine);
    await migrateTo(queries, database.engine, 1, older);
  });
  await database.close();
}

suite('before an upgrade', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-upgrade-'));
  after(() => rm(folder, { recursive: true, force: true }));

  test('SQLite is copied into the folder of backups, once for each upgrade', async () => {
    const home = join(folder, 'a');
    await makeOlder({ file: join(home, 'weir.db') });
    const environment = { WEIR_HOME: home };
    const upgraded = await runCommand(['user', 'list'], environment);
    assert.equal(upgraded.code, 0, upgraded.stderr);
    assert.match(upgraded.stderr, /What was there before is in .*before-upgrade-.*-step-17\.db/);
    const [name = '', ...others] = await readdir(join(home, 'backups'));
    assert.deepEqual(others, []);
    const copy = new DatabaseSync(join(home, 'backups', name), { readOnly: true });
    assert.equal(copy.prepare('select count(*) as count from schema_migration').get()?.count, older);
    copy.close();
    const second = await runCommand(['user', 'list'], environment);
    assert.equal(second.stderr, '');
    // What looked into the copy left files beside it.
    assert.equal((await readdir(join(home, 'backups'))).filter((file) => file.endsWith('.db')).length, 1);
  });

  test('nothing is copied when that is switched off', async () => {
    const home = join(folder, 'b');
    await makeOlder({ file: join(home, 'weir.db') });
    const upgraded = await runCommand(['user', 'list'], { WEIR_HOME: home, WEIR_BACKUP_BEFORE_UPGRADE: 'false' });
    assert.deepEqual([upgraded.code, upgraded.stderr], [0, '']);
    assert.deepEqual(await readdir(home).then((names) => names.includes('backups')), false);
  });

  test('data that cannot be copied is not changed', async () => {
    const home = join(folder, 'c');
    await makeOlder({ file: join(home, 'weir.db') });
    const occupied = join(folder, 'occupied');
    await writeFile(occupied, '');
    const refused = await runCommand(['user', 'list'], { WEIR_HOME: home, WEIR_BACKUP_FOLDER: occupied });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /could not be made/);
    const data = new DatabaseSync(join(home, 'weir.db'), { readOnly: true });
    assert.equal(data.prepare('select count(*) as count from schema_migration').get()?.count, older);
    data.close();
  });

  test('PostgreSQL is backed up where a folder is named, and otherwise said to be the operator’s', async () => {
    for (const [name, more] of [
      ['d', {}],
      ['e', { WEIR_BACKUP_FOLDER: join(folder, 'archives') }],
    ] as const) {
      const postgres = await freshPostgresDatabase();
      await makeOlder({ url: postgres.url });
      const upgraded = await runCommand(['user', 'list'], {
        WEIR_HOME: join(folder, name),
        WEIR_DATABASE_URL: postgres.url,
        ...more,
      });
      assert.equal(upgraded.code, 0, upgraded.stderr);
      assert.match(upgraded.stderr, name === 'd' ? /yours to make/ : /before-upgrade-.*\.tar\.zst/);
      await postgres.drop();
    }
    assert.equal((await readdir(join(folder, 'archives'))).length, 1);
  });
});
