/**
 * Browser sessions at rest. A session is known by the SHA-256 of its cookie's value; the value itself (256 bits) is never stored.
 * It ends by itself after a while without a request and, however busy, at its absolute end.
 */
import { type SqlBool, sql } from 'kysely';
import { appendEvent } from '../audit/audit-trail.ts';
import { type Origin, onBehalfOf } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { WriteQueries } from '../database/schema.ts';
import { type Clock, inMilliseconds, type Milliseconds, type Seconds } from '../foundation/clock.ts';
import { sha256 } from '../foundation/digest.ts';
import { plainName } from '../foundation/folding.ts';
import { hexId, type Random, secretValue } from '../foundation/random.ts';
import type { Person } from '../http/caller.ts';
import { personColumns, toPerson } from './person.ts';

/** How long sessions live; the names are those of the configuration. */
export interface SessionLives {
  readonly sessionIdleSeconds: Seconds;
  readonly sessionMaxSeconds: Seconds;
  /** Both ends of a session with "Remember me". */
  readonly rememberMeSeconds: Seconds;
}

/** A session as its owner sees it in the list. */
export interface SessionInfo {
  readonly publicId: string;
  readonly createdAt: Milliseconds;
  /** To within a minute. */
  readonly lastSeenAt: Milliseconds;
  readonly remembered: boolean;
  readonly remoteAddress: string;
  /** As the browser names itself; without invisible characters, cut. */
  readonly userAgent: string;
}

export interface LiveSession {
  readonly publicId: string;
  readonly authenticatedAt: Milliseconds;
  /** A second factor is asked for at this account's sign-in. */
  readonly hasTwoStep: boolean;
  readonly person: Person;
}

/** What somebody has proved who signs in: a passkey alone proves both what one has and who one is. */
export type SignInProof = 'password' | 'password-and-code' | 'password-and-recovery-code' | 'password-and-passkey' | 'passkey';

export interface NewSession {
  readonly userId: number;
  /** Of the password that was verified. */
  readonly passwordChangedAt: Milliseconds;
  /** A password alone begins none where two-step sign-in is on. */
  readonly proof: SignInProof;
  readonly remember: boolean;
  readonly userAgent: string;
  /** The cookie's value that the browser had before: that session ends, whosever it was. */
  readonly replaces: string | undefined;
}

export interface SessionStore {
  /** @returns the cookie's value; `undefined` when the account was disabled, its password changed, or two-step sign-in turned on since it was verified */
  start(session: NewSession, origin: Origin): Promise<string | undefined>;
  /** @returns the session of a cookie's value if it lives, with the person and what they may do, by one query */
  resolve(value: string): Promise<LiveSession | undefined>;
  /** The person proved the password again. */
  confirm(userId: number, publicId: string): Promise<void>;
  /** @returns the live sessions of a user, the last used first */
  list(userId: number): Promise<readonly SessionInfo[]>;
  /** Ends one session of this user. @returns whether there was one */
  end(userId: number, publicId: string, origin: Origin): Promise<boolean>;
  /** Ends the other sessions of this user, all without `keep`. @returns how many */
  endOthers(userId: number, keep: string | undefined, origin: Origin): Promise<number>;
  /** Deletes some sessions that have ended. @returns how many */
  prune(limit: number): Promise<number>;
}

/** `last_seen_at` is written at most this often; more often only where a session idles out sooner. */
const seenEvery: Milliseconds = inMilliseconds(60);
const longestUserAgent = 255;

const proofs: Readonly<Record<SignInProof, string>> = {
  password: '',
  'password-and-code': ', with a code',
  'password-and-recovery-code': ', with a recovery code',
  'password-and-passkey': ', with a passkey beside the password',
  passkey: ' with a passkey',
};

/** What `secretValue` makes: nothing else is worth a look-up. */
const valueShape = /^[A-Za-z0-9_-]{43}$/;

