/** Changing spaces: name, description, home page, archiving. */
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Person } from '../http/caller.ts';
import { spaceEvent, type TellingVerbs } from './events.ts';
import { readable, viewerOf } from './permissions.ts';
import { currentStatus, pageType, type SpaceRecord } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { checkSpaceText } from './space-creation.ts';
import { lockAdministered } from './space-permissions.ts';
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
  /** @param seen `updatedAt` of the space that the person saw: one that somebody else has changed since is then left alone */
  update(person: Person, key: string, change: SpaceChange, origin: Origin, seen?: Milliseconds): Promise<SpaceRecord | Refusal>;
}

export function spaceChanges({ database, clock, announce }: TellingVerbs): SpaceChanges {
  return {
    async update(person, key, change, origin, seen) {
      return database.write(async (queries) => {
        const space = await lockAdministered(queries, person, key);
        if (isRefusal(space)) return space;
        const before = await readSpace(queries, space.id);
        if (seen !== undefined && before.updatedAt !== seen) return { refused: 'space-changed', key: space.key };
        // No two changes have one time.
        const now = Math.max(clock.now(), before.updatedAt + 1);
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
  };
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
