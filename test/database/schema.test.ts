/** The tables that the migrations make are those that schema.ts describes, on both databases, and hold what they promise. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import type { Database, Engine } from '../../src/database/database.ts';
import { violatesReference, violatesUnique } from '../../src/database/failures.ts';
import { migrations } from '../../src/database/migrations/migrations.ts';
import { eachDatabase } from '../support/databases.ts';

type Columns = Record<string, Record<string, 'number' | 'text'>>;

/** Tables and columns out of the interfaces of schema.ts, nullable ones with a question mark. */
function describedColumns(): Columns {
  const folder = new URL('../../src/database/', import.meta.url);
  const files = ['schema.ts', ...readdirSync(new URL('schema/', folder)).map((name) => `schema/${name}`)];
  const source = files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  const bodies = new Map(
    Array.from(source.matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm), ([, name, body]) => [name, body ?? '']),
  );
  const columnsOf = (body: string) =>
    Object.fromEntries(
      Array.from(body.matchAll(/^ {2}(\w+): (.+);$/gm), ([, column, type = '']) => [
        `${column}${type.includes('| null') ? '?' : ''}`,
        /\b(number|Time|Flag)\b/.test(type) ? 'number' : 'text',
      ]),
    );
  const tables = Array.from((bodies.get('Schema') ?? '').matchAll(/^ {2}(\w+): (\w+);$/gm));
  return Object.fromEntries(tables.map(([, table, type]) => [table, columnsOf(bodies.get(type) ?? '')]));
}

/** What the database says it has. */
async function actualColumns(engine: Engine, database: Database): Promise<Columns> {
  const query =
    engine === 'sqlite'
      ? sql<Row>`select t.name as "table", c.name as "column", c.type as type, c."notnull" = 0 and c.pk = 0 as nullable
          from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite_%'`
      : sql<Row>`select table_name as "table", column_name as "column", data_type as type, is_nullable = 'YES' as nullable
          from information_schema.columns where table_schema = current_schema()`;
  const { rows } = await query.execute(database.read);
  const columns: Columns = {};
  for (const { table, column, type, nullable } of rows) {
    // The index of search is of each database's own kind.
    if (table.startsWith('search_index')) continue;
    columns[table] = {
      ...columns[table],
      [`${column}${nullable ? '?' : ''}`]: type.toLowerCase() === 'text' ? 'text' : 'number',
    };
  }
  return columns;
}

interface Row {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: number;
}

const user = {
  user_key: '0'.repeat(32),
  username: 'Uma',
  username_folded: 'uma',
  full_name: 'Uma',
  email: 'uma@example.org',
  password_hash: null,
  password_changed_at: null,
  disabled_at: null,
  created_at: 1,
  updated_at: 1,
};

const space = {
  key: 'DOC',
  key_folded: 'doc',
  name: 'Docs',
  description: '',
  type: 'global',
  status: 'CURRENT',
  created_at: 1,
  updated_at: 1,
} as const;

suite('the schema', () => {
  eachDatabase((engine, open) => {
    test('has the tables and columns of schema.ts', async () => {
      const { database } = await open();
      assert.ok(Object.keys(describedColumns()).length > 20);
      assert.deepEqual(await actualColumns(engine, database), describedColumns());
    });

    test('numbers content from above 65536 and spaces from above 32768', async () => {
      const { database } = await open();
      await database.write(async (queries) => {
        const { id } = await queries.insertInto('space').values(space).returning('id').executeTakeFirstOrThrow();
        assert.equal(id, 32_769);
        const page = {
          type: 'page',
          status: 'current',
          space_id: id,
          position: 0,
          version: 1,
          created_at: 1,
          modified_at: 1,
        } as const;
        const made = await queries
          .insertInto('content')
          .values(['A', 'B'].map((title) => ({ ...page, title, title_folded: title })))
          .returning('id')
          .execute();
        assert.deepEqual(made, [{ id: 65_537 }, { id: 65_538 }]);
      });
    });

    test('refuses a second user of the same folded name, and the refusal can be told from others', async () => {
      const { database } = await open();
      const insert = (values: typeof user) =>
        database.write((queries) => queries.insertInto('user_account').values(values).execute());
      await insert(user);
      await assert.rejects(insert({ ...user, user_key: '1'.repeat(32) }), violatesUnique);
      await assert.rejects(
        database.write((queries) =>
          queries.insertInto('group_member').values({ group_id: 7, user_id: 7, created_at: 1 }).execute(),
        ),
        (error) => violatesReference(error) && !violatesUnique(error),
      );
    });

    test('refuses a text where a number belongs', async () => {
      const { database } = await open();
      await assert.rejects(
        database.write((queries) =>
          sql`insert into user_group (name, name_folded, created_at) values ('a', 'a', 'soon')`.execute(queries),
        ),
      );
    });

    test('orders texts by code point', async () => {
      const { database } = await open();
      await database.write((queries) =>
        queries
          .insertInto('user_group')
          .values(['b', 'é', 'A', 'a b', 'a-b', 'ab', '😀'].map((name) => ({ name, name_folded: name, created_at: 1 })))
          .execute(),
      );
      const groups = await database.read.selectFrom('user_group').select('name').orderBy('name_folded').execute();
      assert.deepEqual(
        groups.map(({ name }) => name),
        ['A', 'a b', 'a-b', 'ab', 'b', 'é', '😀'],
      );
    });

    test('gives counts, sums and comparisons as numbers', async () => {
      const { database } = await open();
      const { rows } =
        await sql`select count(*) as counted, sum(number) as summed, max(number) > 1 as compared from schema_migration`.execute(
          database.read,
        );
      const counted = migrations.length;
      assert.deepEqual(rows, [{ counted, summed: (counted * (counted + 1)) / 2, compared: 1 }]);
    });
  });
});
