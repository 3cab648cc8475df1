/**
 * Reading content: one by id, lists, and what belongs to records already read (bodies, earlier versions, authors). Every query
 * includes the condition of `permissions.ts`.
 */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { ofFirst, prepare } from '../database/prepared.ts';
import type { ContentTable, ContentType } from '../database/schema/content.ts';
import { fold } from '../foundation/folding.ts';
import { hasLabel } from './annotations/label-conditions.ts';
import type { LabelName } from './annotations/label-names.ts';
import { padded } from './lists.ts';
import { permitted, type Reader, readable, type Viewer, viewerOf } from './permissions.ts';
import {
  type ContentRecord,
  currentStatus,
  type Page,
  type PageOf,
  pageType,
  selectRecords,
  toPage,
  toRecord,
} from './records.ts';
import type { Refusal } from './refusals.ts';
import { cleanTitle } from './titles.ts';

export type ContentStatus = ContentTable['status'];

export interface ContentFilter {
  /** Undefined: any. */
  readonly type: ContentType | undefined;
  readonly spaceKey?: string;
  /** The whole title, without regard to case. */
  readonly title?: string;
  readonly statuses: readonly ContentStatus[];
  /** Only pages without a parent. */
  readonly rootsOnly?: boolean;
  /** Only content that has one of these. */
  readonly labels?: readonly LabelName[];
  /** yyyy-mm-dd: only blog posts of that day. */
  readonly postingDay?: string;
  /** The order of the list; without it by id. `newest-day` is for blog posts: by the day of posting, the newest first. */
  readonly order?: 'newest-day';
}

export interface ContentReads {
  /**
   * @param options.statuses which the content may have; without it `current`
   * @param options.number which version; without it the current one
   * @returns undefined for what is not there and for what the reader may not see
   */
  find(
    reader: Reader,
    id: number,
    options?: { readonly statuses?: readonly ContentStatus[]; readonly number?: number },
  ): Promise<ContentRecord | undefined>;
  /** @returns current content by id, without what is not there and what the reader may not see */
  byIds(reader: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, ContentRecord>>;
  /** The current page of a space with this title, without regard to the case of either. */
  findByTitle(reader: Reader, spaceKey: string, title: string): Promise<ContentRecord | undefined>;
  /** @returns content in the filter's order, or `unknown-space` when the filter names a space that this reader may not see */
  list(reader: Reader, filter: ContentFilter, page: Page): Promise<PageOf<ContentRecord> | Refusal>;
}

/** What a single read takes: comments and attachments too. */
const currentOnly: readonly ContentStatus[] = ['current'];

/** The id decides between posts of one day, so that paging is stable. */
const newestDayFirst = sql`content.posting_day desc, content.id desc`;

export function contentReads(database: Database): ContentReads {
  const currentVersion = prepare(database, (queries, values: Viewer & { readonly id: number }) =>
    selectRecords(queries).where('content.id', '=', values.id).where(readable(values)),
  );
  const oneVersion = prepare(database, (queries, values: Viewer & { readonly id: number; readonly number: number }) =>
    selectRecords(queries, values.number).where('content.id', '=', values.id).where(readable(values)),
  );
  const byTitle = prepare(database, (queries, values: Viewer & { readonly keyFolded: string; readonly titleFolded: string }) =>
    selectRecords(queries)
      .where('space.key_folded', '=', values.keyFolded)
      .where('content.title_folded', '=', values.titleFolded)
      .where('content.status', '=', currentStatus)
      .where('content.type', '=', pageType)
      .where(readable(values)),
  );
  const visibleSpace = prepare(database, (queries, values: Viewer & { readonly keyFolded: string }) =>
    queries
      .selectFrom('space')
      .select('space.id')
      .where('space.key_folded', '=', values.keyFolded)
      .where(permitted('space.id', values, 'view')),
  );

  const toKnown = ofFirst(toRecord);

  return {
    async find(reader, id, { statuses = currentOnly, number } = {}) {
      const viewer = viewerOf(reader);
      if (number === undefined) {
        const record = await currentVersion.kept({ ...viewer, id }, toKnown);
        return record !== undefined && statuses.some((status) => status === record.status) ? record : undefined;
      }
      const row = await oneVersion.first(database.read, { ...viewer, id, number });
      return row !== undefined && statuses.includes(row.status) ? toRecord(row) : undefined;
    },

    async byIds(reader, ids) {
      if (ids.length === 0) return new Map();
      const rows = await selectRecords(database.read)
        .where('content.id', 'in', padded(ids))
        .where('content.status', '=', currentStatus)
        .where(readable(viewerOf(reader)))
        .execute();
      return new Map(rows.map((row) => [row.id, toRecord(row)]));
    },

    findByTitle(reader, spaceKey, title) {
      const values = { ...viewerOf(reader), keyFolded: fold(spaceKey), titleFolded: fold(cleanTitle(title)) };
      return byTitle.kept(values, toKnown);
    },

    async list(reader, { type, spaceKey, title, statuses, rootsOnly, labels, postingDay, order }, page) {
      const viewer = viewerOf(reader);
      // Only ids are skipped over: what a record needs beside is joined for this page's rows alone.
      let ids = database.read.selectFrom('content').select('content.id').where(readable(viewer));
      if (type !== undefined) ids = ids.where('content.type', '=', sql.lit(type));
      if (spaceKey !== undefined) {
        const space = await visibleSpace.first(database.read, { ...viewer, keyFolded: fold(spaceKey) });
        if (space === undefined) return { refused: 'unknown-space', key: spaceKey };
        ids = ids.where('content.space_id', '=', space.id);
      }
      // A single status is compared with `=`, which lets an index give the order too.
      const [only, ...others] = statuses;
      ids =
        only !== undefined && others.length === 0
          ? ids.where('content.status', '=', sql.lit(only))
          : ids.where('content.status', 'in', statuses);
      if (title !== undefined) ids = ids.where('content.title_folded', '=', fold(cleanTitle(title)));
      if (postingDay !== undefined) ids = ids.where('content.posting_day', '=', postingDay);
      if (labels !== undefined) ids = ids.where(hasLabel('content', viewer, labels));
      if (rootsOnly) ids = ids.where('content.parent_id', 'is', null);
      const inOrder = order === undefined ? sql`content.id` : newestDayFirst;
      const rows = await selectRecords(database.read)
        .where(
          'content.id',
          'in',
          ids
            .orderBy(inOrder)
            .limit(page.limit + 1)
            .offset(page.start),
        )
        .orderBy(inOrder)
        .execute();
      return toPage(rows, page, toRecord);
    },
  };
}
