/**
 * Deletes a space with everything in it. It vanishes at once: after the first transaction nobody holds a permission in it, and
 * `space_deletion` hides it from those who see everything (`permissions.ts`). Its contents are deleted in short transactions by
 * whichever process holds the lease on its row; the last one deletes the space itself, and its key becomes free.
 */
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { ContentType, SpaceDeletionTable } from '../database/schema/content.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Person } from '../http/caller.ts';
import { spaceEvent, type TellingVerbs } from './events.ts';
import { isFreeFor, leasedTo, unleased } from './leases.ts';
import { settleFormerTitles } from './link-following.ts';
import { padded } from './lists.ts';
import { lockSpaces } from './locks.ts';
import { advanceTask, beginTask, endTask, progressOf, type TaskProgress } from './long-tasks.ts';
import { viewerOf } from './permissions.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import type { IndexMerging } from './search/index-merging.ts';
import { findAdministered, lockAdministered } from './space-permissions.ts';

/** A deletion that is under way. */
export interface SpaceDeletion {
  readonly taskId: number;
  readonly key: string;
  readonly name: string;
  readonly startedAt: Milliseconds;
  /** Whether it was started by whoever asks: then its task is theirs to look at. */
  readonly isOwn: boolean;
  readonly progress: TaskProgress;
}

export interface SpaceDeletions {
  /**
   * Takes the space from everybody, for those who administer it. A small one is gone with that; the rest of a larger one is for `deleteNext`.
   * @returns the id of the task that tells of it, and whether it is done
   */
  remove(person: Person, key: string, origin: Origin): Promise<{ readonly taskId: number; readonly isDone: boolean } | Refusal>;
  /** Those under way that the person started, for who administers the system all, the eldest first. */
  deletions(person: Person): Promise<readonly SpaceDeletion[]>;
  /**
   * Carries on the eldest deletion that no other process is at, by one step.
   * @param lease names this process
   * @param most how much the step deletes, in versions of content
   * @returns `idle` when there is none for this process
   */
  deleteNext(lease: string, most: number): Promise<'idle' | 'went-on' | 'ended'>;
  /** Leaves to others what this process was at. */
  leaveDeletions(lease: string): Promise<void>;
  /** Lets the index of texts be kept as usual again, once no deletion is under way. */
  settleIndex(): Promise<void>;
}

/** @param firstStep how much of a space goes in the transaction that takes it from everybody, in versions of content */
export function spaceDeletions(
  { database, clock, announce }: TellingVerbs,
  { merging, firstStep }: { readonly merging: IndexMerging; readonly firstStep: number },
): SpaceDeletions {
  /** @returns whether it is done */
  async function carryOn(queries: WriteQueries, { spaceId, taskId }: Begun, most: number): Promise<boolean> {
    const { deleted, isEmpty } = await deleteSome(queries, spaceId, most);
    if (deleted > 0) await advanceTask(queries, taskId, deleted);
    if (!isEmpty) return false;
    // Whoever was let in before it was hidden has written by now, or finds no space any more.
    await lockSpaces(queries, spaceId);
    await settleFormerTitles(queries, (former) => former.where('space_id', '=', spaceId));
    await queries.deleteFrom('space').where('id', '=', spaceId).execute();
    await endTask(queries, taskId, clock.now());
    return true;
  }

  return {
    async remove(person, key, origin) {
      const startedAt = clock.now();
      // Counted before, since a count of very many takes a moment, and whoever writes meanwhile is counted when it is deleted.
      const seen = await findAdministered(database.read, person, key);
      if (isRefusal(seen)) return seen;
      const { total } = await database.read
        .selectFrom('content')
        .select(({ fn }) => fn.countAll<number | string>().as('total'))
        .where('space_id', '=', seen.id)
        .executeTakeFirstOrThrow();
      return database.write(async (queries) => {
        const space = await lockAdministered(queries, person, key);
        if (isRefusal(space)) return space;
        const task = { kind: 'space-deletion', subject: space.key, userId: person.id, startedAt } as const;
        const taskId = await beginTask(queries, task, Number(total));
        await hide(queries, space.id, taskId);
        await appendEvent(queries, {
          at: startedAt,
          origin,
          kind: 'space.deleted',
          object: { type: 'space', id: String(space.id), name: space.key },
          summary: `Space ${space.key} was deleted with everything in it.`,
        });
        await announce(queries, spaceEvent('removed', space.key, person, startedAt));
        const isDone = await carryOn(queries, { spaceId: space.id, taskId }, firstStep);
        if (!isDone) await merging.hold(queries);
        return { taskId, isDone };
      });
    },

    async deletions(person) {
      const { seesEverything } = viewerOf(person);
      const rows = await database.read
        .selectFrom('space_deletion')
        .innerJoin('space', 'space.id', 'space_deletion.space_id')
        .innerJoin('long_task', 'long_task.id', 'space_deletion.task_id')
        .select(['long_task.id', 'long_task.user_id', 'long_task.started_at', 'long_task.done', 'long_task.total'])
        .select(['space.key', 'space.name'])
        .$if(seesEverything === 0, (query) => query.where('long_task.user_id', '=', person.id))
        .orderBy('long_task.id')
        .execute();
      return rows.map((row) => ({
        taskId: row.id,
        key: row.key,
        name: row.name,
        startedAt: row.started_at,
        isOwn: row.user_id === person.id,
        progress: progressOf(row),
      }));
    },

    async deleteNext(lease, most) {
      const now = clock.now();
      const isFree = isFreeFor(lease, now);
      // A read first: a writer is only disturbed when there is something to be done.
      const next = await database.read
        .selectFrom('space_deletion')
        .select(['space_id', 'task_id'])
        .where(isFree)
        .orderBy('task_id')
        .limit(1)
        .executeTakeFirst();
      if (next === undefined) return 'idle';
      return database.write(async (queries) => {
        const { numUpdatedRows } = await queries
          .updateTable('space_deletion')
          .set(leasedTo(lease, now))
          .where('space_id', '=', next.space_id)
          .where(isFree)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return 'idle';
        return (await carryOn(queries, { spaceId: next.space_id, taskId: next.task_id }, most)) ? 'ended' : 'went-on';
      });
    },

    async leaveDeletions(lease) {
      const held = await database.read.selectFrom('space_deletion').select('space_id').where('lease', '=', lease).execute();
      if (held.length === 0) return;
      await database.write((queries) => queries.updateTable('space_deletion').set(unleased).where('lease', '=', lease).execute());
    },

    async settleIndex() {
      if (await merging.isHeld()) await database.write((queries) => merging.goOn(queries));
    },
  };
}

