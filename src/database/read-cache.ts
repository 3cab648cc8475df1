/**
 * What one connection has read since the last commit of anybody. As long as nothing is committed the same question has the same answer, and a busy
 * server asks the same things again and again: who is behind this token, what is this page.
 */

/** Results kept; when there are more, all are forgotten. */
const resultLimit = 5_000;

/** Rows of one result, and characters and bytes of a row; a larger result is read again each time. */
const rowLimit = 8;
const rowSizeLimit = 2_048;

type Row = Readonly<Record<string, unknown>>;

export interface ReadCache<Result extends { readonly rows: readonly Row[] }> {
  /** @param version of the data, which changes with each commit of another connection */
  see(version: unknown): void;
  /** This connection is about to write. */
  forget(): void;
  /**
   * What a statement gives for these values; its rows are frozen, for others hold them too.
   * @param statement names it
   * @param read is asked when that is not known
   */
  result(statement: number, values: readonly unknown[], read: () => Result): Result;
}

export function readCache<Result extends { readonly rows: readonly Row[] }>(): ReadCache<Result> {
  const results = new Map<string, Result>();
  let seen: unknown;

  return {
    see(version) {
      if (version !== seen) results.clear();
      seen = version;
    },

    forget: () => results.clear(),

    result(statement, values, read) {
      const question = questionOf(statement, values);
      if (question === undefined) return read();
      const known = results.get(question);
      if (known !== undefined) return known;
      const result = read();
      if (!isSmall(result.rows)) return result;
      if (results.size >= resultLimit) results.clear();
      for (const row of result.rows) Object.freeze(row);
      Object.freeze(result.rows);
      results.set(question, result);
      return result;
    },
  };
}

/** @returns a text that no other statement and no other values have; undefined for values that are too large to be kept */
function questionOf(statement: number, values: readonly unknown[]): string | undefined {
  let text = `${statement}`;
  for (const value of values) {
    if (typeof value === 'string') text += ` ${value.length}:${value}`;
    else if (typeof value === 'number' || value === null) text += ` ${value}`;
    else return undefined;
  }
  return text.length > rowSizeLimit ? undefined : text;
}

function isSmall(rows: readonly Row[]): boolean {
  return rows.length <= rowLimit && rows.every((row) => sizeOf(row) <= rowSizeLimit);
}

function sizeOf(row: Row): number {
  let size = 0;
  for (const value of Object.values(row)) {
    if (typeof value === 'string') size += value.length;
    else if (value instanceof Uint8Array) return Number.POSITIVE_INFINITY; // Its bytes could be changed under everybody's hands.
  }
  return size;
}
