/**
 * Opens the database that the configuration names.
 */
import type { Database, OnCommit } from './database.ts';
import type { PostgresqlLocation } from './postgresql.ts';
import { openSqlite, type SqliteLocation } from './sqlite.ts';

/** A file for SQLite, a URL for PostgreSQL. */
export type DatabaseLocation = SqliteLocation | PostgresqlLocation;

/**
 * Opens the database; `migrate` must follow before its tables are used.
 * @throws DatabaseUnavailable when it cannot be reached, read or written
 */
export async function openDatabase(location: DatabaseLocation, onCommit?: OnCommit): Promise<Database> {
  if (!('url' in location)) return openSqlite(location, onCommit);
  const { openPostgresql } = await import('./postgresql.ts');
  return openPostgresql(location, onCommit);
}
