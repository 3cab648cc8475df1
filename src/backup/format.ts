/**
 * What a backup is: one tar archive, compressed with zstd. Its parts, in their order:
 *
 *     backup.json                   the head: who made it, of what
 *     encryption.keys               the keys, one a line; not there where they are kept apart
 *     tables/<table>/000001.jsonl   rows, each a JSON array of its values; the first line names the columns
 *     files/<id>                    the bytes of attachments, at most 500 of them,
 *     file-lists/000001.jsonl       followed by what they must be
 *     contents.json                 the end: counts and checksums of all that came before. Without it the backup is cut off
 *
 * Rows are the same for both databases and files for both stores, so that it can be restored into any of them.
 */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** Counted up when an older program could not read it any more. */
export const formatVersion = 1;

export const partNames = {
  head: 'backup.json',
  keys: 'encryption.keys',
  end: 'contents.json',
  table: (table: string, number: number) => `tables/${table}/${padded(number)}.jsonl`,
  file: (id: string) => `files/${id}`,
  fileList: (number: number) => `file-lists/${padded(number)}.jsonl`,
} as const;

const padded = (number: number) => String(number).padStart(6, '0');

const count = Type.Integer({ minimum: 0 });
const sha256Hex = Type.String({ pattern: '^[0-9a-f]{64}$' });

const Head = Type.Object({
  format: Type.Integer({ minimum: 1 }),
  /** 32 hex digits, of this backup alone. */
  id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  /** Of the program that made it. */
  version: Type.String(),
  engine: Type.Union([Type.Literal('sqlite'), Type.Literal('postgresql')]),
  baseUrl: Type.String(),
  /** Milliseconds since 1970. */
  madeAt: count,
  withKeys: Type.Boolean(),
  withFiles: Type.Boolean(),
  /** Names of the keys that were in force; one of them opens what is sealed. */
  keyIds: Type.Array(Type.String(), { maxItems: 100 }),
  migrations: Type.Array(Type.Object({ number: count, name: Type.String(), checksum: Type.String() }), { maxItems: 10_000 }),
});
export type Head = Static<typeof Head>;

const TableContents = Type.Object({
  table: Type.String(),
  rows: count,
  /** Of all its parts, one after the other. */
  sha256: sha256Hex,
  /** The highest number that the table gave to a row, also one that is gone; null: it gives none. */
  lastNumber: Type.Union([count, Type.Null()]),
});
export type TableContents = Static<typeof TableContents>;

const Contents = Type.Object({
  tables: Type.Array(TableContents, { maxItems: 1_000 }),
  files: Type.Object({
    count,
    bytes: count,
    /** Of all lists, one after the other. */
    sha256: sha256Hex,
    /** Files that a table names and that were gone, or differed from what it says, when the backup was made. */
    missing: count,
    damaged: count,
  }),
});
export type Contents = Static<typeof Contents>;

const ListedFile = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  size: count,
  sha256: sha256Hex,
});
/** What a file in the archive must be. */
export type ListedFile = Static<typeof ListedFile>;

/** @returns the part as it should be; undefined when it is something else */
export function readHead(json: string): Head | undefined {
  const value = parsed(json);
  return Value.Check(Head, value) ? value : undefined;
}

/** @returns the same of the end */
export function readContents(json: string): Contents | undefined {
  const value = parsed(json);
  return Value.Check(Contents, value) ? value : undefined;
}

/** @returns the same of a line of a list of files */
export function readListedFile(json: string): ListedFile | undefined {
  const value = parsed(json);
  return Value.Check(ListedFile, value) ? value : undefined;
}

/** @returns what a line of JSON says; undefined for anything else */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
