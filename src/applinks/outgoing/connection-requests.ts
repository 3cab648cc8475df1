/**
 * Connection requests under way. `state` finds its request once, within ten minutes, and only for the link and browser session it was
 * made for (RFC 6749 §10.12, RFC 9700 §4.7).
 */
import type { Database } from '../../database/database.ts';
import type { OutgoingRequestTable } from '../../database/schema/outgoing-links.ts';
import type { SealedColumn } from '../../database/sealed-column.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import { sha256 } from '../../foundation/digest.ts';
import type { Keyring } from '../../foundation/keyring.ts';
import { type Random, secretValue } from '../../foundation/random.ts';

/** What the account is wanted for. */
export type Purpose = OutgoingRequestTable['purpose'];

/** The browser session that a request belongs to. */
export interface RequestHolder {
  readonly userId: number;
  readonly sessionPublicId: string;
}

export type RequestOutcome =
  | { readonly kind: 'found'; readonly purpose: Purpose; readonly verifier: string }
  /** There is none, it is over, it was used, or it belongs to another link. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'another-session' };

export interface ConnectionRequestStore {
  /** @returns the two secrets of a new request */
  begin(linkId: number, purpose: Purpose, holder: RequestHolder): Promise<{ readonly state: string; readonly verifier: string }>;
  /** Uses a request. Another session's is left as it is. */
  use(linkId: number, state: string, holder: RequestHolder | undefined): Promise<RequestOutcome>;
  /** Deletes some that are over. @returns how many */
  prune(limit: number): Promise<number>;
}

const life: Milliseconds = 10 * 60_000;
/** Nodes' clocks differ. */
const margin: Milliseconds = 10 * 60_000;

export function connectionRequestStore(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly random: Random;
}): ConnectionRequestStore {
  const { database, clock, keyring, random } = options;

  return {
    async begin(linkId, purpose, { userId, sessionPublicId }) {
      const [state, verifier] = [secretValue(random), secretValue(random)];
      const stateHash = sha256(state);
      await database.write((queries) =>
        queries
          .insertInto('outgoing_request')
          .values({
            state_hash: stateHash,
            link_id: linkId,
            purpose,
            user_id: userId,
            session_public_id: sessionPublicId,
            verifier_encrypted: keyring.encrypt(verifier, verifierPurpose(stateHash)),
            expires_at: clock.now() + life,
            used_at: null,
          })
          .execute(),
      );
      return { state, verifier };
    },

    async use(linkId, state, holder) {
      const stateHash = sha256(state);
      const now = clock.now();
      const row = await database.read
        .selectFrom('outgoing_request')
        .selectAll()
        .where('state_hash', '=', stateHash)
        .where('link_id', '=', linkId)
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      if (row === undefined) return { kind: 'unknown' };
      if (holder?.sessionPublicId !== row.session_public_id || holder.userId !== row.user_id) return { kind: 'another-session' };
      const isOurs = await database.write(async (queries) => {
        const { numUpdatedRows } = await queries
          .updateTable('outgoing_request')
          .set({ used_at: now })
          .where('state_hash', '=', stateHash)
          .where('used_at', 'is', null)
          .executeTakeFirstOrThrow();
        return numUpdatedRows === 1n;
      });
      const verifier = keyring.decrypt(row.verifier_encrypted, verifierPurpose(stateHash));
      return isOurs && verifier !== undefined ? { kind: 'found', purpose: row.purpose, verifier } : { kind: 'unknown' };
    },

    prune: (limit) =>
      database.write(async (queries) => {
        const over = queries
          .selectFrom('outgoing_request')
          .select('state_hash')
          .where('expires_at', '<', clock.now() - margin)
          .limit(limit);
        const { numDeletedRows } = await queries
          .deleteFrom('outgoing_request')
          .where('state_hash', 'in', over)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
  };
}

const verifierPurpose = (stateHash: string) => `verifier of the outgoing request ${stateHash}`;

/** For a change of keys. */
export const sealedVerifiers: readonly SealedColumn[] = [
  {
    table: 'outgoing_request',
    column: 'verifier_encrypted',
    id: 'state_hash',
    about: ['sealed.state_hash'],
    purpose: verifierPurpose,
  },
];
