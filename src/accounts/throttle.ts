/**
 * Limits how often a password may be guessed, per account and per network address, counted in the database and so across all nodes.
 *
 * An attempt is counted before the password is checked and uncounted if it was right, so simultaneous guesses are serialised here. From a
 * certain number of failures on, each opens a pause twice as long as the one before, up to a maximum. Guessing from elsewhere would
 * otherwise lock the owner out for as long as it lasts, so an address from which the account was recently signed in to has a count of its
 * own.
 */
import { isIPv6 } from 'node:net';
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import { literally } from '../database/containing.ts';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { SignInThrottleTable } from '../database/schema/accounts.ts';
import type { Schema, WriteQueries } from '../database/schema.ts';
import { inMilliseconds, type Milliseconds, type Seconds } from '../foundation/clock.ts';
import { usernameKey } from './profile-rules.ts';

/** How many failures are tolerated, and how long the pauses get. */
export interface ThrottleRules {
  /** The failure that opens the first pause of an account, which is one person's. */
  readonly signInAttempts: number;
  /** The same of an address, which many people may share. */
  readonly signInAddressAttempts: number;
  readonly signInPauseMaxSeconds: Seconds;
}

/** The first pause; each further failure doubles it. */
const firstPause: Milliseconds = inMilliseconds(2);
/** After this long without a failure the count begins anew. */
const forgetAfter: Milliseconds = inMilliseconds(60 * 60);
/** How long an address stays known for an account after a sign-in from there. */
const knownFor: Milliseconds = inMilliseconds(30 * 24 * 60 * 60);

/** What an attempt is counted under. */
export interface Attempt {
  readonly account: string;
  readonly address: string;
  /** The account from this address: its row exists once a sign-in succeeded there, and attempts from there are then counted in it. */
  readonly known: string;
}

export type Admission = { readonly outcome: 'admitted' } | { readonly outcome: 'throttled'; readonly retryAfterSeconds: Seconds };

export interface Throttle {
  /** Counts nothing. @returns how long attempts are held back; undefined: an attempt would be admitted now */
  pauseOf(attempt: Attempt, now: Milliseconds): Promise<Seconds | undefined>;
  /** Counts an attempt as failed, unless a pause holds it back. */
  admit(attempt: Attempt, now: Milliseconds): Promise<Admission>;
  /** The password was right: the account's count ends, the address's goes back by this one, and the address is known from now on. */
  forgive(attempt: Attempt, now: Milliseconds): Promise<void>;
  /** @returns until when attempts on an account are held back, from anywhere; undefined: they are not */
  heldUntil(username: string, now: Milliseconds): Promise<Milliseconds | undefined>;
  /** Forgets, inside the transaction of whoever unlocks it, what failed on an account: guesses, and requests for a new password. */
  release(queries: WriteQueries, username: string): Promise<void>;
  /** Deletes some rows that count for nothing any more. @returns how many */
  prune(now: Milliseconds, limit: number): Promise<number>;
}

/** @returns what an attempt is counted under; a longer name than any account has is cut */
export function attemptOf(username: string, remoteAddress: string): Attempt {
  const name = usernameKey(username).slice(0, 200);
  const network = networkOf(remoteAddress);
  return { account: `account:${name}`, address: `address:${network}`, known: `known:${name}@${network}` };
}

/** @returns what guessing a second factor is counted under, apart from guessing the password */
export function secondStepAttemptOf(username: string, remoteAddress: string): Attempt {
  const { account, address, known } = attemptOf(username, remoteAddress);
  return { account: `second-${account}`, address: `second-${address}`, known: `second-${known}` };
}

/** @returns what asking for a new password is counted under, apart from guessing one */
export function resetAttemptOf(typed: string, remoteAddress: string): Attempt {
  const { account, address, known } = attemptOf(typed, remoteAddress);
  return { account: `reset-${account}`, address: `reset-${address}`, known: `reset-${known}` };
}

/** One household or server holds a whole /64 of IPv6, so that counting single addresses would count nothing. */
function networkOf(peer: string): string {
  // Some proxies name the port in `X-Forwarded-For` too: each connection would be another address.
  const [, v4, v6] = /^(?:(\d+\.\d+\.\d+\.\d+)|\[([^\]]+)\]):\d+$/.exec(peer) ?? [];
  const address = v4 ?? v6 ?? peer;
  if (!isIPv6(address)) return address.slice(0, 64);
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('%', 1).join('').split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

