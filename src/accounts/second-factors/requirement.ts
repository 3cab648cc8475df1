/** Who must use two-step sign-in: the members of the groups that a setting names. */
import type { Database } from '../../database/database.ts';
import { fold } from '../../foundation/folding.ts';

/** @returns whether somebody must */
export type RequiresTwoStep = (userId: number) => Promise<boolean>;

/** @param groups their names, as the setting is now */
export function twoStepRequirement(database: Database, groups: () => readonly string[]): RequiresTwoStep {
  return async (userId) => {
    const names = groups().map(fold);
    if (names.length === 0) return false;
    const row = await database.read
      .selectFrom('group_member')
      .innerJoin('user_group', 'user_group.id', 'group_member.group_id')
      .select('user_group.id')
      .where('group_member.user_id', '=', userId)
      .where('user_group.name_folded', 'in', names)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  };
}