/** Takes a space from everybody; nothing that comes after gives it back. */
async function hide(queries: WriteQueries, spaceId: number, taskId: number): Promise<void> {
  const row: SpaceDeletionTable = { space_id: spaceId, task_id: taskId, ...unleased };
  await queries.insertInto('space_deletion').values(row).execute();
  for (const table of ['space_permission', 'service_account_space'] as const) {
    await queries.deleteFrom(table).where('space_id', '=', spaceId).execute();
  }
}

interface Begun {
  readonly spaceId: number;
  readonly taskId: number;
}

/** What hangs on pages first, so that no page takes an unknown number of others along. */
const outermostFirst: readonly ContentType[] = ['attachment', 'comment', 'page', 'blogpost'];

/**
 * Deletes some content of a space, the latest of its kind first, so that few still have something below them.
 * @param most in versions of content
 */
async function deleteSome(
  queries: WriteQueries,
  spaceId: number,
  most: number,
): Promise<{ readonly deleted: number; readonly isEmpty: boolean }> {
  let deleted = 0;
  let open = most;
  for (const type of outermostFirst) {
    for (;;) {
      if (open <= 0) return { deleted, isEmpty: false };
      const rows = await queries
        .selectFrom('content')
        .select(['id', 'version'])
        .where('space_id', '=', spaceId)
        .where('type', '=', type)
        .orderBy('status', 'desc')
        .orderBy('id', 'desc')
        .limit(open)
        .execute();
      const going = fitting(rows, open);
      const [first] = going;
      if (first === undefined) break;
      if ((first.version > open && (await dropVersions(queries, first, open))) || (await dropChildren(queries, going, open))) {
        return { deleted, isEmpty: false };
      }
      await queries.deleteFrom('content').where('id', 'in', idsOf(going)).execute();
      deleted += going.length;
      open -= going.reduce((sum, { version }) => sum + version, 0);
    }
  }
  return { deleted, isEmpty: true };
}

interface Going {
  readonly id: number;
  /** Its number: there are no more versions than that. */
  readonly version: number;
}

/** @returns the first of these, as many as have so many versions together, and at least one */
function fitting(rows: readonly Going[], open: number): readonly Going[] {
  let sum = 0;
  return rows.filter(({ version }, index) => {
    sum += version;
    return index === 0 || sum <= open;
  });
}

function idsOf(going: readonly Going[]): readonly number[] {
  return padded(going.map(({ id }) => id));
}

/** Deletes some of the versions before the current one. @returns whether there were any */
async function dropVersions(queries: WriteQueries, { id, version }: Going, most: number): Promise<boolean> {
  const { numDeletedRows } = await queries
    .deleteFrom('content_version')
    .where('content_id', '=', id)
    .where('number', 'in', (from) =>
      from
        .selectFrom('content_version')
        .select('number')
        .where('content_id', '=', id)
        .where('number', '<', version)
        .orderBy('number')
        .limit(most),
    )
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Takes what is right below pages out from under them, when it is more than a step takes. @returns whether it was */
async function dropChildren(queries: WriteQueries, going: readonly Going[], most: number): Promise<boolean> {
  const below = await queries
    .selectFrom('content')
    .select(['id', 'version'])
    .where('parent_id', 'in', idsOf(going))
    .limit(most + 1)
    .execute();
  if (below.length <= most) return false;
  await queries.updateTable('content').set({ parent_id: null }).where('id', 'in', idsOf(below)).execute();
  return true;
}
