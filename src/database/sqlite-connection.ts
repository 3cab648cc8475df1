/** One connection to the SQLite file: its pragmas, its prepared statements, and how it recovers from a failure. */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { QueryResult } from 'kysely';
import { isAdHoc } from './ad-hoc.ts';
import { DatabaseUnavailable } from './database.ts';
import { isSqliteBroken, isSqliteBusy } from './failures.ts';
import { readCache } from './read-cache.ts';

/** More than Weir has queries; a limit is needed because lists in conditions (`in (?, ?)`) make a text for each length. */
const statementLimit = 500;

/**
 * A checkpoint writes each changed page once, however often it changed: at four times SQLite's default distance far fewer pages are
 * written.
 */
const checkpointPages = 4_000;

const settings = `
  pragma synchronous = full;
  pragma foreign_keys = on;
  pragma busy_timeout = 5;
  pragma cache_size = -16384;
  pragma temp_store = memory;
  pragma journal_size_limit = 67108864;
  pragma wal_autocheckpoint = ${checkpointPages};
`;

export interface SqliteConnection {
  /**
   * Runs one statement.
   * @throws DatabaseUnavailable when the file failed, and at each later call until `renew`; SQLite's error when the statement was refused
   */
  execute(sql: string, parameters: readonly unknown[]): QueryResult<Record<string, SQLOutputValue>>;
  /**
   * Runs one statement that only reads. All such reads of one event-loop turn share a read transaction, because beginning and ending one
   * costs as much as the look-up itself. It begins after the turn's requests have arrived and ends before this connection writes, so no
   * read misses a commit that preceded its request.
   * @throws as `execute`
   */
  read(sql: string, parameters: readonly unknown[]): QueryResult<Record<string, SQLOutputValue>>;
  /**
   * Returns what `make` makes of the rows that `read` would return, or an earlier result while nothing has been committed since; a result
   * that is returned again is frozen. A text always has the same `make`.
   */
  readAgain<Made>(
    sql: string,
    parameters: readonly unknown[],
    make: (rows: readonly Record<string, SQLOutputValue>[]) => Made,
  ): Made;
  /** Begins a transaction that may write. @returns false when another connection is writing @throws DatabaseUnavailable */
  begin(): boolean;
  /** Whether a transaction that may write is open; after some failures SQLite itself ends it. */
  readonly inTransaction: boolean;
  /** Whether it failed and must be renewed before it is used again. */
  readonly broken: boolean;
  /** Closes a failed connection at once: nothing more is read or written through it, and an open transaction is lost. */
  breakOff(): void;
  /** Opens the file, for the first time or again. @returns false while another connection has it locked @throws DatabaseUnavailable */
  renew(): boolean;
  /** Closes for good. */
  close(): void;
}

interface Statement {
  readonly statement: StatementSync;
  /** Names of the result's columns; empty when it returns no rows. */
  readonly columns: readonly string[];
  /** Never used for another statement of this connection. */
  readonly number: number;
}

/**
 * A connection that is not open yet: `renew` opens it.
 * @param file path of the database file
 * @param access `read` refuses every statement that would change the file
 */
