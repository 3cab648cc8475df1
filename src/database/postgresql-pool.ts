/**
 * The connections to PostgreSQL: time limits, prepared statements, number parsing, and what happens when one is lost. A `pg` pool in
 * the shape that Kysely's dialect takes.
 */
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { isAdHoc } from './ad-hoc.ts';
import { type Connections, DatabaseBusy, DatabaseUnavailable } from './database.ts';
import { isPostgresqlLocked, isPostgresqlPlanStale, isPostgresqlSilent, isPostgresqlUnavailable } from './failures.ts';
import { type WaitingLine, waitingLine } from './waiting-line.ts';

/** Time limits in milliseconds. Together they keep an answer about a lost database under five seconds. */
const connectLimit = 2_500;
const statementLimit = 4_000;
/**
 * For a row that others hold: then its connection is for others, and it takes its turn again. A server that is alive is not
 * taken for one that is lost. Longer than PostgreSQL takes to find a deadlock, of which it ends one side alone.
 */
const lockLimit = 1_500;
/** For a server that does not even answer that a statement took too long. */
const silenceLimit = 4_500;

/** How long a request waits while all connections are lent, in milliseconds, and how many do. Clients wait for half a minute and longer. */
export const patience = 20_000;
const mostWaiting = 2_000;

/** Texts that get a prepared statement on each connection. Lists in conditions make ever more texts; those beyond are planned each time. */
const preparedTexts = 500;

/** Object identifiers of PostgreSQL's types: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const booleanType = 16;
const bigintType = 20;
const numericType = 1700;

/** Makes both databases give the same values: numbers (counts and sums among them) as numbers, truth as 0 or 1. Of this pool only. */
export const postgresqlTypes: pg.CustomTypesConfig = {
  getTypeParser(type, format) {
    if (type === bigintType || type === numericType) return Number;
    if (type === booleanType) return (text: string) => (text === 't' ? 1 : 0);
    return pg.types.getTypeParser(type, format);
  },
};

/**
 * @param url `postgresql://user:password@host:port/database`, with the parameters of libpq that `pg` knows
 * @param patient whether a statement may take as long as it needs: for a restore
 */
export function postgresqlPool(url: string, patient = false): PostgresPool & { connections(): Connections } {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'weir',
    connectionTimeoutMillis: connectLimit,
    ...(patient
      ? { statement_timeout: 0 }
      : { statement_timeout: statementLimit, query_timeout: silenceLimit, lock_timeout: lockLimit }),
    keepAlive: true,
    types: postgresqlTypes,
  });
  // An idle connection that is lost has left the pool already; the next query makes a new one, or says that it cannot.
  pool.on('error', () => {});
  const nameOf = statementNames();
  // The pool's own limit is about connecting. Whoever waits for a connection in use waits here, as long as the server answers.
  const line = waitingLine(pool.options.max, mostWaiting, patience);

  return {
    options: pool.options,
    async connect() {
      await line.enter();
      try {
        return poolClient(await pool.connect(), nameOf, line);
      } catch (error) {
        const unavailable = new DatabaseUnavailable('PostgreSQL cannot be reached.', { cause: error });
        line.leave();
        line.turnAway(unavailable);
        throw unavailable;
      }
    },
    end: () => pool.end(),
    connections: () => ({
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: line.waiting(),
    }),
  };
}

/** One connection while it is lent out. */
function poolClient(client: pg.PoolClient, nameOf: (text: string) => string | undefined, line: WaitingLine): PostgresPoolClient {
  let lost = false;
  let stale = false;
  const onError = () => {
    lost = true;
  };
  // Without a listener a connection that breaks between two queries would end the process.
  client.on('error', onError);

  async function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    // A rollback after a time limit would wait for the whole limit again.
    if (lost) throw new DatabaseUnavailable('The connection to PostgreSQL is lost.');
    const name = nameOf(text);
    try {
      const result = await client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
      // `pg` types the command as any text, a row as any object and the count as null for commands that count nothing.
      return result as unknown as PostgresQueryResult<R>;
    } catch (error) {
      stale ||= isPostgresqlPlanStale(error);
      if (isPostgresqlLocked(error)) throw new DatabaseBusy('Others hold for too long what was asked for.', { cause: error });
      if (!isPostgresqlUnavailable(error)) throw error;
      lost = true;
      const unavailable = new DatabaseUnavailable('PostgreSQL does not answer.', { cause: error });
      if (isPostgresqlSilent(error)) line.turnAway(unavailable);
      throw unavailable;
    }
  }

  return {
    // The overload with a cursor is not used: rows are not streamed.
    query: query as PostgresPoolClient['query'],
    release(destroy) {
      client.removeListener('error', onError);
      client.release(lost || stale || destroy === true);
      line.leave();
    },
  };
}

/** Names the same text always the same, so that each connection parses and plans it once. */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    if (isAdHoc(text)) return undefined;
    const known = names.get(text);
    if (known !== undefined || names.size >= preparedTexts) return known;
    const name = `weir_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}
