/**
 * Pending edits: what somebody has written of a page or blog post that is published, before they publish it. Each person has one of each
 * content, which nobody else sees, system administrators neither; it is in no list and no search, and the version that stands never changes by it.
 */
import type { Database } from '../database/database.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Person } from '../http/caller.ts';
import { findForChange } from './changing.ts';
import { checkText } from './content-text.ts';
import { contentEvent, type TellingVerbs } from './events.ts';
import { type Reader, readable, type Viewer, viewerOf } from './permissions.ts';
import { type Edit, publish } from './publishing.ts';
import { type ContentRecord, currentStatus, selectRecords, toRecord } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';

/** What a save changes; what is left out stays as it was saved before, or else as it is published. */
export interface PendingEdit {
  readonly id: number;
  readonly title?: string;
  readonly body?: string;
  /**
   * The version that the writer has seen. With the current one the edit is based on that from now on; without it, and with an earlier one, an
   * edit stays based on the version from which it began.
   */
  readonly basedOn?: number;
}

export interface PendingEditVerbs {
  saveEdit(person: Person, edit: PendingEdit): Promise<ContentRecord | Refusal>;
  /**
   * Publishes the person's edit, with what `edit` changes of it, as the next version, and ends it. `version-conflict` when the number is not
   * the next one, or when text that was only saved was begun from an earlier version than the current one.
   */
  publishEdit(person: Person, edit: Edit): Promise<ContentRecord | Refusal>;
  /** @returns undefined when it is done */
  discardEdit(person: Person, id: number): Promise<Refusal | undefined>;
}

export interface PendingEditReads {
  /** @returns the reader's edit of a content as a draft of it; its version says which it began from, and when it was saved */
  pendingEdit(reader: Reader, id: number): Promise<ContentRecord | undefined>;
  /** What the reader has written and not published: drafts of what is new and edits of what is published, the last saved first. */
  unpublished(reader: Reader, limit: number): Promise<readonly ContentRecord[]>;
}

export function pendingEditVerbs({ database, clock, announce }: TellingVerbs): PendingEditVerbs {
  return {
    async saveEdit(person, edit) {
      const checked = checkText({ ...edit, status: 'draft' });
      if (isRefusal(checked)) return checked;
      const now = clock.now();
      return database.write(async (queries) => {
        const viewer = viewerOf(person);
        const content = await findForChange(queries, viewer, edit.id);
        if (content?.status !== 'current' || content.container_id !== null) return { refused: 'unknown-content', id: edit.id };
        if (!content.may_edit) return { refused: 'not-permitted', action: { verb: 'update', id: edit.id } };
        const title = checked.title || undefined;
        const { basedOn = content.version } = edit;
        const from = basedOn >= 1 && basedOn < content.version ? basedOn : content.version;
        await queries
          .insertInto('content_edit')
          .columns(['content_id', 'user_id', 'based_on', 'title', 'body', 'modified_at'])
          .expression((eb) =>
            eb
              .selectFrom('content_version')
              .select(({ val }) => [
                'content_id',
                val(person.id).as('user_id'),
                val(from).as('based_on'),
                title === undefined ? 'title' : val(title).as('title'),
                edit.body === undefined ? 'body' : val(edit.body).as('body'),
                val(now).as('modified_at'),
              ])
              .where('content_id', '=', content.id)
              .where('number', '=', content.version),
          )
          .onConflict((conflict) =>
            conflict.columns(['content_id', 'user_id']).doUpdateSet({
              ...(edit.basedOn === content.version ? { based_on: content.version } : {}),
              ...(title === undefined ? {} : { title }),
              ...(edit.body === undefined ? {} : { body: edit.body }),
              modified_at: now,
            }),
          )
          .execute();
        return (await find(queries, person, edit.id)) ?? { refused: 'unknown-content', id: edit.id };
      });
    },

    async publishEdit(person, edit) {
      const checked = checkText(edit);
      if (isRefusal(checked)) return checked;
      const now = clock.now();
      return database.write(async (queries) => {
        const pending = await ownEdit(queries, person.id, edit.id);
        if (pending === undefined) return { refused: 'unknown-content', id: edit.id };
        // Whoever sends a text with the next number has seen what stands; a text that was only saved may be older than that.
        if (edit.body === undefined && edit.number !== pending.based_on + 1) {
          const content = await findForChange(queries, viewerOf(person), edit.id);
          if (content?.status !== 'current') return { refused: 'unknown-content', id: edit.id };
          return { refused: 'version-conflict', current: content.version };
        }
        const { title = pending.title } = checked;
        const published = await publish(queries, person, { ...edit, title, body: edit.body ?? pending.body, now }, announce);
        if (isRefusal(published)) return published;
        await queries
          .deleteFrom('content_edit')
          .where('content_id', '=', edit.id)
          .where('user_id', '=', person.id)
          // What was saved in another window at this moment is not lost.
          .where('modified_at', '<=', pending.modified_at)
          .execute();
        await announce(queries, contentEvent('updated', published, person, now));
        return published;
      });
    },

    discardEdit(person, id) {
      return database.write(async (queries) => {
        const { numDeletedRows } = await queries
          .deleteFrom('content_edit')
          .where('content_id', '=', id)
          .where('user_id', '=', person.id)
          .executeTakeFirstOrThrow();
        return numDeletedRows === 1n ? undefined : { refused: 'unknown-content', id };
      });
    },
  };
}

