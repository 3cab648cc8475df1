/**
 * Challenges that a passkey signs (WebAuthn §13.4.3). A challenge is sealed together with its expiry and bound to its purpose and to
 * one browser, so issuing it writes nothing; answering it writes a row, so it is answered once.
 */
import type { Database } from '../../database/database.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import { sha256 } from '../../foundation/digest.ts';
import type { Keyring } from '../../foundation/keyring.ts';

/** What an answer proves: that somebody owns a new passkey, is who signs in, makes the second step, or is still there. */
export type ChallengePurpose = 'register' | 'sign-in' | 'second-step' | 'confirm';

export interface ChallengeBinding {
  readonly purpose: ChallengePurpose;
  /** The token of the form that carries the answer: it is known to the pages of one browser. */
  readonly formToken: string;
  /** Whose passkey it must be; undefined: the passkey says who. */
  readonly userId: number | undefined;
}

export interface Challenges {
  /** @returns base64url */
  issue(binding: ChallengeBinding): string;
  /** Only looks. @param challenge base64url, as the browser returns it @returns whether it is ours, for this, and not over */
  isGood(challenge: string, binding: ChallengeBinding): boolean;
  /** @returns false when it was answered before */
  use(queries: WriteQueries, challenge: string): Promise<boolean>;
  prune(limit: number): Promise<number>;
}

const life: Milliseconds = 10 * 60 * 1000;
/** The clocks of several nodes differ. */
const margin: Milliseconds = 60 * 60 * 1000;

export function passkeyChallenges({
  database,
  clock,
  keyring,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
}): Challenges {
  return {
    issue: (binding) => Buffer.from(keyring.encrypt(String(clock.now() + life), sealOf(binding))).toString('base64url'),

    isGood(challenge, binding) {
      const end = keyring.decrypt(Buffer.from(challenge, 'base64url').toString(), sealOf(binding));
      return end !== undefined && Number(end) > clock.now();
    },

    async use(queries, challenge) {
      const { numInsertedOrUpdatedRows } = await queries
        .insertInto('used_challenge')
        .values({ challenge_hash: sha256(challenge), expires_at: clock.now() + life + margin })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },

    prune: (limit) =>
      database.write(async (queries) => {
        const over = queries
          .selectFrom('used_challenge')
          .select('challenge_hash')
          .where('expires_at', '<=', clock.now())
          .limit(limit);
        const { numDeletedRows } = await queries
          .deleteFrom('used_challenge')
          .where('challenge_hash', 'in', over)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
  };
}

function sealOf({ purpose, formToken, userId }: ChallengeBinding): string {
  return `passkey challenge ${purpose} ${formToken} ${userId ?? 'anybody'}`;
}
