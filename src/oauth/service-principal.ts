/** The account that a service account's client acts as, found by the secret it presented, in one statement (RFC 6749 §4.4). */
import { type PersonRow, personColumns, toPerson } from '../accounts/person.ts';
import type { Database } from '../database/database.ts';
import { ofFirst, prepare } from '../database/prepared.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Person } from '../http/caller.ts';

export interface ServicePrincipal {
  readonly person: Person;
  readonly personDisabledAt: Milliseconds | null;
  /** Null: until it is replaced. */
  readonly secretExpiresAt: Milliseconds | null;
  /** The standing grant of the client to its own account. */
  readonly grantId: number;
  /** The family of the tokens that are got with this secret. */
  readonly family: number;
}

interface Row extends PersonRow {
  readonly person_disabled_at: Milliseconds | null;
  readonly secret_expires_at: Milliseconds | null;
  readonly grant_id: number;
  readonly family: number;
}

/** @param client the row's id @returns undefined: the secret has ended, or is no service account's */
export type FindServicePrincipal = (client: number, secretHash: string) => Promise<ServicePrincipal | undefined>;

export function servicePrincipals(database: Database): FindServicePrincipal {
  const find = prepare(database, (queries, values: { client: number; secretHash: string }) =>
    queries
      .selectFrom('oauth_client_secret')
      .innerJoin('oauth_family', 'oauth_family.client_secret', 'oauth_client_secret.id')
      .innerJoin('oauth_grant', 'oauth_grant.id', 'oauth_family.grant_id')
      .innerJoin('user_account', 'user_account.id', 'oauth_grant.user_id')
      .where('oauth_client_secret.client', '=', values.client)
      .where('oauth_client_secret.secret_hash', '=', values.secretHash)
      .where('oauth_family.ended_at', 'is', null)
      .where('oauth_grant.ended_at', 'is', null)
      .select([
        'oauth_client_secret.expires_at as secret_expires_at',
        'oauth_family.id as family',
        'oauth_family.grant_id',
        'user_account.disabled_at as person_disabled_at',
      ])
      .select(personColumns),
  );

  const toPrincipal = ofFirst(
    (row: Row): ServicePrincipal => ({
      person: toPerson(row),
      personDisabledAt: row.person_disabled_at,
      secretExpiresAt: row.secret_expires_at,
      grantId: row.grant_id,
      family: row.family,
    }),
  );

  return (client, secretHash) => find.kept({ client, secretHash }, toPrincipal);
}
