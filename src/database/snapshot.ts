/**
 * A snapshot: everything committed at one moment, read row by row for as long as it takes while others go on writing. It uses a
 * connection of its own, blocks no writer, and has no time limit.
 */
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Database, DatabaseUnavailable } from './database.ts';
import type { DatabaseLocation } from './open.ts';
import { piece, type Snapshot } from './snapshot-pieces.ts';

/** @throws DatabaseUnavailable */
export async function openSnapshot(location: DatabaseLocation): Promise<Snapshot> {
  if (!('url' in location)) return openSqliteSnapshot(location.file);
  const { openPostgresqlSnapshot } = await import('./postgresql-snapshot.ts');
  return openPostgresqlSnapshot(location.url);
}

/** A read transaction sees the file as it was at its first read, however much is written to the log beside it. */
function openSqliteSnapshot(file: string): Snapshot {
  const database = attempt(() => new DatabaseSync(file));
  attempt(() => database.exec('pragma query_only = on; pragma busy_timeout = 5000; begin; select count(*) from sqlite_schema;'));
  return {
    engine: 'sqlite',
    async *stream(query) {
      const statement = database.prepare(query, { returnArrays: true });
      const columns = statement.columns().map(({ name }) => name);
      let rows: (readonly unknown[])[] = [];
      for (const row of statement.iterate()) {
        rows.push(row as unknown as readonly unknown[]); // `returnArrays`; its types say an object still
        if (rows.length < piece) continue;
        yield { columns, rows };
        rows = [];
        // Requests that wait are answered between two pieces.
        await nextTurn();
      }
      yield { columns, rows };
    },
    async close() {
      database.close();
    },
  };
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new DatabaseUnavailable('The SQLite file cannot be read.', { cause: error });
  }
}

/** @returns the highest number that each table with numbers of its own has given; tables that gave none may be missing */
export async function lastNumbers({ engine, stream }: Snapshot): Promise<ReadonlyMap<string, number>> {
  const numbers = new Map<string, number>();
  const query =
    engine === 'sqlite'
      ? 'select name, seq from sqlite_sequence'
      : `select tables.relname, pg_sequence_last_value(sequences.oid) from pg_class as sequences
         join pg_depend on pg_depend.objid = sequences.oid and pg_depend.deptype = 'i'
         join pg_class as tables on tables.oid = pg_depend.refobjid
         where sequences.relkind = 'S' and sequences.relnamespace = current_schema()::regnamespace`;
  for await (const { rows } of stream(query)) {
    for (const [table, last] of rows) if (last !== null) numbers.set(String(table), Number(last));
  }
  return numbers;
}

/** @returns whether a database has tables of Weir */
export async function hasTables({ read }: Pick<Database, 'read'>): Promise<boolean> {
  const tables = await read.introspection.getTables();
  return tables.some(({ name }) => name === 'schema_migration');
}
