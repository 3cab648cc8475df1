/** The users and groups of an installation, as the console's lists show them to an administrator: searched, filtered and paged by name. */
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import { containing } from '../database/containing.ts';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { fold, plainName } from '../foundation/folding.ts';
import type { GlobalPermission } from '../http/caller.ts';
import type { Group } from './groups.ts';
import { usernameKey } from './profile-rules.ts';
import { holdsOneOf } from './system-administrators.ts';
import { toUser, type User } from './user.ts';

/** Which users a list shows. */
export const userStates = ['active', 'disabled', 'never-signed-in', 'administrators'] as const;
export type UserState = (typeof userStates)[number];

export interface DirectoryQuery {
  /** Each of these words stands somewhere in a name, or in the e-mail address of a user. */
  readonly words: string;
  /** The last name of the page before. */
  readonly after: string;
  readonly limit: number;
}

export interface DirectoryPage<T> {
  readonly results: readonly T[];
  /** What the next page comes after; undefined: there is none. */
  readonly next: string | undefined;
}

export interface ListedUser {
  readonly user: User;
  /** The most that they may administer. */
  readonly administers: 'system' | 'site' | undefined;
}

export interface ListedGroup {
  readonly group: Group;
  readonly members: number;
  readonly permissions: readonly GlobalPermission[];
}

/** A global permission in effect, and where it comes from. */
export interface HeldPermission {
  readonly permission: GlobalPermission;
  /** Given to the user, and not only to a group. */
  readonly own: boolean;
  /** The groups that give it. */
  readonly groups: readonly string[];
}

export interface Directory {
  /** @returns people, without programs, by username */
  users(query: DirectoryQuery & { readonly state: UserState | undefined }): Promise<DirectoryPage<ListedUser>>;
  /** @returns groups by name */
  groups(query: DirectoryQuery): Promise<DirectoryPage<ListedGroup>>;
  group(name: string): Promise<ListedGroup | undefined>;
  /** @returns what a user may do in the whole installation, and why */
  permissionsOf(userId: number): Promise<readonly HeldPermission[]>;
  /** @returns those of the names that are no group's */
  missingGroups(names: readonly string[]): Promise<readonly string[]>;
  /** @returns those of the usernames that are no account's */
  missingUsers(usernames: readonly string[]): Promise<readonly string[]>;
}

