/** Migrations: run once whoever starts, refused where the data does not fit. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/database/migrations/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { eachDatabase, freshLocation } from '../support/databases.ts';
import { startChild } from './children.ts';

const names = migrations.map(({ name }) => name);

suite('migrations', () => {
  eachDatabase((engine, open) => {
    test('make the tables of an empty database, and note each with its time', async () => {
      const { location, remove } = await freshLocation(engine);
      const database = await openDatabase(location);
      assert.deepEqual(await migrate(database, 123), { kind: 'ready', applied: names });
      const noted = await database.read
        .selectFrom('schema_migration')
        .select(['number', 'name', 'applied_at'])
        .orderBy('number')
        .execute();
      assert.deepEqual(
        noted,
        names.map((name, index) => ({ number: index + 1, name, applied_at: 123 })),
      );
      await database.close();
      await remove();
    });

    test('do nothing the second time', async () => {
      const { database } = await open();
      assert.deepEqual(await migrate(database, 2), { kind: 'ready', applied: [] });
    });

    test('started by two processes at once, run in one of them', async (t) => {
      const { location, remove } = await freshLocation(engine);
      const children = await Promise.all([startChild(t, location), startChild(t, location)]);
      const outcomes = await Promise.all(children.map((child) => child.tell({ do: 'migrate' })));
      assert.deepEqual(
        new Set(outcomes.map((outcome) => JSON.stringify(outcome))),
        new Set([JSON.stringify({ kind: 'ready', applied: names }), JSON.stringify({ kind: 'ready', applied: [] })]),
      );
      await remove();
    });

    test('refuse data that was made by another text of a migration', async () => {
      const { database } = await open();
      await database.write((queries) =>
        queries.updateTable('schema_migration').set({ checksum: 'other' }).where('number', '=', 2).execute(),
      );
      assert.deepEqual(await migrate(database, 2), { kind: 'migration-differs', number: 2, name: 'audit' });
    });

    test('refuse data of a newer program', async () => {
      const { database } = await open();
      const known = migrations.length;
      const newer = { number: known + 1, name: 'later', checksum: 'x', applied_at: 1 };
      await database.write((queries) => queries.insertInto('schema_migration').values(newer).execute());
      assert.deepEqual(await migrate(database, 2), { kind: 'data-is-newer', number: known + 1, name: 'later', known });
    });

    test('that are missing run after those that were applied', async () => {
      const { database } = await open();
      const last = migrations.at(-1);
      assert.ok(last !== undefined);
      const named = (pattern: RegExp) => Array.from(last.ddl.matchAll(pattern), ([, name]) => name ?? '').reverse();
      const [tables, indexes] = [named(/^create table (\w+)/gm), named(/^create (?:unique )?index (\w+)/gm)];
      const columns = last.ddl.matchAll(/^alter table (\w+) add column (\w+)/gm);
      const dropped = last.ddl.matchAll(/^alter table (\w+) drop column (\w+)/gm);
      await database.write(async (queries) => {
        for (const [, table = '', column = ''] of dropped) {
          await queries.schema.alterTable(table).addColumn(column, 'integer').execute();
        }
        for (const [, table = '', column = ''] of columns) await queries.schema.alterTable(table).dropColumn(column).execute();
        for (const table of tables) await queries.schema.dropTable(table).execute();
        for (const index of indexes) await queries.schema.dropIndex(index).ifExists().execute();
        await queries.deleteFrom('schema_migration').where('number', '=', last.number).execute();
      });
      assert.deepEqual(await migrate(database, 2), { kind: 'ready', applied: [last.name] });
    });
  });
});
