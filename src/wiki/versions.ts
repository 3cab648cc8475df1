/**
 * Versions of content: bodies, neighbours and authors of records already read, and the list of all versions of one. Data for several
 * records is read in one query; records of one content may be of several versions.
 */
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import { padded } from './lists.ts';
import { pendingBody } from './pending-edits.ts';
import { type Reader, readable, type Viewer, viewerOf } from './permissions.ts';
import {
  type Author,
  authorColumns,
  type ContentRecord,
  type Page,
  type PageOf,
  selectRecords,
  toAuthor,
  toPage,
  toRecord,
} from './records.ts';

/** What belongs to each of the records that were given, without those that it is missing for. */
export type ByRecord<T> = ReadonlyMap<ContentRecord, T>;

export interface VersionReads {
  /** @returns the storage format of each record's version */
  bodies(reader: Reader, records: readonly ContentRecord[]): Promise<ByRecord<string>>;
  /** @param distance -1 for the version before each record's, 1 for the one after */
  neighbours(reader: Reader, records: readonly ContentRecord[], distance: -1 | 1): Promise<ByRecord<ContentRecord>>;
  /** @returns the current version of each record's content */
  latest(reader: Reader, records: readonly ContentRecord[]): Promise<ByRecord<ContentRecord>>;
  /** @returns everybody who wrote a version, by content id, in the order of their first one */
  contributors(reader: Reader, records: readonly ContentRecord[]): Promise<ReadonlyMap<number, readonly Author[]>>;
  /** All versions of one content that the reader may see, newest first. */
  list(reader: Reader, contentId: number, page: Page): Promise<PageOf<ContentRecord>>;
}

export function versionReads(database: Database): VersionReads {
  const bodyOf = prepare(database, (queries, values: Viewer & { readonly id: number; readonly number: number }) =>
    queries
      .selectFrom('content')
      .innerJoin('content_version as version', 'version.content_id', 'content.id')
      .select('version.body')
      .where('content.id', '=', values.id)
      .where('version.number', '=', values.number)
      .where(readable(values)),
  );

  async function bodiesOf(viewer: Viewer, records: readonly ContentRecord[]): Promise<ReadonlyMap<string, string>> {
    const bodies = new Map<string, string>();
    const read = async (wanted: readonly ContentRecord[], isWanted: Expression<SqlBool>) => {
      if (wanted.length === 0) return;
      const rows = await database.read
        .selectFrom('content')
        .innerJoin('content_version as version', 'version.content_id', 'content.id')
        .select(['version.content_id', 'version.number', 'version.body'])
        .where('content.id', 'in', padded(idsOf(wanted)))
        .where(isWanted)
        .where(readable(viewer))
        .execute();
      for (const { content_id, number, body } of rows) bodies.set(versionKey(content_id, number), body);
    };
    // What they are of mostly, and quickly found.
    if (records.every(({ latest }) => latest)) await read(records, sql<SqlBool>`version.number = content.version`);
    // Versions before the current one, and what was that until somebody published meanwhile.
    const others = records.filter(({ id, version }) => !bodies.has(versionKey(id, version.number)));
    await read(others, sql<SqlBool>`(version.content_id, version.number) in (${versionsAsRows(others)})`);
    return bodies;
  }

  return {
    async bodies(reader, records) {
      const viewer = viewerOf(reader);
      const [first, ...others] = records;
      if (first === undefined) return new Map();
      // It comes alone: an answer or a page is about one edit.
      if (first.isPendingEdit) {
        const body = await pendingBody(database.read, viewer, first.id);
        return new Map(body === undefined ? [] : [[first, body]]);
      }
      if (others.length === 0) {
        const row = await bodyOf.first(database.read, { ...viewer, id: first.id, number: first.version.number });
        return new Map(row === undefined ? [] : [[first, row.body]]);
      }
      const bodies = await bodiesOf(viewer, records);
      return byRecord(records, ({ id, version }) => bodies.get(versionKey(id, version.number)));
    },

    async neighbours(reader, records, distance) {
      if (records.length === 0) return new Map();
      const rows = await selectRecords(database.read, 'each')
        .innerJoin(sql<{ column1: number; column2: number }>`(${versionsAsRows(records)})`.as('given'), (join) =>
          join.onRef('given.column1', '=', 'content.id'),
        )
        .where('version.number', '=', ({ selectFrom }) =>
          selectFrom('content_version as near')
            .select(({ fn }) => (distance < 0 ? fn.max('near.number') : fn.min('near.number')).as('number'))
            .whereRef('near.content_id', '=', 'content.id')
            .whereRef('near.number', distance < 0 ? '<' : '>', 'given.column2'),
        )
        .select('given.column2 as beside')
        .where(readable(viewerOf(reader)))
        .execute();
      const beside = new Map(rows.map((row) => [versionKey(row.id, row.beside), toRecord(row)]));
      return byRecord(records, ({ id, version }) => beside.get(versionKey(id, version.number)));
    },

    async latest(reader, records) {
      if (records.every(({ latest }) => latest)) return byRecord(records, (record) => record);
      const rows = await selectRecords(database.read)
        .where('content.id', 'in', padded(idsOf(records)))
        .where(readable(viewerOf(reader)))
        .execute();
      const byId = new Map(rows.map((row) => [row.id, toRecord(row)]));
      return byRecord(records, ({ id }) => byId.get(id));
    },

    async contributors(reader, records) {
      if (records.length === 0) return new Map();
      const rows = await database.read
        .selectFrom('content')
        .innerJoin('content_version as version', 'version.content_id', 'content.id')
        .innerJoin('user_account as author', (join) =>
          join.onRef('author.id', '=', 'version.author_id').on('author.deleted_at', 'is', null),
        )
        .select(['content.id', ...authorColumns('author')])
        .where('content.id', 'in', padded(idsOf(records)))
        .where(readable(viewerOf(reader)))
        .groupBy(['content.id', ...authorColumns('author')])
        .orderBy(({ fn }) => fn.min('version.number'))
        .execute();
      const authors = new Map<number, Author[]>(records.map(({ id }) => [id, []]));
      for (const row of rows) {
        const author = toAuthor(row);
        if (author !== undefined) authors.get(row.id)?.push(author);
      }
      return authors;
    },

    async list(reader, contentId, page) {
      const rows = await selectRecords(database.read, 'each')
        .where('content.id', '=', contentId)
        .where(readable(viewerOf(reader)))
        .orderBy('version.number', 'desc')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return toPage(rows, page, toRecord);
    },
  };
}

function idsOf(records: readonly ContentRecord[]): readonly number[] {
  return [...new Set(records.map(({ id }) => id))];
}

function versionKey(contentId: number, number: number): string {
  return `${contentId} ${number}`;
}

function byRecord<T>(records: readonly ContentRecord[], pick: (record: ContentRecord) => T | undefined): ByRecord<T> {
  return new Map(
    records.flatMap((record) => {
      const value = pick(record);
      return value === undefined ? [] : [[record, value] as const];
    }),
  );
}

/** Content id and version number of each record, as rows. Written into the text, where their type is known to PostgreSQL. */
function versionsAsRows(records: readonly ContentRecord[]) {
  const rows = new Map(records.map(({ id, version }) => [versionKey(id, version.number), [id, version.number] as const]));
  return sql`values ${sql.join(Array.from(rows.values(), ([id, number]) => sql`(${sql.lit(id)}, ${sql.lit(number)})`))}`;
}
