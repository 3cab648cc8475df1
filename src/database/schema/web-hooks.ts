/** The tables of web hooks and of what is delivered to them. */
import type { Generated } from 'kysely';
import type { Flag, Time } from './columns.ts';

export interface WebHookTable {
  id: Generated<number>;
  name: string;
  url: string;
  active: Flag;
  /** AES-256-GCM; null: deliveries are not signed. */
  secret_encrypted: string | null;
  /** For Basic authentication at the receiver; null: none. */
  username: string | null;
  password_encrypted: string | null;
  /** Whether the receiver's certificate must be good. */
  verify_certificate: Flag;
  created_at: Time;
  updated_at: Time;
}

export interface WebHookEventTable {
  hook_id: number;
  /** As on the wire: `page_created`. */
  event: string;
}

/** A notice of one event for one web hook: it waits, or it has ended. */
export interface WebHookDeliveryTable {
  id: Generated<number>;
  hook_id: number;
  event: string;
  /** JSON, exactly as it is sent and signed. */
  body: string;
  created_at: Time;
  /** How often it was tried. */
  attempts: number;
  /** When it is tried next, or given up by the process that tries it now; null: it has ended. */
  due_at: Time | null;
  /** Of the last attempt; null: there was none yet. */
  started_at: Time | null;
  finished_at: Time | null;
  outcome: 'SUCCESS' | 'FAILURE' | 'ERROR' | null;
  /** What came of it, in a few words; never what the receiver sent. */
  description: string | null;
}
