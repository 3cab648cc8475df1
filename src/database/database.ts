/** The interface behind which SQLite and PostgreSQL stand. */
import type { CompiledQuery, QueryResult } from 'kysely';
import type { Queries, WriteQueries } from './schema.ts';

export type Engine = 'sqlite' | 'postgresql';

/** Told of each commit: how many transactions shared it, and how long they took in all, their waiting before not included. */
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
  /** Reads, each statement on its own; sees everything that was committed before it was asked. */
  readonly read: Queries;
  /** What `read` answers to a query that `prepare` compiled, without Kysely's way to it. @throws DatabaseUnavailable */
  readPrepared<Row>(query: CompiledQuery<Row>): Promise<QueryResult<Row>>;
  /**
   * What `make` makes of the rows of such a query. Where nothing was committed since the same was asked, it may be what was made then; what is given
   * again is frozen. A query has one `make`.
   */
  readKept<Row, Made>(query: CompiledQuery<Row>, make: (rows: readonly Row[]) => Made): Promise<Made>;
  /**
   * Runs `work` in one transaction and commits it durably before the promise settles.
   * A verb decides by conditional writes, never by a read before them: on PostgreSQL two transactions run side by side (read committed).
   * `work` awaits nothing but its own queries: on SQLite transactions that come together share a commit, each in a savepoint of its own,
   * so that one that throws takes back only itself. On PostgreSQL a deadlock or serialization failure runs `work` again.
   * @throws what `work` throws, after it was rolled back; `DatabaseUnavailable` when the database cannot be reached or a sync failed
   */
  write<T>(work: (queries: WriteQueries) => Promise<T>): Promise<T>;
  /**
   * Runs one statement that `prepare` compiled as a transaction of its own, without the cost of one: a statement takes back what it did by itself.
   * @throws as `write`
   */
  writePrepared<Row>(query: CompiledQuery<Row>): Promise<QueryResult<Row>>;
  /** Resolves when a trivial query is answered; rejects with `DatabaseUnavailable`. */
  ping(): Promise<void>;
  /** Only where there is a server to be connected to. */
  connections?(): Connections;
  /** Finishes what was handed to `write`, then closes. */
  close(): Promise<void>;
}

/**
 * The database cannot be reached, is full, or failed to sync: the transaction is not acknowledged, and nothing may rest on it. Answered with 503.
 * (A PostgreSQL server that was lost during the commit itself may have kept it; a conditional write that is tried again finds out.)
 */
export class DatabaseUnavailable extends Error {
  override readonly name: string = 'DatabaseUnavailable';
}

/** The database is there, and so many ask it at once that this request did not get its turn in time. */
export class DatabaseBusy extends DatabaseUnavailable {
  override readonly name = 'DatabaseBusy';
}
