/** The OAuth provider: clients, requests that wait for consent, grants, codes and tokens. */
import type { Generated } from 'kysely';
import type { Flag, ScopeKey, Time } from './columns.ts';

export interface OAuthClientTable {
  id: Generated<number>;
  /** `client_id` on the wire; unique. */
  client_id: string;
  name: string;
  name_folded: string;
  client_type: 'confidential' | 'public';
  /** The most that the client may ask for. */
  scope: ScopeKey;
  require_pkce: Flag;
  allow_plain: Flag;
  /** Credentials in the query string of the token request are accepted (older documentation shows them there). */
  allow_query_credentials: Flag;
  skip_consent: Flag;
  /** The administrator switched "Try it" on: Weir's own callback address is allowed. */
  allow_try_it: Flag;
  /** May introspect every token, not only its own (RFC 7662 §2.1). */
  resource_server: Flag;
  /** Null: the setting in force. */
  access_token_seconds: number | null;
  refresh_token_seconds: number | null;
  /** The account that the client acts as by itself (RFC 6749 §4.4): a service account. Null: an application link. */
  service_user_id: Generated<number | null>;
  description: Generated<string>;
  /** Nothing of the client works from here on; null: it does not expire. */
  expires_at: Generated<Time | null>;
  created_by: number | null;
  created_at: Time;
  updated_at: Time;
  disabled_at: Time | null;
  last_used_at: Time | null;
}

export interface OAuthClientRedirectUriTable {
  client: number;
  position: number;
  uri: string;
}

export interface OAuthClientSecretTable {
  id: Generated<number>;
  client: number;
  /** SHA-256 of the secret, for comparison. */
  secret_hash: string;
  /** AES-256-GCM, for "View credentials". */
  secret_encrypted: string;
  created_at: Time;
  /** Null: until it is rotated away. */
  expires_at: Time | null;
}

export interface OAuthClientLogoTable {
  client: number;
  media_type: 'image/png' | 'image/jpeg';
  /** base64 */
  bytes: string;
  updated_at: Time;
}

/** A request that waits for the person's decision on the consent page. */
export interface OAuthAuthorizationRequestTable {
  token_hash: string;
  /** `session.public_id` of the browser that made it. */
  session_public_id: string;
  user_id: number;
  client: number;
  /** JSON of the validated request. */
  parameters: string;
  created_at: Time;
  expires_at: Time;
  decided_at: Time | null;
}

/** What a person allowed an application; at most one that has not ended for each pair. */
export interface OAuthGrantTable {
  id: Generated<number>;
  client: number;
  user_id: number;
  /** The widest scope that was allowed. */
  scope: ScopeKey;
  created_at: Time;
  last_used_at: Time | null;
  last_used_address: string | null;
  ended_at: Time | null;
}

/** Bound to its grant, and so to the client and the user. */
export interface OAuthCodeTable {
  code_hash: string;
  grant_id: number;
  redirect_uri: string;
  /** Scope keys, space-separated, in their order. */
  scope: string;
  resource: string | null;
  challenge: string | null;
  challenge_method: 'S256' | 'plain' | null;
  created_at: Time;
  expires_at: Time;
  used_at: Time | null;
}

/** All tokens that descend from one code: they end together when a replay is seen. */
export interface OAuthFamilyTable {
  id: Generated<number>;
  grant_id: number;
  /** The code that it was made from, so that the code's replay finds it; unique. */
  code_hash: string | null;
  /** The secret with which the tokens of a service account were got: they end with it. */
  client_secret: Generated<number | null>;
  created_at: Time;
  /** The end of all refreshing, one year after the start. */
  expires_at: Time;
  ended_at: Time | null;
  end_reason: string | null;
}

/** One answer of the token endpoint: an access token and the refresh token beside it, which are replaced and ended together. */
export interface OAuthTokenPairTable {
  access_hash: string;
  /** Unique; null where the grant gives none. */
  refresh_hash: string | null;
  family_id: number;
  /** Scope keys, space-separated, in their order. */
  scope: string;
  resource: string | null;
  created_at: Time;
  access_expires_at: Time;
  refresh_expires_at: Time | null;
  /** The first call with the access token. */
  used_at: Time | null;
  /** Set when the pair is replaced, or given up unused. */
  ended_at: Time | null;
  /** `access_hash` of the pair that a refresh put in its place. */
  replaced_by: string | null;
  /** The access token alone was revoked; the refresh token goes on. */
  access_ended_at: Time | null;
  /** When both tokens have expired: the row can go. */
  kept_until: Time;
}
