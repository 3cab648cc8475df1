/**
 * What the verbs that change content share: finding it together with what the person may do, its position among siblings, and
 * inserting a new row.
 */
import { sql } from 'kysely';
import type { Engine } from '../database/database.ts';
import type { ContentType } from '../database/schema/content.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { fold } from '../foundation/folding.ts';
import { lockSpaces } from './locks.ts';
import { asFlag, deletable, editable, permitted, readable, restrictable, type Viewer } from './permissions.ts';
import { type ContentRecord, currentStatus, pageType, selectRecords, toRecord } from './records.ts';

export type ChangeableContent = NonNullable<Awaited<ReturnType<typeof findForChange>>>;

/** @returns content that the viewer may see, as it stands in this transaction, and what they may do with it */
export function findForChange(queries: WriteQueries, viewer: Viewer, id: number) {
  return queries
    .selectFrom('content')
    .innerJoin('space', 'space.id', 'content.space_id')
    .select([
      'content.id',
      'content.type',
      'content.status',
      'content.space_id',
      'content.parent_id',
      'content.container_id',
      'content.restricted_by',
      'content.creator_id',
      'content.posting_day',
      'content.position',
      'content.title',
      'content.version',
      'space.key as space_key',
      asFlag(editable(viewer)).as('may_edit'),
      asFlag(deletable(viewer)).as('may_delete'),
      asFlag(restrictable(viewer)).as('may_restrict'),
      asFlag(permitted('content.space_id', viewer, 'administer')).as('may_administer'),
    ])
    .where('content.id', '=', id)
    .where(readable(viewer))
    .executeTakeFirst();
}

/** What must be unlike the titles around it. */
export function titleOf({ type, space_id: spaceId, title, posting_day: postingDay }: ChangeableContent) {
  return { type, spaceId, title, postingDay };
}

/**
 * As `findForChange`, once the content's space is locked.
 * @param beside a page and a space key that say which other space is locked too
 */
export async function findLocked(
  queries: WriteQueries,
  viewer: Viewer,
  id: number,
  beside: { readonly parentId?: number | null; readonly spaceKey?: string } = {},
): Promise<ChangeableContent | undefined> {
  for (;;) {
    const before = await findForChange(queries, viewer, id);
    if (before === undefined) return undefined;
    await lockSpaces(queries, before.space_id, ...(await spacesBeside(queries, beside)));
    const page = await findForChange(queries, viewer, id);
    // Whoever held the lock before may have moved it to a space that is not locked now.
    if (page?.space_id === before.space_id) return page;
  }
}

async function spacesBeside(
  queries: WriteQueries,
  { parentId, spaceKey }: { readonly parentId?: number | null; readonly spaceKey?: string },
): Promise<readonly number[]> {
  const rows = [
    parentId === undefined || parentId === null
      ? undefined
      : await queries.selectFrom('content').select('space_id as id').where('id', '=', parentId).executeTakeFirst(),
    spaceKey === undefined
      ? undefined
      : await queries.selectFrom('space').select('id').where('key_folded', '=', fold(spaceKey)).executeTakeFirst(),
  ];
  return rows.flatMap((row) => row?.id ?? []);
}

/** @returns the position after the last sibling; must run under `lockSpaces` */
export async function lastPosition(queries: WriteQueries, spaceId: number, parentId: number | null): Promise<number> {
  const { last } = await queries
    .selectFrom('content')
    .select(({ fn }) => fn.max('position').as('last'))
    .where('space_id', '=', spaceId)
    .where('type', '=', pageType)
    .where('status', '=', currentStatus)
    .where('parent_id', parentId === null ? 'is' : '=', parentId)
    .executeTakeFirstOrThrow();
  return last === null ? 0 : last + 1;
}

/** @returns a record as this transaction left it */
export async function recordAfter(queries: WriteQueries, id: number): Promise<ContentRecord> {
  return toRecord(await selectRecords(queries).where('content.id', '=', id).executeTakeFirstOrThrow());
}

/** Content that was found to be fit: its title is free, its body well-formed, its parent and container current and of the same space. */
export interface FitContent {
  readonly id?: number | undefined;
  readonly type: ContentType;
  /** `current` unless it says otherwise. */
  readonly status?: 'current' | 'draft';
  readonly spaceId: number;
  readonly parentId?: number | null;
  /** Of a comment or attachment. */
  readonly containerId?: number;
  readonly title: string;
  readonly body: string;
  readonly creatorId: number;
  readonly message: string;
  readonly minorEdit?: boolean;
  readonly now: Milliseconds;
}

/**
 * Writes content and its first version, a page as the last of its siblings. Must run under `lockSpaces`, so that nobody restricts or
 * moves what is above it in between.
 * @returns its id, or undefined when the given one is taken
 */
export async function insertContent(queries: WriteQueries, engine: Engine, content: FitContent): Promise<number | undefined> {
  const { type, spaceId, parentId = null, containerId = null, title, creatorId, now } = content;
  const above = containerId ?? parentId;
  const inserted = await queries
    .insertInto('content')
    .values({
      ...(content.id === undefined ? {} : { id: content.id }),
      type,
      status: content.status ?? 'current',
      space_id: spaceId,
      parent_id: parentId,
      container_id: containerId,
      restricted_by: above === null ? null : await restrictedBy(queries, above),
      position: type === 'page' ? await lastPosition(queries, spaceId, parentId) : 0,
      title,
      title_folded: fold(title),
      posting_day: type === 'blogpost' ? dayOf(now) : null,
      version: 1,
      creator_id: creatorId,
      created_at: now,
      modifier_id: creatorId,
      modified_at: now,
      trashed_at: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return undefined;
  await queries
    .insertInto('content_version')
    .values({
      content_id: inserted.id,
      number: 1,
      title,
      body: content.body,
      author_id: creatorId,
      created_at: now,
      message: content.message,
      minor_edit: content.minorEdit ? 1 : 0,
    })
    .execute();
  // SQLite counts on from the largest id by itself; PostgreSQL's sequence knows only what it gave out.
  if (content.id !== undefined && engine === 'postgresql') {
    await sql`select setval(pg_get_serial_sequence('content', 'id'), greatest(${content.id}::bigint, nextval(pg_get_serial_sequence('content', 'id'))))`.execute(
      queries,
    );
  }
  return inserted.id;
}

/** The day on which a blog post is published, in UTC: yyyy-mm-dd. */
export function dayOf(time: Milliseconds): string {
  return new Date(time).toISOString().slice(0, 10);
}

async function restrictedBy(queries: WriteQueries, id: number): Promise<number | null> {
  const above = await queries.selectFrom('content').select('restricted_by').where('id', '=', id).executeTakeFirstOrThrow();
  return above.restricted_by;
}
