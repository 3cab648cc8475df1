/** Clients at rest: how a row becomes a client, and the two look-ups with which every request of a client begins. */
import type { Selectable } from 'kysely';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { Flag } from '../database/schema/columns.ts';
import type { OAuthClientTable } from '../database/schema/oauth.ts';
import type { Queries } from '../database/schema.ts';
import type { Milliseconds, Seconds } from '../foundation/clock.ts';
import type { Scope } from '../http/caller.ts';
import type { ClientType } from './vocabulary.ts';

/** What an administrator decides about a client. */
export interface ClientSettings {
  readonly name: string;
  readonly clientType: ClientType;
  /** One to 20, in the order in which they are shown. */
  readonly redirectUris: readonly string[];
  /** The most that it may ask for. */
  readonly scope: Scope;
  readonly requirePkce: boolean;
  /** Accept the challenge method `plain`. */
  readonly allowPlain: boolean;
  /** Accept the parameters of a token request, credentials included, in its query string. */
  readonly allowQueryCredentials: boolean;
  /** Ask for consent only when no grant of the same or a wider scope stands. */
  readonly skipConsent: boolean;
  /** “Try it” may be used: Weir's own callback is a redirect URI of the client. */
  readonly allowTryIt: boolean;
  /** May introspect every token, not only its own. */
  readonly resourceServer: boolean;
  /** Life of an access token; null: the setting in force. */
  readonly accessTokenSeconds: Seconds | null;
  /** Life of a refresh token from its last use; null: the setting in force. */
  readonly refreshTokenSeconds: Seconds | null;
}

/** A client (RFC 6749 §2); an administrator sees it as an application link. Milliseconds since 1970 for times. */
export interface Client extends Omit<ClientSettings, 'redirectUris'> {
  /** The row's, for other tables and for addresses of our pages. */
  readonly id: number;
  /** `client_id` on the wire. */
  readonly clientId: string;
  /** The account that it acts as by itself: a service account's client. Null: an application link's. */
  readonly serviceUserId: number | null;
  /** What an administrator wrote about a service account. */
  readonly description: string;
  /** Nothing of the client works from here on; null: it does not expire. */
  readonly expiresAt: Milliseconds | null;
  readonly createdBy: number | null;
  readonly createdAt: Milliseconds;
  readonly updatedAt: Milliseconds;
  readonly disabledAt: Milliseconds | null;
  readonly lastUsedAt: Milliseconds | null;
}

export type RegisteredClient = Client & Pick<ClientSettings, 'redirectUris'>;

/** A client with the hashes of its secrets that are valid now: none for a public client. */
export interface ClientWithSecrets {
  readonly client: Client;
  readonly secretHashes: readonly string[];
}

export interface ClientStore {
  /** @param now milliseconds since 1970; secrets that ended by then are left out */
  withSecrets(clientId: string, now: Milliseconds): Promise<ClientWithSecrets | undefined>;
  /** Finds a client by its `client_id`, with its redirect URIs. */
  byClientId(clientId: string): Promise<RegisteredClient | undefined>;
  byId(id: number): Promise<RegisteredClient | undefined>;
}

/** Of one secret; null where there is none. */
interface SecretColumns {
  readonly secret_hash: string | null;
  readonly secret_expires_at: Milliseconds | null;
}

