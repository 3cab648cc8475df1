/**
 * The first account. It is created once, by whoever has the one-time address that the console printed, or from the command line. There
 * is no default account, and setup is closed for good as soon as any account exists.
 */
import type { Origin } from '../audit/origin.ts';
import { onBehalfOf } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import { violatesUnique } from '../database/failures.ts';
import type { WriteQueries } from '../database/schema.ts';
import { type Clock, inMilliseconds, type Milliseconds } from '../foundation/clock.ts';
import { sha256 } from '../foundation/digest.ts';
import { hexId, type Random, secretValue } from '../foundation/random.ts';
import { administratorsGroup, usersGroup } from './default-groups.ts';
import { checkNewUser, insertUser, type NewUser } from './new-user.ts';
import type { Passwords } from './passwords.ts';
import { type ProfileProblem, usernameTaken } from './profile-rules.ts';
import { recordUserEvent, type User } from './user.ts';

const addressLife: Milliseconds = inMilliseconds(24 * 60 * 60);

/** The row that whoever makes the first account must write: of any number, on any node, the database lets one. It is no token's hash. */
const claim = 'first account';

export type SetupProof = { readonly kind: 'address'; readonly token: string } | { readonly kind: 'command-line' };

export type SetupOutcome =
  | { readonly outcome: 'done'; readonly user: User }
  | { readonly outcome: 'refused'; readonly problems: readonly ProfileProblem[] }
  /** An account exists. */
  | { readonly outcome: 'already-set-up' }
  /** The address was used, is older than 24 hours, or never was one. */
  | { readonly outcome: 'address-invalid' };

export interface Setup {
  /** Whether an account exists. Once true it is remembered: no account is ever deleted. */
  isDone(): Promise<boolean>;
  /** @returns the token of a new one-time address, good for 24 hours or until an account exists */
  newAddress(): Promise<string>;
  /** Only looks, for the page with the form. */
  isGoodAddress(token: string): Promise<boolean>;
  /** Makes the first account, an administrator, in one transaction; uses the address up. */
  createFirstAdministrator(proof: SetupProof, user: Omit<NewUser, 'groups'>, origin: Origin): Promise<SetupOutcome>;
  /** Deletes some addresses that have expired. @returns how many */
  prune(limit: number): Promise<number>;
}

export interface SetupOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwords: Passwords;
}

export function setup({ database, clock, random, passwords }: SetupOptions): Setup {
  let done = false;

  async function isDone(): Promise<boolean> {
    done ||= (await database.read.selectFrom('user_account').select('id').limit(1).executeTakeFirst()) !== undefined;
    return done;
  }

  async function isGoodAddress(token: string): Promise<boolean> {
    if (await isDone()) return false;
    const row = await database.read
      .selectFrom('one_time_address')
      .select('token_hash')
      .where('token_hash', '=', sha256(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', clock.now())
      .executeTakeFirst();
    return row !== undefined;
  }

  return {
    isDone,
    isGoodAddress,

    async newAddress() {
      const token = secretValue(random);
      const now = clock.now();
      await database.write((queries) =>
        queries
          .insertInto('one_time_address')
          .values({ token_hash: sha256(token), purpose: 'setup', created_at: now, expires_at: now + addressLife, used_at: null })
          .execute(),
      );
      return token;
    },

    async createFirstAdministrator(proof, typed, origin) {
      if (await isDone()) return { outcome: 'already-set-up' };
      // Nobody without the address makes Weir hash a password.
      if (proof.kind === 'address' && !(await isGoodAddress(proof.token))) return { outcome: 'address-invalid' };
      const checked = await checkNewUser(passwords, { ...typed, groups: [usersGroup, administratorsGroup] });
      if (checked.outcome === 'refused') return checked;
      const now = clock.now();
      try {
        return await database.write(async (queries): Promise<SetupOutcome> => {
          if (proof.kind === 'address' && !(await useAddress(queries, proof.token, now))) return { outcome: 'address-invalid' };
          if (!(await claimFirstAccount(queries, now))) return { outcome: 'already-set-up' };
          const user = await insertUser(queries, checked.user, hexId(random), now);
          const by = proof.kind === 'address' ? onBehalfOf(origin, user) : origin;
          await recordUserEvent(queries, { kind: 'user.created', user, origin: by, at: now });
          return { outcome: 'done', user };
        });
      } catch (error) {
        if (violatesUnique(error)) return { outcome: 'refused', problems: [usernameTaken] };
        throw error;
      }
    },

    async prune(limit) {
      const { numDeletedRows } = await database.write((queries) =>
        queries
          .deleteFrom('one_time_address')
          .where('token_hash', 'in', (from) =>
            from.selectFrom('one_time_address').select('token_hash').where('expires_at', '<=', clock.now()).limit(limit),
          )
          .executeTakeFirstOrThrow(),
      );
      return Number(numDeletedRows);
    },
  };
}

async function useAddress(queries: WriteQueries, token: string, now: Milliseconds): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('one_time_address')
    .set({ used_at: now })
    .where('token_hash', '=', sha256(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

async function claimFirstAccount(queries: WriteQueries, now: Milliseconds): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await queries
    .insertInto('one_time_address')
    .values({ token_hash: claim, purpose: 'setup', created_at: now, expires_at: Number.MAX_SAFE_INTEGER, used_at: now })
    .onConflict((conflict) => conflict.column('token_hash').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) return false;
  // An account may have been made without setup, by `weir user add`.
  return (await queries.selectFrom('user_account').select('id').limit(1).executeTakeFirst()) === undefined;
}
