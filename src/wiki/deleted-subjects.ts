/**
 * What happens in the wiki when a user or a group is deleted, in that transaction: their grants in spaces go, and so does what was the
 * user's alone. Restrictions on pages stay, because a page whose last permitted reader is gone must not open to everybody.
 */
import type { Origin } from '../audit/origin.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { noteTask } from './long-tasks.ts';

export function dropSpacePermissionsOfUser(queries: WriteQueries, userId: number): Promise<void> {
  return drop(queries, 'user', userId);
}

export function dropSpacePermissionsOfGroup(queries: WriteQueries, groupId: number): Promise<void> {
  return drop(queries, 'group', groupId);
}

async function drop(queries: WriteQueries, kind: 'user' | 'group', id: number): Promise<void> {
  await queries.deleteFrom('space_permission').where('subject_kind', '=', kind).where('subject_id', '=', id).execute();
}

/** Notes the deletion of a user as a task of who did it, for clients that ask. */
export async function noteUserDeletion(
  queries: WriteQueries,
  _userId: number,
  { username, at, origin }: { readonly username: string; readonly at: Milliseconds; readonly origin: Origin },
): Promise<void> {
  const { userId } = origin.actor;
  if (userId === null) return;
  await noteTask(queries, { kind: 'user-deletion', subject: username, userId, startedAt: at });
}

/** What was a deleted user's alone: their own labels, with every place that has one, what they watch, looked at, and did not publish. */
export async function dropAnnotationsOfUser(queries: WriteQueries, userId: number): Promise<void> {
  await queries.deleteFrom('label').where('owner_id', '=', userId).execute();
  for (const table of ['watch', 'recent_view', 'content_edit'] as const) {
    await queries.deleteFrom(table).where('user_id', '=', userId).execute();
  }
}
