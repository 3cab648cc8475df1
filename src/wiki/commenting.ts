/** Comments on pages and blog posts: on the whole or on a passage, with replies; resolving and reopening them. */
import type { Database } from '../database/database.ts';
import type { ContentCommentTable } from '../database/schema/content.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Person } from '../http/caller.ts';
import { type Annotations, annotate } from './annotations/annotating.ts';
import { malformedBody } from './bodies.ts';
import { type ChangeableContent, findLocked, insertContent, recordAfter } from './changing.ts';
import { contentEvent, type TellingVerbs } from './events.ts';
import { markNewComment, unmarkComment } from './inline-comments.ts';
import { padded } from './lists.ts';
import { asFlag, permitted, type Reader, readable, type Viewer, viewerOf } from './permissions.ts';
import { type Author, authorColumns, type ContentRecord, currentStatus, toAuthor } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';

export type CommentLocation = ContentCommentTable['location'];
export type Resolution = NonNullable<ContentCommentTable['resolution']>;

/** What was marked in the page, as the client sent it: kept, not interpreted. */
export type InlineProperties = Readonly<Record<string, unknown>>;

interface NewComment {
  /** Given when content comes from elsewhere and keeps its id. */
  readonly id?: number;
  /** A page or blog post. */
  readonly containerId: number;
  /** The comment that this one replies to. */
  readonly parentId?: number;
  /** Storage format; kept exactly as it is sent. */
  readonly body: string;
  /** A reply stands where the comment stands that it replies to. */
  readonly location?: CommentLocation;
  readonly inlineProperties?: InlineProperties;
  readonly annotations?: Annotations;
}

/** What a comment has beside other content. */
export interface CommentDetails {
  readonly location: CommentLocation;
  readonly inlineProperties: InlineProperties | undefined;
  /** What the marker around the passage is called by. */
  readonly markerRef: string | undefined;
  /** Undefined for what cannot be resolved: footer comments, and replies. An open comment whose passage is gone is `dangling`. */
  readonly resolution:
    | { readonly status: Resolution | 'dangling'; readonly by: Author | undefined; readonly at: Milliseconds | undefined }
    | undefined;
}

export interface CommentVerbs {
  createComment(person: Person, comment: NewComment): Promise<ContentRecord | Refusal>;
  /** Settles what an inline comment asks for, or opens it again; whoever may comment may. */
  resolveComment(person: Person, id: number, resolution: Resolution): Promise<ContentRecord | Refusal>;
}

