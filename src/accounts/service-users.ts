/**
 * The user account behind a service account. What the program does is recorded under it, and groups and spaces give it permissions as
 * they do a person. It has no password and no e-mail address, so nobody signs in as it, and it appears in no list of people.
 */
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { fold, plainName } from '../foundation/folding.ts';
import { insertUser } from './new-user.ts';
import { usernameKey } from './profile-rules.ts';
import type { User } from './user.ts';

/** A space that such an account may touch. */
export interface ServiceAccountSpace {
  readonly spaceId: number;
  readonly access: 'read' | 'write';
}

/** @throws an error that `violatesUnique` when two choose one username at the same moment */
export async function insertServiceUser(
  queries: WriteQueries,
  { name, groups, userKey }: { readonly name: string; readonly groups: readonly string[]; readonly userKey: string },
  now: Milliseconds,
): Promise<User> {
  const username = await freeUsername(queries, name, userKey);
  return insertUser(queries, { username, fullName: name, email: '', passwordHash: null, kind: 'service', groups }, userKey, now);
}

/** Gives the account another name; its username, by which permissions are given, stays. */
export async function renameServiceUser(queries: WriteQueries, userId: number, name: string, now: Milliseconds): Promise<void> {
  await queries.updateTable('user_account').set({ full_name: name, updated_at: now }).where('id', '=', userId).execute();
}

/** Holds the account to a list of spaces. @param spaces undefined: to none, it goes where it is permitted to */
export async function confineServiceUser(
  queries: WriteQueries,
  userId: number,
  spaces: readonly ServiceAccountSpace[] | undefined,
): Promise<void> {
  await queries.deleteFrom('service_account_space').where('user_id', '=', userId).execute();
  await queries
    .updateTable('user_account')
    .set({ confined: spaces === undefined ? 0 : 1 })
    .where('id', '=', userId)
    .execute();
  if (spaces === undefined || spaces.length === 0) return;
  const rows = spaces.map(({ spaceId, access }) => ({ user_id: userId, space_id: spaceId, access }));
  await queries.insertInto('service_account_space').values(rows).execute();
}

/** Makes the account a member of these groups and of no other. */
export async function setGroups(
  queries: WriteQueries,
  userId: number,
  groupIds: readonly number[],
  now: Milliseconds,
): Promise<void> {
  await queries.deleteFrom('group_member').where('user_id', '=', userId).execute();
  if (groupIds.length === 0) return;
  const rows = groupIds.map((groupId) => ({ group_id: groupId, user_id: userId, created_at: now }));
  await queries.insertInto('group_member').values(rows).execute();
}

/** Switches the account off or on. @returns whether that changed anything */
export async function setServiceUserDisabled(
  queries: WriteQueries,
  userId: number,
  disabled: boolean,
  now: Milliseconds,
): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('user_account')
    .set({ disabled_at: disabled ? now : null, updated_at: now })
    .where('id', '=', userId)
    .where('kind', '=', 'service')
    .where('disabled_at', disabled ? 'is' : 'is not', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** `service-nightly-export` for “Nightly export”; with a piece of the key where nothing can be read off the name, or somebody is called so. */
async function freeUsername(queries: Queries, name: string, userKey: string): Promise<string> {
  const words = fold(plainName(name))
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const plain = words === '' ? undefined : `service-${words}`;
  const taken =
    plain === undefined ||
    (await queries
      .selectFrom('user_account')
      .select('id')
      .where('username_folded', '=', usernameKey(plain))
      .executeTakeFirst()) !== undefined;
  return taken ? `service-${words === '' ? '' : `${words}-`}${userKey.slice(0, 8)}` : plain;
}
