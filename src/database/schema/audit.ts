/** How long the audit trail is kept, where an administrator has said so. */
import type { Time } from '../schema.ts';

export interface AuditRetentionTable {
  /** Always 1: there is one answer for the whole trail. */
  id: number;
  amount: number;
  unit: 'DAYS' | 'WEEKS' | 'MONTHS' | 'YEARS';
  updated_at: Time;
}
