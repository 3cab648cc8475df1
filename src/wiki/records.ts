/**
 * The content records that the wiki hands out, and the one query that reads them: content with its space, its creator and one of its
 * versions. Bodies are read apart (`versions.ts`), because most lists need none.
 */
import { sql } from 'kysely';
import type { ContentType, SpaceTable } from '../database/schema/content.ts';
import type { Queries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';

/** A user as the author of something. */
export interface Author {
  readonly userKey: string;
  readonly username: string;
  readonly fullName: string;
  /** Names their picture; undefined: they have none. */
  readonly picture: string | undefined;
  /** Null: the account is not disabled. */
  readonly disabledAt: Milliseconds | null;
}

export interface SpaceRecord {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  /** Plain text. */
  readonly description: string;
  readonly type: SpaceTable['type'];
  readonly status: SpaceTable['status'];
  readonly homepageId: number | undefined;
  /** When its settings were last changed: no two changes have one time. */
  readonly updatedAt: Milliseconds;
}

export interface VersionRecord {
  readonly number: number;
  /** Undefined: the account was deleted. */
  readonly author: Author | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: Milliseconds;
  readonly message: string;
  readonly minorEdit: boolean;
}

export interface ContentRecord {
  readonly id: number;
  readonly type: ContentType;
  readonly status: 'current' | 'draft' | 'trashed' | 'historical';
  /** As of this version. */
  readonly title: string;
  readonly position: number;
  /** The page above a page, the comment that a comment replies to. */
  readonly parentId: number | undefined;
  /** The page or blog post that a comment or attachment belongs to. */
  readonly containerId: number | undefined;
  /** yyyy-mm-dd, of a blog post. */
  readonly postingDay: string | undefined;
  readonly space: SpaceRecord;
  readonly creator: Author | undefined;
  readonly createdAt: Milliseconds;
  readonly version: VersionRecord;
  /** It is what the reader wrote of it and did not publish (`pending-edits.ts`); `version` says from which one they began. */
  readonly isPendingEdit?: true;
  /** Whether `version` is the current one. */
  readonly latest: boolean;
  readonly latestNumber: number;
}

/**
 * Content with everything that a record needs. Of a deleted account only the row is left, which names nobody.
 * @param number which version, or each one; without it the current one
 */
export function selectRecords(queries: Queries, number?: number | 'each') {
  return queries
    .selectFrom('content')
    .innerJoin('space', 'space.id', 'content.space_id')
    .innerJoin('content_version as version', (join) => {
      const ofContent = join.onRef('version.content_id', '=', 'content.id');
      if (number === 'each') return ofContent;
      return number === undefined
        ? ofContent.onRef('version.number', '=', 'content.version')
        : ofContent.on('version.number', '=', number);
    })
    .leftJoin('user_account as creator', (join) =>
      join.onRef('creator.id', '=', 'content.creator_id').on('creator.deleted_at', 'is', null),
    )
    .leftJoin('user_account as author', (join) =>
      join.onRef('author.id', '=', 'version.author_id').on('author.deleted_at', 'is', null),
    )
    .select([
      'content.id',
      'content.type',
      'content.status',
      'content.position',
      'content.parent_id',
      'content.container_id',
      'content.posting_day',
      'content.created_at',
      'content.version as latest_number',
      'version.title',
      'version.number',
      'version.created_at as version_created_at',
      'version.message',
      'version.minor_edit',
      'space.id as space_id',
      'space.key as space_key',
      'space.name as space_name',
      'space.description as space_description',
      'space.type as space_type',
      'space.status as space_status',
      'space.homepage_id as space_homepage_id',
      'space.updated_at as space_updated_at',
      'creator.user_key as creator_key',
      'creator.username as creator_username',
      'creator.full_name as creator_full_name',
      'creator.picture as creator_picture',
      'creator.disabled_at as creator_disabled_at',
      'author.user_key as author_key',
      'author.username as author_username',
      'author.full_name as author_full_name',
      'author.picture as author_picture',
      'author.disabled_at as author_disabled_at',
    ]);
}

export type ContentRow = Awaited<ReturnType<ReturnType<typeof selectRecords>['execute']>>[number];

export function toRecord(row: ContentRow): ContentRecord {
  const latest = row.number === row.latest_number;
  return {
    id: row.id,
    type: row.type,
    status: latest ? row.status : 'historical',
    title: row.title,
    position: row.position,
    parentId: row.parent_id ?? undefined,
    containerId: row.container_id ?? undefined,
    postingDay: row.posting_day ?? undefined,
    space: {
      id: row.space_id,
      key: row.space_key,
      name: row.space_name,
      description: row.space_description,
      type: row.space_type,
      status: row.space_status,
      homepageId: row.space_homepage_id ?? undefined,
      updatedAt: row.space_updated_at,
    },
    creator: toAuthor({
      user_key: row.creator_key,
      username: row.creator_username,
      full_name: row.creator_full_name,
      picture: row.creator_picture,
      disabled_at: row.creator_disabled_at,
    }),
    createdAt: row.created_at,
    version: {
      number: row.number,
      author: toAuthor({
        user_key: row.author_key,
        username: row.author_username,
        full_name: row.author_full_name,
        picture: row.author_picture,
        disabled_at: row.author_disabled_at,
      }),
      createdAt: row.version_created_at,
      message: row.message,
      minorEdit: row.minor_edit === 1,
    },
    latest,
    latestNumber: row.latest_number,
  };
}

/** The columns of `user_account` that an author is made of. @param table its name in the query */
export function authorColumns<Table extends string>(table: Table) {
  return [`${table}.user_key`, `${table}.username`, `${table}.full_name`, `${table}.picture`, `${table}.disabled_at`] as const;
}

/** These columns, as a left join gives them. */
export interface AuthorRow {
  readonly user_key: string | null;
  readonly username: string | null;
  readonly full_name: string | null;
  readonly picture: string | null;
  readonly disabled_at: Milliseconds | null;
}

/** @returns undefined where the join found no account */
export function toAuthor({ user_key, username, full_name, picture, disabled_at }: AuthorRow): Author | undefined {
  return user_key === null || username === null || full_name === null
    ? undefined
    : { userKey: user_key, username, fullName: full_name, picture: picture ?? undefined, disabledAt: disabled_at };
}

/** Written into a query's text, not passed as values: only so can the databases use the indexes over current pages. */
export const currentStatus = sql.lit('current' as const);
export const pageType = sql.lit('page' as const);

/** The order of siblings; the id decides between equals, so that paging is stable. */
export const siblingOrder = sql`content.position, content.id`;

/** A part of a list: how many to leave out, and how many to return at most. */
export interface Page {
  readonly start: number;
  readonly limit: number;
}

export interface PageOf<T> {
  readonly results: readonly T[];
  /** Whether there are results behind these. */
  readonly more: boolean;
}

/** @param rows read with one row more than the page holds */
export function toPage<Row, T>(rows: readonly Row[], page: Page, convert: (row: Row) => T): PageOf<T> {
  return { results: rows.slice(0, page.limit).map(convert), more: page.limit > 0 && rows.length > page.limit };
}
