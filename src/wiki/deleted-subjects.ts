/**
 * What becomes of the rights in spaces when a user or a group is deleted, in the transaction of that: the grants go. Restrictions on pages stay,
 * since a page whose last permitted reader is gone must not open to everybody.
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
