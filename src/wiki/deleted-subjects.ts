/**
 * What becomes of the wiki when a user or a group is deleted, in the transaction of that: grants in spaces go, and what was a user's alone. Restrictions
 * on pages stay, since a page whose last permitted reader is gone must not open to everybody.
 */
import type { WriteQueries } from '../database/schema.ts';

export function dropSpacePermissionsOfUser(queries: WriteQueries, userId: number): Promise<void> {
  return drop(queries, 'user', userId);
}

export function dropSpacePermissionsOfGroup(queries: WriteQueries, groupId: number): Promise<void> {
  return drop(queries, 'group', groupId);
}

async function drop(queries: WriteQueries, kind: 'user' | 'group', id: number): Promise<void> {
  await queries.deleteFrom('space_permission').where('subject_kind', '=', kind).where('subject_id', '=', id).execute();
}

/** What was a deleted user's alone: their own labels, with every place that has one, and what they watch. */
export async function dropAnnotationsOfUser(queries: WriteQueries, userId: number): Promise<void> {
  await queries.deleteFrom('label').where('owner_id', '=', userId).execute();
  await queries.deleteFrom('watch').where('user_id', '=', userId).execute();
}
