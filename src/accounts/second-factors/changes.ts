/**
 * What every change of second factors shares: one change at a time per account; two-step sign-in turned on with the first factor and
 * off with the last; the audit event and the notice.
 */
import { appendEvent } from '../../audit/audit-trail.ts';
import type { Origin } from '../../audit/origin.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Milliseconds } from '../../foundation/clock.ts';
import type { Random } from '../../foundation/random.ts';
import { writeRecoveryCodes } from './recovery-codes.ts';

/** Runs inside the transaction of a change: the owner is told. @param change a sentence */
export type OnTwoStepChanged = (queries: WriteQueries, userId: number, change: string) => Promise<void>;

/** A factor was added; with the first one come recovery codes, shown now and never again. */
export interface FactorAdded {
  readonly outcome: 'added';
  readonly recoveryCodes: readonly string[] | undefined;
}

export type FactorRemoval =
  | { readonly outcome: 'removed' }
  | { readonly outcome: 'unknown' }
  /** It is the last one, and a group that the person is in requires two-step sign-in. */
  | { readonly outcome: 'required' };

interface Owner {
  readonly id: number;
  readonly username: string;
  readonly userKey: string;
  readonly twoStepAt: Milliseconds | null;
}

type ChangeKind =
  | 'two-step.app-added'
  | 'two-step.app-removed'
  | 'two-step.passkey-added'
  | 'two-step.passkey-removed'
  | 'two-step.passkey-renamed'
  | 'two-step.recovery-codes-renewed'
  | 'two-step.recovery-code-used'
  | 'two-step.reset';

/** A write, though it changes nothing: whatever else changes this person's factors or begins a session of theirs waits until this one is done. */
export async function lockOwner(queries: WriteQueries, userId: number): Promise<Owner | undefined> {
  const row = await queries
    .updateTable('user_account')
    .set((column) => ({ updated_at: column.ref('updated_at') }))
    .where('id', '=', userId)
    .where('kind', '=', 'person')
    .where('deleted_at', 'is', null)
    .returning(['id', 'username', 'user_key', 'two_step_at'])
    .executeTakeFirst();
  return row && { id: row.id, username: row.username, userKey: row.user_key, twoStepAt: row.two_step_at };
}

/** @returns new recovery codes where the factor is the first */
export async function turnOn(
  queries: WriteQueries,
  owner: Owner,
  now: Milliseconds,
  random: Random,
): Promise<readonly string[] | undefined> {
  if (owner.twoStepAt !== null) return undefined;
  await queries.updateTable('user_account').set({ two_step_at: now }).where('id', '=', owner.id).execute();
  return writeRecoveryCodes(queries, owner.id, random);
}

/** After a factor was removed: without any, two-step sign-in is off and the recovery codes are gone. @returns whether it is off */
export async function turnOffWithoutFactors(queries: WriteQueries, owner: Owner): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('user_account')
    .set({ two_step_at: null })
    .where('id', '=', owner.id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('authenticator_app').select('user_id').where('user_id', '=', owner.id))),
    )
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('passkey').select('id').where('user_id', '=', owner.id))))
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await queries.deleteFrom('recovery_code').where('user_id', '=', owner.id).execute();
  return true;
}

/** Deletes all that a user proves besides the password, and what waits for it. @returns how many factors there were */
export async function dropFactors(queries: WriteQueries, userId: number): Promise<number> {
  await queries.deleteFrom('recovery_code').where('user_id', '=', userId).execute();
  await queries.deleteFrom('pending_sign_in').where('user_id', '=', userId).execute();
  const apps = await queries.deleteFrom('authenticator_app').where('user_id', '=', userId).executeTakeFirstOrThrow();
  const passkeys = await queries.deleteFrom('passkey').where('user_id', '=', userId).executeTakeFirstOrThrow();
  await queries.updateTable('user_account').set({ two_step_at: null }).where('id', '=', userId).execute();
  return Number(apps.numDeletedRows + passkeys.numDeletedRows);
}

/** @param sentence what happened: for the trail, and for the owner's mailbox */
export async function tell(
  queries: WriteQueries,
  event: {
    readonly kind: ChangeKind;
    readonly owner: Owner;
    readonly sentence: string;
    readonly origin: Origin;
    readonly at: Milliseconds;
  },
  onChanged: readonly OnTwoStepChanged[],
): Promise<void> {
  const { kind, owner, sentence, origin, at } = event;
  await appendEvent(queries, {
    at,
    origin,
    kind,
    object: { type: 'user', id: owner.userKey, name: owner.username },
    summary: sentence,
  });
  for (const hook of onChanged) await hook(queries, owner.id, sentence);
}
