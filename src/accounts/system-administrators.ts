/** Keeps at least one system administrator: a change that would leave Weir without one is rolled back. */
import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Queries, Schema, WriteQueries } from '../database/schema.ts';
import { fold } from '../foundation/folding.ts';
import type { GlobalPermission } from '../http/caller.ts';
import type { Subject } from './subject.ts';

/** The change was not made: nobody would be left to administer the system. */
export interface LastAdministrator {
  readonly outcome: 'last-administrator';
}

const lastAdministrator: LastAdministrator = { outcome: 'last-administrator' };

/** Thrown to take a change back. */
const nobodyLeft = new Error('nobody would be left to administer the system');

/** Runs a change that may take somebody's rights, in a transaction of its own. */
export async function keepingAnAdministrator<T>(
  database: Database,
  change: (queries: WriteQueries) => Promise<T>,
): Promise<T | LastAdministrator> {
  try {
    return await database.write(async (queries) => {
      await oneChangeAtATime(queries);
      const before = await isAdministered(queries);
      const outcome = await change(queries);
      if (before && !(await isAdministered(queries))) throw nobodyLeft;
      return outcome;
    });
  } catch (error) {
    if (error === nobodyLeft) return lastAdministrator;
    throw error;
  }
}

/** @returns whether a user or a group has the right to administer the system: only who has it may change such a subject */
export async function administersSystem(queries: Queries, { kind, id }: Subject): Promise<boolean> {
  const ofGroup = queries
    .selectFrom('global_permission')
    .select('subject_id')
    .where('permission', '=', 'administer-system')
    .where('subject_kind', '=', 'group')
    .where('subject_id', '=', id);
  const query = kind === 'group' ? ofGroup : administrators(queries).where('user_account.id', '=', id);
  return (await query.executeTakeFirst()) !== undefined;
}

/** @returns whether one of the groups that are called so has the right to administer the system */
export async function oneAdministersSystem(queries: Queries, groupNames: readonly string[]): Promise<boolean> {
  if (groupNames.length === 0) return false;
  const row = await queries
    .selectFrom('global_permission')
    .innerJoin('user_group', 'user_group.id', 'global_permission.subject_id')
    .select('user_group.id')
    .where('permission', '=', 'administer-system')
    .where('subject_kind', '=', 'group')
    .where('user_group.name_folded', 'in', groupNames.map(fold))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Two administrators who disable each other would both find the other: on PostgreSQL the second waits here for the first. */
async function oneChangeAtATime(queries: WriteQueries): Promise<void> {
  await queries
    .updateTable('global_permission')
    .set((eb) => ({ subject_id: eb.ref('subject_id') }))
    .where('permission', '=', 'administer-system')
    .execute();
}

/** A program is nobody who could help: its account does not count. */
async function isAdministered(queries: Queries): Promise<boolean> {
  const row = await administrators(queries)
    .where('user_account.disabled_at', 'is', null)
    .where('user_account.kind', '=', 'person')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Accounts with the right, their own or one of their groups', disabled ones too. */
function administrators(queries: Queries) {
  return queries.selectFrom('user_account').select('user_account.id').where(mayAdministerSystem());
}

/** The condition that the account at hand has the right, its own or one of its groups'. */
export function mayAdministerSystem(): Expression<SqlBool> {
  return holdsOneOf(['administer-system']);
}

/** The condition that the account at hand holds one of these permissions, by itself or by one of its groups. */
export function holdsOneOf(wanted: readonly GlobalPermission[]): Expression<SqlBool> {
  const { exists, or, selectFrom } = expressionBuilder<Schema, 'user_account'>();
  return or([
    exists(
      selectFrom('global_permission as own')
        .select('own.subject_id')
        .where('own.permission', 'in', wanted)
        .where('own.subject_kind', '=', 'user')
        .whereRef('own.subject_id', '=', 'user_account.id'),
    ),
    exists(
      selectFrom('group_member')
        .innerJoin('global_permission as granted', 'granted.subject_id', 'group_member.group_id')
        .select('granted.subject_id')
        .where('granted.permission', 'in', wanted)
        .where('granted.subject_kind', '=', 'group')
        .whereRef('group_member.user_id', '=', 'user_account.id'),
    ),
  ]);
}
