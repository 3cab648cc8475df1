/** Subjects of permissions and restrictions: finding the users and groups that a request names. */

import type { SubjectKind } from '../database/schema/columns.ts';
import type { WriteQueries } from '../database/schema.ts';
import { fold } from '../foundation/folding.ts';
import type { SubjectName } from './refusals.ts';

/** A subject that exists. */
export interface KnownSubject {
  readonly kind: SubjectKind;
  /** 0 for anonymous. */
  readonly id: number;
}

/** One string for one name, also what the audit trail calls the subject. */
export function nameOf(subject: SubjectName): string {
  if (subject.kind === 'anonymous') return 'anonymous';
  if (subject.kind === 'group') return `group ${fold(subject.name)}`;
  return 'userKey' in subject ? `user ${subject.userKey}` : `user ${fold(subject.username)}`;
}

/** @returns the subjects that exist, by `nameOf` */
export async function subjectsNamed(
  queries: WriteQueries,
  names: readonly SubjectName[],
): Promise<ReadonlyMap<string, KnownSubject>> {
  const known = new Map<string, KnownSubject>([['anonymous', { kind: 'anonymous', id: 0 }]]);
  const groups = names.flatMap((name) => (name.kind === 'group' ? [fold(name.name)] : []));
  const userKeys = names.flatMap((name) => ('userKey' in name ? [name.userKey] : []));
  const usernames = names.flatMap((name) => ('username' in name ? [fold(name.username)] : []));
  if (groups.length > 0) {
    const rows = await queries
      .selectFrom('user_group')
      .select(['id', 'name_folded'])
      .where('name_folded', 'in', groups)
      .execute();
    for (const row of rows) known.set(`group ${row.name_folded}`, { kind: 'group', id: row.id });
  }
  if (userKeys.length + usernames.length > 0) {
    const rows = await queries
      .selectFrom('user_account')
      .select(['id', 'user_key', 'username_folded'])
      .where(({ or, eb }) =>
        or([
          ...(userKeys.length > 0 ? [eb('user_key', 'in', userKeys)] : []),
          ...(usernames.length > 0 ? [eb('username_folded', 'in', usernames)] : []),
        ]),
      )
      .execute();
    for (const { id, user_key, username_folded } of rows) {
      known.set(`user ${user_key}`, { kind: 'user', id });
      known.set(`user ${username_folded}`, { kind: 'user', id });
    }
  }
  return known;
}
