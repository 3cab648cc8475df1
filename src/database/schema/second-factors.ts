/** What people prove besides a password. */
import type { Generated } from 'kysely';
import type { Flag, Time } from './columns.ts';

export interface AuthenticatorAppTable {
  user_id: number;
  /** The shared secret in base32, encrypted. */
  secret_encrypted: string;
  /** The newest time step of which a code was taken: no code of it or of an earlier one is taken again. */
  last_step: number;
  created_at: Time;
  last_used_at: Time | null;
}

export interface PasskeyTable {
  id: Generated<number>;
  user_id: number;
  /** What its owner calls it. */
  name: string;
  /** base64url; unique. */
  credential_id: string;
  /** COSE, base64url. */
  public_key: string;
  /** How often the authenticator says it signed; 0: it does not count. */
  counter: number;
  /** How a browser reaches it, separated by commas. */
  transports: string;
  created_at: Time;
  last_used_at: Time | null;
}

export interface RecoveryCodeTable {
  /** SHA-256 of the code. */
  code_hash: string;
  user_id: number;
  used_at: Time | null;
}

/** Somebody who has proved the password and not yet the second factor: no session. */
export interface PendingSignInTable {
  /** SHA-256 of the cookie's value. */
  token_hash: string;
  user_id: number;
  /** Of the password that was verified. */
  password_changed_at: Time;
  /** "Remember me" was ticked. */
  remembered: Flag;
  expires_at: Time;
}

/** A challenge that was answered, until it would have expired. */
export interface UsedChallengeTable {
  /** SHA-256 of the challenge. */
  challenge_hash: string;
  expires_at: Time;
}