export function signInThrottle(database: Database, rules: () => ThrottleRules): Throttle {
  const rowsOf = prepare(database, (queries, values: Attempt) =>
    queries
      .selectFrom('sign_in_throttle')
      .select(['subject', 'blocked_until', 'last_failure_at'])
      .where('subject', 'in', [values.account, values.address, values.known]),
  );

  return {
    async pauseOf(attempt, now) {
      const { blockedUntil } = judge(await rowsOf.all(database.read, attempt), attempt, now);
      return blockedUntil > now ? secondsUntil(blockedUntil, now) : undefined;
    },

    admit(attempt, now) {
      return database.write(async (queries) => {
        const { account, blockedUntil } = judge(await rowsOf.all(queries, attempt), attempt, now);
        if (blockedUntil > now) return throttled(blockedUntil, now);
        // Others may have counted since the rows were read: the writes decide. The address first always, so that no two wait for each other.
        const { signInAttempts, signInAddressAttempts, signInPauseMaxSeconds } = rules();
        const longest = inMilliseconds(signInPauseMaxSeconds);
        const byAddress = await count(queries, attempt.address, { patience: signInAddressAttempts, longest }, now);
        return byAddress.outcome === 'admitted' ? count(queries, account, { patience: signInAttempts, longest }, now) : byAddress;
      });
    },

    async forgive(attempt, now) {
      await database.write(async (queries) => {
        await queries
          .updateTable('sign_in_throttle')
          .set((column) => ({ failures: column('failures', '-', 1), blocked_until: 0 }))
          .where('subject', '=', attempt.address)
          .where('failures', '>', 0)
          .execute();
        const known = { failures: 0, last_failure_at: now, blocked_until: 0 };
        const { numUpdatedRows } = await queries
          .updateTable('sign_in_throttle')
          .set(known)
          .where('subject', '=', attempt.known)
          .where('last_failure_at', '>', now - knownFor)
          .executeTakeFirstOrThrow();
        // What was counted under the account came from elsewhere, if this address was known already.
        if (numUpdatedRows > 0n) return;
        await queries.deleteFrom('sign_in_throttle').where('subject', '=', attempt.account).execute();
        await queries
          .insertInto('sign_in_throttle')
          .values({ subject: attempt.known, ...known })
          .onConflict((conflict) => conflict.column('subject').doUpdateSet(known))
          .execute();
      });
    },

    async heldUntil(username, now) {
      const row = await database.read
        .selectFrom('sign_in_throttle')
        .select(({ fn }) => fn.max('blocked_until').as('until'))
        .where(countsFor(username))
        .where('blocked_until', '>', now)
        .executeTakeFirst();
      return row?.until ?? undefined;
    },

    async release(queries, username) {
      await queries.updateTable('sign_in_throttle').set({ failures: 0, blocked_until: 0 }).where(countsFor(username)).execute();
    },

    async prune(now, limit) {
      const { numDeletedRows } = await database.write((queries) =>
        queries
          .deleteFrom('sign_in_throttle')
          .where('subject', 'in', (from) =>
            from
              .selectFrom('sign_in_throttle')
              .select('subject')
              .where((column) =>
                column.or([
                  column('last_failure_at', '<=', now - knownFor),
                  column.and([
                    column('last_failure_at', '<=', now - forgetAfter),
                    ...besides.map((kind) => column('subject', 'not like', `${kind}known:%`)),
                  ]),
                ]),
              )
              .limit(limit),
          )
          .executeTakeFirstOrThrow(),
      );
      return Number(numDeletedRows);
    },
  };
}

/** What attempts are counted under beside guesses of the password: requests for a new one, and guesses of a second factor. */
const besides = ['', 'reset-', 'second-'] as const;

/** The condition that the row at hand counts what failed on an account, from one address or from all. */
function countsFor(username: string): Expression<SqlBool> {
  const { or } = expressionBuilder<Schema, 'sign_in_throttle'>();
  const { account } = attemptOf(username, '');
  const known = literally(account.replace('account:', 'known:'));
  return or(
    besides.flatMap((kind) => [
      sql<SqlBool>`subject = ${kind + account}`,
      // With a second `@` it is an account whose name begins with this one and goes on with the first: an address has none.
      sql<SqlBool>`(subject like ${`${kind}${known}@%`} escape '\\' and subject not like ${`${kind}${known}@%@%`} escape '\\')`,
    ]),
  );
}

type Row = Pick<SignInThrottleTable, 'subject' | 'blocked_until' | 'last_failure_at'>;

/** Under which subject an attempt on the account counts, and until when a pause lasts for it or for the address. */
function judge(rows: readonly Row[], attempt: Attempt, now: Milliseconds) {
  const isKnown = rows.some(({ subject, last_failure_at }) => subject === attempt.known && last_failure_at > now - knownFor);
  const account = isKnown ? attempt.known : attempt.account;
  const counting = rows.filter(({ subject }) => subject === account || subject === attempt.address);
  return { account, blockedUntil: Math.max(0, ...counting.map((row) => row.blocked_until)) };
}

/** Counts a failure under one subject, unless a pause holds it back. */
async function count(
  queries: WriteQueries,
  subject: string,
  { patience, longest }: { readonly patience: number; readonly longest: Milliseconds },
  now: Milliseconds,
): Promise<Admission> {
  const counted = await queries
    .insertInto('sign_in_throttle')
    .values({ subject, failures: 1, last_failure_at: now, blocked_until: 0 })
    .onConflict((conflict) =>
      conflict
        .column('subject')
        .doUpdateSet((column) => ({
          failures: column
            .case()
            .when('sign_in_throttle.last_failure_at', '<=', now - forgetAfter)
            .then(1)
            .else(column('sign_in_throttle.failures', '+', 1))
            .end(),
          last_failure_at: now,
        }))
        .where('sign_in_throttle.blocked_until', '<=', now),
    )
    .returning('failures')
    .executeTakeFirst();
  if (counted === undefined) {
    const row = await queries
      .selectFrom('sign_in_throttle')
      .select('blocked_until')
      .where('subject', '=', subject)
      .executeTakeFirst();
    return throttled(row?.blocked_until ?? now, now);
  }
  if (counted.failures >= patience) {
    const blocked_until = now + pauseAfter(counted.failures - patience, longest);
    await queries.updateTable('sign_in_throttle').set({ blocked_until }).where('subject', '=', subject).execute();
  }
  return { outcome: 'admitted' };
}

/** @param doublings failures since the one that opened the first pause */
function pauseAfter(doublings: number, longest: Milliseconds): Milliseconds {
  return Math.min(longest, firstPause * 2 ** Math.min(doublings, 30));
}

function throttled(blockedUntil: Milliseconds, now: Milliseconds): Admission {
  return { outcome: 'throttled', retryAfterSeconds: secondsUntil(blockedUntil, now) };
}

function secondsUntil(end: Milliseconds, now: Milliseconds): Seconds {
  return Math.max(1, Math.ceil((end - now) / 1000));
}