export function sqliteConnection(file: string, access: 'read' | 'write'): SqliteConnection {
  const statements = new Map<string, Statement>();
  const cache = readCache();
  let statementCount = 0;
  let database: DatabaseSync | undefined;
  let closed = false;
  /** The turn of the event loop whose reads share the read transaction that is open. */
  let sharedTurn: number | undefined;

  function open(): DatabaseSync {
    // A reader begins afresh with each statement. A writer does not: the half of a transaction would be committed on its own.
    if (!database && access === 'read') renew();
    if (database) return database;
    throw new DatabaseUnavailable('The SQLite file is not open.');
  }

  function renew(): boolean {
    breakOff();
    if (closed) throw new DatabaseUnavailable('The database is closed.');
    return attempted(() => {
      const fresh = new DatabaseSync(file);
      try {
        // A second process that opens a new file at the same moment is waited for; a file in WAL mode already takes no lock here.
        fresh.exec(`${settings} pragma journal_mode = wal;`);
        if (access === 'read') fresh.exec('pragma query_only = on');
      } catch (error) {
        fresh.close();
        throw error;
      }
      database = fresh;
    });
  }

  function breakOff(): void {
    sharedTurn = undefined;
    statements.clear();
    cache.forget();
    try {
      database?.close();
    } catch {
      // It is broken: that closing fails too changes nothing.
    }
    database = undefined;
  }

  /** Runs `work`; a failure of the file breaks the connection off. */
  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (isSqliteBroken(error)) breakOff();
      else if (!isSqliteBusy(error)) throw error;
      throw new DatabaseUnavailable('The SQLite file cannot be read or written.', { cause: error });
    }
  }

  /** Runs `work`, of which another connection may be in the way. @returns whether it was done */
  function attempted(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (isSqliteBusy(error)) return false;
      breakOff();
      throw new DatabaseUnavailable('The SQLite file cannot be opened or written.', { cause: error });
    }
  }

  function prepared(sql: string): Statement {
    const known = statements.get(sql);
    if (known) return known;
    const statement = open().prepare(sql, { returnArrays: true });
    statementCount += 1;
    const made = { statement, columns: statement.columns().map(({ name }) => name), number: statementCount };
    if (isAdHoc(sql)) return made;
    const [oldest] = statements.keys();
    if (oldest !== undefined && statements.size >= statementLimit) statements.delete(oldest);
    statements.set(sql, made);
    return made;
  }

  function run(sql: string, parameters: readonly unknown[]): QueryResult<Record<string, SQLOutputValue>> {
    const { statement, columns } = prepared(sql);
    if (columns.length === 0) return { rows: [], numAffectedRows: BigInt(statement.run(...inputs(parameters)).changes) };
    return { rows: rowsOf(statement, parameters).map((row) => toObject(columns, row)) };
  }

  function shareReads(): void {
    // The loop counts up just before it takes in what has arrived.
    const turn = performance.nodeTiming.uvMetricsInfo.loopCount;
    if (sharedTurn === turn) return;
    if (sharedTurn === undefined) setImmediate(endSharedAlone);
    else run('commit', []);
    run('begin', []);
    // Before anything more is asked: what was begun is ended even if that fails.
    sharedTurn = turn;
    try {
      cache.see(run('pragma data_version', []).rows[0]?.data_version);
    } catch (error) {
      cache.forget();
      throw error;
    }
  }

  /** No caller waits for this, so a failure cannot be reported: it breaks the connection off, and the next use reports that. */
  function endSharedAlone(): void {
    try {
      endShared();
    } catch {
      breakOff();
    }
  }

  function endShared(): void {
    if (sharedTurn === undefined) return;
    sharedTurn = undefined;
    guarded(() => run('commit', []));
  }

  return {
    execute: (sql, parameters) => guarded(() => run(sql, parameters)),

    read(sql, parameters) {
      return guarded(() => {
        shareReads();
        return run(sql, parameters);
      });
    },

    readAgain(sql, parameters, make) {
      return guarded(() => {
        shareReads();
        const { statement, columns, number } = prepared(sql);
        return cache.answer(
          number,
          parameters,
          () => rowsOf(statement, parameters),
          (rows) => make(rows.map((row) => toObject(columns, row))),
        );
      });
    },

    begin() {
      endShared();
      cache.forget();
      return attempted(() => open().exec('begin immediate'));
    },

    get inTransaction() {
      return sharedTurn === undefined && (database?.isTransaction ?? false);
    },

    get broken() {
      return database === undefined;
    },

    breakOff,

    renew,

    close() {
      closed = true;
      breakOff();
    },
  };
}

/** Kysely types a parameter as unknown; SQLite itself refuses what is not a text, number, blob or null. */
function inputs(parameters: readonly unknown[]): readonly SQLInputValue[] {
  return parameters as readonly SQLInputValue[];
}

function rowsOf(statement: StatementSync, parameters: readonly unknown[]): readonly (readonly SQLOutputValue[])[] {
  // `returnArrays`; its types say objects still.
  return statement.all(...inputs(parameters)) as unknown as readonly (readonly SQLOutputValue[])[];
}

/** Rows come as arrays, and become ordinary objects here: faster than SQLite's own objects, and with the prototype that everybody expects. */
function toObject(columns: readonly string[], values: readonly unknown[]): Record<string, SQLOutputValue> {
  const object: Record<string, SQLOutputValue> = {};
  for (let index = 0; index < columns.length; index += 1) {
    object[columns[index] ?? ''] = (values[index] ?? null) as SQLOutputValue; // What `rowsOf` gave.
  }
  return object;
}
