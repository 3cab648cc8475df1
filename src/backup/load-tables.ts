/** Puts the rows of a backup into a database without tables, inside one transaction. Rows from either engine can be loaded into either. */
import { createHash, type Hash } from 'node:crypto';
import { sql } from 'kysely';
import { adHoc } from '../database/ad-hoc.ts';
import type { Engine } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import { type ArchivePart, BadArchive } from './archive-reader.ts';
import { type Contents, parsed, partNames } from './format.ts';

/** A part of a table that is held in memory. A page of the largest size that is taken fits many times. */
const largestPart = 256 * 1024 * 1024;
/** Values in one statement: less than either database takes. */
const mostValues = 10_000;
const mostRows = 200;

export interface TableLoader {
  /** @returns whether the part is one of a table; then its rows are in @throws BadArchive */
  take(part: ArchivePart): Promise<boolean>;
  /** Compares what came with what should have, and lets numbers go on where they were. @throws BadArchive */
  finish(contents: Contents): Promise<void>;
}

type Cell = string | number | null;

interface Loaded {
  readonly hash: Hash;
  columns: readonly string[] | undefined;
  rows: number;
  parts: number;
}

/** @param tables those that a backup may hold @param onRows told how many came */
export function tableLoader(
  queries: WriteQueries,
  engine: Engine,
  tables: readonly string[],
  onRows: (count: number) => void,
): TableLoader {
  const loaded = new Map<string, Loaded>(
    tables.map((table) => [table, { hash: createHash('sha256'), columns: undefined, rows: 0, parts: 0 }]),
  );

  return {
    async take(part) {
      const [, table = ''] = /^tables\/(\w+)\/\d{6}\.jsonl$/.exec(part.name) ?? [];
      const known = loaded.get(table);
      if (known === undefined) return false;
      known.parts += 1;
      if (part.name !== partNames.table(table, known.parts)) throw new BadArchive('Its parts are not in their order.');
      const bytes = await part.all(largestPart);
      known.hash.update(bytes);
      const lines = bytes.toString('utf8').split('\n');
      if (lines.pop() !== '') throw new BadArchive(`Rows of the table ${table} are cut off.`);
      if (known.columns === undefined) {
        known.columns = await columnsOf(queries, table, parsed(lines.shift() ?? ''));
        // A migration may have put rows there that the backup has too.
        await sql`delete from ${sql.table(table)}`.execute(queries);
      }
      const rows = lines.map((line) => rowOf(parsed(line), known.columns?.length ?? 0, table));
      await insert(queries, table, known.columns, rows);
      known.rows += rows.length;
      onRows(rows.length);
      return true;
    },

    async finish({ tables: expected }) {
      for (const { table, rows, sha256, lastNumber } of expected) {
        const came = loaded.get(table);
        if (came === undefined || came.rows !== rows || came.hash.digest('hex') !== sha256) {
          throw new BadArchive(`The rows of the table ${table} are not those that were written.`);
        }
        if (lastNumber !== null) await goOnFrom(queries, engine, table, lastNumber);
      }
      if (expected.length !== loaded.size) throw new BadArchive('Tables are missing in it.');
    },
  };
}

/** @returns the columns that a head names, all of which the table has */
async function columnsOf(queries: WriteQueries, table: string, head: unknown): Promise<readonly string[]> {
  const described = (await queries.introspection.getTables()).find(({ name }) => name === table);
  const known = new Set(described?.columns.map(({ name }) => name));
  const columns = Array.isArray(head) ? head.map(String) : [];
  if (columns.length === 0 || new Set(columns).size !== columns.length || columns.some((name) => !known.has(name))) {
    throw new BadArchive(`The table ${table} has other columns in it.`);
  }
  return columns;
}

function rowOf(value: unknown, width: number, table: string): readonly Cell[] {
  const isCell = (cell: unknown): cell is Cell => cell === null || typeof cell === 'string' || Number.isSafeInteger(cell);
  if (!Array.isArray(value) || value.length !== width || !value.every(isCell)) {
    throw new BadArchive(`A row of the table ${table} makes no sense.`);
  }
  return value;
}

async function insert(
  queries: WriteQueries,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  const most = Math.max(1, Math.min(mostRows, Math.floor(mostValues / columns.length)));
  const names = sql.join(columns.map((name) => sql.ref(name)));
  for (let start = 0; start < rows.length; start += most) {
    const values = rows.slice(start, start + most).map((row) => sql`(${sql.join([...row])})`);
    await sql`${adHoc}insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.execute(queries);
  }
}

/** The next row gets a number that no row ever had, also where the last ones are gone. */
async function goOnFrom(queries: WriteQueries, engine: Engine, table: string, last: number): Promise<void> {
  if (engine === 'postgresql') {
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), ${last}, true)`.execute(queries);
    return;
  }
  await sql`delete from sqlite_sequence where name = ${table}`.execute(queries);
  await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(queries);
}

/**
 * Rows come table by table, and some refer to rows of a later one: references are looked at when all are there.
 * @returns what is to be called then @throws when a row refers to nothing
 */
export async function deferReferences(queries: WriteQueries, engine: Engine): Promise<() => Promise<void>> {
  if (engine === 'sqlite') {
    await sql`pragma defer_foreign_keys = on`.execute(queries);
    return async () => {
      const { rows } = await sql<{ table: string; parent: string }>`pragma foreign_key_check`.execute(queries);
      const [first] = rows;
      if (first !== undefined)
        throw new BadArchive(`A row of ${first.table} in it refers to a row of ${first.parent} that is not there.`);
    };
  }
  const { rows } = await sql<{ table: string; name: string; definition: string }>`
    select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(queries);
  for (const { table, name } of rows) await sql`alter table ${sql.raw(table)} drop constraint ${sql.id(name)}`.execute(queries);
  return async () => {
    for (const { table, name, definition } of rows) {
      await sql`alter table ${sql.raw(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`.execute(queries);
    }
  };
}
