/** Authorization codes at rest (RFC 6749 §4.1.2): stored under the SHA-256 of their value, used once. */
import { personColumns, toPerson } from '../accounts/person.ts';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Person } from '../http/caller.ts';
import { readScopes, writeScopes } from './scopes.ts';
import type { Challenge, Permission } from './vocabulary.ts';

/** What a code is bound to, besides its grant. */
interface CodeTerms extends Permission {
  readonly redirectUri: string;
  readonly challenge: Challenge | undefined;
}

export interface FoundCode extends CodeTerms {
  readonly codeHash: string;
  readonly grant: { readonly id: number; readonly endedAt: Milliseconds | null };
  /** The row id of the client that it was issued to. */
  readonly client: number;
  readonly person: Person;
  readonly personDisabledAt: Milliseconds | null;
  readonly expiresAt: Milliseconds;
  readonly usedAt: Milliseconds | null;
}

export interface CodeStore {
  /** @param code hash, grant, and when it is issued and ends, in milliseconds since 1970 */
  issue(
    queries: WriteQueries,
    code: CodeTerms & {
      readonly codeHash: string;
      readonly grantId: number;
      readonly now: Milliseconds;
      readonly expiresAt: Milliseconds;
    },
  ): Promise<void>;
  find(codeHash: string): Promise<FoundCode | undefined>;
  /** Uses the code up. @returns whether this caller was the first */
  use(queries: WriteQueries, codeHash: string, now: Milliseconds): Promise<boolean>;
}

export function codeStore(database: Database): CodeStore {
  const find = prepare(database, (queries, values: { codeHash: string }) =>
    queries
      .selectFrom('oauth_code')
      .innerJoin('oauth_grant', 'oauth_grant.id', 'oauth_code.grant_id')
      .innerJoin('user_account', 'user_account.id', 'oauth_grant.user_id')
      .selectAll('oauth_code')
      .select(['oauth_grant.client', 'oauth_grant.ended_at as grant_ended_at', 'user_account.disabled_at as person_disabled_at'])
      .select(personColumns)
      .where('oauth_code.code_hash', '=', values.codeHash),
  );
  const use = prepare(database, (queries, values: { codeHash: string; now: Milliseconds }) =>
    queries
      .updateTable('oauth_code')
      .set({ used_at: values.now })
      .where('code_hash', '=', values.codeHash)
      .where('used_at', 'is', null),
  );

  return {
    async issue(queries, code) {
      await queries
        .insertInto('oauth_code')
        .values({
          code_hash: code.codeHash,
          grant_id: code.grantId,
          redirect_uri: code.redirectUri,
          scope: writeScopes(code.scopes),
          resource: code.resource ?? null,
          challenge: code.challenge?.value ?? null,
          challenge_method: code.challenge?.method ?? null,
          created_at: code.now,
          expires_at: code.expiresAt,
          used_at: null,
        })
        .execute();
    },

    async find(codeHash) {
      const row = await find.first(database.read, { codeHash });
      return (
        row && {
          codeHash: row.code_hash,
          grant: { id: row.grant_id, endedAt: row.grant_ended_at },
          client: row.client,
          person: toPerson(row),
          personDisabledAt: row.person_disabled_at,
          redirectUri: row.redirect_uri,
          scopes: readScopes(row.scope),
          resource: row.resource ?? undefined,
          challenge: toChallenge(row.challenge, row.challenge_method),
          expiresAt: row.expires_at,
          usedAt: row.used_at,
        }
      );
    },

    use: async (queries, codeHash, now) => (await use.run(queries, { codeHash, now })) === 1,
  };
}

function toChallenge(value: string | null, method: Challenge['method'] | null): Challenge | undefined {
  return value === null || method === null ? undefined : { value, method };
}
