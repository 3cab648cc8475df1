/**
 * Opens the database that the configuration names.
 */
import type { Database } from './database.ts';
import { openPostgresql, type PostgresqlLocation } from './postgresql.ts';
import { openSqlite, type SqliteLocation } from './sqlite.ts';

/** A file for SQLite, a URL for PostgreSQL. */
export type DatabaseLocation = SqliteLocation | PostgresqlLocation;

/**
 * Opens the database; `migrate` must follow before its tables are used.
 * @throws DatabaseUnavailable when it cannot be reached, read or written
 */
export function openDatabase(location: DatabaseLocation): Promise<Database> {
  return 'url' in location ? openPostgresql(location) : openSqlite(location);
}
