/**
 * Kysely on a SQLite connection. A transaction is a savepoint: the write batch begins and commits around it.
 */
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Statements of SQLite are synchronous: callers side by side need no lock on the connection. */
class SynchronousSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** @param connection stays the caller's to open and close */
export function sqliteDialect(connection: SqliteConnection): Dialect {
  return {
    createDriver: () => driver(connection),
    createAdapter: () => new SynchronousSqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

function driver(connection: SqliteConnection): Driver {
  const toKysely: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      // Which rows a query has, Kysely knows by its types alone.
      return connection.execute(sql, parameters) as QueryResult<R>;
    },
    streamQuery() {
      throw new Error('Rows of SQLite are not streamed: read page by page.');
    },
  };
  return {
    async init() {},
    acquireConnection: async () => toKysely,
    async beginTransaction() {
      if (!connection.inTransaction) throw new Error('Transactions are begun by Database.write.');
      connection.execute('savepoint work', []);
    },
    async commitTransaction() {
      connection.execute('release work', []);
    },
    async rollbackTransaction() {
      // SQLite may have taken everything back by itself; the batch sees that and acknowledges nothing.
      if (!connection.inTransaction) return;
      connection.execute('rollback to work', []);
      connection.execute('release work', []);
    },
    async releaseConnection() {},
    async destroy() {},
  };
}
