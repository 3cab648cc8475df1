/** Groups and their members. */
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock } from '../foundation/clock.ts';
import { fold, plainName } from '../foundation/folding.ts';
import { type AnnounceAccount, announceAccountToNobody } from './events.ts';
import { keepingAnAdministrator, type LastAdministrator } from './system-administrators.ts';
import { toUser, type User } from './user.ts';
import type { ListPart } from './users.ts';

export interface Group {
  readonly id: number;
  readonly name: string;
}

export type GroupOutcome =
  | { readonly outcome: 'done'; readonly group: Group }
  | { readonly outcome: 'name-invalid' | 'name-taken' | 'unknown-group' | 'unknown-user' | LastAdministrator['outcome'] };

/** Runs inside the transaction that deletes a group: a floor above takes there the rights that it gave to it. */
export type OnGroupDeleted = (queries: WriteQueries, groupId: number) => Promise<void>;

export interface GroupStore {
  create(name: string, origin: Origin): Promise<GroupOutcome>;
  /** Adds a user; one who is a member already stays one, and nothing is recorded. */
  addMember(groupName: string, userId: number, origin: Origin): Promise<GroupOutcome>;
  /** Takes a user out; one who is no member stays none, and nothing is recorded. */
  removeMember(groupName: string, userId: number, origin: Origin): Promise<GroupOutcome>;
  /** Deletes a group with the rights that it gave; its members stay. */
  delete(name: string, origin: Origin): Promise<GroupOutcome>;
  byName(name: string): Promise<Group | undefined>;
  /** @param after the folded name of the last group of the page before @returns groups in the order of their names */
  list(page: { readonly limit: number; readonly after?: string }): Promise<readonly Group[]>;
  /** @returns the groups of a user, in the order of their names */
  ofUser(userId: number): Promise<readonly Group[]>;
  /** @returns a part of the groups in the order of their names, and whether there are more behind it */
  page(part: ListPart): Promise<{ readonly results: readonly Group[]; readonly more: boolean }>;
  /** @returns a part of a group's members in the order of their names, disabled ones too, and whether there are more behind it */
  members(groupId: number, part: ListPart): Promise<{ readonly results: readonly User[]; readonly more: boolean }>;
}

const longestName = 100;

export interface GroupStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly onGroupDeleted: readonly OnGroupDeleted[];
  /** Told of what happens; without it nobody is. */
  readonly announce?: AnnounceAccount;
}

