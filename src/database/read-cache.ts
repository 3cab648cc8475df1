/**
 * Keeps the results of one connection's reads until the next commit by anybody. A busy server asks the same questions again and again
 * (who is behind this token? what is this page?), and until something is committed the answer cannot change.
 */

/** The most answers kept; beyond that all are forgotten. */
const answerLimit = 5_000;

/** The most rows of an answer, and characters in them; a larger answer is read again each time. */
const rowLimit = 8;
const sizeLimit = 4_096;

export interface ReadCache {
  /** @param version of the data; it changes with each commit of another connection */
  see(version: unknown): void;
  /** This connection is about to write. */
  forget(): void;
  /**
   * Returns what `make` makes of a statement's rows for these values, read or remembered. It is frozen when it is returned again, because
   * others hold it too; most answers are asked for once and need no freezing.
   * @param statement identifies it; one statement always has the same `make`
   * @param read the rows, each in the order of its columns
   */
  answer<Made>(
    statement: number,
    values: readonly unknown[],
    read: () => readonly (readonly unknown[])[],
    make: (rows: readonly (readonly unknown[])[]) => Made,
  ): Made;
}

interface Kept {
  readonly made: unknown;
  isFrozen: boolean;
}

export function readCache(): ReadCache {
  const answers = new Map<string, Kept>();
  let seen: unknown;

  function forget(): void {
    if (answers.size > 0) answers.clear();
  }

  return {
    see(version) {
      if (version !== seen) forget();
      seen = version;
    },

    forget,

    answer<Made>(
      statement: number,
      values: readonly unknown[],
      read: () => readonly (readonly unknown[])[],
      make: (rows: readonly (readonly unknown[])[]) => Made,
    ): Made {
      const question = questionOf(statement, values);
      const known = question === undefined ? undefined : answers.get(question);
      if (known !== undefined) {
        if (!known.isFrozen) Object.freeze(known.made);
        known.isFrozen = true;
        return known.made as Made; // The same statement's, and so of the same `make`.
      }
      const rows = read();
      const made = make(rows);
      if (question === undefined || !isSmall(rows)) return made;
      if (answers.size >= answerLimit) forget();
      answers.set(question, { made, isFrozen: false });
      return made;
    },
  };
}

/** @returns a key unique to the statement and its values; undefined for values that are too large to be kept */
function questionOf(statement: number, values: readonly unknown[]): string | undefined {
  let text = `${statement}`;
  for (const value of values) {
    if (typeof value === 'string') text += ` ${value.length}:${value}`;
    else if (typeof value === 'number' || value === null) text += ` ${value}`;
    else return undefined;
  }
  return text.length > sizeLimit ? undefined : text;
}

function isSmall(rows: readonly (readonly unknown[])[]): boolean {
  if (rows.length > rowLimit) return false;
  let size = 0;
  for (const row of rows) {
    for (const value of row) {
      if (typeof value === 'string') size += value.length;
      else if (value instanceof Uint8Array) return false; // Its bytes could be changed under everybody's hands.
    }
  }
  return size <= sizeLimit;
}