export function directory(database: Database): Directory {
  function selectGroups() {
    return database.read
      .selectFrom('user_group')
      .select(['user_group.id', 'user_group.name', 'user_group.name_folded'])
      .select(({ selectFrom, fn }) =>
        selectFrom('group_member')
          .select(fn.countAll<number>().as('count'))
          .whereRef('group_member.group_id', '=', 'user_group.id')
          .as('members'),
      )
      .select(
        sql<string | null>`(select string_agg(permission, ' ') from global_permission
          where subject_kind = 'group' and subject_id = user_group.id)`.as('permissions'),
      );
  }

  return {
    async users({ words, after, limit, state }) {
      let query = database.read
        .selectFrom('user_account')
        .selectAll()
        .select(asFlag(holdsOneOf(['administer-system'])).as('administers_system'))
        .select(asFlag(holdsOneOf(['administer'])).as('administers_site'))
        .where('deleted_at', 'is', null)
        .where('kind', '=', 'person')
        .where('username_folded', '>', usernameKey(after));
      if (state !== undefined) query = query.where(isIn(state));
      for (const word of wordsIn(words)) {
        query = query.where(({ or }) => or(['username_folded', 'full_name', 'email'].map((column) => containing(column, word))));
      }
      const rows = await query
        .orderBy('username_folded')
        .limit(limit + 1)
        .execute();
      const shown = rows.slice(0, limit);
      return {
        results: shown.map((row) => ({
          user: toUser(row),
          administers: row.administers_system === 1 ? 'system' : row.administers_site === 1 ? 'site' : undefined,
        })),
        next: rows.length > limit ? shown.at(-1)?.username : undefined,
      };
    },

    async groups({ words, after, limit }) {
      let query = selectGroups().where('name_folded', '>', fold(plainName(after)));
      for (const word of wordsIn(words)) query = query.where(containing('name_folded', word));
      const rows = await query
        .orderBy('name_folded')
        .limit(limit + 1)
        .execute();
      const shown = rows.slice(0, limit);
      return { results: shown.map(toListed), next: rows.length > limit ? shown.at(-1)?.name : undefined };
    },

    async group(name) {
      const row = await selectGroups()
        .where('name_folded', '=', fold(plainName(name)))
        .executeTakeFirst();
      return row && toListed(row);
    },

    async permissionsOf(userId) {
      const rows = await database.read
        .selectFrom('global_permission')
        .leftJoin('user_group', (join) =>
          join.onRef('user_group.id', '=', 'global_permission.subject_id').on('global_permission.subject_kind', '=', 'group'),
        )
        .select(['global_permission.permission', 'user_group.name'])
        .where(({ eb, and, or, exists, selectFrom }) =>
          or([
            and([eb('subject_kind', '=', 'user'), eb('subject_id', '=', userId)]),
            and([
              eb('subject_kind', '=', 'group'),
              exists(
                selectFrom('group_member')
                  .select('group_member.user_id')
                  .where('group_member.user_id', '=', userId)
                  .whereRef('group_member.group_id', '=', 'global_permission.subject_id'),
              ),
            ]),
          ]),
        )
        .orderBy('user_group.name_folded')
        .execute();
      const byPermission = Map.groupBy(rows, ({ permission }) => permission);
      return globalPermissions.flatMap((permission) => {
        const sources = byPermission.get(permission);
        if (sources === undefined) return [];
        const groups = sources.flatMap(({ name }) => (name === null ? [] : [name]));
        return [{ permission, own: groups.length < sources.length, groups }];
      });
    },

    async missingGroups(names) {
      if (names.length === 0) return [];
      const folded = names.map((name) => fold(plainName(name)));
      const rows = await database.read
        .selectFrom('user_group')
        .select('name_folded')
        .where('name_folded', 'in', folded)
        .execute();
      const known = new Set(rows.map(({ name_folded }) => name_folded));
      return names.filter((name) => !known.has(fold(plainName(name))));
    },

    async missingUsers(usernames) {
      if (usernames.length === 0) return [];
      const rows = await database.read
        .selectFrom('user_account')
        .select('username_folded')
        .where('username_folded', 'in', usernames.map(usernameKey))
        .where('deleted_at', 'is', null)
        .execute();
      const known = new Set(rows.map(({ username_folded }) => username_folded));
      return usernames.filter((username) => !known.has(usernameKey(username)));
    },
  };
}

/** All of them, from the least to the most. */
export const globalPermissions: readonly GlobalPermission[] = ['use', 'create-space', 'administer', 'administer-system'];

type GroupRow = Group & { readonly members: number | null; readonly permissions: string | null };

function toListed({ id, name, members, permissions }: GroupRow): ListedGroup {
  const held = permissions?.split(' ') ?? [];
  return {
    group: { id, name },
    members: Number(members),
    permissions: globalPermissions.filter((permission) => held.includes(permission)),
  };
}

const accounts = () => expressionBuilder<Schema, 'user_account'>();

function isIn(state: UserState): Expression<SqlBool> {
  const { eb, and } = accounts();
  switch (state) {
    case 'active':
      return eb('disabled_at', 'is', null);
    case 'disabled':
      return eb('disabled_at', 'is not', null);
    case 'never-signed-in':
      return and([eb('last_sign_in_at', 'is', null), eb('disabled_at', 'is', null)]);
    case 'administrators':
      return holdsOneOf(['administer', 'administer-system']);
    default:
      return state satisfies never;
  }
}

function asFlag(condition: Expression<SqlBool>) {
  const { eb, lit } = accounts();
  return eb.case().when(condition).then(lit(1)).else(lit(0)).end();
}

/** A name is searched for by a few words; more say nothing. */
const mostWords = 5;

function wordsIn(text: string): readonly string[] {
  return fold(text.replaceAll('\0', ''))
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, mostWords);
}