export function pendingEditReads({ read }: Database): PendingEditReads {
  return {
    pendingEdit: (reader, id) => find(read, reader, id),

    async unpublished(reader, limit) {
      const viewer = viewerOf(reader);
      if (reader === undefined || viewer.userId === 0) return [];
      const [drafts, edits] = await Promise.all([
        selectRecords(read)
          .where('content.status', '=', 'draft')
          // Whoever administers the system could see those of others.
          .where('content.creator_id', '=', viewer.userId)
          .where(readable(viewer))
          .orderBy('content.modified_at', 'desc')
          .limit(limit)
          .execute(),
        selectEdits(read, viewer).orderBy('edit.modified_at', 'desc').limit(limit).execute(),
      ]);
      return [...drafts.map(toRecord), ...edits.map((row) => toPending(row, reader))]
        .sort((a, b) => b.version.createdAt - a.version.createdAt)
        .slice(0, limit);
    },
  };
}

/** @returns the body of the viewer's edit of a content */
export async function pendingBody(queries: Queries, viewer: Viewer, id: number): Promise<string | undefined> {
  return (await ownEdit(queries, viewer.userId, id))?.body;
}

function ownEdit(queries: Queries | WriteQueries, userId: number, id: number) {
  return queries
    .selectFrom('content_edit')
    .selectAll()
    .where('content_id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

async function find(queries: Queries | WriteQueries, reader: Reader, id: number): Promise<ContentRecord | undefined> {
  const viewer = viewerOf(reader);
  if (reader === undefined || viewer.userId === 0) return undefined;
  const row = await selectEdits(queries, viewer).where('content.id', '=', id).executeTakeFirst();
  return row && toPending(row, reader);
}

/** The viewer's edits of what is published and may be seen by them. */
function selectEdits(queries: Queries | WriteQueries, viewer: Viewer) {
  return selectRecords(queries)
    .innerJoin('content_edit as edit', (join) =>
      join.onRef('edit.content_id', '=', 'content.id').on('edit.user_id', '=', viewer.userId),
    )
    .select(['edit.based_on', 'edit.title as edited_title', 'edit.modified_at as edited_at'])
    .where('content.status', '=', currentStatus)
    .where(readable(viewer));
}

type EditRow = Awaited<ReturnType<ReturnType<typeof selectEdits>['execute']>>[number];

function toPending(row: EditRow, { userKey, username, fullName, picture }: Person): ContentRecord {
  return {
    ...toRecord(row),
    status: 'draft',
    title: row.edited_title,
    isPendingEdit: true,
    version: {
      number: row.based_on,
      // Whose account is disabled writes nothing.
      author: { userKey, username, fullName, picture, disabledAt: null },
      createdAt: row.edited_at,
      message: '',
      minorEdit: false,
    },
  };
}
