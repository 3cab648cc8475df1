/** What a database holds, for tests that nothing was written. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../src/database/database.ts';

/** When something was used last is noted later, and by whoever only looks. */
const notes: readonly string[] = ['last_used_at', 'last_used_address', 'last_seen_at'];

/** Counts of use are written some seconds after what they count, and by whoever only looks. */
const countsOfUse = 'usage_day';

/** @returns a digest of all rows of each table that there is, of an index its parts too */
export async function tableContents(database: Database): Promise<Readonly<Record<string, string>>> {
  const tables = await database.read.introspection.getTables();
  const digests = await Promise.all(
    tables
      .filter(({ name }) => name !== countsOfUse)
      .map(async ({ name }) => {
        const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(database.read);
        const contents = rows
          .map((row) => JSON.stringify(row, (name, value) => (notes.includes(name) ? undefined : value)))
          .sort();
        return [name, `${rows.length} rows ${createHash('sha256').update(contents.join('\n')).digest('base64url').slice(0, 12)}`];
      }),
  );
  return Object.fromEntries(digests);
}
