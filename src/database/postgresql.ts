/**
 * PostgreSQL as Weir's database, for one node or several.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Database, DatabaseBusy, DatabaseUnavailable, type OnCommit } from './database.ts';
import { isPostgresqlConflict, isPostgresqlLocked } from './failures.ts';
import { patience, postgresqlPool } from './postgresql-pool.ts';
import type { Schema } from './schema.ts';

/** How often a transaction is run that PostgreSQL takes back in favour of another. */
const attempts = 5;

export interface PostgresqlLocation {
  /** `postgresql://user:password@host:port/database` */
  readonly url: string;
  /** A statement may take as long as it needs: for what nobody waits for. */
  readonly patient?: boolean;
}

/** Whether a transaction gave up a lock that others held, rather than its place among those who wait for a connection. */
function isLockedOut(error: unknown): boolean {
  return error instanceof DatabaseBusy && isPostgresqlLocked(error.cause);
}

/**
 * Connects to the database, which must exist; its tables are made by `migrate`.
 * @throws DatabaseUnavailable when it cannot be reached or refuses the sign-in
 */
export async function openPostgresql({ url, patient }: PostgresqlLocation, onCommit?: OnCommit): Promise<Database> {
  const pool = postgresqlPool(url, patient);
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const writing = new Set<Promise<unknown>>();
  let closed = false;

  async function ping(): Promise<void> {
    await sql`select 1`.execute(kysely);
  }

  async function tryOften<T>(transact: () => Promise<T>): Promise<T> {
    const asked = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      const begun = performance.now();
      try {
        const result = await transact();
        onCommit?.(1, performance.now() - begun);
        return result;
      } catch (error) {
        // Its connection was free for others meanwhile. Many who want one row take their turns, for as long as they would wait for a connection.
        if (isLockedOut(error) && performance.now() - asked < patience) continue;
        if (!isPostgresqlConflict(error) || attempt >= attempts) throw error;
        await wait(attempt * 5);
      }
    }
  }

  async function commit<T>(transact: () => Promise<T>): Promise<T> {
    if (closed) throw new DatabaseUnavailable('The database is closed.');
    const written = tryOften(transact);
    writing.add(written);
    try {
      return await written;
    } finally {
      writing.delete(written);
    }
  }

  try {
    await ping();
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
  return {
    engine: 'postgresql',
    read: kysely,
    readPrepared: (query) => kysely.executeQuery(query),
    // Asking whether something was committed meanwhile would cost as much as asking for the rows.
    readKept: async (query, make) => make((await kysely.executeQuery(query)).rows),
    write: (work) => commit(() => kysely.transaction().setIsolationLevel('read committed').execute(work)),
    writePrepared: (query) => commit(() => kysely.executeQuery(query)),
    ping,
    connections: pool.connections,
    async close() {
      closed = true;
      await Promise.allSettled(writing);
      await kysely.destroy();
    },
  };
}
