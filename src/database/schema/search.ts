/**
 * The tables of search. The index itself, `search_index`, is a table of each database's own kind, which only
 * `src/wiki/search/` knows: FTS5 on SQLite, a `tsvector` on PostgreSQL.
 */

/** What was put into the index, for excerpts. */
export interface SearchTextTable {
  content_id: number;
  /** Plain text of the current version, blocks separated by line feeds. */
  body: string;
}

/** What the current version uses or names. */
export interface SearchReferenceTable {
  content_id: number;
  kind: 'macro' | 'mention';
  /** Of a macro its name in lower case; of a user `key:<userkey>` or `name:<folded username>`, as the page has it. */
  name: string;
}

/** A word of the index as it is written, folded; it stays when nothing has it any more. */
export interface SearchWordTable {
  word: string;
}

/** Content whose text changed since it was put into the index; empty outside of transactions. */
export interface SearchPendingTable {
  content_id: number;
}
