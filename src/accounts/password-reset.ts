/**
 * Choosing a password by a one-time address sent by mail: for people who forgot theirs, and for people who were invited. An address
 * works once, for a limited time, and only its SHA-256 is stored. Neither the answer nor its timing shows whether an account exists:
 * the request only records what was typed, and the account is looked up later.
 */
import { appendEvent } from '../audit/audit-trail.ts';
import { type Origin, onBehalfOf, systemOrigin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds, Seconds } from '../foundation/clock.ts';
import { sha256 } from '../foundation/digest.ts';
import { type Random, secretValue } from '../foundation/random.ts';
import type { WritePassword } from './password-change.ts';
import { passwordProblems } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import { type ProfileProblem, usernameKey } from './profile-rules.ts';
import { attemptOf, resetAttemptOf, signInThrottle, type ThrottleRules } from './throttle.ts';
import { toUser, type User } from './user.ts';

export type AddressPurpose = 'reset' | 'invitation';

/** Puts an address into somebody's mailbox, inside the transaction that made it. */
export type PostAddress = (
  queries: WriteQueries,
  address: {
    readonly purpose: AddressPurpose;
    readonly user: User;
    /** The whole URL. */
    readonly address: string;
    readonly until: Milliseconds;
    /** Who invited; empty for a reset. */
    readonly by: string;
  },
) => Promise<void>;

export type ResetAsked = { readonly outcome: 'noted' } | { readonly outcome: 'throttled'; readonly retryAfterSeconds: Seconds };

export type ResetOutcome =
  | { readonly outcome: 'done'; readonly user: User }
  | { readonly outcome: 'refused'; readonly problems: readonly ProfileProblem[] }
  /** The address was used, has expired, or never was one. */
  | { readonly outcome: 'address-invalid' };

/** An address that an administrator may hand over. */
export interface MadeAddress {
  /** The whole URL. */
  readonly address: string;
  readonly until: Milliseconds;
}

export interface PasswordReset {
  /** @param typed a username or an e-mail address */
  ask(typed: string, origin: Origin): Promise<ResetAsked>;
  /** Looks up whose the waiting requests are, and sends each of them an address. @returns how many requests were answered */
  answer(limit: number): Promise<number>;
  /** Makes an address for somebody, and sends it when there is mail. @returns undefined when there is no such person who is enabled */
  make(purpose: AddressPurpose, userId: number, origin: Origin): Promise<MadeAddress | undefined>;
  /** Only looks, for the page with the form. */
  find(token: string): Promise<{ readonly purpose: AddressPurpose; readonly user: User } | undefined>;
  /** Uses the address up, ends all sessions and, if chosen, what applications were allowed. */
  choose(
    token: string,
    chosen: { readonly password: string; readonly alsoApplications: boolean },
    origin: Origin,
  ): Promise<ResetOutcome>;
  /** Deletes some addresses that have expired. @returns how many */
  prune(limit: number): Promise<number>;
}

const hour: Milliseconds = 3_600_000;
const lives: Readonly<Record<AddressPurpose, Milliseconds>> = { reset: hour, invitation: 7 * 24 * hour };
/** One e-mail address may belong to several accounts, but not to everybody's. */
const mostAccounts = 5;
/** What nobody has answered for so long, because there is no mail server, is dropped. */
const requestsKept: Milliseconds = hour;
const longestTyped = 254;

