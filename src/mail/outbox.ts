/**
 * Mail waiting in a table until the mail server has taken it. A message is written in the transaction of the event it reports, so
 * neither a restart nor an unreachable mail server loses it. A worker claims it for a limited time by a conditional update, so a
 * worker that dies loses none.
 */
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { SealedColumn } from '../database/sealed-column.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Keyring } from '../foundation/keyring.ts';
import { hexId, type Random } from '../foundation/random.ts';
import type { WrittenMail } from './message.ts';

/** What is put into the outbox. */
export interface Posted {
  readonly kind: string;
  /** The address. */
  readonly to: string;
  readonly mail: WrittenMail;
  /** From then on it would say nothing of use, and is not sent any more. */
  readonly expiresAt: Milliseconds;
}

/** A message that this process is to send. */
export interface ClaimedMail {
  readonly id: string;
  readonly to: string;
  /** Undefined: no key opens it any more. */
  readonly mail: WrittenMail | undefined;
  readonly expiresAt: Milliseconds;
  /** How often it was tried, this time included. */
  readonly attempts: number;
  readonly claimedUntil: Milliseconds;
}

/** A message that was not delivered, or not yet. */
export interface TroubledMail {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly createdAt: Milliseconds;
  readonly attempts: number;
  /** Null: given up. */
  readonly nextAt: Milliseconds | null;
  readonly failure: string;
}

export interface Outbox {
  post(queries: WriteQueries, message: Posted): Promise<void>;
  /** @returns messages whose time has come, claimed for this process */
  claim(): Promise<readonly ClaimedMail[]>;
  /** @returns how many are neither sent nor given up */
  waiting(): Promise<number>;
  /** The server has it: what it said is gone from here. */
  delivered(mail: ClaimedMail): Promise<void>;
  /** @param again when to try once more; null: never */
  failed(mail: ClaimedMail, failure: string, again: Milliseconds | null): Promise<void>;
  /** @returns the last messages that failed at least once, the newest first */
  troubled(limit: number): Promise<readonly TroubledMail[]>;
  /** Deletes some that were given up long ago. @returns how many */
  prune(limit: number): Promise<number>;
}

/** Longer than an attempt may take, so that nobody sends what another one does. */
const claimLasts: Milliseconds = 90_000;
const claimedAtOnce = 5;
/** How long an administrator sees what could not be sent. */
const failuresKept: Milliseconds = 7 * 24 * 3_600_000;

const purposeOf = (id: string) => `mail ${id}`;

/** For a change of keys. */
export const sealedMail: readonly SealedColumn[] = [
  { table: 'mail_message', column: 'sealed', id: 'id', about: ['sealed.id'], purpose: purposeOf },
];

export function outbox(rooms: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
}): Outbox {
  const { database, clock, random, keyring } = rooms;
  function open(id: string, sealed: string | null): WrittenMail | undefined {
    const plain = sealed === null ? undefined : keyring.decrypt(sealed, purposeOf(id));
    // Only `post` writes it.
    return plain === undefined ? undefined : (JSON.parse(plain) as WrittenMail);
  }

  return {
    async post(queries, { kind, to, mail, expiresAt }) {
      const id = hexId(random);
      const now = clock.now();
      await queries
        .insertInto('mail_message')
        .values({
          id,
          kind,
          recipient: to,
          sealed: keyring.encrypt(JSON.stringify(mail), purposeOf(id)),
          created_at: now,
          attempts: 0,
          due_at: now,
          expires_at: expiresAt,
          failure: null,
        })
        .execute();
    },

    async claim() {
      const now = clock.now();
      // A read first: a writer is only disturbed when there is work.
      const due = database.read.selectFrom('mail_message').select('id').where('due_at', '<=', now).limit(1);
      if ((await due.executeTakeFirst()) === undefined) return [];
      const claimedUntil = now + claimLasts;
      const rows = await database.write((queries) =>
        queries
          .updateTable('mail_message')
          .set((eb) => ({ due_at: claimedUntil, attempts: eb('attempts', '+', 1) }))
          .where('id', 'in', (from) =>
            from.selectFrom('mail_message').select('id').where('due_at', '<=', now).orderBy('due_at').limit(claimedAtOnce),
          )
          // Who was faster has moved it on: the row is looked at again when it is written.
          .where('due_at', '<=', now)
          .returning(['id', 'recipient', 'sealed', 'attempts', 'expires_at'])
          .execute(),
      );
      return rows.map(({ id, recipient, sealed, attempts, expires_at }) => ({
        id,
        to: recipient,
        mail: open(id, sealed),
        expiresAt: expires_at,
        attempts,
        claimedUntil,
      }));
    },

    async waiting() {
      const { amount } = await database.read
        .selectFrom('mail_message')
        .where('due_at', 'is not', null)
        .select(({ fn }) => fn.countAll<number>().as('amount'))
        .executeTakeFirstOrThrow();
      return amount;
    },

    async delivered({ id, claimedUntil }) {
      await database.write((queries) =>
        queries.deleteFrom('mail_message').where('id', '=', id).where('due_at', '=', claimedUntil).execute(),
      );
    },

    async failed({ id, claimedUntil }, failure, again) {
      await database.write((queries) =>
        queries
          .updateTable('mail_message')
          .set({ failure, due_at: again, ...(again === null ? { sealed: null } : {}) })
          .where('id', '=', id)
          .where('due_at', '=', claimedUntil)
          .execute(),
      );
    },

    async troubled(limit) {
      const rows = await database.read
        .selectFrom('mail_message')
        .select(['id', 'kind', 'recipient', 'created_at', 'attempts', 'due_at', 'failure'])
        .where('failure', 'is not', null)
        .orderBy('created_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        to: row.recipient,
        createdAt: row.created_at,
        attempts: row.attempts,
        nextAt: row.due_at,
        failure: row.failure ?? '',
      }));
    },

    prune: (limit) =>
      database.write(async (queries) => {
        const old = queries
          .selectFrom('mail_message')
          .select('id')
          .where('due_at', 'is', null)
          .where('created_at', '<', clock.now() - failuresKept)
          .limit(limit);
        const { numDeletedRows } = await queries.deleteFrom('mail_message').where('id', 'in', old).executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
  };
}
