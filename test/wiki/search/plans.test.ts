/** How PostgreSQL finds what a search asks for: content by its key, not by whatever index its figures favour. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../../src/database/database.ts';
import { eachDatabase } from '../../support/databases.ts';
import { testWiki } from '../../support/wiki.ts';

/** The same database, which notes the text of each query with its values written into it, so that it can be explained. */
function noting(database: Database): { readonly database: Database; readonly seen: RawBuilder<unknown>[] } {
  const seen: RawBuilder<unknown>[] = [];
  const read = database.read.withPlugin({
    transformQuery({ node, queryId }) {
      const { sql: text, parameters } = database.read.getExecutor().compileQuery(node, queryId);
      const pieces = text.split(/\$\d+/).map((piece) => sql.raw(piece));
      seen.push(
        sql.join(
          pieces.flatMap((piece, index) => (index === 0 ? [piece] : [sql.lit(parameters[index - 1]), piece])),
          sql``,
        ),
      );
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  return { database: { ...database, read }, seen };
}

eachDatabase((engine, open) => {
  // SQLite has no figures to be led by.
  if (engine === 'sqlite') return;

  test('what a label leads to is looked up by its id', async () => {
    const { database } = await open();
    const noted = noting(database);
    const made = await testWiki(noted.database);
    const people = await Promise.all(Array.from({ length: 12 }, (_, index) => made.person(`person${index}`)));
    const [ada] = people;
    assert.ok(ada !== undefined);
    const space = await made.space(ada, 'DOC', { open: true });
    await database.write(async (queries) => {
      const creators = sql.join(people.map(({ id }) => sql.lit(id)));
      await sql`insert into content (type, status, space_id, position, title, title_folded, version, created_at, modified_at, creator_id)
        select 'page', 'current', ${space.id}, 0, 'Page ' || number, 'page ' || number, 1,
          number, number, (array[${creators}])[1 + number % 12]
        from generate_series(1, 12000) as number`.execute(queries);
      const label = { prefix: 'global', name: 'docs', owner_id: 0 } as const;
      const { id } = await queries.insertInto('label').values(label).returning('id').executeTakeFirstOrThrow();
      await sql`insert into labelling (label_id, content_id, created_at)
        select ${id}, content.id, 1 from content where content.id % 8 = 0`.execute(queries);
      await sql`analyze content`.execute(queries);
    });
    noted.seen.length = 0;
    const found = await made.wiki.search.find(ada, { cql: 'label = docs', kinds: ['content'] }, { start: 0, limit: 10 });
    assert.ok('total' in found && found.total > 1_000);
    for (const query of noted.seen.slice(0, 2)) {
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(database.read);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.match(plan, /Index Scan using content_pkey on content {2}/, plan);
    }
  });
});
