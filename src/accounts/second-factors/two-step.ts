/**
 * Two-step sign-in of an account: the authenticator app, the recovery codes, and an administrator's reset. Passkeys have a file of
 * their own.
 */
import { type Origin, onBehalfOf } from '../../audit/origin.ts';
import type { Database } from '../../database/database.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { SealedColumn } from '../../database/sealed-column.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import type { Keyring } from '../../foundation/keyring.ts';
import type { Random } from '../../foundation/random.ts';
import {
  dropFactors,
  type FactorAdded,
  type FactorRemoval,
  lockOwner,
  type OnTwoStepChanged,
  tell,
  turnOffWithoutFactors,
  turnOn,
} from './changes.ts';
import { countRecoveryCodes, takeRecoveryCode, writeRecoveryCodes } from './recovery-codes.ts';
import type { RequiresTwoStep } from './requirement.ts';
import { newTotpSecret, stepOfCode } from './totp.ts';

export interface TwoStepOverview {
  /** Since when it is on; null: it is off. */
  readonly since: Milliseconds | null;
  /** A group requires it. */
  readonly isRequired: boolean;
  readonly app: { readonly createdAt: Milliseconds; readonly lastUsedAt: Milliseconds | null } | undefined;
  readonly passkeys: number;
  readonly recoveryCodesLeft: number;
}

/** A secret that an app may be given; nothing is stored before a code shows that it has it. */
export interface ProposedApp {
  /** base32 */
  readonly secret: string;
  /** The same for a form of this person: encrypted. */
  readonly sealed: string;
}

export type AppOutcome = FactorAdded | { readonly outcome: 'wrong-code' } | { readonly outcome: 'there-is-one' };

export interface TwoStep {
  overview(userId: number): Promise<TwoStepOverview>;
  /** @param sealed of a proposal before, so that a form that is shown again keeps its secret */
  proposeApp(userId: number, sealed?: string): ProposedApp;
  addApp(userId: number, sealed: string, code: string, origin: Origin): Promise<AppOutcome>;
  removeApp(userId: number, origin: Origin): Promise<FactorRemoval>;
  /** @returns undefined when two-step sign-in is off */
  renewRecoveryCodes(userId: number, origin: Origin): Promise<readonly string[] | undefined>;
  /** Takes a code of the app: each once (RFC 6238 §5.2). @returns whether it was right */
  takeCode(userId: number, code: string): Promise<boolean>;
  takeRecoveryCode(userId: number, code: string, origin: Origin): Promise<boolean>;
  /** Removes every factor: for somebody who has lost them all. @returns false when there was none */
  reset(userId: number, origin: Origin): Promise<boolean>;
}