export function passwordReset(rooms: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwords: Passwords;
  readonly writePassword: WritePassword;
  readonly throttling: () => ThrottleRules;
  readonly postAddress: PostAddress;
  /** The page on which a password is chosen. */
  readonly choosePasswordUrl: string;
}): PasswordReset {
  const { database, clock, random, passwords, writePassword, postAddress } = rooms;
  const throttle = signInThrottle(database, rooms.throttling);

  async function makeAddress(
    queries: WriteQueries,
    purpose: AddressPurpose,
    user: User,
    origin: Origin,
    by: string,
  ): Promise<MadeAddress> {
    const token = secretValue(random);
    const now = clock.now();
    const until = now + lives[purpose];
    await queries
      .insertInto('password_address')
      .values({ token_hash: sha256(token), purpose, user_id: user.id, created_at: now, expires_at: until, used_at: null })
      .execute();
    await appendEvent(queries, {
      at: now,
      origin,
      kind: purpose === 'reset' ? 'user.password-reset-sent' : 'user.invited',
      object: { type: 'user', id: user.userKey, name: user.username },
      summary: purpose === 'reset' ? 'Address to choose a new password made' : 'Invitation made',
    });
    const address = `${rooms.choosePasswordUrl}?token=${token}`;
    await postAddress(queries, { purpose, user, address, until, by });
    return { address, until };
  }

  async function findAddress(token: string): Promise<{ readonly purpose: AddressPurpose; readonly user: User } | undefined> {
    const row = await database.read
      .selectFrom('password_address')
      .innerJoin('user_account', 'user_account.id', 'password_address.user_id')
      .selectAll('user_account')
      .select('password_address.purpose')
      .where('token_hash', '=', sha256(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', clock.now())
      .where('user_account.disabled_at', 'is', null)
      .executeTakeFirst();
    return row && { purpose: row.purpose, user: toUser(row) };
  }

  return {
    async ask(typed, origin) {
      const now = clock.now();
      const text = typed.trim().replaceAll('\0', '').slice(0, longestTyped);
      const admission = await throttle.admit(resetAttemptOf(text, origin.remoteAddress), now);
      if (admission.outcome === 'throttled') return admission;
      await database.write((queries) =>
        queries
          .insertInto('password_reset_request')
          .values({ typed: text, remote_address: origin.remoteAddress, request_id: origin.requestId, created_at: now })
          .execute(),
      );
      return { outcome: 'noted' };
    },

    async answer(limit) {
      const waiting = database.read.selectFrom('password_reset_request').select('id').limit(1);
      if ((await waiting.executeTakeFirst()) === undefined) return 0;
      return database.write(async (queries) => {
        // Of several nodes each row goes to the one that deletes it.
        const asked = await queries
          .deleteFrom('password_reset_request')
          .where('id', 'in', (from) => from.selectFrom('password_reset_request').select('id').orderBy('id').limit(limit))
          .returning(['typed', 'remote_address', 'request_id', 'created_at'])
          .execute();
        const fresh = asked.filter(({ created_at }) => created_at > clock.now() - requestsKept);
        if (fresh.length === 0) return asked.length;
        const accounts = await queries
          .selectFrom('user_account')
          .selectAll()
          .where('kind', '=', 'person')
          .where('disabled_at', 'is', null)
          .where('deleted_at', 'is', null)
          // Who never had a password has forgotten none, and is invited by an administrator: a token, which sets no passwords, can make
          // such an account with a mailbox of its own choice.
          .where('password_hash', 'is not', null)
          .where((where) =>
            where.or([
              where(
                'username_folded',
                'in',
                fresh.map(({ typed }) => usernameKey(typed)),
              ),
              where(
                where.fn<string>('lower', ['email']),
                'in',
                fresh.map(({ typed }) => typed.toLowerCase()),
              ),
            ]),
          )
          .orderBy('id')
          .execute();
        for (const { typed, remote_address, request_id } of fresh) {
          const owners = accounts.filter(
            ({ username_folded, email }) => username_folded === usernameKey(typed) || email.toLowerCase() === typed.toLowerCase(),
          );
          const origin = { ...systemOrigin, remoteAddress: remote_address, requestId: request_id };
          for (const owner of owners.slice(0, mostAccounts)) await makeAddress(queries, 'reset', toUser(owner), origin, '');
        }
        return asked.length;
      });
    },

    make: (purpose, userId, origin) =>
      database.write(async (queries) => {
        const row = await queries
          .selectFrom('user_account')
          .selectAll()
          .where('id', '=', userId)
          .where('kind', '=', 'person')
          .where('disabled_at', 'is', null)
          .where('deleted_at', 'is', null)
          .executeTakeFirst();
        return row && makeAddress(queries, purpose, toUser(row), origin, origin.actor.name);
      }),

    find: findAddress,

    async choose(token, { password, alsoApplications }, origin) {
      const found = await findAddress(token);
      if (found === undefined) return { outcome: 'address-invalid' };
      const { user } = found;
      const problems = passwordProblems(password, user, passwords.leastLength());
      if (problems.length > 0) return { outcome: 'refused', problems };
      const hashed = await passwords.hash(password);
      const now = clock.now();
      const written = await database.write(async (queries) => {
        const { numUpdatedRows } = await queries
          .updateTable('password_address')
          .set({ used_at: now })
          .where('token_hash', '=', sha256(token))
          .where('used_at', 'is', null)
          .where('expires_at', '>', now)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows !== 1n) return undefined;
        return writePassword(queries, { userId: user.id, hashed, alsoApplications, at: now }, onBehalfOf(origin, user));
      });
      if (written === undefined) return { outcome: 'address-invalid' };
      // Whoever locked the account by guessing does not keep its owner out.
      await throttle.forgive(attemptOf(user.username, origin.remoteAddress), now);
      return { outcome: 'done', user: written };
    },

    prune: (limit) =>
      database.write(async (queries) => {
        const expired = queries
          .selectFrom('password_address')
          .select('token_hash')
          .where('expires_at', '<=', clock.now())
          .limit(limit);
        const { numDeletedRows } = await queries
          .deleteFrom('password_address')
          .where('token_hash', 'in', expired)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
  };
}
