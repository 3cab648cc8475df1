/** What takes Confluence long and clients wait for: here it is done in one transaction, and noted as done for whoever asks. */
import type { Database } from '../database/database.ts';
import type { LongTaskTable } from '../database/schema/content.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Person } from '../http/caller.ts';
import { type Page, type PageOf, toPage } from './records.ts';

/** A task that is done. */
export interface LongTask {
  readonly id: number;
  readonly kind: LongTaskTable['kind'];
  /** What it was about: the key of a space, the name of a user. */
  readonly subject: string;
  readonly startedAt: Milliseconds;
  readonly finishedAt: Milliseconds;
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

export function longTaskReads({ read }: Database): LongTaskReads {
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

/** Notes a task inside the transaction that did it, and forgets old ones. @returns its id */
export async function noteTask(
  queries: WriteQueries,
  { kind, subject, userId, startedAt, finishedAt }: Omit<LongTask, 'id'> & { readonly userId: number },
): Promise<number> {
  await queries
    .deleteFrom('long_task')
    .where('finished_at', '<', finishedAt - keptFor)
    .execute();
  const { id } = await queries
    .insertInto('long_task')
    .values({ kind, subject, user_id: userId, started_at: startedAt, finished_at: finishedAt })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

function selectTasks(queries: Queries, { id }: Person) {
  return queries.selectFrom('long_task').select(['id', 'kind', 'subject', 'started_at', 'finished_at']).where('user_id', '=', id);
}

type TaskRow = Awaited<ReturnType<ReturnType<typeof selectTasks>['execute']>>[number];

function toTask({ id, kind, subject, started_at, finished_at }: TaskRow): LongTask {
  return { id, kind, subject, startedAt: started_at, finishedAt: finished_at };
}