export function sessionStore(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly lives: () => SessionLives;
  /** Told when the note that a session was used cannot be written, as on a full disk: the request goes on. */
  readonly onNoteLost: (error: unknown) => void;
  /** Told of every sign-in. */
  readonly onStarted: () => void;
}): SessionStore {
  const { database, clock, random, lives, onStarted } = options;
  const byHash = prepare(database, (queries, values: { hash: string }) =>
    queries
      .selectFrom('session')
      .innerJoin('user_account', 'user_account.id', 'session.user_id')
      .where('session.token_hash', '=', values.hash)
      .where('user_account.disabled_at', 'is', null)
      .select(['session.public_id', 'session.authenticated_at', 'session.last_seen_at', 'session.expires_at', 'session.idle_ms'])
      .select('user_account.two_step_at')
      .select(personColumns),
  );

  function noteSeen(hash: string, seenAt: Milliseconds, now: Milliseconds): void {
    database
      .write((queries) =>
        queries
          .updateTable('session')
          .set({ last_seen_at: now })
          .where('token_hash', '=', hash)
          .where('last_seen_at', '=', seenAt)
          .execute(),
      )
      .catch(options.onNoteLost);
  }

  /** Ends the one session of a user, or all but one. */
  function endSome(userId: number, comparison: '=' | '!=', publicId: string, origin: Origin): Promise<number> {
    return database.write(async (queries) => {
      const ended = await queries
        .deleteFrom('session')
        .where('user_id', '=', userId)
        .where('public_id', comparison, publicId)
        .returning('public_id')
        .execute();
      if (ended.length > 0) {
        const { username, user_key } = await queries
          .selectFrom('user_account')
          .select(['username', 'user_key'])
          .where('id', '=', userId)
          .executeTakeFirstOrThrow();
        await appendEvent(queries, {
          at: clock.now(),
          origin,
          kind: 'session.ended',
          object: { type: 'user', id: user_key, name: username },
          summary: ended.length === 1 ? 'Ended a session' : `Ended ${ended.length} sessions`,
        });
      }
      return ended.length;
    });
  }

  return {
    async start({ userId, passwordChangedAt, proof, remember, userAgent, replaces }, origin) {
      const value = secretValue(random);
      const now = clock.now();
      const life = inMilliseconds(remember ? lives().rememberMeSeconds : lives().sessionMaxSeconds);
      const started = await database.write(async (queries) => {
        // A write: it waits for a change of the password or of the account that is under way, and sees it.
        const user = await queries
          .updateTable('user_account')
          .set({ last_sign_in_at: now })
          .where('id', '=', userId)
          .where('disabled_at', 'is', null)
          .where('password_changed_at', '=', passwordChangedAt)
          .$if(proof === 'password', (query) => query.where('two_step_at', 'is', null))
          .returning(['id', 'username', 'user_key'])
          .executeTakeFirst();
        if (user === undefined) return undefined;
        if (replaces !== undefined) await queries.deleteFrom('session').where('token_hash', '=', sha256(replaces)).execute();
        await queries
          .insertInto('session')
          .values({
            token_hash: sha256(value),
            public_id: hexId(random),
            user_id: userId,
            created_at: now,
            last_seen_at: now,
            authenticated_at: now,
            expires_at: now + life,
            idle_ms: remember ? life : inMilliseconds(lives().sessionIdleSeconds),
            remembered: remember ? 1 : 0,
            remote_address: origin.remoteAddress,
            user_agent: plainName(userAgent).slice(0, longestUserAgent),
          })
          .execute();
        await appendEvent(queries, {
          at: now,
          origin: onBehalfOf(origin, user),
          kind: 'session.started',
          object: { type: 'user', id: user.user_key, name: user.username },
          summary: `Signed in${proofs[proof]}${remember ? ', to be remembered' : ''}`,
        });
        return value;
      });
      if (started !== undefined) onStarted();
      return started;
    },

    async resolve(value) {
      if (!valueShape.test(value)) return undefined;
      const hash = sha256(value);
      const found = await byHash.kept({ hash }, ([row]) => row && { row, person: toPerson(row) });
      const now = clock.now();
      if (found === undefined) return undefined;
      const { row, person } = found;
      if (row.expires_at <= now || row.last_seen_at + row.idle_ms <= now) return undefined;
      if (row.last_seen_at <= now - Math.min(seenEvery, row.idle_ms / 2)) noteSeen(hash, row.last_seen_at, now);
      return {
        publicId: row.public_id,
        authenticatedAt: row.authenticated_at,
        hasTwoStep: row.two_step_at !== null,
        person,
      };
    },

    async confirm(userId, publicId) {
      const now = clock.now();
      await database.write((queries) =>
        queries
          .updateTable('session')
          .set({ authenticated_at: now, last_seen_at: now })
          .where('public_id', '=', publicId)
          .where('user_id', '=', userId)
          .execute(),
      );
    },

    async list(userId) {
      const rows = await database.read
        .selectFrom('session')
        .select(['public_id', 'created_at', 'last_seen_at', 'remembered', 'remote_address', 'user_agent'])
        .where('user_id', '=', userId)
        .where((column) => column.not(hasEnded(clock.now())))
        .orderBy('last_seen_at', 'desc')
        .orderBy('public_id')
        .execute();
      return rows.map((row) => ({
        publicId: row.public_id,
        createdAt: row.created_at,
        lastSeenAt: row.last_seen_at,
        remembered: row.remembered === 1,
        remoteAddress: row.remote_address,
        userAgent: row.user_agent,
      }));
    },

    end: async (userId, publicId, origin) => (await endSome(userId, '=', publicId, origin)) === 1,
    // No session has the empty id: with it all are others.
    endOthers: (userId, keep, origin) => endSome(userId, '!=', keep ?? '', origin),

    async prune(limit) {
      const { numDeletedRows } = await database.write((queries) =>
        queries
          .deleteFrom('session')
          .where('token_hash', 'in', (from) =>
            from.selectFrom('session').select('token_hash').where(hasEnded(clock.now())).limit(limit),
          )
          .executeTakeFirstOrThrow(),
      );
      return Number(numDeletedRows);
    },
  };
}

/** Ended sessions: past the absolute end, or idle for too long. */
function hasEnded(now: Milliseconds) {
  return sql<SqlBool>`(session.expires_at <= ${now} or session.last_seen_at + session.idle_ms <= ${now})`;
}

/**
 * For the transaction that gives something out on a session: keeps the session from being ended before it is over, so that whoever ends
 * sessions and what they gave out misses nothing.
 * @returns false when the session has ended
 */
export async function holdSession(queries: WriteQueries, publicId: string, now: Milliseconds): Promise<boolean> {
  // A write, though it changes nothing: whoever is ending the session is waited for, and waits.
  const { numUpdatedRows } = await queries
    .updateTable('session')
    .set((column) => ({ last_seen_at: column.ref('last_seen_at') }))
    .where('public_id', '=', publicId)
    .where((column) => column.not(hasEnded(now)))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
