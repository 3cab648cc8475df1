/**
 * Authorization requests that wait for a person's decision: stored under the SHA-256 of their id, bound to session and user, decided
 * once.
 */
import type { Database } from '../../database/database.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Milliseconds } from '../../foundation/clock.ts';

/** How long a request waits. */
const life: Milliseconds = 10 * 60 * 1000;

/** The browser session and the person that a request belongs to. */
export interface ConsentHolder {
  readonly sessionPublicId: string;
  readonly userId: number;
}

/** The request's parameters as they were sent, to be examined again when the decision comes: an administrator may have changed the client. */
export type StoredParameters = Readonly<Record<string, string>>;

interface WaitingRequest extends ConsentHolder {
  readonly parameters: StoredParameters;
  readonly expiresAt: Milliseconds;
  readonly decidedAt: Milliseconds | null;
}

export interface ConsentStore {
  /** @param now milliseconds since 1970; it waits for ten minutes from then */
  add(
    request: ConsentHolder & {
      readonly hash: string;
      readonly client: number;
      readonly parameters: StoredParameters;
      readonly now: Milliseconds;
    },
  ): Promise<void>;
  find(hash: string): Promise<WaitingRequest | undefined>;
  /** Takes the request's one decision. @returns whether this caller was the first, in time, and its holder */
  decide(queries: WriteQueries, hash: string, holder: ConsentHolder, now: Milliseconds): Promise<boolean>;
}

export function consentStore(database: Database): ConsentStore {
  return {
    async add({ hash, client, parameters, sessionPublicId, userId, now }) {
      await database.write((queries) =>
        queries
          .insertInto('oauth_authorization_request')
          .values({
            token_hash: hash,
            session_public_id: sessionPublicId,
            user_id: userId,
            client,
            parameters: JSON.stringify(parameters),
            created_at: now,
            expires_at: now + life,
            decided_at: null,
          })
          .execute(),
      );
    },

    async find(hash) {
      const row = await database.read
        .selectFrom('oauth_authorization_request')
        .selectAll()
        .where('token_hash', '=', hash)
        .executeTakeFirst();
      return (
        row && {
          sessionPublicId: row.session_public_id,
          userId: row.user_id,
          // Only `add` writes it.
          parameters: JSON.parse(row.parameters) as StoredParameters,
          expiresAt: row.expires_at,
          decidedAt: row.decided_at,
        }
      );
    },

    async decide(queries, hash, { sessionPublicId, userId }, now) {
      const { numUpdatedRows } = await queries
        .updateTable('oauth_authorization_request')
        .set({ decided_at: now })
        .where('token_hash', '=', hash)
        .where('session_public_id', '=', sessionPublicId)
        .where('user_id', '=', userId)
        .where('expires_at', '>', now)
        .where('decided_at', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
  };
}
