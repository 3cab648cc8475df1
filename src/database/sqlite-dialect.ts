/** Kysely's dialect for a SQLite connection. A transaction is a savepoint: the write batch begins and commits the real one around it. */
import {
  type CompiledQuery,
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

/** Runs a query that Kysely compiled. */
export type Execute = (query: CompiledQuery) => QueryResult<unknown>;

/**
 * @param connection where transactions are; stays the caller's to open and close
 * @param execute runs each query
 */
export function sqliteDialect(connection: SqliteConnection, execute: Execute): Dialect {
  return {
    createDriver: () => driver(connection, execute),
    createAdapter: () => new SynchronousSqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

function driver(connection: SqliteConnection, execute: Execute): Driver {
  const toKysely: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery) {
      // Which rows a query has, Kysely knows by its types alone.
      return execute(query) as QueryResult<R>;
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
