/**
 * Columns whose values are encrypted by the keyring. The room that writes such a column declares what each value is bound to, so that
 * a change of keys can open and reseal all of them; a test finds encrypted columns that no room declared.
 */
import { type RawBuilder, sql } from 'kysely';
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

/**
 * @param after the id of the last that was seen; undefined at the beginning
 * @param prefix values that begin so are left out; '' for none
 * @returns the next values, by their ids
 */
export async function sealedValues(
  queries: Queries,
  column: SealedColumn,
  { after, prefix, limit }: { readonly after: string | number | undefined; readonly prefix: string; readonly limit: number },
): Promise<readonly SealedValue[]> {
  const id = sql.ref(`sealed.${column.id}`);
  const value = sql.ref(`sealed.${column.column}`);
  const about = sql.join(column.about.map((name, index) => sql`${sql.ref(name)} as ${sql.ref(`about${index}`)}`));
  const { rows } = await sql<Record<string, string | number>>`
    select ${id} as id, ${value} as value, ${about} from ${sql.table(column.table)} as sealed ${sql.raw(column.join ?? '')}
    where ${value} is not null ${prefix === '' ? sql`` : sql`and substr(${value}, 1, ${prefix.length}) <> ${prefix}`}
    ${after === undefined ? sql`` : sql`and ${id} > ${after}`} order by ${id} limit ${limit}`.execute(queries);
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
