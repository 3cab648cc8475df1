/**
 * Sign-ins between their two steps: who has proved the password, and in which browser. Such a row opens nothing, and expires after ten
 * minutes.
 */
import type { Database } from '../../database/database.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import { sha256 } from '../../foundation/digest.ts';
import { type Random, secretValue } from '../../foundation/random.ts';

export interface PendingSignIn {
  readonly userId: number;
  readonly username: string;
  readonly passwordChangedAt: Milliseconds;
  readonly remember: boolean;
}

export interface PendingSignIns {
  /** @returns the value of the cookie that the browser gets */
  begin(signIn: Omit<PendingSignIn, 'username'>): Promise<string>;
  /** @returns who it is; undefined when it is over, the account was disabled, or its password changed */
  find(token: string): Promise<PendingSignIn | undefined>;
  /** Takes it out of the way, once. @returns false when somebody did before */
  finish(token: string): Promise<boolean>;
  prune(limit: number): Promise<number>;
}

/** How long somebody may take to find the phone. */
export const pendingLife: Milliseconds = 10 * 60 * 1000;

export function pendingSignIns(rooms: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}): PendingSignIns {
  const { database, clock, random } = rooms;
  return {
    async begin({ userId, passwordChangedAt, remember }) {
      const token = secretValue(random);
      await database.write((queries) =>
        queries
          .insertInto('pending_sign_in')
          .values({
            token_hash: sha256(token),
            user_id: userId,
            password_changed_at: passwordChangedAt,
            remembered: remember ? 1 : 0,
            expires_at: clock.now() + pendingLife,
          })
          .execute(),
      );
      return token;
    },

    async find(token) {
      const row = await database.read
        .selectFrom('pending_sign_in')
        .innerJoin('user_account', 'user_account.id', 'pending_sign_in.user_id')
        .select(['user_account.id', 'username', 'pending_sign_in.password_changed_at', 'remembered'])
        .where('token_hash', '=', sha256(token))
        .where('expires_at', '>', clock.now())
        .where('disabled_at', 'is', null)
        .whereRef('user_account.password_changed_at', '=', 'pending_sign_in.password_changed_at')
        .executeTakeFirst();
      return (
        row && {
          userId: row.id,
          username: row.username,
          passwordChangedAt: row.password_changed_at,
          remember: row.remembered === 1,
        }
      );
    },

    async finish(token) {
      const { numDeletedRows } = await database.write((queries) =>
        queries
          .deleteFrom('pending_sign_in')
          .where('token_hash', '=', sha256(token))
          .where('expires_at', '>', clock.now())
          .executeTakeFirstOrThrow(),
      );
      return numDeletedRows === 1n;
    },

    prune: (limit) =>
      database.write(async (queries) => {
        const over = queries
          .selectFrom('pending_sign_in')
          .select('token_hash')
          .where('expires_at', '<=', clock.now())
          .limit(limit);
        const { numDeletedRows } = await queries
          .deleteFrom('pending_sign_in')
          .where('token_hash', 'in', over)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
  };
}
