/** Creating an account: the input is checked and the password hashed first; the row is then written inside the caller's transaction. */
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { fold } from '../foundation/folding.ts';
import { ensureDefaultGroups } from './default-groups.ts';
import { passwordProblems } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import { type Profile, type ProfileProblem, profileProblems, tidyProfile, usernameKey } from './profile-rules.ts';
import { toUser, type User } from './user.ts';

export interface NewUser extends Profile {
  /** As typed; null: the account cannot sign in with a password. */
  readonly password: string | null;
  /** Names of the groups to join; those that do not exist are left out. */
  readonly groups: readonly string[];
}

/** What may be written: a tidy profile, the password hashed. */
export interface CheckedUser extends Profile {
  readonly passwordHash: string | null;
  /** The account of a program; without it, of a person. */
  readonly kind?: 'service';
  readonly groups: readonly string[];
}

export type CheckedOutcome =
  | { readonly outcome: 'good'; readonly user: CheckedUser }
  | { readonly outcome: 'refused'; readonly problems: readonly ProfileProblem[] };

/** Checks what was typed, and hashes the password if all is well. Whether the username is free shows when it is written. */
export async function checkNewUser(passwords: Passwords, typed: NewUser): Promise<CheckedOutcome> {
  const profile = tidyProfile(typed);
  const problems: readonly ProfileProblem[] = [
    ...profileProblems(profile),
    ...(typed.password === null ? [] : passwordProblems(typed.password, profile, passwords.leastLength())),
  ];
  if (problems.length > 0) return { outcome: 'refused', problems };
  const passwordHash = typed.password === null ? null : await passwords.hash(typed.password);
  return { outcome: 'good', user: { ...profile, passwordHash, groups: typed.groups } };
}

/**
 * Writes the account and its memberships.
 * @throws an error that `violatesUnique` when the username is taken
 */
export async function insertUser(queries: WriteQueries, user: CheckedUser, userKey: string, now: Milliseconds): Promise<User> {
  await ensureDefaultGroups(queries, now);
  const row = await queries
    .insertInto('user_account')
    .values({
      user_key: userKey,
      username: user.username,
      username_folded: usernameKey(user.username),
      full_name: user.fullName,
      email: user.email,
      password_hash: user.passwordHash,
      password_changed_at: user.passwordHash === null ? null : now,
      disabled_at: null,
      ...(user.kind && { kind: user.kind }),
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (user.groups.length > 0) {
    await queries
      .insertInto('group_member')
      .columns(['group_id', 'user_id', 'created_at'])
      .expression((from) =>
        from
          .selectFrom('user_group')
          .innerJoin('user_account', (join) => join.on('user_account.id', '=', row.id))
          .where('user_group.name_folded', 'in', user.groups.map(fold))
          .select(['user_group.id', 'user_account.id', 'user_account.created_at']),
      )
      .execute();
  }
  return toUser(row);
}
