/** Emptying the trash of a space: what whoever does it sees there, in steps, so that a full one holds nobody up. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import { inSmallSteps } from '../foundation/small-steps.ts';
import type { Person } from '../http/caller.ts';
import { contentEvent, type TellingVerbs } from './events.ts';
import { padded } from './lists.ts';
import { lockSpaces } from './locks.ts';
import { readable, type Viewer, viewerOf } from './permissions.ts';
import type { ContentRecord } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import type { IndexMerging } from './search/index-merging.ts';
import { findAdministered, lockAdministered } from './space-permissions.ts';

export interface EmptyingTrash {
  /**
   * Deletes for good what the person sees in the trash of the space, for those who administer it. A process that ends meanwhile leaves the rest
   * there. @returns undefined when it is done
   */
  emptyTrash(person: Person, key: string, origin: Origin): Promise<Refusal | undefined>;
}

const trashed = sql.lit('trashed' as const);
const readTogether = 2_000;

/** @param firstStep how many contents the first transaction deletes */
export function emptyingTrash(
  { database, clock, announce }: TellingVerbs,
  { merging, firstStep }: { readonly merging: IndexMerging; readonly firstStep: number },
): EmptyingTrash {
  return {
    async emptyTrash(person, key, origin) {
      const now = clock.now();
      const seen = await findAdministered(database.read, person, key);
      if (isRefusal(seen)) return seen;
      const ids = await inTrash(database.read, viewerOf(person), seen.id);
      const tell = (gone: readonly Gone[]) => gone.map((each) => contentEvent('removed', each, person, now));

      const refusal = await database.write(async (queries) => {
        const space = await lockAdministered(queries, person, key);
        if (isRefusal(space)) return space;
        await appendEvent(queries, {
          at: now,
          origin,
          kind: 'space.trash-emptied',
          object: { type: 'space', id: String(space.id), name: space.key },
          summary: `The trash of space ${space.key} was emptied: ${ids.length} deleted for good.`,
        });
        await announce(queries, ...tell(await purgeAll(queries, ids.slice(0, firstStep))));
        if (ids.length > firstStep) await merging.hold(queries);
        return undefined;
      });
      if (refusal !== undefined) return refusal;

      if (ids.length <= firstStep) return undefined;
      let next = firstStep;
      await inSmallSteps(firstStep, async (most) => {
        const part = ids.slice(next, next + most);
        next += part.length;
        await database.write(async (queries) => {
          await lockSpaces(queries, seen.id);
          await announce(queries, ...tell(await purgeAll(queries, part)));
        });
        return next < ids.length;
      });
      await database.write((queries) => merging.goOn(queries));
      return undefined;
    },
  };
}

/** @returns the ids of what a viewer sees there, the latest first, so that few still have something below them */
async function inTrash(queries: Queries, viewer: Viewer, spaceId: number): Promise<readonly number[]> {
  const ids: number[] = [];
  for (;;) {
    const before = ids.at(-1);
    const rows = await queries
      .selectFrom('content')
      .select('content.id')
      .where('content.space_id', '=', spaceId)
      .where('content.status', '=', trashed)
      .where(readable(viewer))
      .$if(before !== undefined, (query) => query.where('content.id', '<', before ?? 0))
      .orderBy('content.id', 'desc')
      .limit(readTogether)
      .execute();
    ids.push(...rows.map(({ id }) => id));
    if (rows.length < readTogether) return ids;
    await nextTurn();
  }
}

type Gone = Pick<ContentRecord, 'id' | 'type'>;

/** Deletes those of these that are in the trash still. Must run under `lockSpaces`. @returns what went, with what hung on it */
async function purgeAll(queries: WriteQueries, part: readonly number[]): Promise<readonly Gone[]> {
  if (part.length === 0) return [];
  const ids = queries
    .selectFrom('content')
    .select('content.id')
    .where('content.id', 'in', padded(part))
    .where('content.status', '=', trashed);
  const gone = await queries
    .selectFrom('content as going')
    .select(['going.id', 'going.type'])
    .where(({ or, eb }) => or([eb('going.id', 'in', ids), eb('going.container_id', 'in', ids)]))
    .where('going.status', '!=', 'draft')
    .orderBy('going.id', 'desc')
    .execute();
  await queries.deleteFrom('content').where('id', 'in', ids).execute();
  return gone;
}
