/**
 * Families of tokens and their pairs at rest. A token is known by the SHA-256 of its value; the value is never stored.
 * The verbs run inside the caller's transaction, and each decides by a conditional write.
 */
import type { Selectable } from 'kysely';
import { type PersonRow, personColumns, toPerson } from '../accounts/person.ts';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { OAuthTokenPairTable, Queries, ScopeKey, WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { readScopes, writeScopes } from './scopes.ts';
import type { FoundPair, MintedPair } from './tokens.ts';

/** Why a family was ended, as its row says. */
export type FamilyEnd = 'code-replayed' | 'refresh-token-replayed' | 'revoked';

/** What became of a refresh. */
type Replacement =
  /** The new pair is stored, the old one has ended. */
  | 'replaced'
  /** The pair had been given up for another, unused, a moment ago: an honest race; nothing changed. */
  | 'given-up'
  /** The token came back although it must not: somebody else may hold it too. */
  | 'replayed';

export interface TokenStore {
  byAccessHash(accessHash: string): Promise<FoundPair | undefined>;
  byRefreshHash(refreshHash: string): Promise<FoundPair | undefined>;
  /** The family that a code was redeemed for. */
  familyOfCode(codeHash: string): Promise<{ readonly id: number; readonly client: number } | undefined>;
  /** Stores a new family and its first pair. */
  begin(queries: WriteQueries, family: NewFamily, pair: MintedPair): Promise<void>;
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
  const byAccessHash = prepare(database, (queries, values: { hash: string }) =>
    pairs(queries).where('oauth_token_pair.access_hash', '=', values.hash),
  );
  const byRefreshHash = prepare(database, (queries, values: { hash: string }) =>
    pairs(queries).where('oauth_token_pair.refresh_hash', '=', values.hash),
  );
  const familyOfCode = prepare(database, (queries, values: { codeHash: string }) =>
    queries
      .selectFrom('oauth_family')
      .innerJoin('oauth_grant', 'oauth_grant.id', 'oauth_family.grant_id')
      .select(['oauth_family.id', 'oauth_grant.client'])
      .where('oauth_family.code_hash', '=', values.codeHash),
  );
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
    const { ended_at: endedAt, replaced_by: successor } = await queries
      .updateTable('oauth_token_pair')
      .set((row) => ({ ended_at: row.ref('ended_at') }))
      .where('access_hash', '=', accessHash)
      .returning(['ended_at', 'replaced_by'])
      .executeTakeFirstOrThrow();
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
    byAccessHash: async (hash) => toPair(await byAccessHash.first(database.read, { hash })),
    byRefreshHash: async (hash) => toPair(await byRefreshHash.first(database.read, { hash })),
    familyOfCode: (codeHash) => familyOfCode.first(database.read, { codeHash }),

    async begin(queries, family, pair) {
      const row = await insertFamily.first(queries, { ...family, now: pair.createdAt });
      if (row === undefined) throw new Error('The insertion of a family returned no id.');
      await insertPair.run(queries, toColumns(pair, row.id));
    },

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

/** One statement has everything that decides about a token, as of now: pair, family, grant, client, person, permissions. */
function pairs(queries: Queries) {
  return queries
    .selectFrom('oauth_token_pair')
    .innerJoin('oauth_family', 'oauth_family.id', 'oauth_token_pair.family_id')
    .innerJoin('oauth_grant', 'oauth_grant.id', 'oauth_family.grant_id')
    .innerJoin('oauth_client', 'oauth_client.id', 'oauth_grant.client')
    .innerJoin('user_account', 'user_account.id', 'oauth_grant.user_id')
    .select([
      'oauth_token_pair.access_hash',
      'oauth_token_pair.scope',
      'oauth_token_pair.resource',
      'oauth_token_pair.created_at',
      'oauth_token_pair.access_expires_at',
      'oauth_token_pair.refresh_expires_at',
      'oauth_token_pair.used_at',
      'oauth_token_pair.ended_at',
      'oauth_token_pair.access_ended_at',
      'oauth_token_pair.family_id',
      'oauth_family.expires_at as family_expires_at',
      'oauth_family.ended_at as family_ended_at',
      'oauth_family.grant_id',
      'oauth_grant.ended_at as grant_ended_at',
      'oauth_grant.client',
      'oauth_client.client_id',
      'oauth_client.name as client_name',
      'oauth_client.scope as client_scope',
      'oauth_client.disabled_at as client_disabled_at',
      'user_account.disabled_at as person_disabled_at',
    ])
    .select(personColumns);
}

interface PairRow
  extends PersonRow,
    Pick<
      Selectable<OAuthTokenPairTable>,
      | 'access_hash'
      | 'scope'
      | 'resource'
      | 'created_at'
      | 'access_expires_at'
      | 'refresh_expires_at'
      | 'used_at'
      | 'ended_at'
      | 'access_ended_at'
      | 'family_id'
    > {
  readonly family_expires_at: number;
  readonly family_ended_at: number | null;
  readonly grant_id: number;
  readonly grant_ended_at: number | null;
  readonly client: number;
  readonly client_id: string;
  readonly client_name: string;
  readonly client_scope: ScopeKey;
  readonly client_disabled_at: number | null;
  readonly person_disabled_at: number | null;
}

function toPair(row: PairRow | undefined): FoundPair | undefined {
  return (
    row && {
      accessHash: row.access_hash,
      scopes: readScopes(row.scope),
      resource: row.resource ?? undefined,
      createdAt: row.created_at,
      accessExpiresAt: row.access_expires_at,
      refreshExpiresAt: row.refresh_expires_at,
      usedAt: row.used_at,
      endedAt: row.ended_at,
      accessEndedAt: row.access_ended_at,
      family: { id: row.family_id, expiresAt: row.family_expires_at, endedAt: row.family_ended_at },
      grant: { id: row.grant_id, endedAt: row.grant_ended_at },
      client: {
        id: row.client,
        clientId: row.client_id,
        name: row.client_name,
        scope: row.client_scope,
        disabledAt: row.client_disabled_at,
      },
      person: toPerson(row),
      personDisabledAt: row.person_disabled_at,
    }
  );
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

function toColumns(pair: MintedPair, family: number): PairColumns {
  return {
    access_hash: pair.accessHash,
    refresh_hash: pair.refreshHash,
    family_id: family,
    scope: writeScopes(pair.scopes),
    resource: pair.resource ?? null,
    created_at: pair.createdAt,
    access_expires_at: pair.accessExpiresAt,
    refresh_expires_at: pair.refreshExpiresAt,
    kept_until: Math.max(pair.accessExpiresAt, pair.refreshExpiresAt),
  };
}
