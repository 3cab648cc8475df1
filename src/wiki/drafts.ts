/** Drafts: pages and blog posts that only their author sees. A draft has a single version, which each save overwrites. */
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { fold } from '../foundation/folding.ts';
import type { Person } from '../http/caller.ts';
import { annotate, tellOfLabels } from './annotations/annotating.ts';
import { type ChangeableContent, dayOf, findLocked, lastPosition, recordAfter } from './changing.ts';
import { checkText } from './content-text.ts';
import { type Announce, announceToNobody, contentEvent, type TellingVerbs } from './events.ts';
import { refreshRestrictions } from './inheritance.ts';
import { carryOutMove, planMove } from './moving.ts';
import { viewerOf } from './permissions.ts';
import type { Edit } from './publishing.ts';
import { type ContentRecord, currentStatus } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { claimTitle, readTitle } from './titles.ts';

/** What a save changes; what is left out stays. */
export type DraftEdit = Omit<Edit, 'number' | 'minorEdit'>;

export interface DraftVerbs {
  saveDraft(person: Person, edit: DraftEdit): Promise<ContentRecord | Refusal>;
  /** Makes the draft, with what the edit changes, the first version of a page or blog post that is there for everybody. */
  publishDraft(person: Person, edit: DraftEdit): Promise<ContentRecord | Refusal>;
  /** Deletes a draft for good. @returns undefined when it is done */
  discardDraft(person: Person, id: number): Promise<Refusal | undefined>;
}

export function draftVerbs({ database, clock, announce }: TellingVerbs): DraftVerbs {
  async function write(person: Person, edit: DraftEdit, status: 'draft' | 'current'): Promise<ContentRecord | Refusal> {
    const checked = checkText({ ...edit, status });
    if (isRefusal(checked)) return checked;
    const now = clock.now();
    return database.write(async (queries) => {
      const written = await overwrite(queries, person, { ...edit, ...checked, status, now }, announce);
      if (!isRefusal(written) && status === 'current') {
        await announce(queries, contentEvent('created', written, person, now));
        for (const { id } of await attachedTo(queries, written.id)) {
          await announce(queries, contentEvent('created', { type: 'attachment', id }, person, now));
        }
      }
      return written;
    });
  }

  return {
    saveDraft: (person, edit) => write(person, edit, 'draft'),
    publishDraft: (person, edit) => write(person, edit, 'current'),

    discardDraft(person, id) {
      return database.write(async (queries) => {
        const draft = await findLocked(queries, viewerOf(person), id);
        if (draft?.status !== 'draft') return { refused: 'unknown-content', id };
        await queries.deleteFrom('content').where('id', '=', id).execute();
        return undefined;
      });
    },
  };
}

async function overwrite(
  queries: WriteQueries,
  person: Person,
  edit: DraftEdit & { readonly status: 'draft' | 'current'; readonly now: Milliseconds },
  announce: Announce,
): Promise<ContentRecord | Refusal> {
  const viewer = viewerOf(person);
  const draft = await findLocked(queries, viewer, edit.id, edit);
  if (draft?.status !== 'draft') return { refused: 'unknown-content', id: edit.id };
  if (!draft.may_edit) return { refused: 'not-permitted', action: { verb: 'update', id: edit.id } };
  const move = draft.type === 'page' ? await planMove(queries, viewer, draft, edit) : undefined;
  if (isRefusal(move)) return move;

  const { now, status } = edit;
  const title = edit.title ?? draft.title;
  const spaceId = move?.spaceId ?? draft.space_id;
  const postingDay = draft.type === 'blogpost' ? dayOf(now) : null;
  if (status === 'current') {
    const fit = readTitle(title);
    if (typeof fit !== 'string') return fit;
    if (!(await claimTitle(queries, { type: draft.type, spaceId, title, postingDay }))) {
      return { refused: 'title-taken', type: draft.type, title, spaceKey: draft.space_key };
    }
  }
  if (move !== undefined) await carryOutMove(queries, draft, move);
  const parentId = move === undefined ? await standingParent(queries, draft) : move.parentId;
  await queries
    .updateTable('content')
    .set({
      status,
      parent_id: parentId,
      title,
      title_folded: fold(title),
      posting_day: postingDay,
      modifier_id: person.id,
      modified_at: now,
      ...(status === 'current' ? { created_at: now } : {}),
      ...(status === 'current' && move?.position === undefined
        ? { position: await lastPosition(queries, spaceId, parentId) }
        : {}),
    })
    .where('id', '=', draft.id)
    .execute();
  await queries
    .updateTable('content_version')
    .set({
      title,
      author_id: person.id,
      created_at: now,
      message: edit.message ?? '',
      ...(edit.body === undefined ? {} : { body: edit.body }),
    })
    .where('content_id', '=', draft.id)
    .execute();
  // What was above it may have gone meanwhile.
  await refreshRestrictions(queries, { at: draft.id });
  await annotate(queries, draft, edit.annotations, { person, now, announce: announceToNobody });
  if (status === 'current') await tellOfLabels(queries, draft, { person, now, announce });
  return recordAfter(queries, draft.id);
}

/** What nobody was told of while it hung on a draft. */
function attachedTo(queries: WriteQueries, id: number) {
  return queries
    .selectFrom('content')
    .select('id')
    .where('container_id', '=', id)
    .where('type', '=', 'attachment')
    .where('status', '=', currentStatus)
    .orderBy('id')
    .execute();
}

/** @returns the page that the draft was begun below, unless that has gone to the trash or another space */
async function standingParent(queries: WriteQueries, draft: ChangeableContent): Promise<number | null> {
  if (draft.parent_id === null) return null;
  const parent = await queries
    .selectFrom('content')
    .select('id')
    .where('id', '=', draft.parent_id)
    .where('space_id', '=', draft.space_id)
    .where('status', '=', currentStatus)
    .executeTakeFirst();
  return parent?.id ?? null;
}
