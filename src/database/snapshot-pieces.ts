/** What a snapshot of a database yields: rows, a batch at a time. */
import type { Engine } from './database.ts';

/** Some rows, each with its values in the order of the columns. */
export interface Piece {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface Snapshot {
  readonly engine: Engine;
  /** The rows of one query, as they were at the snapshot's moment; never two queries at once. @throws DatabaseUnavailable */
  stream(query: string): AsyncGenerator<Piece, void>;
  close(): Promise<void>;
}

/** Rows that are held at once: a row can hold the whole body of a page. */
export const piece = 100;
