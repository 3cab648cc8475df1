/** Backup jobs as lists show them: what was requested, the result, and which scheduled backups are due to be deleted. */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { BackupJobTable } from '../database/schema/backups.ts';
import type { Queries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Progress } from './progress.ts';

export interface BackupJob extends Progress {
  readonly id: number;
  readonly cause: BackupJobTable['cause'];
  readonly state: BackupJobTable['state'] | 'cancelling';
  /** The username; undefined: nobody who has an account. */
  readonly owner: string | undefined;
  readonly ownerId: number | null;
  readonly cancelledBy: string | undefined;
  readonly withKeys: boolean;
  readonly withFiles: boolean;
  /** It stays until somebody deletes it. */
  readonly kept: boolean;
  /** In the folder of backups; of the command line's the whole path. */
  readonly fileName: string;
  readonly node: string | null;
  readonly createdAt: Milliseconds;
  readonly startedAt: Milliseconds | null;
  readonly finishedAt: Milliseconds | null;
  readonly failure: string | null;
  /** Of the archive, in bytes; null: there is none. */
  readonly size: number | null;
}

export interface JobFilter {
  readonly states?: readonly BackupJob['state'][];
  readonly owner?: string;
  readonly from?: Milliseconds;
  readonly to?: Milliseconds;
  readonly limit: number;
}

export interface BackupJobList {
  /** @returns the files of the schedule that are older than the last `keep`, on this node */
  outdated(keep: number, node: string): Promise<readonly BackupJob[]>;
  find(id: number): Promise<BackupJob | undefined>;
  /** Newest first. */
  list(filter: JobFilter): Promise<readonly BackupJob[]>;
}

export function backupJobList(database: Database): BackupJobList {
  return {
    async outdated(keep, node) {
      const rows = await jobs(database.read)
        .where('cause', '=', 'schedule')
        .where('state', '=', 'finished')
        .where('kept', '=', 0)
        .where('archive_size', 'is not', null)
        .where('node', '=', node)
        .orderBy('backup_job.id', 'desc')
        .offset(keep)
        .limit(100)
        .execute();
      return rows.map(toJob);
    },

    async find(id) {
      const row = await jobs(database.read).where('backup_job.id', '=', id).executeTakeFirst();
      return row && toJob(row);
    },

    async list({ states, owner, from, to, limit }) {
      const rows = await jobs(database.read)
        .$if(from !== undefined, (query) => query.where('backup_job.created_at', '>=', from ?? 0))
        .$if(to !== undefined, (query) => query.where('backup_job.created_at', '<=', to ?? 0))
        .$if(owner !== undefined, (query) => query.where('owner.username', '=', owner ?? ''))
        .$if(states !== undefined, (query) => query.where(stateOf, 'in', states ?? []))
        .orderBy('backup_job.id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toJob);
    },
  };
}

/** One that is to end is being made still. */
const stateOf = sql<
  BackupJob['state']
>`case when backup_job.state = 'processing' and backup_job.cancel_asked = 1 then 'cancelling' else backup_job.state end`;

function jobs(queries: Queries) {
  return queries
    .selectFrom('backup_job')
    .leftJoin('user_account as owner', 'owner.id', 'backup_job.owner_id')
    .leftJoin('user_account as canceller', 'canceller.id', 'backup_job.cancelled_by')
    .selectAll('backup_job')
    .select(stateOf.as('state_shown'))
    .select(['owner.username as owner_name', 'canceller.username as canceller_name']);
}

type JobRow = Awaited<ReturnType<ReturnType<typeof jobs>['execute']>>[number];

function toJob(row: JobRow): BackupJob {
  return {
    id: row.id,
    cause: row.cause,
    state: row.state_shown,
    owner: row.owner_name ?? undefined,
    ownerId: row.owner_id,
    cancelledBy: row.canceller_name ?? undefined,
    withKeys: row.with_keys === 1,
    withFiles: row.with_files === 1,
    kept: row.kept === 1,
    fileName: row.file_name,
    node: row.node,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    failure: row.failure,
    size: row.archive_size,
    rows: row.row_count,
    files: row.file_count,
    bytes: row.byte_count,
  };
}
