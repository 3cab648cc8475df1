/** What an administrator is told about the database. */
import { sql } from 'kysely';
import type { Database } from './database.ts';

export interface DatabaseFacts {
  /** As the database names it: `3.50.4`, `17.5`. */
  readonly version: string;
  /** What it takes on its disk, in bytes. */
  readonly bytes: number;
}

export async function databaseFacts({ engine, read }: Database): Promise<DatabaseFacts> {
  const query =
    engine === 'sqlite'
      ? sql<DatabaseFacts>`select sqlite_version() as version, page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`
      : sql<DatabaseFacts>`select current_setting('server_version') as version, pg_database_size(current_database()) as bytes`;
  const { rows } = await query.execute(read);
  return { version: rows[0]?.version ?? '', bytes: Number(rows[0]?.bytes ?? 0) };
}
