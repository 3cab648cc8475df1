/**
 * The versions of content: bodies, neighbours and authors of records that a reader was given, and the list of all versions
 * of one. What belongs to several records is read in one query.
 */
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { Queries } from '../database/schema.ts';
import { padded } from './lists.ts';
import { pendingBodies } from './pending-edits.ts';
import { type Reader, readable, type Viewer, viewerOf } from './permissions.ts';
import { type Author, type ContentRecord, type Page, type PageOf, toAuthor, toPage, type VersionRecord } from './records.ts';

export interface VersionReads {
  /** @returns the storage format of each record's version, by content id */
  bodies(reader: Reader, records: readonly ContentRecord[]): Promise<ReadonlyMap<number, string>>;
  /**
   * @param distance -1 for the version before each record's, 1 for the one after
   * @returns by content id; without those that have no such neighbour
   */
  neighbours(reader: Reader, records: readonly ContentRecord[], distance: -1 | 1): Promise<ReadonlyMap<number, VersionRecord>>;
  /** @returns the current versions of the records, by content id */
  latest(reader: Reader, records: readonly ContentRecord[]): Promise<ReadonlyMap<number, VersionRecord>>;
  /** @returns everybody who wrote a version, by content id, in the order of their first one */
  contributors(reader: Reader, records: readonly ContentRecord[]): Promise<ReadonlyMap<number, readonly Author[]>>;
  /** All versions of one content that the reader may see, newest first. */
  list(reader: Reader, contentId: number, page: Page): Promise<PageOf<VersionRecord>>;
}

export function versionReads(database: Database): VersionReads {
  const bodyOf = prepare(database, (queries, values: Viewer & { readonly id: number; readonly number: number }) =>
    queries
      .selectFrom('content')
      .innerJoin('content_version as version', 'version.content_id', 'content.id')
      .select(['content.id', 'version.body'])
      .where('content.id', '=', values.id)
      .where('version.number', '=', values.number)
      .where(readable(values)),
  );

  return {
    async bodies(reader, records) {
      const viewer = viewerOf(reader);
      const [first, ...others] = records;
      if (first === undefined) return new Map();
      // It comes alone: an answer or a page is about one edit.
      if (first.isPendingEdit) return pendingBodies(database.read, viewer, first.id);
      const rows =
        others.length === 0
          ? await bodyOf.all(database.read, { ...viewer, id: first.id, number: first.version.number })
          : await versionsOf(database.read, viewer, records)
              .whereRef('version.number', '=', 'content.version')
              .select(['content.id', 'version.body'])
              .execute();
      return new Map(rows.map(({ id, body }) => [id, body]));
    },

    async neighbours(reader, records, distance) {
      const [first] = records;
      if (first === undefined) return new Map();
      // A record that is not the latest comes alone: `version=` asks for one content.
      const shift = first.version.number - first.latestNumber;
      const rows = await versionsOf(database.read, viewerOf(reader), records)
        .where('version.number', '=', ({ selectFrom, eb, ref }) => {
          const from = eb(ref('content.version'), '+', shift);
          return selectFrom('content_version as near')
            .select(({ fn }) => (distance < 0 ? fn.max('near.number') : fn.min('near.number')).as('number'))
            .whereRef('near.content_id', '=', 'content.id')
            .where('near.number', distance < 0 ? '<' : '>', from);
        })
        .select(versionColumns)
        .execute();
      return new Map(rows.map((row) => [row.content_id, toVersion(row)]));
    },

    async latest(reader, records) {
      if (records.every(({ latest }) => latest)) return new Map(records.map(({ id, version }) => [id, version]));
      const rows = await versionsOf(database.read, viewerOf(reader), records)
        .whereRef('version.number', '=', 'content.version')
        .select(versionColumns)
        .execute();
      return new Map(rows.map((row) => [row.content_id, toVersion(row)]));
    },

    async contributors(reader, records) {
      if (records.length === 0) return new Map();
      const rows = await versionsOf(database.read, viewerOf(reader), records)
        .select(['content.id', 'author.user_key', 'author.username', 'author.full_name', 'author.picture'])
        .groupBy(['content.id', 'author.user_key', 'author.username', 'author.full_name', 'author.picture'])
        .orderBy(({ fn }) => fn.min('version.number'))
        .execute();
      const authors = new Map<number, Author[]>(records.map(({ id }) => [id, []]));
      for (const { id, user_key, username, full_name, picture } of rows) {
        const author = toAuthor(user_key, username, full_name, picture);
        if (author !== undefined) authors.get(id)?.push(author);
      }
      return authors;
    },

    async list(reader, contentId, page) {
      const rows = await versionsOf(database.read, viewerOf(reader), [{ id: contentId }])
        .select(versionColumns)
        .orderBy('version.number', 'desc')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return toPage(rows, page, toVersion);
    },
  };
}

const versionColumns = [
  'version.content_id',
  'version.number',
  'version.created_at',
  'version.message',
  'version.minor_edit',
  'author.user_key',
  'author.username',
  'author.full_name',
  'author.picture',
] as const;

function versionsOf(queries: Queries, viewer: Viewer, records: readonly { readonly id: number }[]) {
  return queries
    .selectFrom('content')
    .innerJoin('content_version as version', 'version.content_id', 'content.id')
    .leftJoin('user_account as author', (join) =>
      join.onRef('author.id', '=', 'version.author_id').on('author.deleted_at', 'is', null),
    )
    .where('content.id', 'in', padded(records.map(({ id }) => id)))
    .where(readable(viewer));
}

interface VersionRow {
  readonly number: number;
  readonly created_at: number;
  readonly message: string;
  readonly minor_edit: 0 | 1;
  readonly user_key: string | null;
  readonly username: string | null;
  readonly full_name: string | null;
  readonly picture: string | null;
}

function toVersion(row: VersionRow): VersionRecord {
  return {
    number: row.number,
    author: toAuthor(row.user_key, row.username, row.full_name, row.picture),
    createdAt: row.created_at,
    message: row.message,
    minorEdit: row.minor_edit === 1,
  };
}
