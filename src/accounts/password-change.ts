/**
 * Writing a new password and ending what was issued under the old one: when a person changes it, and when one is chosen by an address
 * from a mail.
 */
import type { Origin } from '../audit/origin.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { recordUserEvent, toUser, type User } from './user.ts';

/** Runs inside the transaction of a password change: a floor above ends there what it gave out on the old password. */
export type OnPasswordChanged = (
  queries: WriteQueries,
  userId: number,
  change: { readonly alsoApplications: boolean; readonly at: Milliseconds; readonly origin: Origin },
) => Promise<void>;

/** @returns the user; undefined when there is none any more */
export type WritePassword = (
  queries: WriteQueries,
  change: {
    readonly userId: number;
    readonly hashed: string;
    /** `publicId` of the session that goes on; without it all end. */
    readonly keepSession?: string | undefined;
    /** Whether what the person allowed to applications ends too. */
    readonly alsoApplications: boolean;
    readonly at: Milliseconds;
  },
  origin: Origin,
) => Promise<User | undefined>;

export function passwordWriter(onPasswordChanged: readonly OnPasswordChanged[]): WritePassword {
  return async (queries, { userId, hashed, keepSession, alsoApplications, at }, origin) => {
    const row = await queries
      .updateTable('user_account')
      .set({ password_hash: hashed, password_changed_at: at, updated_at: at })
      .where('id', '=', userId)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    await queries
      .deleteFrom('session')
      .where('user_id', '=', userId)
      .where('public_id', '!=', keepSession ?? '')
      .execute();
    // Whoever was sent an address for the old password cannot choose another one with it.
    await queries.deleteFrom('password_address').where('user_id', '=', userId).execute();
    for (const hook of onPasswordChanged) await hook(queries, userId, { alsoApplications, at, origin });
    const user = toUser(row);
    await recordUserEvent(queries, { kind: 'user.password-changed', user, origin, at });
    return user;
  };
}
