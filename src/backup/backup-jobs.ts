/**
 * Backup jobs as rows: requested by a person, due by the schedule, or made by the command line. One process claims a job, which counts
 * as alive for a minute after its last report; the row keeps the result. While a backup runs, no attachment's file is deleted
 * (`pruning` asks).
 */
import type { Database } from '../database/database.ts';
import { violatesUnique } from '../database/failures.ts';
import type { BackupJobTable } from '../database/schema/backups.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { hexId, type Random } from '../foundation/random.ts';
import { type BackupJobList, backupJobList } from './backup-job-list.ts';
import { nothingDone, type Progress } from './progress.ts';

/** What a backup is to be. */
export interface WantedBackup {
  readonly withKeys: boolean;
  readonly withFiles: boolean;
  readonly kept: boolean;
  readonly fileName: string;
}

/** A backup that this process makes. */
export interface ClaimedJob extends WantedBackup {
  readonly id: number;
  readonly lease: string;
}

export type JobEnd =
  | { readonly state: 'finished'; readonly progress: Progress; readonly size: number }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly failure: string };

export interface BackupJobs extends BackupJobList {
  /** @returns the new job; the one that waits or is being made already instead, if there is one */
  ask(queries: WriteQueries, wanted: WantedBackup, ownerId: number): Promise<{ readonly id: number; readonly isNew: boolean }>;
  /** Lets the backup of a moment of the schedule wait, unless it is there; one that failed a while ago is tried again. */
  schedule(slot: Milliseconds, wanted: WantedBackup): Promise<void>;
  /** Notes one that the command line makes by itself. */
  begin(wanted: WantedBackup, node: string): Promise<ClaimedJob>;
  /** @returns the oldest that waits, for this process alone; undefined when none does, or another one is being made */
  claim(node: string): Promise<ClaimedJob | undefined>;
  /** Says that it is still being made. @returns what this process is to do */
  beat(job: ClaimedJob, progress: Progress): Promise<'go-on' | 'cancel' | 'lost'>;
  end(queries: WriteQueries, job: ClaimedJob, end: JobEnd): Promise<void>;
  /** @returns whether there is such a job that was not at its end */
  cancel(queries: WriteQueries, id: number, by: number): Promise<boolean>;
  /** @returns how many waited */
  cancelWaiting(queries: WriteQueries, by: number): Promise<number>;
  /** Notes that a file is gone. */
  forgetFile(queries: WriteQueries, id: number): Promise<void>;
  /** Those that ended with their process, now marked as failed: what they left of a file is of no use. */
  buryDead(): Promise<readonly string[]>;
  /** Deletes rows of long ago that have no file. @returns how many */
  prune(limit: number): Promise<number>;
}

const leaseLasts: Milliseconds = 60_000;
const mostAttempts = 3;
const betweenAttempts: Milliseconds = 15 * 60_000;
const rememberedFor: Milliseconds = 90 * 24 * 3_600_000;

