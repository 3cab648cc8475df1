/** The tables of outgoing links: Weir as the client of other services. */
import type { Generated } from 'kysely';
import type { Flag, Time } from './columns.ts';

export interface OutgoingLinkTable {
  id: Generated<number>;
  /** 32 hex digits, chosen before the link is saved: the last part of its redirect URI. */
  link_key: string;
  /** A key of applinks/outgoing/providers. */
  provider: string;
  name: string;
  /** Unique. */
  name_folded: string;
  description: string;
  /** Where the provider was looked for; null: the endpoints were entered. */
  address: string | null;
  /** As its metadata says; null: it has none. */
  issuer: string | null;
  /** Its answers always carry `iss` (RFC 9207 §3). */
  iss_supported: Flag;
  client_id: string;
  client_auth: 'client_secret_basic' | 'client_secret_post' | 'none';
  /** AES-256-GCM; null: a public client. */
  client_secret_encrypted: string | null;
  /** What is asked for, separated by blanks. */
  scope: string;
  authorization_endpoint: string;
  token_endpoint: string;
  /** RFC 7009; null: tokens cannot be ended over there. */
  revocation_endpoint: string | null;
  /** Everybody may connect an account of their own. */
  for_people: Flag;
  tested_at: Time | null;
  /** JSON of what the last test found; never a token. */
  test_result: string | null;
  created_by: number | null;
  created_at: Time;
  updated_at: Time;
}

/** An account over there that a person, or the system, lets Weir act for. */
export interface OutgoingAccountTable {
  id: Generated<number>;
  link_id: number;
  /** `system` or `user:<id>`; unique for each link. */
  owner: string;
  /** Null: the system's. */
  user_id: number | null;
  /** AES-256-GCM; null: it has to be connected again. */
  access_token_encrypted: string | null;
  /** AES-256-GCM; null: the provider gave none. */
  refresh_token_encrypted: string | null;
  /** What was granted. */
  scope: string;
  /** Null: the provider names no end. */
  access_expires_at: Time | null;
  /** From when on the token is to be replaced; null: it cannot be, or need not. */
  refresh_due_at: Time | null;
  /** Counts the tokens that were stored here: a change of them names the number that it found. */
  generation: number;
  /** Whoever refreshes now, by a random value; null: nobody. */
  refresh_lease: string | null;
  /** Before that no other refresh is tried. */
  retry_at: Time | null;
  /** What is wrong, as a word of applinks/outgoing/account-state; null: nothing. */
  problem: string | null;
  connected_at: Time;
  refreshed_at: Time | null;
}

/** A person who is on the way to a provider and back. */
export interface OutgoingRequestTable {
  /** SHA-256 of `state`. */
  state_hash: string;
  link_id: number;
  purpose: 'person' | 'system' | 'test';
  user_id: number;
  /** `session.public_id` of the browser that was sent. */
  session_public_id: string;
  /** The verifier of PKCE, AES-256-GCM. */
  verifier_encrypted: string;
  expires_at: Time;
  used_at: Time | null;
}
