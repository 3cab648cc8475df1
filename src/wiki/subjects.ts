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
  /** What the audit trail calls it: `user uma`, `group team`, `anonymous`. */
  readonly called: string;
}

/** One string for one name. */
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
  const known = new Map<string, KnownSubject>([['anonymous', { kind: 'anonymous', id: 0, called: 'anonymous' }]]);
  const groups = names.flatMap((name) => (name.kind === 'group' ? [fold(name.name)] : []));
  const userKeys = names.flatMap((name) => ('userKey' in name ? [name.userKey] : []));
  const usernames = names.flatMap((name) => ('username' in name ? [fold(name.username)] : []));
  if (groups.length > 0) {
    const rows = await queries
      .selectFrom('user_group')
      .select(['id', 'name', 'name_folded'])
      .where('name_folded', 'in', groups)
      .execute();
    for (const { id, name, name_folded } of rows) {
      known.set(`group ${name_folded}`, { kind: 'group', id, called: `group ${name}` });
    }
  }
  if (userKeys.length + usernames.length > 0) {
    const rows = await queries
      .selectFrom('user_account')
      .select(['id', 'user_key', 'username', 'username_folded'])
      .where(({ or, eb }) =>
        or([
          ...(userKeys.length > 0 ? [eb('user_key', 'in', userKeys)] : []),
          ...(usernames.length > 0 ? [eb('username_folded', 'in', usernames)] : []),
        ]),
      )
      .execute();
    for (const { id, user_key, username, username_folded } of rows) {
      const subject: KnownSubject = { kind: 'user', id, called: `user ${username}` };
      known.set(`user ${user_key}`, subject);
      known.set(`user ${username_folded}`, subject);
    }
  }
  return known;
}
