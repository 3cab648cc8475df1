/** Whether the database is intact: what `weir doctor` asks. */
import { sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * SQLite checks its pages, indexes and references; PostgreSQL checks itself, so that only an answer is asked for.
 * @returns what is wrong, a line each; nothing when all is well
 */
export async function checkIntegrity(database: Database): Promise<readonly string[]> {
  if (database.engine === 'postgresql') {
    await database.ping();
    return [];
  }
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(20)`.execute(database.read);
  const dangling = await sql<{ table: string; parent: string }>`pragma foreign_key_check`.execute(database.read);
  return [
    ...rows.map((row) => row.integrity_check).filter((line) => line !== 'ok'),
    ...dangling.rows.slice(0, 20).map(({ table, parent }) => `a row of ${table} refers to a row of ${parent} that is gone`),
  ];
}
