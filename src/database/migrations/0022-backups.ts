/** Backups that were asked for, run, and made: who is at it, and what came of each. At most one runs at a time. */
import type { Migration } from './migration.ts';

export const backups: Migration = {
  number: 22,
  name: 'backups',
  ddl: `
create table backup_job (
  id identity,
  cause text not null check (cause in ('person', 'schedule', 'command')),
  slot bigint unique,
  state text not null check (state in ('queued', 'processing', 'finished', 'cancelled', 'failed')),
  running bigint unique check (running = 1),
  cancel_asked bigint not null check (cancel_asked in (0, 1)),
  owner_id bigint references user_account (id),
  cancelled_by bigint references user_account (id),
  with_keys bigint not null check (with_keys in (0, 1)),
  with_files bigint not null check (with_files in (0, 1)),
  kept bigint not null check (kept in (0, 1)),
  file_name text not null,
  node text,
  lease text,
  lease_until bigint,
  attempts bigint not null,
  created_at bigint not null,
  started_at bigint,
  finished_at bigint,
  failure text,
  row_count bigint not null,
  file_count bigint not null,
  byte_count bigint not null,
  archive_size bigint
);
create index backup_job_by_state on backup_job (state);
create index backup_job_by_owner on backup_job (owner_id);
create index backup_job_by_canceller on backup_job (cancelled_by);
`,
};
