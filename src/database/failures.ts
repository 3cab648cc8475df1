/** What the errors of both databases mean: out of reach or broken, locked by another process, or a violated constraint. */

/** SQLite's primary result codes (https://sqlite.org/rescode.html): another connection holds the lock. */
const sqliteBusy: ReadonlySet<number> = new Set([5, 6]);

/** NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB: what the connection says afterwards is not to be trusted. */
const sqliteBroken: ReadonlySet<number> = new Set([7, 8, 10, 11, 13, 14, 15, 26]);

/** A row that refers to one that is not there: FOREIGNKEY of SQLite, foreign_key_violation of PostgreSQL. */
const sqliteReference = 787;
const postgresqlReference = '23503';

/** Result codes of a broken unique rule: PRIMARYKEY and UNIQUE of SQLite, unique_violation of PostgreSQL. */
const sqliteUnique: ReadonlySet<number> = new Set([1555, 2067]);
const postgresqlUnique = '23505';

/** SQLite's extended result code, of which the low byte is the primary one; `undefined` when the error is not SQLite's. */
function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** PostgreSQL's SQLSTATE; `undefined` when the error is not the server's. Told by its fields, so that whoever runs on SQLite does not load `pg`. */
function sqlState(error: unknown): string | undefined {
  const isServers = error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string';
  return isServers ? String(error.code) : undefined;
}

/** Whether another connection holds SQLite's lock; asking again later may succeed. */
export function isSqliteBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && sqliteBusy.has(code & 0xff);
}

/** Whether SQLite failed in a way after which its connection must not be used again. */
export function isSqliteBroken(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && sqliteBroken.has(code & 0xff);
}

/**
 * SQLSTATE classes and codes that tell of the server and not of the query: 08 connection, 53 resources (disk full, too many connections),
 * 57P shutdown, 57014 our own time limit, 58 system error, XX corruption, 25006 a standby that takes no writes.
 */
const postgresqlUnavailable = /^(08|53|57P|57014|58|XX|25006)/;

/** What `pg` says, without a code, of a connection that is lost, closed, or silent past its time limit. */
const pgConnectionLost = /^(Connection terminated|Query read timeout|timeout exceeded|Client (was closed|has encountered))/;

/** Whether the error tells that the PostgreSQL server is gone, full, or silent, rather than that the query was refused. */
export function isPostgresqlUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return postgresqlUnavailable.test(state);
  return error instanceof Error && ('syscall' in error || pgConnectionLost.test(error.message));
}

/** Whether the server did not even say that a statement took too long: others that ask it get no answer either. */
export function isPostgresqlSilent(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Query read timeout');
}

/**
 * Whether PostgreSQL refuses a prepared statement because a migration changed the columns it returns (0A000 of RevalidateCachedQuery):
 * a new connection prepares it anew.
 */
export function isPostgresqlPlanStale(error: unknown): boolean {
  return sqlState(error) === '0A000' && error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery';
}

/** Whether running the transaction again may succeed: it gave way to another (serialization_failure, deadlock_detected), or its plan is stale. */
export function isPostgresqlConflict(error: unknown): boolean {
  if (isPostgresqlPlanStale(error)) return true;
  return ['40001', '40P01'].includes(sqlState(error) ?? '');
}

/** Whether others held a row, or a lock, for longer than our time limit (lock_not_available): the server is there, and its turn comes. */
export function isPostgresqlLocked(error: unknown): boolean {
  return sqlState(error) === '55P03';
}

/**
 * Whether a write was refused because a row with this unique value exists. The whole transaction was taken back:
 * catch what `Database.write` throws, not the query inside it.
 */
export function violatesUnique(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code !== undefined) return sqliteUnique.has(code);
  return sqlState(error) === postgresqlUnique;
}

/** Whether a write was refused because a row that it refers to is gone. The whole transaction was taken back, as above. */
export function violatesReference(error: unknown): boolean {
  return sqliteCode(error) === sqliteReference || sqlState(error) === postgresqlReference;
}
