/** Moving a page, with everything below it, to another parent, another place among its siblings, or another space. */
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Schema, WriteQueries } from '../database/schema.ts';
import { fold } from '../foundation/folding.ts';
import { type ChangeableContent, lastPosition } from './changing.ts';
import { refreshRestrictions } from './inheritance.ts';
import { settleFormerTitles } from './link-following.ts';
import { followMove } from './link-rewriting.ts';
import { spaceFor } from './named-space.ts';
import { asFlag, permitted, readable, type Viewer } from './permissions.ts';
import { currentStatus, pageType } from './records.ts';
import type { Refusal } from './refusals.ts';

/** Where a page goes. */
export interface Destination {
  /** Null: the top level of a space. Undefined: it stays where it is. */
  readonly parentId?: number | null;
  /** Of which space the top level is meant; undefined: the page's own. */
  readonly spaceKey?: string;
  /** Its place among the siblings, from 0; siblings from there on make room. Undefined: the last. */
  readonly position?: number;
}

/** A move that was found to be possible. */
export interface PlannedMove {
  readonly spaceId: number;
  readonly parentId: number | null;
  readonly position: number | undefined;
}

/**
 * Decides whether a page may go there. Must run under `lockSpaces` of both spaces, and before the first write.
 * @returns undefined when nothing would move
 */
export async function planMove(
  queries: WriteQueries,
  viewer: Viewer,
  page: ChangeableContent,
  { parentId = page.parent_id, spaceKey, position }: Destination,
): Promise<PlannedMove | Refusal | undefined> {
  if (parentId === null && spaceKey !== undefined && fold(spaceKey) !== fold(page.space_key)) {
    return planMoveToTop(queries, viewer, page, { spaceKey, position });
  }
  if (parentId === page.parent_id) {
    return position === undefined || position === page.position ? undefined : { spaceId: page.space_id, parentId, position };
  }
  if (parentId === null) return { spaceId: page.space_id, parentId, position };
  const parent = await queries
    .selectFrom('content')
    .select(['content.id', 'content.space_id', asFlag(permitted('content.space_id', viewer, 'create-page')).as('may_edit')])
    .where('content.id', '=', parentId)
    .where('content.type', '=', pageType)
    .where('content.status', '=', currentStatus)
    .where(readable(viewer))
    .executeTakeFirst();
  if (parent === undefined) return { refused: 'unknown-parent', id: parentId };
  if (!parent.may_edit) return { refused: 'not-permitted', action: { verb: 'move', id: page.id } };
  const below = (await subtree(queries, page.id).execute()).map(({ id }) => id);
  if (below.includes(parentId)) return { refused: 'cyclic-move', id: page.id, parentId };
  if (parent.space_id !== page.space_id) {
    const taken = await firstTitleTaken(queries, page.id, parent.space_id);
    if (taken !== undefined) return { refused: 'title-taken', type: 'page', title: taken.title, spaceKey: taken.key };
  }
  return { spaceId: parent.space_id, parentId, position };
}

/** To the top level of another space. */
async function planMoveToTop(
  queries: WriteQueries,
  viewer: Viewer,
  page: ChangeableContent,
  { spaceKey, position }: { readonly spaceKey: string; readonly position: number | undefined },
): Promise<PlannedMove | Refusal> {
  const space = await spaceFor(queries, viewer, spaceKey, 'create-page');
  if (space === undefined) return { refused: 'unknown-space', key: spaceKey };
  if (!space.isPermitted) return { refused: 'not-permitted', action: { verb: 'move', id: page.id } };
  const taken = await firstTitleTaken(queries, page.id, space.id);
  if (taken !== undefined) return { refused: 'title-taken', type: 'page', title: taken.title, spaceKey: taken.key };
  return { spaceId: space.id, parentId: null, position };
}

/** Where a page stands beside another: right before it, or right after it. */
export type Side = 'before' | 'after';

/**
 * @returns the destination beside another page. Must run under `lockSpaces` of that page's space
 */