export function groupStore(options: GroupStoreOptions): GroupStore {
  const { database, clock, onGroupDeleted, announce = announceAccountToNobody } = options;
  function changeMembership(groupName: string, userId: number, joins: boolean, origin: Origin): Promise<GroupOutcome> {
    const now = clock.now();
    return keepingAnAdministrator(database, async (queries): Promise<GroupOutcome> => {
      const group = await find(queries, groupName);
      if (group === undefined) return { outcome: 'unknown-group' };
      const user = await queries.selectFrom('user_account').select('username').where('id', '=', userId).executeTakeFirst();
      if (user === undefined) return { outcome: 'unknown-user' };
      const changed = joins ? await join(queries, group.id, userId, now) : await leave(queries, group.id, userId);
      if (changed) {
        await appendEvent(queries, {
          at: now,
          origin,
          kind: joins ? 'group.member-added' : 'group.member-removed',
          object: { type: 'group', id: String(group.id), name: group.name },
          summary: joins ? `Added ${user.username} to the group` : `Removed ${user.username} from the group`,
        });
      }
      return { outcome: 'done', group };
    });
  }

  return {
    create(typed, origin) {
      const name = plainName(typed.normalize('NFC'));
      if (name === '' || [...name].length > longestName) return Promise.resolve({ outcome: 'name-invalid' });
      const now = clock.now();
      return database.write(async (queries) => {
        const group = await queries
          .insertInto('user_group')
          .values({ name, name_folded: fold(name), created_at: now })
          .onConflict((conflict) => conflict.column('name_folded').doNothing())
          .returning(['id', 'name'])
          .executeTakeFirst();
        if (group === undefined) return { outcome: 'name-taken' };
        const object = { type: 'group', id: String(group.id), name };
        await appendEvent(queries, { at: now, origin, kind: 'group.created', object, summary: 'Group created' });
        await announce(queries, { name: 'group_created', at: now, actorId: origin.actor.userId, about: { group: { name } } });
        return { outcome: 'done', group };
      });
    },

    addMember: (groupName, userId, origin) => changeMembership(groupName, userId, true, origin),
    removeMember: (groupName, userId, origin) => changeMembership(groupName, userId, false, origin),
    delete(name, origin) {
      const now = clock.now();
      return keepingAnAdministrator(database, async (queries): Promise<GroupOutcome> => {
        const group = await find(queries, name);
        if (group === undefined) return { outcome: 'unknown-group' };
        const { numDeletedRows } = await queries.deleteFrom('user_group').where('id', '=', group.id).executeTakeFirstOrThrow();
        if (numDeletedRows === 0n) return { outcome: 'unknown-group' };
        await queries
          .deleteFrom('global_permission')
          .where('subject_kind', '=', 'group')
          .where('subject_id', '=', group.id)
          .execute();
        for (const hook of onGroupDeleted) await hook(queries, group.id);
        const object = { type: 'group', id: String(group.id), name: group.name };
        await appendEvent(queries, { at: now, origin, kind: 'group.deleted', object, summary: 'Group deleted' });
        const about = { group: { name: group.name } };
        await announce(queries, { name: 'group_removed', at: now, actorId: origin.actor.userId, about });
        return { outcome: 'done', group };
      });
    },

    byName: (name) => find(database.read, name),

    list: ({ limit, after = '' }) =>
      database.read
        .selectFrom('user_group')
        .select(['id', 'name'])
        .where('name_folded', '>', after)
        .orderBy('name_folded')
        .limit(limit)
        .execute(),

    ofUser: (userId) =>
      database.read
        .selectFrom('group_member')
        .innerJoin('user_group', 'user_group.id', 'group_member.group_id')
        .select(['user_group.id', 'user_group.name'])
        .where('group_member.user_id', '=', userId)
        .orderBy('user_group.name_folded')
        .execute(),

    async page({ start, limit }) {
      const rows = await database.read
        .selectFrom('user_group')
        .select(['id', 'name'])
        .orderBy('name_folded')
        .offset(start)
        .limit(limit + 1)
        .execute();
      return { results: rows.slice(0, limit), more: limit > 0 && rows.length > limit };
    },

    async members(groupId, { start, limit }) {
      const rows = await database.read
        .selectFrom('group_member')
        .innerJoin('user_account', 'user_account.id', 'group_member.user_id')
        .selectAll('user_account')
        .where('group_member.group_id', '=', groupId)
        .orderBy('user_account.username_folded')
        .offset(start)
        .limit(limit + 1)
        .execute();
      return { results: rows.slice(0, limit).map(toUser), more: limit > 0 && rows.length > limit };
    },
  };
}

function find(queries: Database['read'], name: string): Promise<Group | undefined> {
  return queries
    .selectFrom('user_group')
    .select(['id', 'name'])
    .where('name_folded', '=', fold(plainName(name)))
    .executeTakeFirst();
}

async function join(queries: WriteQueries, groupId: number, userId: number, now: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await queries
    .insertInto('group_member')
    .values({ group_id: groupId, user_id: userId, created_at: now })
    .onConflict((conflict) => conflict.columns(['group_id', 'user_id']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

async function leave(queries: WriteQueries, groupId: number, userId: number): Promise<boolean> {
  const { numDeletedRows } = await queries
    .deleteFrom('group_member')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return numDeletedRows === 1n;
}
