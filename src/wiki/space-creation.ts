/** Creating spaces with their home page: those of teams and projects, and each user's personal space. */
import { usersGroup } from '../accounts/default-groups.ts';
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { fold, plainName } from '../foundation/folding.ts';
import { holds, type Person } from '../http/caller.ts';
import { insertContent } from './changing.ts';
import { spaceEvent, type TellingVerbs } from './events.ts';
import { permissionsOf, spacePermissions } from './permission-sets.ts';
import type { SpacePermission } from './permissions.ts';
import type { SpaceRecord } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { spaceColumns, toSpace } from './spaces.ts';

export interface NewSpace {
  /** 1 to 255 letters and digits of ASCII, or `~` and the creator's username for their personal space; unique without regard to case. */
  readonly key: string;
  readonly name: string;
  /** Plain text. */
  readonly description?: string;
  /** Only its creator gets to see it; otherwise all users may edit. */
  readonly private?: boolean;
  /** Storage format of the home page, instead of the usual greeting. */
  readonly homepageBody?: string;
}

/** Whose a personal space is. */
export type SpaceOwner = Pick<Person, 'id' | 'userKey' | 'username' | 'fullName'>;

export interface SpaceCreation {
  /** Makes a space and its home page; its creator administers it. */
  create(person: Person, space: NewSpace, origin: Origin): Promise<SpaceRecord | Refusal>;
  /** Makes the personal space of a user, `~username`, called after them. Who may is asked before. */
  createPersonal(owner: SpaceOwner, origin: Origin): Promise<SpaceRecord | Refusal>;
}

const validKey = /^[A-Za-z0-9]{1,255}$/;
const longestName = 200;
const longestDescription = 4_000;

export function spaceCreation({ database, clock, announce }: TellingVerbs): SpaceCreation {
  function make(owner: SpaceOwner, space: NewSpace, type: SpaceRecord['type'], origin: Origin): Promise<SpaceRecord | Refusal> {
    const now = clock.now();
    const text = checkSpaceText(space);
    if (isRefusal(text)) return Promise.resolve(text);
    return database.write(async (queries) => {
      const made = await create(queries, { ...space, ...text, type, owner, origin, now, database });
      if (!isRefusal(made)) await announce(queries, spaceEvent('created', made.key, owner, now));
      return made;
    });
  }

  return {
    async create(person, space, origin) {
      // It would lie outside the list of spaces that the account is held to.
      if (person.confined) return { refused: 'not-permitted', action: { verb: 'create-space' } };
      if (space.key.startsWith('~')) {
        if (fold(space.key) !== fold(personalKey(person))) return { refused: 'invalid-space-key', key: space.key };
        return make(person, { ...space, key: personalKey(person), name: space.name || person.fullName }, 'personal', origin);
      }
      if (!holds(person.permissions, 'create-space')) return { refused: 'not-permitted', action: { verb: 'create-space' } };
      if (!validKey.test(space.key)) return { refused: 'invalid-space-key', key: space.key };
      return make(person, space, 'global', origin);
    },

    createPersonal(owner, origin) {
      return make(owner, { key: personalKey(owner), name: owner.fullName }, 'personal', origin);
    },
  };
}

function personalKey({ username }: Pick<SpaceOwner, 'username'>): string {
  return `~${username}`;
}

/** @returns name and description as they are stored, or why they cannot be */
export function checkSpaceText(space: {
  readonly name: string;
  readonly description?: string;
}): { readonly name: string; readonly description: string } | Refusal {
  const name = plainName(space.name);
  const description = (space.description ?? '').trim();
  if (name === '' || name.length > longestName) return { refused: 'invalid-space-name', longest: longestName };
  if (description.length > longestDescription) return { refused: 'invalid-space-description', longest: longestDescription };
  return { name, description };
}

type CheckedSpace = Omit<NewSpace, 'description'> & {
  readonly type: SpaceRecord['type'];
  readonly description: string;
  /** Who administers it. */
  readonly owner: Pick<Person, 'id'>;
  readonly origin: Origin;
  readonly now: Milliseconds;
  readonly database: Database;
};

async function create(queries: WriteQueries, space: CheckedSpace): Promise<SpaceRecord | Refusal> {
  const { key, name, type, owner, now } = space;
  const inserted = await queries
    .insertInto('space')
    .values({
      key,
      key_folded: fold(key),
      name,
      description: space.description,
      type,
      status: 'CURRENT',
      homepage_id: null,
      creator_id: owner.id,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column('key_folded').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return { refused: (await isEnding(queries, key)) ? 'space-key-ending' : 'space-key-taken', key };
  const { id } = inserted;

  await queries
    .insertInto('space_permission')
    .values(
      spacePermissions.map((permission) => ({
        space_id: id,
        subject_kind: 'user' as const,
        subject_id: owner.id,
        permission,
      })),
    )
    .execute();
  if (!space.private) await letUsersIn(queries, id, type === 'personal' ? ['view', 'create-comment'] : permissionsOf('edit'));

  const homepageId = await insertContent(queries, space.database.engine, {
    type: 'page',
    spaceId: id,
    title: `${name} Home`,
    body: space.homepageBody ?? greeting,
    creatorId: owner.id,
    message: '',
    now,
  });
  const row = await queries
    .updateTable('space')
    .set({ homepage_id: homepageId ?? null })
    .where('id', '=', id)
    .returning(spaceColumns)
    .executeTakeFirstOrThrow();
  await appendEvent(queries, {
    at: now,
    origin: space.origin,
    kind: 'space.created',
    object: { type: 'space', id: String(id), name: key },
    summary: `Space ${key} (${name}) was created${space.private ? ' for its creator alone' : ''}.`,
  });
  return toSpace(row);
}

async function isEnding(queries: WriteQueries, key: string): Promise<boolean> {
  const ending = await queries
    .selectFrom('space_deletion')
    .innerJoin('space', 'space.id', 'space_deletion.space_id')
    .select('space.id')
    .where('space.key_folded', '=', fold(key))
    .executeTakeFirst();
  return ending !== undefined;
}

/**
 * As Confluence does: whoever belongs to the group of users may read and write in a new space, and read and comment in the space of
 * somebody else, until that is changed.
 */
async function letUsersIn(queries: WriteQueries, spaceId: number, permissions: readonly SpacePermission[]): Promise<void> {
  const group = await queries
    .selectFrom('user_group')
    .select('id')
    .where('name_folded', '=', fold(usersGroup))
    .executeTakeFirst();
  if (group === undefined) return;
  await queries
    .insertInto('space_permission')
    .values(
      permissions.map((permission) => ({
        space_id: spaceId,
        subject_kind: 'group' as const,
        subject_id: group.id,
        permission,
      })),
    )
    .execute();
}

const greeting = '<p>This is the home page of the space. Say here what the space is for and where a newcomer should begin.</p>';
