/** Contents of pages and blog posts: the comments and attachments of one, and the first few of many at once. */
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { ContainedType, ContentCommentTable } from '../database/schema/content.ts';
import type { Schema } from '../database/schema.ts';
import { padded } from './lists.ts';
import { type Reader, readable, viewerOf } from './permissions.ts';
import { type ContentRecord, currentStatus, type Page, type PageOf, selectRecords, toPage, toRecord } from './records.ts';

/** As clients name them; `inline` are those on a passage that are not settled. */
export type ListedLocation = 'footer' | 'inline' | 'resolved';

export interface CommentFilter {
  /** Undefined: everywhere. */
  readonly locations?: readonly ListedLocation[];
  /** Without replies. */
  readonly rootsOnly: boolean;
}

export interface ContainedReads {
  /** The current comments on one content, by id. */
  comments(reader: Reader, containerId: number, filter: CommentFilter, page: Page): Promise<PageOf<ContentRecord>>;
  /** The first `limit` current ones of each, by id, by the container's id; of comments those that are no replies. */
  ofEach(
    reader: Reader,
    containerIds: readonly number[],
    type: ContainedType,
    limit: number,
    options?: { readonly replies: boolean },
  ): Promise<ReadonlyMap<number, PageOf<ContentRecord>>>;
}

export function containedReads({ read }: Database): ContainedReads {
  return {
    async comments(reader, containerId, { locations, rootsOnly }, page) {
      let ids = read
        .selectFrom('content')
        .select('content.id')
        .where('content.container_id', '=', containerId)
        .where('content.type', '=', sql.lit('comment' as const))
        .where('content.status', '=', currentStatus)
        .where(readable(viewerOf(reader)));
      if (rootsOnly) ids = ids.where('content.parent_id', 'is', null);
      if (locations !== undefined) {
        ids = ids
          .innerJoin('content_comment as comment', 'comment.content_id', 'content.id')
          .where(({ or }) => or(locations.map(standsAt)));
      }
      const rows = await selectRecords(read)
        .where(
          'content.id',
          'in',
          ids
            .orderBy('content.id')
            .limit(page.limit + 1)
            .offset(page.start),
        )
        .orderBy('content.id')
        .execute();
      return toPage(rows, page, toRecord);
    },

    async ofEach(reader, containerIds, type, limit, { replies } = { replies: false }) {
      if (containerIds.length === 0) return new Map();
      let ranked = read
        .selectFrom('content')
        .select('content.id')
        .select(sql<number>`row_number() over (partition by content.container_id order by content.id)`.as('rank'))
        .where('content.container_id', 'in', padded(containerIds))
        .where('content.type', '=', sql.lit(type))
        .where('content.status', '=', currentStatus)
        .where(readable(viewerOf(reader)));
      if (!replies) ranked = ranked.where('content.parent_id', 'is', null);
      const rows = await selectRecords(read)
        .where('content.id', 'in', (eb) =>
          eb
            .selectFrom(ranked.as('ranked'))
            .select('ranked.id')
            .where('ranked.rank', '<=', limit + 1),
        )
        .orderBy('content.id')
        .execute();
      const byContainer = Map.groupBy(rows, ({ container_id }) => container_id);
      return new Map(containerIds.map((id) => [id, toPage(byContainer.get(id) ?? [], { start: 0, limit }, toRecord)] as const));
    },
  };
}

/** The condition that the comment at hand stands there. */
function standsAt(location: ListedLocation): Expression<SqlBool> {
  const { eb, and } = expressionBuilder<Schema & { readonly comment: ContentCommentTable }, 'comment'>();
  switch (location) {
    case 'footer':
      return eb('comment.location', '=', 'footer');
    case 'inline':
      return and([eb('comment.location', '=', 'inline'), eb('comment.resolution', 'is distinct from', 'resolved')]);
    case 'resolved':
      return eb('comment.resolution', '=', 'resolved');
    default:
      return location satisfies never;
  }
}