export function backupJobs({
  database,
  clock,
  random,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}): BackupJobs {
  const insert = (
    queries: WriteQueries,
    wanted: WantedBackup,
    about: { readonly cause: BackupJobTable['cause']; readonly slot?: Milliseconds; readonly ownerId?: number },
  ) =>
    queries.insertInto('backup_job').values({
      cause: about.cause,
      state: 'queued',
      slot: about.slot ?? null,
      running: null,
      cancel_asked: 0,
      owner_id: about.ownerId ?? null,
      cancelled_by: null,
      with_keys: wanted.withKeys ? 1 : 0,
      with_files: wanted.withFiles ? 1 : 0,
      kept: wanted.kept ? 1 : 0,
      file_name: wanted.fileName,
      node: null,
      lease: null,
      lease_until: null,
      attempts: 0,
      created_at: clock.now(),
      started_at: null,
      finished_at: null,
      failure: null,
      ...countsOf(nothingDone),
      archive_size: null,
    });

  const taken = (node: string) => {
    const now = clock.now();
    return { state: 'processing' as const, node, lease: hexId(random), lease_until: now + leaseLasts, started_at: now };
  };

  return {
    ...backupJobList(database),

    async ask(queries, wanted, ownerId) {
      const other = await queries
        .selectFrom('backup_job')
        .select('id')
        .where('state', 'in', ['queued', 'processing'])
        .where('cause', '<>', 'command')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      if (other !== undefined) return { id: other.id, isNew: false };
      const { id } = await insert(queries, wanted, { cause: 'person', ownerId }).returning('id').executeTakeFirstOrThrow();
      return { id, isNew: true };
    },

    async schedule(slot, wanted) {
      // A read first: a writer is only disturbed when there is something to be done.
      const there = await database.read
        .selectFrom('backup_job')
        .select(['id', 'state', 'attempts', 'finished_at'])
        .where('slot', '=', slot)
        .executeTakeFirst();
      if (there === undefined) {
        await database.write((queries) =>
          insert(queries, wanted, { cause: 'schedule', slot })
            .onConflict((conflict) => conflict.column('slot').doNothing())
            .execute(),
        );
        return;
      }
      const isWorthAnother =
        there.state === 'failed' && there.attempts < mostAttempts && (there.finished_at ?? 0) < clock.now() - betweenAttempts;
      if (!isWorthAnother) return;
      await database.write((queries) =>
        queries
          .updateTable('backup_job')
          .set({ state: 'queued', finished_at: null, failure: null, file_name: wanted.fileName, ...countsOf(nothingDone) })
          .where('id', '=', there.id)
          .where('state', '=', 'failed')
          .execute(),
      );
    },

    begin: (wanted, node) =>
      database.write(async (queries) => {
        const { id } = await insert(queries, wanted, { cause: 'command' }).returning('id').executeTakeFirstOrThrow();
        const row = taken(node);
        await queries
          .updateTable('backup_job')
          .set({ ...row, attempts: 1 })
          .where('id', '=', id)
          .execute();
        return { ...wanted, id, lease: row.lease };
      }),

    async claim(node) {
      const next = await database.read
        .selectFrom('backup_job')
        .select(['id', 'with_keys', 'with_files', 'kept', 'file_name'])
        .where('state', '=', 'queued')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      if (next === undefined) return undefined;
      const row = taken(node);
      try {
        const { numUpdatedRows } = await database.write((queries) =>
          queries
            .updateTable('backup_job')
            .set((eb) => ({ ...row, running: 1, attempts: eb('attempts', '+', 1) }))
            .where('id', '=', next.id)
            .where('state', '=', 'queued')
            .executeTakeFirstOrThrow(),
        );
        if (numUpdatedRows === 0n) return undefined;
      } catch (error) {
        // Another one is being made.
        if (violatesUnique(error)) return undefined;
        throw error;
      }
      return {
        id: next.id,
        lease: row.lease,
        withKeys: next.with_keys === 1,
        withFiles: next.with_files === 1,
        kept: next.kept === 1,
        fileName: next.file_name,
      };
    },

    async beat({ id, lease }, progress) {
      const row = await database.write((queries) =>
        queries
          .updateTable('backup_job')
          .set({ lease_until: clock.now() + leaseLasts, ...countsOf(progress) })
          .where('id', '=', id)
          .where('lease', '=', lease)
          .where('state', '=', 'processing')
          .returning('cancel_asked')
          .executeTakeFirst(),
      );
      if (row === undefined) return 'lost';
      return row.cancel_asked === 1 ? 'cancel' : 'go-on';
    },

    async end(queries, { id, lease }, end) {
      await queries
        .updateTable('backup_job')
        .set({
          state: end.state,
          finished_at: clock.now(),
          running: null,
          lease: null,
          lease_until: null,
          failure: end.state === 'failed' ? end.failure : null,
          ...(end.state === 'finished' ? { ...countsOf(end.progress), archive_size: end.size } : {}),
        })
        .where('id', '=', id)
        .where('lease', '=', lease)
        .execute();
    },

    async cancel(queries, id, by) {
      const waiting = await cancelWhere(queries, by, id);
      if (waiting > 0) return true;
      const { numUpdatedRows } = await queries
        .updateTable('backup_job')
        .set({ cancel_asked: 1, cancelled_by: by })
        .where('id', '=', id)
        .where('state', '=', 'processing')
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    cancelWaiting: (queries, by) => cancelWhere(queries, by),

    async forgetFile(queries, id) {
      await queries.updateTable('backup_job').set({ archive_size: null }).where('id', '=', id).execute();
    },

    async buryDead() {
      const now = clock.now();
      const dead = database.read
        .selectFrom('backup_job')
        .select('id')
        .where('state', '=', 'processing')
        .where('lease_until', '<', now);
      if ((await dead.limit(1).executeTakeFirst()) === undefined) return [];
      const rows = await database.write((queries) =>
        queries
          .updateTable('backup_job')
          .set({
            state: 'failed',
            finished_at: now,
            running: null,
            lease: null,
            lease_until: null,
            failure: 'It was ended before it was done.',
          })
          .where('state', '=', 'processing')
          .where('lease_until', '<', now)
          .returning(['file_name'])
          .execute(),
      );
      return rows.map(({ file_name }) => file_name);
    },

    async prune(limit) {
      const old = clock.now() - rememberedFor;
      const { numDeletedRows } = await database.write((queries) =>
        queries
          .deleteFrom('backup_job')
          .where('id', 'in', (from) =>
            from
              .selectFrom('backup_job')
              .select('id')
              .where('finished_at', '<', old)
              .where('archive_size', 'is', null)
              .limit(limit),
          )
          .executeTakeFirstOrThrow(),
      );
      return Number(numDeletedRows);
    },
  };

  async function cancelWhere(queries: WriteQueries, by: number, id?: number): Promise<number> {
    const { numUpdatedRows } = await queries
      .updateTable('backup_job')
      .set({ state: 'cancelled', cancelled_by: by, finished_at: clock.now() })
      .where('state', '=', 'queued')
      .$if(id !== undefined, (query) => query.where('id', '=', id ?? 0))
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  }
}

function countsOf({ rows, files, bytes }: Progress) {
  return { row_count: rows, file_count: files, byte_count: bytes };
}
