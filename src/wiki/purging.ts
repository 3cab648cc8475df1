/** Deletes content of the trash for good, in steps of limited size. */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import { inSmallSteps } from '../foundation/small-steps.ts';
import { padded } from './lists.ts';
import type { ContentRecord } from './records.ts';
import type { IndexMerging } from './search/index-merging.ts';

export interface PurgeSteps {
  readonly merging: IndexMerging;
  /** How much the first transaction deletes. */
  readonly firstStep: number;
}

/** What is told of. */
export type Gone = Pick<ContentRecord, 'id' | 'type'>;

const trashed = sql.lit('trashed' as const);

/**
 * Deletes those of these that are in the trash still, with what hangs on them. When that is more than `most`, it is deleted first, a part at each
 * call, and they stay. Must run under `lockSpaces`.
 * @returns what went, drafts left out, and whether they went themselves
 */
export async function purgeSome(
  queries: WriteQueries,
  part: readonly number[],
  most: number,
): Promise<{ readonly gone: readonly Gone[]; readonly isDone: boolean }> {
  if (part.length === 0) return { gone: [], isDone: true };
  const going = await queries
    .selectFrom('content')
    .select(['id', 'type', 'status'])
    .where('id', 'in', padded(part))
    .where('status', '=', trashed)
    .orderBy('id', 'desc')
    .execute();
  const ids = going.map(({ id }) => id);
  const along = await queries
    .selectFrom('content')
    .select(['id', 'type', 'status'])
    .where('container_id', 'in', padded(ids))
    .orderBy('id', 'desc')
    .limit(most + 1)
    .execute();
  const isDone = along.length <= most;
  // Told of in the order in which it was made, and what it hangs on last.
  const deleted = isDone ? [...along.toReversed(), ...going] : along.slice(0, most).toReversed();
  await queries
    .deleteFrom('content')
    .where('id', 'in', padded(isDone ? ids : deleted.map(({ id }) => id)))
    .execute();
  return { gone: deleted.filter(({ status }) => status !== 'draft').map(({ id, type }) => ({ id, type })), isDone };
}

/**
 * Carries on what a first transaction began, and held the merging of the index for: however it ends, merging goes on.
 * @param step as of `inSmallSteps`
 */
export async function purgeInSteps(
  database: Database,
  { merging, firstStep }: PurgeSteps,
  step: (most: number) => Promise<boolean>,
): Promise<void> {
  try {
    await inSmallSteps(firstStep, step);
  } finally {
    await database.write((queries) => merging.goOn(queries));
  }
}
