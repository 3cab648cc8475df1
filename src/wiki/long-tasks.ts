/** Long tasks: operations that clients wait for because Confluence takes long over them. Each is recorded as running or as done. */
import type { Database } from '../database/database.ts';
import type { LongTaskTable } from '../database/schema/content.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Person } from '../http/caller.ts';
import { type Page, type PageOf, toPage } from './records.ts';

export interface LongTask {
  readonly id: number;
  readonly kind: LongTaskTable['kind'];
  /** What it is about: the key of a space, the name of a user. */
  readonly subject: string;
  readonly isDone: boolean;
  /** From its start to its end, or to now. */
  readonly elapsed: Milliseconds;
  readonly progress: TaskProgress;
}

/** How far a task is. */
export interface TaskProgress {
  /** How many contents are done, of how many. */
  readonly done: number;
  readonly total: number;
  /** A whole number; 100 is said of what is done, and of nothing else. */
  readonly percentage: number;
}

export interface LongTaskReads {
  /** @returns one that the person started */
  find(person: Person, id: number): Promise<LongTask | undefined>;
  /** @returns the last that the person started of a kind about something */
  last(person: Person, kind: LongTask['kind'], subject: string): Promise<LongTask | undefined>;
  /** Those that the person started, newest first. */
  list(person: Person, page: Page): Promise<PageOf<LongTask>>;
}

/** For how long clients can ask, in milliseconds. */
const keptFor = 7 * 24 * 60 * 60 * 1000;

export function longTaskReads({ read }: Database, clock: Clock): LongTaskReads {
  const toTask = (row: TaskRow) => taskOf(row, clock.now());
  return {
    async find(person, id) {
      const row = await selectTasks(read, person).where('id', '=', id).executeTakeFirst();
      return row && toTask(row);
    },

    async last(person, kind, subject) {
      const row = await selectTasks(read, person)
        .where('kind', '=', kind)
        .where('subject', '=', subject)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && toTask(row);
    },

    async list(person, page) {
      const rows = await selectTasks(read, person)
        .orderBy('id', 'desc')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return toPage(rows, page, toTask);
    },
  };
}

interface NewTask {
  readonly kind: LongTask['kind'];
  readonly subject: string;
  /** Who started it. */
  readonly userId: number;
  readonly startedAt: Milliseconds;
}

/**
 * Notes a task inside the transaction that begins it, and forgets old ones.
 * @param total how many contents it is about
 * @returns its id
 */
export async function beginTask(
  queries: WriteQueries,
  { kind, subject, userId, startedAt }: NewTask,
  total: number,
): Promise<number> {
  await queries
    .deleteFrom('long_task')
    .where('ended_at', '<', startedAt - keptFor)
    .execute();
  const { id } = await queries
    .insertInto('long_task')
    .values({ kind, subject, user_id: userId, started_at: startedAt, ended_at: null, total })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Notes that so many contents more are done. */
export async function advanceTask(queries: WriteQueries, id: number, by: number): Promise<void> {
  await queries
    .updateTable('long_task')
    .set((eb) => ({ done: eb('done', '+', by) }))
    .where('id', '=', id)
    .execute();
}

export async function endTask(queries: WriteQueries, id: number, endedAt: Milliseconds): Promise<void> {
  await queries.updateTable('long_task').set({ ended_at: endedAt }).where('id', '=', id).execute();
}

/** Notes a task inside the transaction that did all of it. */
export async function noteTask(queries: WriteQueries, task: NewTask): Promise<void> {
  await endTask(queries, await beginTask(queries, task, 0), task.startedAt);
}

/** @returns how far what is under way has come; what came after it was counted makes it no more than whole */
export function progressOf({ done, total }: { readonly done: number; readonly total: number }): TaskProgress {
  const most = Math.max(done, total);
  return { done, total: most, percentage: most === 0 ? 0 : Math.min(99, Math.floor((100 * done) / most)) };
}

const taskColumns = ['id', 'kind', 'subject', 'started_at', 'ended_at', 'done', 'total'] as const;

function selectTasks(queries: Queries, { id }: Person) {
  return queries.selectFrom('long_task').select(taskColumns).where('user_id', '=', id);
}

type TaskRow = Awaited<ReturnType<ReturnType<typeof selectTasks>['execute']>>[number];

function taskOf({ id, kind, subject, started_at, ended_at, done, total }: TaskRow, now: Milliseconds): LongTask {
  const progress = progressOf({ done, total });
  return {
    id,
    kind,
    subject,
    isDone: ended_at !== null,
    // Another node may have ended it, by a clock of its own.
    elapsed: Math.max(0, (ended_at ?? now) - started_at),
    progress: ended_at === null ? progress : { ...progress, percentage: 100 },
  };
}
