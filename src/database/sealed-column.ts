/**
 * Columns whose values are encrypted by the keyring. The room that writes such a column declares what each value is bound to, so that
 * a change of keys can open and reseal all of them; a test finds encrypted columns that no room declared.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Queries, Schema, WriteQueries } from './schema.ts';

export interface SealedColumn {
  readonly table: keyof Schema;
  readonly column: string;
  /** Names a row. */
  readonly id: string;
  /** Where `about` is looked up beside the table, as a join; the table is called `sealed`. */
  readonly join?: string;
  /** Columns that `purpose` is made of. */
  readonly about: readonly string[];
  /** @param about the values, as texts @returns the words that the value is bound to */
  purpose(...about: string[]): string;
}

export interface SealedValue {
  readonly id: string | number;
  readonly sealed: string;
  readonly purpose: string;
}

/** Values in one batch: few enough for one transaction. */
const batch = 100;

/**
 * Goes through the values of a column by their ids, a batch at a time; a value written meanwhile may or may not be among them.
 * @param without leaves out values that begin so; '' for none
 */
export async function* sealedBatches(
  queries: Queries,
  column: SealedColumn,
  without: string,
): AsyncGenerator<readonly SealedValue[]> {
  for (let after: string | number | undefined; ; ) {
    const values = await valuesAfter(queries, column, without, after);
    yield values;
    if (values.length < batch) return;
    after = values.at(-1)?.id;
  }
}

/** @returns whether any of these columns has a value; a column that the database does not have yet has none */
export async function holdsSealed({ read }: Pick<Database, 'read'>, columns: readonly SealedColumn[]): Promise<boolean> {
  const tables = await read.introspection.getTables();
  const existing = new Set(tables.flatMap(({ name, columns: those }) => those.map((column) => `${name}.${column.name}`)));
  const found = await Promise.all(
    columns
      .filter(({ table, column }) => existing.has(`${table}.${column}`))
      .map(({ table, column }) =>
        sql`select 1 from ${sql.table(table)} where ${sql.ref(column)} is not null limit 1`.execute(read),
      ),
  );
  return found.some(({ rows }) => rows.length > 0);
}

async function valuesAfter(
  queries: Queries,
  column: SealedColumn,
  without: string,
  after: string | number | undefined,
): Promise<readonly SealedValue[]> {
  const id = sql.ref(`sealed.${column.id}`);
  const value = sql.ref(`sealed.${column.column}`);
  const about = sql.join(column.about.map((name, index) => sql`${sql.ref(name)} as ${sql.ref(`about${index}`)}`));
  const { rows } = await sql<Record<string, string | number>>`
    select ${id} as id, ${value} as value, ${about} from ${sql.table(column.table)} as sealed ${sql.raw(column.join ?? '')}
    where ${value} is not null ${without === '' ? sql`` : sql`and substr(${value}, 1, ${without.length}) <> ${without}`}
    ${after === undefined ? sql`` : sql`and ${id} > ${after}`} order by ${id} limit ${batch}`.execute(queries);
  return rows.map((row) => ({
    id: row.id ?? '',
    sealed: String(row.value),
    purpose: column.purpose(...column.about.map((_name, index) => String(row[`about${index}`]))),
  }));
}

/** Puts another text in the place of one that is still there. @returns whether it was */
export async function replaceSealed(
  queries: WriteQueries,
  { table, column, id }: SealedColumn,
  { id: row, sealed }: SealedValue,
  resealed: string,
): Promise<boolean> {
  const update: RawBuilder<unknown> = sql`update ${sql.table(table)} set ${sql.ref(column)} = ${resealed} where ${sql.ref(id)} = ${row} and ${sql.ref(column)} = ${sealed}`;
  const { numAffectedRows } = await update.execute(queries);
  return numAffectedRows === 1n;
}
