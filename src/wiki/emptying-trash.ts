/** Empties the trash of a space of what the person sees there, in small steps, so that a full one delays nobody. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Person } from '../http/caller.ts';
import { contentEvent, type TellingVerbs } from './events.ts';
import { lockSpaces } from './locks.ts';
import { readable, type Viewer, viewerOf } from './permissions.ts';
import { type PurgeSteps, purgeInSteps, purgeSome } from './purging.ts';
import { isRefusal, type Refusal } from './refusals.ts';
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

export function emptyingTrash({ database, clock, announce }: TellingVerbs, steps: PurgeSteps): EmptyingTrash {
  return {
    async emptyTrash(person, key, origin) {
      const now = clock.now();
      const seen = await findAdministered(database.read, person, key);
      if (isRefusal(seen)) return seen;
      const ids = await inTrash(database.read, viewerOf(person), seen.id);

      /** Deletes a part of them. @returns how many of them are done with it; none while it is at what hangs on them */
      async function purgeFrom(queries: WriteQueries, start: number, most: number): Promise<number> {
        const part = ids.slice(start, start + most);
        const { gone, isDone } = await purgeSome(queries, part, most);
        await announce(queries, ...gone.map((each) => contentEvent('removed', each, person, now)));
        return isDone ? part.length : 0;
      }

      const begun = await database.write(async (queries) => {
        const space = await lockAdministered(queries, person, key);
        if (isRefusal(space)) return space;
        await appendEvent(queries, {
          at: now,
          origin,
          kind: 'space.trash-emptied',
          object: { type: 'space', id: String(space.id), name: space.key },
          summary: `The trash of space ${space.key} was emptied: ${ids.length} deleted for good.`,
        });
        const purged = await purgeFrom(queries, 0, steps.firstStep);
        if (purged < ids.length) await steps.merging.hold(queries);
        return { purged };
      });
      if (isRefusal(begun)) return begun;

      let next = begun.purged;
      if (next === ids.length) return undefined;
      await purgeInSteps(database, steps, async (most) => {
        next += await database.write(async (queries) => {
          await lockSpaces(queries, seen.id);
          return purgeFrom(queries, next, most);
        });
        return next < ids.length;
      });
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
