/**
 * Publishing versions of content, and moving pages. Of several writers who publish the same version number a conditional write lets one
 * win; the others learn which version stands.
 */
import { sql } from 'kysely';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { fold } from '../foundation/folding.ts';
import type { Person } from '../http/caller.ts';
import { type Annotations, annotate } from './annotations/annotating.ts';
import { type ChangeableContent, findForChange, findLocked, recordAfter, titleOf } from './changing.ts';
import { commentTitle, isResolvable, type Resolution, settle } from './commenting.ts';
import { checkText } from './content-text.ts';
import { type Announce, contentEvent, pageMoved, type TellingVerbs } from './events.ts';
import { followMarkers } from './inline-comments.ts';
import { followRename } from './link-rewriting.ts';
import { carryOutMove, type Destination, destinationBeside, planMove, type Side } from './moving.ts';
import { viewerOf } from './permissions.ts';
import { type ContentRecord, currentStatus } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { claimTitle } from './titles.ts';

/** What a new version changes; what is left out stays. */
export interface Edit extends Destination {
  readonly id: number;
  /** The number of the version to make: one more than the current one. */
  readonly number: number;
  readonly title?: string;
  readonly body?: string;
  readonly message?: string;
  readonly minorEdit?: boolean;
  /** Of an inline comment: settles it, or opens it again. */
  readonly resolution?: Resolution;
  readonly annotations?: Annotations;
}

export interface PublishingVerbs {
  /** Makes a version, also when nothing in it is new; a move belongs to the same transaction. */
  publishVersion(person: Person, edit: Edit): Promise<ContentRecord | Refusal>;
  /** Moves a page without making a version, below a page, to a top level or beside another page. */
  move(
    person: Person,
    id: number,
    destination: Destination | { readonly targetId: number; readonly side: Side },
  ): Promise<ContentRecord | Refusal>;
}

export function publishingVerbs({ database, clock, announce }: TellingVerbs): PublishingVerbs {
  return {
    async publishVersion(person, edit) {
      const checked = checkText(edit);
      if (isRefusal(checked)) return checked;
      const now = clock.now();
      return database.write(async (queries) => {
        const published = await publish(queries, person, { ...edit, ...checked, now }, announce);
        if (!isRefusal(published)) await announce(queries, contentEvent('updated', published, person, now));
        return published;
      });
    },

    move(person, id, destination) {
      return database.write(async (queries) => {
        const viewer = viewerOf(person);
        const page = await findLocked(
          queries,
          viewer,
          id,
          'targetId' in destination ? { parentId: destination.targetId } : destination,
        );
        if (page?.status !== 'current' || page.type !== 'page') return { refused: 'unknown-content', id };
        if (!page.may_edit) return { refused: 'not-permitted', action: { verb: 'move', id } };
        const place =
          'targetId' in destination
            ? await destinationBeside(queries, viewer, destination.targetId, destination.side)
            : destination;
        if (isRefusal(place)) return place;
        const move = await planMove(queries, viewer, page, place);
        if (isRefusal(move)) return move;
        if (move !== undefined) {
          await carryOutMove(queries, page, move);
          await announce(queries, pageMoved(id, person, clock.now()));
        }
        return recordAfter(queries, id);
      });
    },
  };
}

