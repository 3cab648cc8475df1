/** The audit trail, and how long it is kept. */
import type { Generated } from 'kysely';
import type { Time } from './columns.ts';

/** How long events are kept, where an administrator has set it. */
export interface AuditRetentionTable {
  /** Always 1: there is one answer for the whole trail. */
  id: number;
  amount: number;
  unit: 'DAYS' | 'WEEKS' | 'MONTHS' | 'YEARS';
  updated_at: Time;
}

export interface AuditEventTable {
  id: Generated<number>;
  at: Time;
  /** Null: nobody signed in, or the command line. */
  actor_user_id: number | null;
  /** As it was then; `system` for the command line and Weir itself. */
  actor_name: string;
  remote_address: string;
  /** Machine-readable, dotted: `application-link.created`. */
  kind: string;
  object_type: string;
  object_id: string;
  object_name: string;
  summary: string;
  /** JSON array of `{name, oldValue, newValue}`; never a secret. */
  changes: string;
  request_id: string;
}
