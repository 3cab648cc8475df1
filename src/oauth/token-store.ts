/**
 * Token families and their pairs at rest. Tokens are stored under a hash, never by value. The verbs run inside the caller's
 * transaction or, without one, in their own; each decides by a conditional write.
 */
import type { Selectable } from 'kysely';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { OAuthTokenPairTable } from '../database/schema/oauth.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { writeScopes } from './scopes.ts';
import { type TokenLookup, tokenLookup } from './token-lookup.ts';
import type { FoundPair, MintedAccess, MintedPair } from './tokens.ts';

/** Why a family was ended, as its row says. */
export type FamilyEnd = 'code-replayed' | 'refresh-token-replayed' | 'revoked' | 'secret-ended';

/** What became of a refresh. */
type Replacement =
  /** The new pair is stored, the old one has ended. */
  | 'replaced'
  /** The pair had been given up for another, unused, a moment ago: an honest race; nothing changed. */
  | 'given-up'
  /** The token came back although it must not: somebody else may hold it too. */
  | 'replayed'
  /** The pair was there a moment ago: its client was removed meanwhile, with all that it had. */
  | 'gone';

export interface TokenStore extends TokenLookup {
  /** Stores a new family and its first pair. */
  begin(queries: WriteQueries, family: NewFamily, pair: MintedPair): Promise<void>;
  /** Stores an access token of a family that has not ended, in a transaction of its own. @returns whether it had not */
  add(family: number, access: MintedAccess): Promise<boolean>;
  /**
   * Puts `next` in the place of a pair (RFC 6749 §6). The presented pair must be in force; or it was replaced not longer than `retry`
   * milliseconds ago and its successor has not been used, which is then given up: an answer that was lost may be asked for again.
   */
  replace(queries: WriteQueries, pair: FoundPair, next: MintedPair, retry: Milliseconds): Promise<Replacement>;
  /** Notes the first call with an access token. @returns false when the pair had been used, or had ended, before */
  markUsed(queries: WriteQueries, accessHash: string, now: Milliseconds): Promise<boolean>;
  /** Ends an access token alone. */
  endAccess(queries: WriteQueries, accessHash: string, now: Milliseconds): Promise<void>;
  /** Ends every token of a family. @returns whether it had not ended before */
  endFamily(queries: WriteQueries, family: number, reason: FamilyEnd, now: Milliseconds): Promise<boolean>;
}

interface NewFamily {
  readonly grantId: number;
  readonly codeHash: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: Milliseconds;
}

