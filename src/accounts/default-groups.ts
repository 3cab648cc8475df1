/** The two groups that Weir begins with, and the permissions they start out with. */
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { GlobalPermission } from '../http/caller.ts';

export const usersGroup = 'weir-users';
export const administratorsGroup = 'weir-administrators';

const beginnings: readonly { readonly name: string; readonly permissions: readonly GlobalPermission[] }[] = [
  { name: usersGroup, permissions: ['use', 'create-space'] },
  { name: administratorsGroup, permissions: ['use', 'create-space', 'administer', 'administer-system'] },
];

/** Makes the groups that are missing; what an administrator has changed about those that exist stays. */
export async function ensureDefaultGroups(queries: WriteQueries, now: Milliseconds): Promise<void> {
  const made = await queries
    .insertInto('user_group')
    .values(beginnings.map(({ name }) => ({ name, name_folded: name, created_at: now })))
    .onConflict((conflict) => conflict.column('name_folded').doNothing())
    .returning(['id', 'name'])
    .execute();
  const granted = made.flatMap(({ id, name }) =>
    beginnings
      .filter((group) => group.name === name)
      .flatMap(({ permissions }) => permissions)
      .map((permission) => ({ subject_kind: 'group' as const, subject_id: id, permission })),
  );
  if (granted.length > 0) await queries.insertInto('global_permission').values(granted).execute();
}
