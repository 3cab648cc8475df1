/** The trash of a space: putting content there, restoring it, and deleting it for good. */
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { fold } from '../foundation/folding.ts';
import type { Person } from '../http/caller.ts';
import { called, carryFileOver } from './attachments/attaching.ts';
import { type ChangeableContent, findLocked, lastPosition, recordAfter, titleOf } from './changing.ts';
import { removeComment } from './commenting.ts';
import { contentEvent, type TellingVerbs } from './events.ts';
import { refreshRestrictions } from './inheritance.ts';
import { viewerOf } from './permissions.ts';
import { type PurgeSteps, purgeInSteps, purgeSome } from './purging.ts';
import { type ContentRecord, currentStatus } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { claimTitle } from './titles.ts';

export interface TrashVerbs {
  /**
   * Pages below a trashed page move up to its parent. The title becomes free. A comment has no trash: it is gone.
   * @returns undefined when it is done
   */
  trash(person: Person, id: number): Promise<Refusal | undefined>;
  /**
   * Takes a page back to its parent, or to the top level when that is gone, as a new version.
   * @param number the version to make: one more than the current one
   */
  restore(person: Person, id: number, number: number): Promise<ContentRecord | Refusal>;
  /**
   * Deletes trashed content with all its versions, comments and files, very many in steps; for those who administer the space.
   * @returns undefined when it is done
   */
  purge(person: Person, id: number, origin: Origin): Promise<Refusal | undefined>;
}

export function trashVerbs({ database, clock, announce }: TellingVerbs, steps: PurgeSteps): TrashVerbs {
  return {
    trash(person, id) {
      const now = clock.now();
      return database.write(async (queries) => {
        const page = await findLocked(queries, viewerOf(person), id);
        if (page?.status !== 'current') return { refused: 'unknown-content', id };
        if (!page.may_delete) return { refused: 'not-permitted', action: { verb: 'delete', id } };
        if (page.type === 'comment') {
          await removeComment(queries, page);
          await announce(queries, contentEvent('removed', page, person, now));
          return undefined;
        }
        await liftChildren(queries, page);
        await queries.updateTable('space').set({ homepage_id: null }).where('homepage_id', '=', id).execute();
        await queries.updateTable('content').set({ status: 'trashed', trashed_at: now }).where('id', '=', id).execute();
        await announce(queries, contentEvent('trashed', page, person, now));
        return undefined;
      });
    },

    restore(person, id, number) {
      const now = clock.now();
      return database.write(async (queries) => {
        const page = await findLocked(queries, viewerOf(person), id);
        if (page?.status !== 'trashed') return { refused: 'unknown-content', id };
        if (!page.may_edit) return { refused: 'not-permitted', action: { verb: 'restore', id } };
        if (number !== page.version + 1) return { refused: 'version-conflict', current: page.version };
        if (!(await claimTitle(queries, titleOf(page)))) {
          return { refused: 'title-taken', type: page.type, title: page.title, spaceKey: page.space_key };
        }
        if (await isFilenameTaken(queries, page)) return { refused: 'filename-taken', filename: page.title };
        await takeBack(queries, page, { number, personId: person.id, now });
        await announce(queries, contentEvent('restored', page, person, now));
        return recordAfter(queries, id);
      });
    },

    async purge(person, id, origin) {
      const now = clock.now();

      async function purgeOn(queries: WriteQueries, most: number): Promise<{ readonly isDone: boolean } | Refusal> {
        const page = await findLocked(queries, viewerOf(person), id);
        if (page?.status !== 'trashed') return { refused: 'unknown-content', id };
        if (!page.may_administer) return { refused: 'not-permitted', action: { verb: 'purge', id } };
        await letGo(queries, page);
        const { gone, isDone } = await purgeSome(queries, [id], most);
        if (isDone) {
          await appendEvent(queries, {
            at: now,
            origin,
            kind: 'content.purged',
            object: { type: 'content', id: String(id), name: page.title },
            summary: `“${page.title}” was deleted for good from the trash of space ${page.space_key}.`,
          });
        } else await steps.merging.hold(queries);
        await announce(queries, ...gone.map((each) => contentEvent('removed', each, person, now)));
        return { isDone };
      }

      let outcome = await database.write((queries) => purgeOn(queries, steps.firstStep));
      if (isRefusal(outcome)) return outcome;
      if (outcome.isDone) return undefined;
      await purgeInSteps(database, steps, async (most) => {
        outcome = await database.write((queries) => purgeOn(queries, most));
        return !isRefusal(outcome) && !outcome.isDone;
      });
      return isRefusal(outcome) ? outcome : undefined;
    },
  };
}

/** @returns whether something else on the container of an attachment is called so by now */
async function isFilenameTaken(queries: WriteQueries, { type, container_id, title }: ChangeableContent): Promise<boolean> {
  return type === 'attachment' && container_id !== null && (await called(queries, container_id, [title])).has(fold(title));
}

/** Puts the children of a page, in their order, behind the last of its siblings; its own restriction no longer holds for them. */
async function liftChildren(queries: WriteQueries, page: ChangeableContent): Promise<void> {
  const behind = await lastPosition(queries, page.space_id, page.parent_id);
  await queries
    .updateTable('content')
    .set((eb) => ({ parent_id: page.parent_id, position: eb('position', '+', behind) }))
    .where('parent_id', '=', page.id)
    .where('status', '=', currentStatus)
    .execute();
  if (page.restricted_by === page.id) await refreshRestrictions(queries, { under: page.parent_id, spaceId: page.space_id });
}

/** What is still below a page that ends (in the trash, or a draft) goes below its parent, so that what is above keeps holding for it. */
async function letGo(queries: WriteQueries, page: ChangeableContent): Promise<void> {
  await queries.updateTable('content').set({ parent_id: page.parent_id }).where('parent_id', '=', page.id).execute();
  if (page.restricted_by === page.id) await refreshRestrictions(queries, { under: page.parent_id, spaceId: page.space_id });
}

async function takeBack(
  queries: WriteQueries,
  page: ChangeableContent,
  { number, personId, now }: { readonly number: number; readonly personId: number; readonly now: Milliseconds },
): Promise<void> {
  const parent = await queries
    .selectFrom('content')
    .select('id')
    .where('id', '=', page.parent_id)
    .where('space_id', '=', page.space_id)
    .where('status', '=', currentStatus)
    .executeTakeFirst();
  const parentId = parent?.id ?? null;
  await queries
    .updateTable('content')
    .set({
      status: 'current',
      trashed_at: null,
      version: number,
      parent_id: parentId,
      position: await lastPosition(queries, page.space_id, parentId),
      modifier_id: personId,
      modified_at: now,
    })
    .where('id', '=', page.id)
    .execute();
  if (parentId !== page.parent_id) await refreshRestrictions(queries, { at: page.id });
  await queries
    .insertInto('content_version')
    .columns(['content_id', 'number', 'title', 'body', 'author_id', 'created_at', 'message', 'minor_edit'])
    .expression((from) =>
      from
        .selectFrom('content_version')
        .select(({ val }) => [
          'content_id',
          val(number).as('number'),
          'title',
          'body',
          val(personId).as('author_id'),
          val(now).as('created_at'),
          val('').as('message'),
          val(0 as const).as('minor_edit'),
        ])
        .where('content_id', '=', page.id)
        .where('number', '=', page.version),
    )
    .execute();
  if (page.type === 'attachment') await carryFileOver(queries, { id: page.id, from: page.version, to: number });
}
