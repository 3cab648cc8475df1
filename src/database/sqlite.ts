/** SQLite as Weir's database: one file, one connection that writes and one beside it that reads. */
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type CompiledQuery, Kysely, type QueryResult, sql } from 'kysely';
import { type Database, DatabaseUnavailable, type OnCommit } from './database.ts';
import type { Schema } from './schema.ts';
import { type SqliteConnection, sqliteConnection } from './sqlite-connection.ts';
import { type Execute, sqliteDialect } from './sqlite-dialect.ts';
import { writeBatch } from './write-batch.ts';

/** How long a start waits for other processes that open the same new file, in milliseconds. */
const patience = 5_000;

export interface SqliteLocation {
  /** Path of the database file. The file is made for its owner alone, and so are the folders that are missing. */
  readonly file: string;
}

/**
 * Opens the file, or makes an empty one; several processes may have it open at once.
 * @throws DatabaseUnavailable when it is no database, or cannot be read and written
 */
export async function openSqlite({ file }: SqliteLocation, onCommit?: OnCommit): Promise<Database> {
  await makeFile(file);
  const writer = sqliteConnection(file, 'write');
  const reader = sqliteConnection(file, 'read');
  await untilOpen(writer);
  await untilOpen(reader);

  // A commit empties the cache of every connection but the one that made it.
  const isWarm = ({ query }: CompiledQuery) => query.kind === 'SelectQueryNode' && !writer.broken && !writer.inTransaction;
  const executeRead: Execute = (query) => (isWarm(query) ? writer.read : reader.execute)(query.sql, query.parameters);
  const executeWrite: Execute = ({ sql: text, parameters }) => writer.execute(text, parameters);
  const batch = writeBatch(writer, new Kysely<Schema>({ dialect: sqliteDialect(writer, executeWrite) }), onCommit);
  const read = new Kysely<Schema>({ dialect: sqliteDialect(reader, executeRead) });
  return {
    engine: 'sqlite',
    read,
    async readPrepared<Row>(query: CompiledQuery<Row>) {
      // Which rows a query has, Kysely knows by its types alone.
      return executeRead(query) as QueryResult<Row>;
    },
    async readKept<Row, Made>(query: CompiledQuery<Row>, make: (rows: readonly Row[]) => Made) {
      const makeOf = (rows: readonly unknown[]) => make(rows as readonly Row[]); // As above.
      const { sql: text, parameters } = query;
      return isWarm(query) ? writer.readAgain(text, parameters, makeOf) : makeOf(reader.execute(text, parameters).rows);
    },
    write: batch.write,
    // As above.
    writePrepared: async <Row>(query: CompiledQuery<Row>) =>
      (await batch.writeOne(() => executeWrite(query))) as QueryResult<Row>,
    async ping() {
      await sql`select count(*) from sqlite_schema`.execute(read);
    },
    async close() {
      await batch.finish();
      reader.close();
      writer.close();
    },
  };
}

/** SQLite gives the files beside it (`-wal`, `-shm`) the mode of this one. */
async function makeFile(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await (await open(file, 'a', 0o600)).close();
  } catch (error) {
    throw new DatabaseUnavailable(`The file ${file} cannot be opened for writing.`, { cause: error });
  }
}

async function untilOpen(connection: SqliteConnection): Promise<void> {
  const started = performance.now();
  while (!connection.renew()) {
    if (performance.now() - started > patience) throw new DatabaseUnavailable('Another process keeps the SQLite file locked.');
    await wait(10);
  }
}
