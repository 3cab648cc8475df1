/**
 * Finds tokens by their hash. One statement brings everything that decides whether a token is good at this moment: its pair and
 * family, the grant, the client, the person and their permissions.
 */
import type { InferResult } from 'kysely';
import { personColumns, toPerson } from '../accounts/person.ts';
import type { Database } from '../database/database.ts';
import { ofFirst, prepare } from '../database/prepared.ts';
import type { Queries } from '../database/schema.ts';
import { readScopes } from './scopes.ts';
import type { FoundPair } from './tokens.ts';

export interface TokenLookup {
  byAccessHash(accessHash: string): Promise<FoundPair | undefined>;
  byRefreshHash(refreshHash: string): Promise<FoundPair | undefined>;
  /** The family that a code was redeemed for, and the row id of its client. */
  familyOfCode(codeHash: string): Promise<{ readonly id: number; readonly client: number } | undefined>;
}

export function tokenLookup(database: Database): TokenLookup {
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
  const toFoundPair = ofFirst(toPair);
  return {
    byAccessHash: (hash) => byAccessHash.kept({ hash }, toFoundPair),
    byRefreshHash: async (hash) => toFoundPair(await byRefreshHash.all(database.read, { hash })),
    familyOfCode: (codeHash) => familyOfCode.first(database.read, { codeHash }),
  };
}

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
      'oauth_client.expires_at as client_expires_at',
      'user_account.disabled_at as person_disabled_at',
    ])
    .select(personColumns);
}

type PairRow = InferResult<ReturnType<typeof pairs>>[number];

function toPair(row: PairRow): FoundPair {
  return {
    accessHash: row.access_hash,
    scopes: readScopes(row.scope),
    resource: row.resource ?? undefined,
    createdAt: row.created_at,
    // What was got with a secret ends with it, also if it was given out while the secret was being replaced.
    accessExpiresAt:
      row.refresh_expires_at === null ? Math.min(row.access_expires_at, row.family_expires_at) : row.access_expires_at,
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
      expiresAt: row.client_expires_at,
    },
    person: toPerson(row),
    personDisabledAt: row.person_disabled_at,
  };
}