/** Publishes in the caller's transaction; title and body were checked. */
export async function publish(
  queries: WriteQueries,
  person: Person,
  edit: Edit & { readonly now: Milliseconds },
  announce: Announce,
): Promise<ContentRecord | Refusal> {
  const viewer = viewerOf(person);
  const found = await findForChange(queries, viewer, edit.id);
  const page = found && changesStructure(edit, found) ? await findLocked(queries, viewer, edit.id, edit) : found;
  if (page?.status !== 'current') return { refused: 'unknown-content', id: edit.id };
  if (!page.may_edit) return { refused: 'not-permitted', action: { verb: 'update', id: edit.id } };
  if (edit.number !== page.version + 1) return { refused: 'version-conflict', current: page.version };

  // Only pages stand in a tree.
  const move = page.type === 'page' ? await planMove(queries, viewer, page, edit) : undefined;
  if (isRefusal(move)) return move;
  // A comment is called after what it stands on.
  const title = page.type === 'comment' ? page.title : (edit.title ?? page.title);
  if (title !== page.title) {
    // One that moves is called so in the space that it leaves, too, until it has left.
    for (const spaceId of new Set([page.space_id, move?.spaceId ?? page.space_id])) {
      if (!(await claimTitle(queries, { ...titleOf(page), spaceId, title }, page.id))) {
        return { refused: 'title-taken', type: page.type, title, spaceKey: await keyOf(queries, spaceId) };
      }
    }
  }

  if (edit.resolution !== undefined && !(await isResolvable(queries, page.id))) return { refused: 'not-resolvable', id: page.id };

  // Nothing above changes it. This write decides which of the writers of this number wins.
  const { numUpdatedRows } = await queries
    .updateTable('content')
    .set({ version: edit.number, title, title_folded: fold(title), modifier_id: person.id, modified_at: edit.now })
    .where('id', '=', page.id)
    .where('version', '=', page.version)
    .where('status', '=', currentStatus)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) return lostTo(queries, edit.id);

  await queries
    .insertInto('content_version')
    .values({
      content_id: page.id,
      number: edit.number,
      title,
      body: edit.body ?? (await bodyOf(queries, page.id, page.version)),
      author_id: person.id,
      created_at: edit.now,
      message: edit.message ?? '',
      minor_edit: edit.minorEdit ? 1 : 0,
    })
    .execute();
  if (edit.body !== undefined && page.container_id === null) await followMarkers(queries, page.id, edit.body);
  if (title !== page.title && page.type !== 'comment' && page.type !== 'attachment') {
    const { id, type, space_id: spaceId, space_key: spaceKey, posting_day: postingDay, title: oldTitle } = page;
    await followRename(queries, { id, type, spaceId, spaceKey, postingDay, oldTitle, newTitle: title });
  }
  if (move !== undefined) await carryOutMove(queries, page, move);
  if (title !== page.title) await renameComments(queries, page.id, title);
  if (edit.resolution !== undefined) await settle(queries, page.id, edit.resolution, person.id, edit.now);
  await annotate(queries, page, edit.annotations, { person, now: edit.now, announce });
  return recordAfter(queries, page.id);
}

function changesStructure(edit: Edit, page: ChangeableContent): boolean {
  return (
    (edit.title !== undefined && edit.title !== page.title) ||
    (edit.parentId !== undefined && edit.parentId !== page.parent_id) ||
    (edit.position !== undefined && edit.position !== page.position) ||
    (edit.spaceKey !== undefined && fold(edit.spaceKey) !== fold(page.space_key))
  );
}

/** Comments are called after what they stand on. */
async function renameComments(queries: WriteQueries, containerId: number, containerTitle: string): Promise<void> {
  const title = commentTitle(containerTitle);
  const comments = queries
    .selectFrom('content')
    .select('id')
    .where('container_id', '=', containerId)
    .where('type', '=', sql.lit('comment' as const));
  await queries.updateTable('content_version').set({ title }).where('content_id', 'in', comments).execute();
  await queries
    .updateTable('content')
    .set({ title, title_folded: fold(title) })
    .where('id', 'in', comments)
    .execute();
}

/** What a writer is told whose condition no longer held: the page was published or trashed in between. */
async function lostTo(queries: WriteQueries, id: number): Promise<Refusal> {
  const now = await queries
    .selectFrom('content')
    .select('version')
    .where('id', '=', id)
    .where('status', '=', currentStatus)
    .executeTakeFirst();
  return now === undefined ? { refused: 'unknown-content', id } : { refused: 'version-conflict', current: now.version };
}

async function bodyOf(queries: WriteQueries, id: number, number: number): Promise<string> {
  const { body } = await queries
    .selectFrom('content_version')
    .select('body')
    .where('content_id', '=', id)
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  return body;
}

async function keyOf(queries: WriteQueries, spaceId: number): Promise<string> {
  return (await queries.selectFrom('space').select('key').where('id', '=', spaceId).executeTakeFirstOrThrow()).key;
}