export function clientStore(database: Database): ClientStore {
  const withSecrets = prepare(database, (queries, values: { clientId: string }) =>
    queries
      .selectFrom('oauth_client')
      .leftJoin('oauth_client_secret', 'oauth_client_secret.client', 'oauth_client.id')
      .selectAll('oauth_client')
      .select(['oauth_client_secret.secret_hash', 'oauth_client_secret.expires_at as secret_expires_at'])
      .where('oauth_client.client_id', '=', values.clientId),
  );
  const toFound = ([row, ...others]: readonly (Selectable<OAuthClientTable> & SecretColumns)[]) =>
    row && { client: toClient(row), secrets: [row, ...others] };
  const byClientId = prepare(database, (queries, values: { clientId: string }) =>
    withRedirectUris(queries).where('oauth_client.client_id', '=', values.clientId),
  );
  const byId = prepare(database, (queries, values: { id: number }) =>
    withRedirectUris(queries).where('oauth_client.id', '=', values.id),
  );

  return {
    async withSecrets(clientId, now) {
      if (!canBeStored(clientId)) return undefined;
      const found = await withSecrets.kept({ clientId }, toFound);
      if (found === undefined) return undefined;
      const { client, secrets } = found;
      const inForce = secrets.filter(({ secret_expires_at: end }) => end === null || end > now);
      return { client, secretHashes: inForce.flatMap(({ secret_hash }) => secret_hash ?? []) };
    },
    byClientId: async (clientId) =>
      canBeStored(clientId) ? toRegisteredClient(await byClientId.all(database.read, { clientId })) : undefined,
    byId: async (id) => toRegisteredClient(await byId.all(database.read, { id })),
  };
}

/** @returns the client as this transaction sees it */
export async function clientInTransaction(queries: Queries, id: number): Promise<RegisteredClient | undefined> {
  return toRegisteredClient(await withRedirectUris(queries).where('oauth_client.id', '=', id).execute());
}

/** @returns the columns that hold these settings */
export function toColumns(settings: ClientSettings) {
  return {
    client_type: settings.clientType,
    scope: settings.scope,
    require_pkce: toFlag(settings.requirePkce),
    allow_plain: toFlag(settings.allowPlain),
    allow_query_credentials: toFlag(settings.allowQueryCredentials),
    skip_consent: toFlag(settings.skipConsent),
    allow_try_it: toFlag(settings.allowTryIt),
    resource_server: toFlag(settings.resourceServer),
    access_token_seconds: settings.accessTokenSeconds,
    refresh_token_seconds: settings.refreshTokenSeconds,
  };
}

/** @returns the columns of a client that was just made: enabled, not used yet */
export function newColumns(made: { readonly clientId: string; readonly createdBy: number | null; readonly now: Milliseconds }) {
  const { clientId, createdBy, now } = made;
  return {
    client_id: clientId,
    created_by: createdBy,
    created_at: now,
    updated_at: now,
    disabled_at: null,
    last_used_at: null,
  };
}

export function toClient(row: Selectable<OAuthClientTable>): Client {
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    clientType: row.client_type,
    scope: row.scope,
    requirePkce: row.require_pkce === 1,
    allowPlain: row.allow_plain === 1,
    allowQueryCredentials: row.allow_query_credentials === 1,
    skipConsent: row.skip_consent === 1,
    allowTryIt: row.allow_try_it === 1,
    resourceServer: row.resource_server === 1,
    accessTokenSeconds: row.access_token_seconds,
    refreshTokenSeconds: row.refresh_token_seconds,
    serviceUserId: row.service_user_id,
    description: row.description,
    expiresAt: row.expires_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    disabledAt: row.disabled_at,
    lastUsedAt: row.last_used_at,
  };
}

function withRedirectUris(queries: Queries) {
  return queries
    .selectFrom('oauth_client')
    .leftJoin('oauth_client_redirect_uri', 'oauth_client_redirect_uri.client', 'oauth_client.id')
    .selectAll('oauth_client')
    .select('oauth_client_redirect_uri.uri')
    .orderBy('oauth_client_redirect_uri.position');
}

/** @param rows one for each redirect URI of the same client */
function toRegisteredClient(
  rows: readonly (Selectable<OAuthClientTable> & { readonly uri: string | null })[],
): RegisteredClient | undefined {
  const [row] = rows;
  return row && { ...toClient(row), redirectUris: rows.flatMap(({ uri }) => uri ?? []) };
}

/** PostgreSQL refuses a text with this character in it, instead of not finding it. */
function canBeStored(text: string): boolean {
  return !text.includes('\0');
}

function toFlag(value: boolean): Flag {
  return value ? 1 : 0;
}
