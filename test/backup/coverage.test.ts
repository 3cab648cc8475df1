/** That nothing is forgotten: every table is carried or stays behind for a reason, every sealed column is named for a change of keys. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { carriedTables, leftBehind, tablesAfter } from '../../src/backup/tables.ts';
import { migrations } from '../../src/database/migrations/migrations.ts';
import { sealedColumns } from '../../src/sealed-columns.ts';
import { eachDatabase } from '../support/databases.ts';

suite('the tables of a backup', () => {
  eachDatabase((engine, open) => {
    test('are all that there are, but for those that stay behind for a reason', async () => {
      const { database } = await open();
      const there = (await database.read.introspection.getTables())
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('search_index') && !name.startsWith('sqlite_'));
      assert.deepEqual([...carriedTables(migrations.length), ...Object.keys(leftBehind)].sort(), there.sort());
      assert.deepEqual([...tablesAfter(migrations.length), 'schema_migration'].sort(), there.sort());
    });

    test(`name every column that holds something sealed (${engine})`, async () => {
      const { database } = await open();
      const tables = await database.read.introspection.getTables();
      const sealed = tables.flatMap(({ name, columns }) =>
        columns.filter((column) => /_encrypted$|^sealed$/.test(column.name)).map((column) => `${name}.${column.name}`),
      );
      assert.deepEqual(sealedColumns.map(({ table, column }) => `${table}.${column}`).sort(), sealed.sort());
    });
  });
});
