/** The table of personal access tokens. */
import type { Generated } from 'kysely';
import type { ScopeKey, Time } from './columns.ts';

export interface PersonalTokenTable {
  id: Generated<number>;
  user_id: number;
  /** What its owner calls it. */
  name: string;
  /** SHA-256 of the token; unique. */
  token_hash: string;
  /** Null: everything that its owner may do. */
  scope: ScopeKey | null;
  created_at: Time;
  /** Null: it does not expire by itself. */
  expires_at: Time | null;
  last_used_at: Time | null;
  last_used_address: string | null;
}