export async function destinationBeside(
  queries: WriteQueries,
  viewer: Viewer,
  targetId: number,
  side: Side,
): Promise<Destination | Refusal> {
  const target = await queries
    .selectFrom('content')
    .innerJoin('space', 'space.id', 'content.space_id')
    .select(['content.parent_id', 'content.position', 'space.key'])
    .where('content.id', '=', targetId)
    .where('content.type', '=', pageType)
    .where('content.status', '=', currentStatus)
    .where(readable(viewer))
    .executeTakeFirst();
  if (target === undefined) return { refused: 'unknown-parent', id: targetId };
  return { parentId: target.parent_id, spaceKey: target.key, position: target.position + (side === 'before' ? 0 : 1) };
}

/** Carries out what `planMove` allowed. */
export async function carryOutMove(queries: WriteQueries, page: ChangeableContent, move: PlannedMove): Promise<void> {
  const { spaceId, parentId, position } = move;
  if (spaceId !== page.space_id) {
    // The home page of a space does not leave it a home elsewhere.
    await queries
      .updateTable('space')
      .set({ homepage_id: null })
      .where('id', '=', page.space_id)
      .where('homepage_id', 'in', subtree(queries, page.id))
      .execute();
    const along = queries
      .selectFrom('content')
      .select('content.id')
      .where(({ eb, or }) =>
        or([eb('id', 'in', subtree(queries, page.id)), eb('container_id', 'in', subtree(queries, page.id))]),
      );
    const to = await queries.selectFrom('space').select(['id', 'key']).where('id', '=', spaceId).executeTakeFirstOrThrow();
    await arrive(queries, along, spaceId);
    await followMove(queries, { id: page.id, along, from: { id: page.space_id, key: page.space_key }, to });
    await queries.updateTable('content').set({ space_id: spaceId }).where('id', 'in', along).execute();
  }
  if (position !== undefined) {
    await queries
      .updateTable('content')
      .set((eb) => ({ position: eb('position', '+', 1) }))
      .where('space_id', '=', spaceId)
      .where('type', '=', pageType)
      .where('status', '=', currentStatus)
      .where('parent_id', parentId === null ? 'is' : '=', parentId)
      .where('position', '>=', position)
      .execute();
  }
  const place = position ?? (await lastPosition(queries, spaceId, parentId));
  await queries.updateTable('content').set({ parent_id: parentId, position: place }).where('id', '=', page.id).execute();
  if (parentId !== page.parent_id) await refreshRestrictions(queries, { at: page.id });
}

/** Makes way for the titles of pages where they go: see `claimTitle`. What one of them was called there itself, it is called again. */
async function arrive(
  queries: WriteQueries,
  along: SelectQueryBuilder<Schema, 'content', { id: number }>,
  spaceId: number,
): Promise<void> {
  await queries
    .deleteFrom('former_title')
    .where('space_id', '=', spaceId)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('content')
          .select('content.id')
          .where('content.id', 'in', along)
          .where('content.type', '=', pageType)
          .where('content.status', '=', currentStatus)
          .whereRef('content.id', '=', 'former_title.content_id')
          .whereRef('content.title_folded', '=', 'former_title.title_folded'),
      ),
    )
    .execute();
  const titles = along
    .where('type', '=', pageType)
    .where('status', '=', currentStatus)
    .clearSelect()
    .select('content.title_folded');
  await settleFormerTitles(queries, (former) =>
    former.where('space_id', '=', spaceId).where('type', '=', pageType).where('title_folded', 'in', titles),
  );
}

/** A page and all current pages below it. */
function subtree(queries: WriteQueries, id: number) {
  return queries
    .withRecursive('subtree(id)', (cte) =>
      cte
        .selectFrom('content')
        .select('content.id')
        .where('content.id', '=', id)
        .union(
          cte
            .selectFrom('subtree')
            .innerJoin('content', 'content.parent_id', 'subtree.id')
            .select('content.id')
            .where('content.status', '=', currentStatus),
        ),
    )
    .selectFrom('subtree')
    .select('subtree.id');
}

/** The first page of a subtree whose title another page of the space has. */
function firstTitleTaken(queries: WriteQueries, id: number, spaceId: number) {
  return queries
    .selectFrom('content as moved')
    .innerJoin('content as other', 'other.title_folded', 'moved.title_folded')
    .innerJoin('space', 'space.id', 'other.space_id')
    .select(['moved.title', 'space.key'])
    .where('moved.id', 'in', subtree(queries, id))
    .where('other.space_id', '=', spaceId)
    .where('other.status', '=', currentStatus)
    .where('other.type', '=', pageType)
    .orderBy(sql`moved.id`)
    .executeTakeFirst();
}
