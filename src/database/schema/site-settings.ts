/** Settings that were changed in the console. */
import type { Time } from './columns.ts';

export interface SiteSettingTable {
  /** As in the environment: `WEIR_SITE_NAME`. */
  name: string;
  /** As somebody wrote it; null: it is a secret, or the default holds again. */
  value: string | null;
  /** A secret, AES-256-GCM; null otherwise. */
  value_encrypted: string | null;
  /** Of all settings, when this one was last changed. */
  revision: number;
  changed_at: Time;
}

/** One row: each change of any setting counts it up, so that a node need not read them all to see whether there was one. */
export interface SiteSettingRevisionTable {
  id: number;
  revision: number;
}