export function tokenStore(database: Database): TokenStore {
  const insertFamily = prepare(database, (queries, values: NewFamily & { readonly now: Milliseconds }) =>
    queries
      .insertInto('oauth_family')
      .values({
        grant_id: values.grantId,
        code_hash: values.codeHash,
        created_at: values.now,
        expires_at: values.expiresAt,
        ended_at: null,
        end_reason: null,
      })
      .returning('id'),
  );
  const insertPair = prepare(database, (queries, values: PairColumns) =>
    queries.insertInto('oauth_token_pair').values({
      access_hash: values.access_hash,
      refresh_hash: values.refresh_hash,
      family_id: values.family_id,
      scope: values.scope,
      resource: values.resource,
      created_at: values.created_at,
      access_expires_at: values.access_expires_at,
      refresh_expires_at: values.refresh_expires_at,
      used_at: null,
      ended_at: null,
      replaced_by: null,
      access_ended_at: null,
      kept_until: values.kept_until,
    }),
  );
  const insertAccess = prepare(database, (queries, values: PairColumns) =>
    queries
      .insertInto('oauth_token_pair')
      .columns(['access_hash', 'family_id', 'scope', 'resource', 'created_at', 'access_expires_at', 'kept_until'])
      .expression((from) =>
        from
          .selectFrom('oauth_family')
          .where('id', '=', values.family_id)
          .where('ended_at', 'is', null)
          .select(({ ref, cast, val }) => [
            cast<string>(val(values.access_hash), 'text').as('access_hash'),
            ref('id').as('family_id'),
            cast<string>(val(values.scope), 'text').as('scope'),
            cast<string | null>(val(values.resource), 'text').as('resource'),
            cast<number>(val(values.created_at), 'bigint').as('created_at'),
            cast<number>(val(values.access_expires_at), 'bigint').as('access_expires_at'),
            cast<number>(val(values.kept_until), 'bigint').as('kept_until'),
          ]),
      ),
  );
  const replaceInForce = prepare(database, (queries, values: { hash: string; next: string; now: Milliseconds }) =>
    queries
      .updateTable('oauth_token_pair')
      .set({ ended_at: values.now, replaced_by: values.next })
      .where('access_hash', '=', values.hash)
      .where('ended_at', 'is', null),
  );
  const markUsed = prepare(database, (queries, values: { hash: string; now: Milliseconds }) =>
    queries
      .updateTable('oauth_token_pair')
      .set({ used_at: values.now })
      .where('access_hash', '=', values.hash)
      .where('used_at', 'is', null)
      .where('ended_at', 'is', null),
  );

  /** The presented pair has a successor already, or was given up itself. */
  async function replaceAgain(
    queries: WriteQueries,
    { accessHash }: FoundPair,
    next: MintedPair,
    retry: Milliseconds,
  ): Promise<Replacement> {
    // This write changes nothing: it makes callers with the same token wait for each other, so that each sees what the one before left.
    const presented = await queries
      .updateTable('oauth_token_pair')
      .set((row) => ({ ended_at: row.ref('ended_at') }))
      .where('access_hash', '=', accessHash)
      .returning(['ended_at', 'replaced_by'])
      .executeTakeFirst();
    if (presented === undefined) return 'gone';
    const { ended_at: endedAt, replaced_by: successor } = presented;
    if (endedAt === null || next.createdAt >= endedAt + retry) return 'replayed';
    if (successor === null) return 'given-up';

    const { numUpdatedRows } = await queries
      .updateTable('oauth_token_pair')
      .set({ ended_at: next.createdAt })
      .where('access_hash', '=', successor)
      .where('used_at', 'is', null)
      .where('ended_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return 'replayed';
    await queries
      .updateTable('oauth_token_pair')
      .set({ replaced_by: next.accessHash })
      .where('access_hash', '=', accessHash)
      .execute();
    return 'replaced';
  }

  return {
    ...tokenLookup(database),

    async begin(queries, family, pair) {
      const row = await insertFamily.first(queries, { ...family, now: pair.createdAt });
      if (row === undefined) throw new Error('The insertion of a family returned no id.');
      await insertPair.run(queries, toColumns(pair, row.id));
    },

    add: async (family, access) => (await insertAccess.commit(toColumns(access, family))) === 1,

    async replace(queries, pair, next, retry) {
      const values = { hash: pair.accessHash, next: next.accessHash, now: next.createdAt };
      const inForce = (await replaceInForce.run(queries, values)) === 1;
      const outcome = inForce ? 'replaced' : await replaceAgain(queries, pair, next, retry);
      if (outcome === 'replaced') await insertPair.run(queries, toColumns(next, pair.family.id));
      return outcome;
    },

    markUsed: async (queries, hash, now) => (await markUsed.run(queries, { hash, now })) === 1,

    async endAccess(queries, accessHash, now) {
      await queries
        .updateTable('oauth_token_pair')
        .set({ access_ended_at: now })
        .where('access_hash', '=', accessHash)
        .where('access_ended_at', 'is', null)
        .execute();
    },

    async endFamily(queries, family, reason, now) {
      const { numUpdatedRows } = await queries
        .updateTable('oauth_family')
        .set({ ended_at: now, end_reason: reason })
        .where('id', '=', family)
        .where('ended_at', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
  };
}

type PairColumns = Pick<
  Selectable<OAuthTokenPairTable>,
  | 'access_hash'
  | 'refresh_hash'
  | 'family_id'
  | 'scope'
  | 'resource'
  | 'created_at'
  | 'access_expires_at'
  | 'refresh_expires_at'
  | 'kept_until'
>;

function toColumns(pair: MintedPair | MintedAccess, family: number): PairColumns {
  const refresh = 'refreshToken' in pair ? pair : undefined;
  return {
    access_hash: pair.accessHash,
    refresh_hash: refresh?.refreshHash ?? null,
    family_id: family,
    scope: writeScopes(pair.scopes),
    resource: pair.resource ?? null,
    created_at: pair.createdAt,
    access_expires_at: pair.accessExpiresAt,
    refresh_expires_at: refresh?.refreshExpiresAt ?? null,
    kept_until: Math.max(pair.accessExpiresAt, refresh?.refreshExpiresAt ?? 0),
  };
}
