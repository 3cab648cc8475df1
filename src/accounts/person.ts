/**
 * A person as the access check needs one: the columns to select beside a credential, so that a single query says who it is and what
 * they may do.
 */
import { sql } from 'kysely';
import type { Flag } from '../database/schema/columns.ts';
import type { Queries } from '../database/schema.ts';
import type { GlobalPermission, Person } from '../http/caller.ts';

/**
 * Global permissions of `user_account.id` in the same query, their own and those of their groups, separated by spaces; null when there are none.
 * A permission may be named more than once.
 */
const permissions = sql<string | null>`(
  select string_agg(held.permission, ' ') from (
    select permission from global_permission where subject_kind = 'user' and subject_id = user_account.id
    union all
    select granted.permission from group_member
      join global_permission granted on granted.subject_kind = 'group' and granted.subject_id = group_member.group_id
      where group_member.user_id = user_account.id
  ) held
)`.as('person_permissions');

/**
 * What to select in a query that has `user_account` under its own name, for `toPerson`:
 * `.innerJoin('user_account', 'user_account.id', 'session.user_id').where('user_account.disabled_at', 'is', null).select(personColumns)`.
 * Whether the account is disabled is the query's own condition.
 */
export const personColumns = [
  'user_account.id as person_id',
  'user_account.user_key as person_user_key',
  'user_account.username as person_username',
  'user_account.full_name as person_full_name',
  'user_account.email as person_email',
  'user_account.confined as person_confined',
  'user_account.theme as person_theme',
  'user_account.language as person_language',
  'user_account.locale as person_locale',
  'user_account.time_zone as person_time_zone',
  'user_account.picture as person_picture',
  permissions,
] as const;

/** A row that `personColumns` were selected into. */
export interface PersonRow {
  readonly person_id: number;
  readonly person_user_key: string;
  readonly person_username: string;
  readonly person_full_name: string;
  readonly person_email: string;
  readonly person_confined: Flag;
  readonly person_theme: 'light' | 'dark' | null;
  readonly person_language: string | null;
  readonly person_locale: string | null;
  readonly person_time_zone: string | null;
  readonly person_picture: string | null;
  readonly person_permissions: string | null;
}

export function toPerson(row: PersonRow): Person {
  return {
    id: row.person_id,
    userKey: row.person_user_key,
    username: row.person_username,
    fullName: row.person_full_name,
    email: row.person_email,
    confined: row.person_confined === 1,
    preferences: {
      theme: row.person_theme ?? undefined,
      language: row.person_language ?? undefined,
      locale: row.person_locale ?? undefined,
      timeZone: row.person_time_zone ?? undefined,
    },
    picture: row.person_picture ?? undefined,
    permissions: new Set(permissionsOf(row)),
  };
}

/** What reaches beyond a list of spaces is not for an account that is held to one: it may use Weir, and nothing else of the whole site. */
function permissionsOf({ person_permissions, person_confined }: PersonRow): readonly GlobalPermission[] {
  // The table's check allows no other words.
  const held = (person_permissions?.split(' ') ?? []) as GlobalPermission[];
  return person_confined === 1 ? held.filter((permission) => permission === 'use') : held;
}

/** @returns the person of an account that is not disabled, with what they may do now */
export async function findPerson(queries: Queries, userId: number): Promise<Person | undefined> {
  const row = await queries
    .selectFrom('user_account')
    .where('user_account.id', '=', userId)
    .where('user_account.disabled_at', 'is', null)
    .select(personColumns)
    .executeTakeFirst();
  return row && toPerson(row);
}
