/**
 * Passkeys (WebAuthn Level 3). A signed-in person registers one; it then serves as second factor, as a sign-in of its own where it
 * verifies its user, or as fresh proof of presence. The relying party is the host of the base URL.
 */
import { isIP } from 'node:net';
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Origin } from '../../audit/origin.ts';
import type { Database } from '../../database/database.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import { plainName } from '../../foundation/folding.ts';
import type { Random } from '../../foundation/random.ts';
import type { Person } from '../../http/caller.ts';
import type { ChallengeBinding, Challenges } from './challenges.ts';
import {
  type FactorAdded,
  type FactorRemoval,
  lockOwner,
  type OnTwoStepChanged,
  tell,
  turnOffWithoutFactors,
  turnOn,
} from './changes.ts';
import { parseAssertion, parseRegistration } from './passkey-answers.ts';
import { creationQuestion, passkeyAlgorithms, requestQuestion } from './passkey-questions.ts';
import type { RequiresTwoStep } from './requirement.ts';

export interface Passkey {
  readonly id: number;
  readonly name: string;
  readonly createdAt: Milliseconds;
  readonly lastUsedAt: Milliseconds | null;
}

/** Whose passkey answered. */
export interface ProvenPerson {
  readonly userId: number;
  readonly username: string;
  readonly passwordChangedAt: Milliseconds;
}

export type PasskeyProblem = 'name-missing' | 'name-too-long' | 'too-many' | 'known' | 'refused';

export type PasskeyOutcome = FactorAdded | { readonly outcome: 'refused'; readonly problem: PasskeyProblem };

export type PasskeyRenaming =
  | { readonly outcome: 'renamed' | 'unknown' }
  | { readonly outcome: 'refused'; readonly problem: PasskeyProblem };

export interface Passkeys {
  /** Browsers know passkeys on https and on this machine, under a host's name. */
  readonly isAvailable: boolean;
  ofUser(userId: number): Promise<readonly Passkey[]>;
  offerRegistration(person: Person, formToken: string): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** @param answer the browser's, as JSON */
  register(
    person: Person,
    passkey: { readonly name: string; readonly answer: string; readonly formToken: string },
    origin: Origin,
  ): Promise<PasskeyOutcome>;
  /** What a browser is to sign; of one person's passkeys, or of any. */
  ask(binding: ChallengeBinding): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** @param answer the browser's, as JSON @returns who it is; undefined when the answer does not hold */
  prove(answer: string, binding: ChallengeBinding): Promise<ProvenPerson | undefined>;
  rename(userId: number, passkey: { readonly id: number; readonly name: string }, origin: Origin): Promise<PasskeyRenaming>;
  remove(userId: number, passkeyId: number, origin: Origin): Promise<FactorRemoval>;
}

export const longestPasskeyName = 100;
const mostPasskeys = 20;

/** What checks signatures is large, and most processes never check one: it is loaded when the first comes. */
const checks = () => import('@simplewebauthn/server');