export interface CommentReads {
  /** @returns by content id; without what is no comment and what the reader may not see */
  details(reader: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, CommentDetails>>;
}

/** What must come with a comment on a passage, so that the passage can be found again. */
const neededInline = ['originalSelection', 'numMatches', 'matchIndex', 'lastFetchTime', 'serializedHighlights'];
const largestInlineProperties = 64 * 1024;

export function commentVerbs({ database, clock, announce }: TellingVerbs): CommentVerbs {
  return {
    async createComment(person, comment) {
      const malformed = malformedBody(comment.body);
      if (malformed !== undefined) return malformed;
      const now = clock.now();
      return database.write(async (queries) => {
        const viewer = viewerOf(person);
        const container = await findLocked(queries, viewer, comment.containerId);
        if (container?.status !== 'current') return { refused: 'unknown-content', id: comment.containerId };
        if (container.container_id !== null) return { refused: 'not-commentable', id: container.id };
        if (!(await mayComment(queries, viewer, container.id))) {
          return { refused: 'not-permitted', action: { verb: 'create-content', type: 'comment' } };
        }
        const placed = await place(queries, viewer, comment);
        if (isRefusal(placed)) return placed;
        const id = await insertContent(queries, database.engine, {
          id: comment.id,
          type: 'comment',
          spaceId: container.space_id,
          parentId: comment.parentId ?? null,
          containerId: container.id,
          title: commentTitle(container.title),
          body: comment.body,
          creatorId: person.id,
          message: '',
          now,
        });
        // Only a given id can be taken.
        if (id === undefined) return { refused: 'id-taken', id: comment.id ?? 0 };
        await queries
          .insertInto('content_comment')
          .values({ content_id: id, ...placed, resolved_by: null, resolved_at: null, marker_ref: null })
          .execute();
        if (placed.resolution !== null) {
          await markNewComment(queries, { id, containerId: container.id, properties: comment.inlineProperties ?? {} });
        }
        await annotate(queries, { id, type: 'comment' }, comment.annotations, { person, now, announce });
        await announce(queries, contentEvent('created', { type: 'comment', id }, person, now));
        return recordAfter(queries, id);
      });
    },

    async resolveComment(person, id, resolution) {
      const now = clock.now();
      return database.write(async (queries) => {
        const viewer = viewerOf(person);
        const comment = await findLocked(queries, viewer, id);
        if (comment?.status !== 'current') return { refused: 'unknown-content', id };
        if (!(await mayComment(queries, viewer, id))) return { refused: 'not-permitted', action: { verb: 'update', id } };
        if (!(await isResolvable(queries, id))) return { refused: 'not-resolvable', id };
        await settle(queries, id, resolution, person.id, now);
        return recordAfter(queries, id);
      });
    },
  };
}

export function commentReads(database: Database): CommentReads {
  return {
    async details(reader, ids) {
      if (ids.length === 0) return new Map();
      const rows = await selectDetails(database.read, ids)
        .where(readable(viewerOf(reader)))
        .execute();
      return new Map(rows.map((row) => [row.id, toDetails(row)]));
    },
  };
}

/** The title of every comment on content with this title. */
export function commentTitle(title: string): string {
  return `Re: ${title}`;
}

/** @returns whether it is a comment that asks for something: an inline one that is no reply */
export async function isResolvable(queries: WriteQueries, id: number): Promise<boolean> {
  const row = await queries.selectFrom('content_comment').select('resolution').where('content_id', '=', id).executeTakeFirst();
  return row !== undefined && row.resolution !== null;
}

/** Settles a comment that `isResolvable`, or opens it again. */
export async function settle(
  queries: WriteQueries,
  id: number,
  resolution: Resolution,
  personId: number,
  now: Milliseconds,
): Promise<void> {
  await queries
    .updateTable('content_comment')
    .set({ resolution, resolved_by: personId, resolved_at: now })
    .where('content_id', '=', id)
    .execute();
}

/** Removes a comment for good; the replies to it then reply to what it replied to. */
export async function removeComment(queries: WriteQueries, comment: ChangeableContent): Promise<void> {
  const { id, parent_id } = comment;
  await unmarkComment(queries, comment);
  await queries.updateTable('content').set({ parent_id }).where('parent_id', '=', id).execute();
  await queries.deleteFrom('content').where('id', '=', id).execute();
}

async function mayComment(queries: WriteQueries, viewer: Viewer, contentId: number): Promise<boolean> {
  const { may } = await queries
    .selectFrom('content')
    .select(asFlag(permitted('content.space_id', viewer, 'create-comment')).as('may'))
    .where('content.id', '=', contentId)
    .executeTakeFirstOrThrow();
  return may === 1;
}

type Placed = Pick<ContentCommentTable, 'location' | 'inline_properties' | 'resolution'>;

/** @returns where a new comment stands, or why it cannot stand there */
async function place(queries: WriteQueries, viewer: Viewer, comment: NewComment): Promise<Placed | Refusal> {
  if (comment.parentId !== undefined) {
    const parent = await queries
      .selectFrom('content')
      .innerJoin('content_comment as comment', 'comment.content_id', 'content.id')
      .select('comment.location')
      .where('content.id', '=', comment.parentId)
      .where('content.container_id', '=', comment.containerId)
      .where('content.status', '=', currentStatus)
      .where(readable(viewer))
      .executeTakeFirst();
    if (parent === undefined) return { refused: 'unknown-parent', id: comment.parentId };
    return { location: parent.location, inline_properties: null, resolution: null };
  }
  if (comment.location !== 'inline') return { location: 'footer', inline_properties: null, resolution: null };
  const properties = comment.inlineProperties ?? {};
  const missing = neededInline.filter((name) => properties[name] === undefined || properties[name] === null);
  if (missing.length > 0) return { refused: 'invalid-inline-comment', missing };
  const json = JSON.stringify(properties);
  if (json.length > largestInlineProperties) return { refused: 'invalid-inline-comment', missing: [] };
  return { location: 'inline', inline_properties: json, resolution: 'open' };
}

function selectDetails(queries: Queries, ids: readonly number[]) {
  return queries
    .selectFrom('content')
    .innerJoin('content_comment as comment', 'comment.content_id', 'content.id')
    .leftJoin('user_account as resolver', (join) =>
      join.onRef('resolver.id', '=', 'comment.resolved_by').on('resolver.deleted_at', 'is', null),
    )
    .select([
      'content.id',
      'comment.location',
      'comment.inline_properties',
      'comment.resolution',
      'comment.resolved_at',
      'comment.marker_ref',
      'comment.dangling',
      ...authorColumns('resolver'),
    ])
    .where('content.id', 'in', padded([...new Set(ids)]));
}

type DetailsRow = Awaited<ReturnType<ReturnType<typeof selectDetails>['execute']>>[number];

function toDetails(row: DetailsRow): CommentDetails {
  const { location, inline_properties, resolution } = row;
  const status = resolution === 'open' && row.dangling === 1 ? 'dangling' : resolution;
  return {
    location,
    // Written by `place`, which was given an object.
    inlineProperties: inline_properties === null ? undefined : (JSON.parse(inline_properties) as InlineProperties),
    markerRef: row.marker_ref ?? undefined,
    resolution:
      status === null
        ? undefined
        : {
            status,
            by: toAuthor(row),
            at: row.resolved_at ?? undefined,
          },
  };
}
