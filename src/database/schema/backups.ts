/** The table of backups. */
import type { Generated } from 'kysely';
import type { Flag, Time } from './columns.ts';

export interface BackupJobTable {
  id: Generated<number>;
  /** Somebody asked in the console or over the API, the schedule did, or the command line, which makes it by itself. */
  cause: 'person' | 'schedule' | 'command';
  /** The moment of the schedule that it belongs to; unique, so that of several nodes one makes it. */
  slot: Time | null;
  state: 'queued' | 'processing' | 'finished' | 'cancelled' | 'failed';
  /** 1 while a server makes it; unique, so that one runs at a time. */
  running: number | null;
  cancel_asked: Flag;
  /** Null: nobody who has an account. */
  owner_id: number | null;
  cancelled_by: number | null;
  /** Whether the encryption keys are in it, whether the files are. */
  with_keys: Flag;
  with_files: Flag;
  /** It stays until somebody deletes it. */
  kept: Flag;
  /** In the folder of backups; of the command line's, the whole path. */
  file_name: string;
  /** The machine that makes or made it. */
  node: string | null;
  /** Whoever makes it now, by a random value, and until when that is believed without news. */
  lease: string | null;
  lease_until: Time | null;
  attempts: number;
  created_at: Time;
  started_at: Time | null;
  finished_at: Time | null;
  /** Why it failed, for an administrator. */
  failure: string | null;
  row_count: number;
  file_count: number;
  /** Of the files. */
  byte_count: number;
  /** In bytes; null: there is none. */
  archive_size: number | null;
}
