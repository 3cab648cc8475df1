/** Changing spaces: what they are called, whether they are archived, emptying their trash, and deleting them with everything in them. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Schema, WriteQueries } from '../database/schema.ts';
import type { Person } from '../http/caller.ts';
import { contentEvent, spaceEvent, type TellingVerbs } from './events.ts';
import { lockSpaces } from './locks.ts';
import { noteTask } from './long-tasks.ts';
import { readable, viewerOf } from './permissions.ts';
import { type ContentRecord, currentStatus, pageType, type SpaceRecord } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { checkSpaceText } from './space-creation.ts';
import { findAdministered } from './space-permissions.ts';
import { spaceColumns, toSpace } from './spaces.ts';

/** What is left out stays. */
export interface SpaceChange {
  readonly name?: string;
  /** Plain text. */
  readonly description?: string;
  /** A current page of the space. */
  readonly homepageId?: number;
  readonly status?: SpaceRecord['status'];
}

/** All of it for those who administer the space. */
export interface SpaceChanges {
  update(person: Person, key: string, change: SpaceChange, origin: Origin): Promise<SpaceRecord | Refusal>;
  /** Deletes the space and everything in it, in one transaction. @returns the id of the finished task that tells of it */
  remove(person: Person, key: string, origin: Origin): Promise<{ readonly taskId: number } | Refusal>;
  /** Deletes for good what the person sees in the trash of the space. @returns undefined when it is done */
  emptyTrash(person: Person, key: string, origin: Origin): Promise<Refusal | undefined>;
}

export function spaceChanges({ database, clock, announce }: TellingVerbs): SpaceChanges {
  return {
    async update(person, key, change, origin) {
      const now = clock.now();
      return database.write(async (queries) => {
        const space = await findAdministered(queries, person, key);
        if (isRefusal(space)) return space;
        await lockSpaces(queries, space.id);
        const before = await readSpace(queries, space.id);
        const text = checkSpaceText({ name: change.name ?? before.name, description: change.description ?? before.description });
        if (isRefusal(text)) return text;
        const { homepageId = before.homepageId, status = before.status } = change;
        if (homepageId !== before.homepageId && !(await canBeHome(queries, person, space.id, homepageId))) {
          return { refused: 'unknown-content', id: homepageId ?? 0 };
        }
        const row = await queries
          .updateTable('space')
          .set({ ...text, homepage_id: homepageId ?? null, status, updated_at: now })
          .where('id', '=', space.id)
          .returning(spaceColumns)
          .executeTakeFirstOrThrow();
        const after = toSpace(row);
        const changes = (['name', 'description', 'homepageId', 'status'] as const)
          .filter((name) => before[name] !== after[name])
          .map((name) => ({ name, oldValue: String(before[name] ?? ''), newValue: String(after[name] ?? '') }));
        if (changes.length > 0) {
          await appendEvent(queries, {
            at: now,
            origin,
            kind: 'space.changed',
            object: { type: 'space', id: String(space.id), name: space.key },
            summary: `Space ${space.key} was changed.`,
            changes,
          });
          await announce(queries, spaceEvent('updated', space.key, person, now));
        }
        return after;
      });
    },

    async remove(person, key, origin) {
      const startedAt = clock.now();
      return database.write(async (queries) => {
        const space = await findAdministered(queries, person, key);
        if (isRefusal(space)) return space;
        await lockSpaces(queries, space.id);
        await deleteContents(queries, (eb) => eb('content.space_id', '=', space.id));
        await queries.deleteFrom('space').where('id', '=', space.id).execute();
        await appendEvent(queries, {
          at: startedAt,
          origin,
          kind: 'space.deleted',
          object: { type: 'space', id: String(space.id), name: space.key },
          summary: `Space ${space.key} was deleted with everything in it.`,
        });
        await announce(queries, spaceEvent('removed', space.key, person, startedAt));
        const taskId = await noteTask(queries, {
          kind: 'space-deletion',
          subject: space.key,
          userId: person.id,
          startedAt,
          finishedAt: clock.now(),
        });
        return { taskId };
      });
    },

    async emptyTrash(person, key, origin) {
      const now = clock.now();
      return database.write(async (queries) => {
        const space = await findAdministered(queries, person, key);
        if (isRefusal(space)) return space;
        await lockSpaces(queries, space.id);
        const deleted = await deleteContents(
          queries,
          (eb) =>
            eb.and([
              eb('content.space_id', '=', space.id),
              eb('content.status', '=', sql.lit('trashed' as const)),
              readable(viewerOf(person)),
            ]),
          (gone) => announce(queries, ...gone.map((each) => contentEvent('removed', each, person, now))),
        );
        await appendEvent(queries, {
          at: now,
          origin,
          kind: 'space.trash-emptied',
          object: { type: 'space', id: String(space.id), name: space.key },
          summary: `The trash of space ${space.key} was emptied: ${deleted} deleted for good.`,
        });
        return undefined;
      });
    },
  };
}

/** How many contents one statement deletes, with all that belongs to them. */
const part = 2_048;
const toldTogether = 1_000;

/**
 * In parts, since one statement over a large space would outlast what a statement is allowed; the latest first, so that few still have
 * something below them.
 * @param tell is given what is about to go, with what hangs on it
 * @returns how many there were
 */
async function deleteContents(
  queries: WriteQueries,
  which: (eb: ExpressionBuilder<Schema, 'content'>) => Expression<SqlBool>,
  tell?: (gone: readonly Pick<ContentRecord, 'id' | 'type'>[]) => Promise<void>,
): Promise<number> {
  for (let deleted = 0; ; ) {
    const ids = queries.selectFrom('content').select('content.id').where(which).orderBy('content.id', 'desc').limit(part);
    if (tell !== undefined) {
      const gone = await queries
        .selectFrom('content as going')
        .select(['going.id', 'going.type'])
        .where(({ or, eb }) => or([eb('going.id', 'in', ids), eb('going.container_id', 'in', ids)]))
        .where('going.status', '!=', 'draft')
        .orderBy('going.id', 'desc')
        .execute();
      for (let start = 0; start < gone.length; start += toldTogether) await tell(gone.slice(start, start + toldTogether));
    }
    const { numDeletedRows } = await queries.deleteFrom('content').where('id', 'in', ids).executeTakeFirstOrThrow();
    deleted += Number(numDeletedRows);
    if (numDeletedRows === 0n) return deleted;
  }
}

async function readSpace(queries: WriteQueries, id: number): Promise<SpaceRecord> {
  return toSpace(await queries.selectFrom('space').select(spaceColumns).where('id', '=', id).executeTakeFirstOrThrow());
}

async function canBeHome(queries: WriteQueries, person: Person, spaceId: number, id: number | undefined): Promise<boolean> {
  if (id === undefined) return false;
  const page = await queries
    .selectFrom('content')
    .select('content.id')
    .where('content.id', '=', id)
    .where('content.space_id', '=', spaceId)
    .where('content.type', '=', pageType)
    .where('content.status', '=', currentStatus)
    .where(readable(viewerOf(person)))
    .executeTakeFirst();
  return page !== undefined;
}
