/** The interface behind which SQLite and PostgreSQL stand. */
import type { CompiledQuery, QueryResult } from 'kysely';
import type { Queries, WriteQueries } from './schema.ts';

export type Engine = 'sqlite' | 'postgresql';

/**
 * Called after each commit with the number of transactions that shared it and the milliseconds they took together, without the time they
 * waited before.
 */
export type OnCommit = (transactions: number, took: number) => void;

/** Connections to a database server, as of now. */
export interface Connections {
  readonly used: number;
  readonly idle: number;
  /** How many wait for one. */
  readonly waiting: number;
}

export interface Database {
  readonly engine: Engine;
  /** Reads, each statement on its own; sees everything that was committed before the call. */
  readonly read: Queries;
  /** Runs a query that `prepare` compiled, as `read` would, without Kysely's work in between. @throws DatabaseUnavailable */
  readPrepared<Row>(query: CompiledQuery<Row>): Promise<QueryResult<Row>>;
  /**
   * Runs such a query and returns what `make` makes of its rows, or an earlier result of the same question while nothing has been committed
   * since; a result that is returned again is frozen. A query always has the same `make`.
   */
  readKept<Row, Made>(query: CompiledQuery<Row>, make: (rows: readonly Row[]) => Made): Promise<Made>;
  /**
   * Runs `work` in one transaction and commits it durably before the promise settles. A verb decides by conditional writes, never by a read
   * before them: on PostgreSQL two transactions run side by side (read committed). `work` awaits nothing but its own queries: on SQLite,
   * transactions that arrive together share a commit, each in its own savepoint, so one that throws rolls back only itself. On PostgreSQL a
   * deadlock, a serialization failure, or a row that others hold for long runs `work` again.
   * @throws what `work` throws, after it was rolled back; `DatabaseUnavailable` when the database cannot be reached or a sync failed
   */
  write<T>(work: (queries: WriteQueries) => Promise<T>): Promise<T>;
  /**
   * Runs one statement that `prepare` compiled as a transaction of its own, without the cost of one: a failed statement undoes itself.
   * @throws as `write`
   */
  writePrepared<Row>(query: CompiledQuery<Row>): Promise<QueryResult<Row>>;
  /** Resolves when a trivial query is answered; rejects with `DatabaseUnavailable`. */
  ping(): Promise<void>;
  /** Only for a database server. */
  connections?(): Connections;
  /** Finishes what was handed to `write`, then closes. */
  close(): Promise<void>;
}

/**
 * The database cannot be reached, is full, or failed to sync: the transaction is not acknowledged, and nothing may rely on it. Answered
 * with 503. (A PostgreSQL server that was lost during the commit itself may have kept it; repeating the conditional write finds out.)
 */
export class DatabaseUnavailable extends Error {
  override readonly name: string = 'DatabaseUnavailable';
}

/** The database is there, but so many requests wait for it that this one did not get its turn in time. */
export class DatabaseBusy extends DatabaseUnavailable {
  override readonly name = 'DatabaseBusy';
}
