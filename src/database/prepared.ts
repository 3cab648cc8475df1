/** Prepared queries for hot paths: Kysely builds and compiles each once, and a call only supplies its values. */
import type { Compilable, CompiledQuery } from 'kysely';
import type { Database } from './database.ts';
import type { Queries } from './schema.ts';

export interface Prepared<Values, Row> {
  /** @param queries `database.read`, or the queries of a transaction */
  all(queries: Queries, values: Values): Promise<Row[]>;
  /** The first row, if there is one. */
  first(queries: Queries, values: Values): Promise<Row | undefined>;
  /**
   * For what is asked again and again: what `make` makes of the rows that `all` returns on `database.read`, or an earlier result while
   * nothing has been committed since. A result that is returned again is frozen. A prepared query always has the same `make`, which depends
   * on the rows alone.
   */
  kept<Made>(values: Values, make: (rows: readonly Row[]) => Made): Promise<Made>;
  /** For a write without `returning`. @returns how many rows were inserted, changed or deleted */
  run(queries: Queries, values: Values): Promise<number>;
  /** As `run`, in a transaction of its own that is committed before the promise settles. @throws as `Database.write` */
  commit(values: Values): Promise<number>;
}

/** Stands for a value while the query is compiled. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** A value that is computed with or compared while compiling would be the same in every call. */
  [Symbol.toPrimitive](): never {
    throw new TypeError(`A prepared query only places its values: compute ${this.name} before the call.`);
  }
}

/**
 * Compiles a query whose values come later:
 *
 *     const byHash = prepare(database, (queries, values: { hash: string }) =>
 *       queries.selectFrom('oauth_token_pair').selectAll().where('access_hash', '=', values.hash));
 *     const token = await byHash.first(database.read, { hash });
 *
 * @param build is called once, with stand-ins for the values; it may use each wherever a single value goes, but must not inspect it. A
 * query that depends on whether a value is present (`is null`, a list) is a separate query.
 */
export function prepare<Values extends object, Row>(
  database: Database,
  build: (queries: Queries, values: Values) => Compilable<Row>,
): Prepared<Values, Row> {
  const standIns = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) });
  // The stand-ins have the type of the values so that `build` is checked as an ordinary query.
  const { sql, query, queryId, parameters } = build(database.read, standIns as Values).compile();

  function filledIn(values: Values): CompiledQuery<Row> {
    const named = values as Readonly<Record<string, unknown>>; // the names come from `build`, which can name only those of Values
    return {
      sql,
      query,
      queryId,
      parameters: parameters.map((parameter) => (parameter instanceof Placeholder ? named[parameter.name] : parameter)),
    };
  }

  function execute(queries: Queries, values: Values) {
    return queries === database.read ? database.readPrepared(filledIn(values)) : queries.executeQuery(filledIn(values));
  }

  return {
    async all(queries, values) {
      return (await execute(queries, values)).rows;
    },
    async first(queries, values) {
      return (await execute(queries, values)).rows[0];
    },
    kept: (values, make) => database.readKept(filledIn(values), make),
    async run(queries, values) {
      return Number((await execute(queries, values)).numAffectedRows ?? 0n);
    },
    async commit(values) {
      return Number((await database.writePrepared(filledIn(values))).numAffectedRows ?? 0n);
    },
  };
}

/** A `make` that looks at the first row only. */
export function ofFirst<Row, Made>(make: (row: Row) => Made): (rows: readonly Row[]) => Made | undefined {
  return ([row]) => (row === undefined ? undefined : make(row));
}

/**
 * Derives something from a result of `kept`, once for as long as `kept` returns the same frozen object: until then nothing in the database
 * has changed. What was derived is frozen too.
 */
export function ofKept<Source extends object, Made>(make: (source: Source) => Made) {
  const known = new WeakMap<Source, Made>();

  return (source: Source): Made => {
    const before = known.get(source);
    if (before !== undefined) return before;
    const fresh = make(source);
    if (Object.isFrozen(source)) known.set(source, Object.freeze(fresh));
    return fresh;
  };
}