export function passkeys(rooms: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly challenges: Challenges;
  readonly baseUrl: string;
  readonly siteName: () => string;
  readonly requires: RequiresTwoStep;
  readonly onChanged: readonly OnTwoStepChanged[];
}): Passkeys {
  const { database, clock, random, challenges, siteName, requires, onChanged } = rooms;
  const { hostname, origin: ourOrigin, protocol } = new URL(rooms.baseUrl);
  const rpId = hostname;

  const rowsOf = (userId: number) =>
    database.read
      .selectFrom('passkey')
      .select(['id', 'name', 'created_at', 'last_used_at', 'credential_id as credentialId', 'transports'])
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();

  return {
    isAvailable: isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && (protocol === 'https:' || /(^|\.)localhost$/.test(hostname)),

    async ofUser(userId) {
      const rows = await rowsOf(userId);
      return rows.map(({ id, name, created_at, last_used_at }) => ({
        id,
        name,
        createdAt: created_at,
        lastUsedAt: last_used_at,
      }));
    },

    async offerRegistration(person, formToken) {
      const known = await rowsOf(person.id);
      const challenge = challenges.issue({ purpose: 'register', formToken, userId: person.id });
      return creationQuestion(person, { rpId, name: siteName() }, challenge, known);
    },

    async register(person, { name: typed, answer, formToken }, origin) {
      const name = plainName(typed);
      const problem = nameProblem(name);
      if (problem !== undefined) return refused(problem);
      const binding: ChallengeBinding = { purpose: 'register', formToken, userId: person.id };
      const parsed = parseRegistration(answer);
      if (parsed === undefined || !challenges.isGood(parsed.challenge, binding)) return refused('refused');
      const { verifyRegistrationResponse } = await checks();
      const verified = await verifyRegistrationResponse({
        response: parsed.response,
        expectedChallenge: parsed.challenge,
        expectedOrigin: ourOrigin,
        expectedRPID: rpId,
        requireUserVerification: false,
        supportedAlgorithmIDs: [...passkeyAlgorithms],
      }).catch(() => undefined);
      if (!verified?.verified) return refused('refused');
      const { credential } = verified.registrationInfo;
      return database.write(async (queries): Promise<PasskeyOutcome> => {
        const owner = await lockOwner(queries, person.id);
        if (owner === undefined || !(await challenges.use(queries, parsed.challenge))) return refused('refused');
        if ((await countOf(queries, person.id)) >= mostPasskeys) return refused('too-many');
        const now = clock.now();
        const { numInsertedOrUpdatedRows } = await queries
          .insertInto('passkey')
          .values({
            user_id: person.id,
            name,
            credential_id: credential.id,
            public_key: Buffer.from(credential.publicKey).toString('base64url'),
            counter: credential.counter,
            transports: parsed.transports.join(','),
            created_at: now,
            last_used_at: null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) return refused('known');
        const recoveryCodes = await turnOn(queries, owner, now, random);
        const sentence = `The passkey “${name}” was added${recoveryCodes ? ', and two-step sign-in is on' : ''}.`;
        await tell(queries, { kind: 'two-step.passkey-added', owner, sentence, origin, at: now }, onChanged);
        return { outcome: 'added', recoveryCodes };
      });
    },

    async ask(binding) {
      const known = binding.userId === undefined ? [] : await rowsOf(binding.userId);
      return requestQuestion(rpId, challenges.issue(binding), known, verifiesUser(binding));
    },

    async prove(answer, binding) {
      const parsed = parseAssertion(answer);
      if (parsed === undefined || !challenges.isGood(parsed.challenge, binding)) return undefined;
      const row = await database.read
        .selectFrom('passkey')
        .innerJoin('user_account', 'user_account.id', 'passkey.user_id')
        .selectAll('passkey')
        .select(['user_account.user_key', 'user_account.username', 'user_account.password_changed_at'])
        .where('credential_id', '=', parsed.response.id)
        .where('disabled_at', 'is', null)
        .executeTakeFirst();
      if (row === undefined || row.password_changed_at === null) return undefined;
      if (binding.userId !== undefined && binding.userId !== row.user_id) return undefined;
      const { userHandle } = parsed.response.response;
      if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString('hex') !== row.user_key) return undefined;
      const { verifyAuthenticationResponse } = await checks();
      const verified = await verifyAuthenticationResponse({
        response: parsed.response,
        expectedChallenge: parsed.challenge,
        expectedOrigin: ourOrigin,
        expectedRPID: rpId,
        requireUserVerification: verifiesUser(binding),
        credential: {
          id: row.credential_id,
          publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')),
          counter: row.counter,
        },
      }).catch(() => undefined);
      if (!verified?.verified) return undefined;
      const { newCounter } = verified.authenticationInfo;
      const isFirst = await database.write(
        async (queries) => (await challenges.use(queries, parsed.challenge)) && noteUse(queries, row.id, newCounter, clock.now()),
      );
      return isFirst ? { userId: row.user_id, username: row.username, passwordChangedAt: row.password_changed_at } : undefined;
    },

    async rename(userId, { id, name: typed }, origin) {
      const name = plainName(typed);
      const problem = nameProblem(name);
      if (problem !== undefined) return { outcome: 'refused', problem };
      return database.write(async (queries): Promise<PasskeyRenaming> => {
        const owner = await lockOwner(queries, userId);
        const ofOwner = queries.selectFrom('passkey').select('name').where('id', '=', id).where('user_id', '=', userId);
        const before = owner && (await ofOwner.executeTakeFirst());
        if (owner === undefined || before === undefined) return { outcome: 'unknown' };
        if (before.name === name) return { outcome: 'renamed' };
        await queries.updateTable('passkey').set({ name }).where('id', '=', id).execute();
        const sentence = `The passkey “${before.name}” is called “${name}” now.`;
        // Nothing for the owner's mailbox: it opens nothing that was closed.
        await tell(queries, { kind: 'two-step.passkey-renamed', owner, sentence, origin, at: clock.now() }, []);
        return { outcome: 'renamed' };
      });
    },

    async remove(userId, passkeyId, origin) {
      const isRequired = await requires(userId);
      return database.write(async (queries): Promise<FactorRemoval> => {
        const owner = await lockOwner(queries, userId);
        if (owner === undefined) return { outcome: 'unknown' };
        if (isRequired && (await countOf(queries, userId)) === 1 && !(await hasApp(queries, userId))) {
          return { outcome: 'required' };
        }
        const removed = await queries
          .deleteFrom('passkey')
          .where('id', '=', passkeyId)
          .where('user_id', '=', userId)
          .returning('name')
          .executeTakeFirst();
        if (removed === undefined) return { outcome: 'unknown' };
        const isOff = await turnOffWithoutFactors(queries, owner);
        const sentence = `The passkey “${removed.name}” was deleted${isOff ? ', and two-step sign-in is off' : ''}.`;
        await tell(queries, { kind: 'two-step.passkey-removed', owner, sentence, origin, at: clock.now() }, onChanged);
        return { outcome: 'removed' };
      });
    },
  };
}

/** Where a passkey stands in for the password, holding the device is not enough (WebAuthn §6.1, flag UV). */
function verifiesUser({ purpose }: ChallengeBinding): boolean {
  return purpose === 'sign-in' || purpose === 'confirm';
}

/** Writes how often it signed: an authenticator that counts, counts upwards (WebAuthn §6.1.1). @returns false for one that does not */
async function noteUse(queries: WriteQueries, id: number, counter: number, now: Milliseconds): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('passkey')
    .set({ counter, last_used_at: now })
    .where('id', '=', id)
    .where((column) => column.or([column('counter', '<', counter), ...(counter === 0 ? [column('counter', '=', 0)] : [])]))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

async function countOf(queries: WriteQueries, userId: number): Promise<number> {
  const { count } = await queries
    .selectFrom('passkey')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function hasApp(queries: WriteQueries, userId: number): Promise<boolean> {
  return (
    (await queries.selectFrom('authenticator_app').select('user_id').where('user_id', '=', userId).executeTakeFirst()) !==
    undefined
  );
}

function nameProblem(name: string): PasskeyProblem | undefined {
  if (name === '') return 'name-missing';
  return [...name].length > longestPasskeyName ? 'name-too-long' : undefined;
}

function refused(problem: PasskeyProblem): PasskeyOutcome {
  return { outcome: 'refused', problem };
}