export function twoStep(rooms: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
  readonly requires: RequiresTwoStep;
  readonly onChanged: readonly OnTwoStepChanged[];
}): TwoStep {
  const { database, clock, random, keyring, requires, onChanged } = rooms;

  function openProposal(userId: number, sealed: string): string | undefined {
    return keyring.decrypt(sealed, proposalOf(userId));
  }

  return {
    async overview(userId) {
      const row = await database.read
        .selectFrom('user_account')
        .leftJoin('authenticator_app', 'authenticator_app.user_id', 'user_account.id')
        .select(['two_step_at', 'authenticator_app.created_at as app_created_at', 'authenticator_app.last_used_at'])
        .select(({ selectFrom, fn }) =>
          selectFrom('passkey').select(fn.countAll<number>().as('count')).where('user_id', '=', userId).as('passkeys'),
        )
        .where('user_account.id', '=', userId)
        .executeTakeFirstOrThrow();
      return {
        since: row.two_step_at,
        isRequired: await requires(userId),
        app: row.app_created_at === null ? undefined : { createdAt: row.app_created_at, lastUsedAt: row.last_used_at },
        passkeys: Number(row.passkeys),
        recoveryCodesLeft: await countRecoveryCodes(database.read, userId),
      };
    },

    proposeApp(userId, sealed) {
      const secret = (sealed === undefined ? undefined : openProposal(userId, sealed)) ?? newTotpSecret(random);
      return { secret, sealed: keyring.encrypt(secret, proposalOf(userId)) };
    },

    async addApp(userId, sealed, code, origin) {
      const secret = openProposal(userId, sealed);
      const now = clock.now();
      const step = secret === undefined ? undefined : stepOfCode(secret, code, now);
      if (secret === undefined || step === undefined) return { outcome: 'wrong-code' };
      return database.write(async (queries) => {
        const owner = await lockOwner(queries, userId);
        if (owner === undefined) return { outcome: 'wrong-code' };
        const { numInsertedOrUpdatedRows } = await queries
          .insertInto('authenticator_app')
          .values({
            user_id: userId,
            secret_encrypted: keyring.encrypt(secret, secretOf(userId)),
            last_step: step,
            created_at: now,
            last_used_at: null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) return { outcome: 'there-is-one' };
        const recoveryCodes = await turnOn(queries, owner, now, random);
        const sentence = recoveryCodes
          ? 'An authenticator app was added, and two-step sign-in is on.'
          : 'An authenticator app was added.';
        await tell(queries, { kind: 'two-step.app-added', owner, sentence, origin, at: now }, onChanged);
        return { outcome: 'added', recoveryCodes };
      });
    },

    async removeApp(userId, origin) {
      const isRequired = await requires(userId);
      return database.write(async (queries): Promise<FactorRemoval> => {
        const owner = await lockOwner(queries, userId);
        if (owner === undefined) return { outcome: 'unknown' };
        if (isRequired && !(await hasPasskey(queries, userId))) return { outcome: 'required' };
        const { numDeletedRows } = await queries
          .deleteFrom('authenticator_app')
          .where('user_id', '=', userId)
          .executeTakeFirstOrThrow();
        if (numDeletedRows === 0n) return { outcome: 'unknown' };
        const isOff = await turnOffWithoutFactors(queries, owner);
        const sentence = isOff
          ? 'The authenticator app was removed, and two-step sign-in is off.'
          : 'The authenticator app was removed.';
        await tell(queries, { kind: 'two-step.app-removed', owner, sentence, origin, at: clock.now() }, onChanged);
        return { outcome: 'removed' };
      });
    },

    renewRecoveryCodes: (userId, origin) =>
      database.write(async (queries) => {
        const owner = await lockOwner(queries, userId);
        if (owner === undefined || owner.twoStepAt === null) return undefined;
        const codes = await writeRecoveryCodes(queries, userId, random);
        const sentence = 'New recovery codes were made. Those before do not work any more.';
        await tell(queries, { kind: 'two-step.recovery-codes-renewed', owner, sentence, origin, at: clock.now() }, onChanged);
        return codes;
      }),

    async takeCode(userId, code) {
      const row = await database.read
        .selectFrom('authenticator_app')
        .select(['secret_encrypted', 'created_at'])
        .where('user_id', '=', userId)
        .executeTakeFirst();
      const secret = row && keyring.decrypt(row.secret_encrypted, secretOf(userId));
      const now = clock.now();
      const step = secret === undefined ? undefined : stepOfCode(secret, code, now);
      if (row === undefined || step === undefined) return false;
      const { numUpdatedRows } = await database.write((queries) =>
        queries
          .updateTable('authenticator_app')
          .set({ last_step: step, last_used_at: now })
          .where('user_id', '=', userId)
          // Of another app that was set up meanwhile it would be no code.
          .where('created_at', '=', row.created_at)
          .where('last_step', '<', step)
          .executeTakeFirstOrThrow(),
      );
      return numUpdatedRows === 1n;
    },

    takeRecoveryCode: (userId, code, origin) =>
      database.write(async (queries) => {
        const now = clock.now();
        if (!(await takeRecoveryCode(queries, userId, code, now))) return false;
        const owner = await lockOwner(queries, userId);
        if (owner === undefined) return false;
        const left = await countRecoveryCodes(queries, userId);
        const sentence = `A recovery code was used to sign in. ${left} ${left === 1 ? 'is' : 'are'} left.`;
        const by = onBehalfOf(origin, owner);
        await tell(queries, { kind: 'two-step.recovery-code-used', owner, sentence, origin: by, at: now }, onChanged);
        return true;
      }),

    reset: (userId, origin) =>
      database.write(async (queries) => {
        const owner = await lockOwner(queries, userId);
        if (owner === undefined || (await dropFactors(queries, userId)) === 0) return false;
        const sentence = 'Two-step sign-in was reset: the authenticator app, passkeys and recovery codes are gone.';
        await tell(queries, { kind: 'two-step.reset', owner, sentence, origin, at: clock.now() }, onChanged);
        return true;
      }),
  };
}

/** For a change of keys. */
export const sealedAppSecrets: readonly SealedColumn[] = [
  {
    table: 'authenticator_app',
    column: 'secret_encrypted',
    id: 'user_id',
    about: ['sealed.user_id'],
    purpose: (userId) => secretOf(userId),
  },
];

async function hasPasskey(queries: WriteQueries, userId: number): Promise<boolean> {
  return (
    (await queries.selectFrom('passkey').select('id').where('user_id', '=', userId).limit(1).executeTakeFirst()) !== undefined
  );
}

function proposalOf(userId: number): string {
  return `authenticator app proposed to ${userId}`;
}

function secretOf(userId: number | string): string {
  return `authenticator app of ${userId}`;
}
