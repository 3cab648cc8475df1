/** Mail that waits to be sent, and what is sent by it. */
import type { Generated } from 'kysely';
import type { Time } from './columns.ts';

export interface MailMessageTable {
  /** 32 hex digits; what `sealed` is bound to. */
  id: string;
  kind: string;
  /** The address. */
  recipient: string;
  /** Subject and text, encrypted: some hold a one-time address. Null once there is nothing to send any more. */
  sealed: string | null;
  created_at: Time;
  attempts: number;
  /** When it is to be tried; while a process sends it, the end of its claim. Null: given up. */
  due_at: Time | null;
  /** From then on it would say nothing of use. */
  expires_at: Time;
  /** Why the last attempt failed, for an administrator. */
  failure: string | null;
}

/** An address at which somebody may choose a password, once. */
export interface PasswordAddressTable {
  /** SHA-256 of the token. */
  token_hash: string;
  purpose: 'reset' | 'invitation';
  user_id: number;
  created_at: Time;
  expires_at: Time;
  used_at: Time | null;
}

/** Somebody has forgotten a password; whose it is, is looked up later, so that the answer tells nothing. */
export interface PasswordResetRequestTable {
  id: Generated<number>;
  /** A username or an e-mail address, as typed. */
  typed: string;
  remote_address: string;
  request_id: string;
  created_at: Time;
}

export interface UnwantedNoticeTable {
  user_id: number;
  kind: string;
}
