/**
 * Backups that a server makes: those people ask for, those of the schedule, and how many of the latter are kept. Every node looks for
 * work; the table of jobs decides which node does it.
 */
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Configuration } from '../foundation/configuration/load.ts';
import type { Random } from '../foundation/random.ts';
import type { BackupJob, JobFilter } from './backup-job-list.ts';
import { type BackupJobs, backupJobs, type WantedBackup } from './backup-jobs.ts';
import type { BackupSource } from './make-backup.ts';
import { archiveName, archivePath, runBackup } from './run-backup.ts';
import { lastDue } from './schedule.ts';

/** An archive in the folder of backups. */
export interface BackupFile {
  readonly name: string;
  readonly at: Milliseconds;
  /** In bytes. */
  readonly size: number;
}

export interface Backups {
  /** Lets a backup wait for its turn. @returns the job; the one that is there already when there is one */
  ask(
    wanted: Pick<WantedBackup, 'withKeys' | 'withFiles' | 'kept'> & { readonly prefix?: string },
    owner: { readonly id: number; readonly origin: Origin },
  ): Promise<{ readonly job: BackupJob; readonly isNew: boolean }>;
  find(id: number): Promise<BackupJob | undefined>;
  list(filter: JobFilter): Promise<readonly BackupJob[]>;
  /** @returns false when there was nothing to cancel */
  cancel(id: number, by: { readonly id: number; readonly origin: Origin }): Promise<boolean>;
  /** @returns how many waited */
  cancelWaiting(by: { readonly id: number; readonly origin: Origin }): Promise<number>;
  /** Notes in the audit trail who takes the archive away. @returns it; undefined when it does not lie on this node */
  download(job: BackupJob, origin: Origin): Promise<{ readonly bytes: Readable; readonly size: number } | undefined>;
  /** @returns whether the archive lies where this node can read it */
  hasFile(job: BackupJob): Promise<boolean>;
  /** Deletes the archive. @returns false when this node does not have it */
  remove(job: BackupJob, origin: Origin): Promise<boolean>;
  /** @returns the archives that lie in the folder of backups */
  files(): Promise<readonly BackupFile[]>;
  /** Where they lie. */
  readonly folder: string;
  /** What a server does from time to time. @param onFailure told of a backup that failed; the job says why */
  work(isStopped: () => boolean, onFailure: (job: number, error: unknown) => void): Promise<void>;
  prune(limit: number): Promise<number>;
}

export interface BackupOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly source: BackupSource;
  readonly folder: string;
  readonly settings: () => Pick<Configuration, 'backupSchedule' | 'backupKeep' | 'backupWithKey'>;
}

const usualPrefix = 'weir-backup';

export function createBackups({ database, clock, random, source, folder, settings }: BackupOptions): Backups {
  const jobs: BackupJobs = backupJobs({ database, clock, random });
  const node = hostname();

  async function sizeOf(job: BackupJob): Promise<{ readonly path: string; readonly size: number } | undefined> {
    const path = job.size === null ? undefined : archivePath(folder, job.fileName);
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
    return path === undefined || found === undefined ? undefined : { path, size: found.size };
  }

  function record(kind: string, job: Pick<BackupJob, 'id' | 'fileName'>, summary: string, origin: Origin) {
    return {
      at: clock.now(),
      origin,
      kind,
      object: { type: 'backup', id: String(job.id), name: basename(job.fileName) },
      summary,
      changes: [],
    };
  }

  async function found(id: number): Promise<BackupJob> {
    const job = await jobs.find(id);
    if (job === undefined) throw new Error(`the backup ${id} is gone`);
    return job;
  }

  async function scheduleDue(): Promise<void> {
    const { backupSchedule, backupWithKey } = settings();
    const slot = lastDue(backupSchedule, clock.now());
    if (slot === undefined) return;
    const fileName = archiveName(usualPrefix, clock.now(), random);
    await jobs.schedule(slot, { withKeys: backupWithKey, withFiles: true, kept: false, fileName });
  }

  async function keepLast(): Promise<void> {
    for (const job of await jobs.outdated(settings().backupKeep, node)) {
      const path = archivePath(folder, job.fileName);
      if (path !== undefined) await rm(path, { force: true });
      await database.write((queries) => jobs.forgetFile(queries, job.id));
    }
  }

  return {
    folder,

    async ask({ prefix = usualPrefix, ...wanted }, { id: ownerId, origin }) {
      const fileName = archiveName(prefix, clock.now(), random);
      const { id, isNew } = await database.write(async (queries) => {
        const asked = await jobs.ask(queries, { ...wanted, fileName }, ownerId);
        if (asked.isNew) {
          const summary = `Asked for the backup ${fileName}${wanted.withKeys ? ', with the encryption key' : ''}`;
          await appendEvent(queries, record('backup.asked', { id: asked.id, fileName }, summary, origin));
        }
        return asked;
      });
      return { job: await found(id), isNew };
    },

    find: jobs.find,
    list: jobs.list,

    async cancel(id, by) {
      const job = await jobs.find(id);
      if (job === undefined) return false;
      return database.write(async (queries) => {
        const isDone = await jobs.cancel(queries, id, by.id);
        if (isDone)
          await appendEvent(queries, record('backup.cancelled', job, `Cancelled the backup ${job.fileName}`, by.origin));
        return isDone;
      });
    },

    cancelWaiting: (by) =>
      database.write(async (queries) => {
        const count = await jobs.cancelWaiting(queries, by.id);
        const summary = `Cancelled ${count} backups that waited`;
        if (count > 0) await appendEvent(queries, record('backup.cancelled', { id: 0, fileName: '' }, summary, by.origin));
        return count;
      }),

    async download(job, origin) {
      const file = await sizeOf(job);
      if (file === undefined) return undefined;
      await database.write((queries) =>
        appendEvent(queries, record('backup.downloaded', job, `Downloaded the backup ${job.fileName}`, origin)),
      );
      return { bytes: createReadStream(file.path), size: file.size };
    },

    hasFile: async (job) => (await sizeOf(job)) !== undefined,

    async remove(job, origin) {
      const file = await sizeOf(job);
      if (file === undefined) return false;
      await rm(file.path, { force: true });
      await database.write(async (queries) => {
        await jobs.forgetFile(queries, job.id);
        await appendEvent(queries, record('backup.deleted', job, `Deleted the backup ${job.fileName}`, origin));
      });
      return true;
    },

    async files() {
      const names = await readdir(folder).catch(() => []);
      const files = await Promise.all(
        names.flatMap((name) => {
          const path = archivePath(folder, name);
          return path === undefined ? [] : [stat(path).then(({ size, mtimeMs }) => ({ name, size, at: Math.floor(mtimeMs) }))];
        }),
      );
      return files.sort((a, b) => b.at - a.at);
    },

    async work(isStopped, onFailure) {
      const goOn = () => {
        if (isStopped()) throw new Error('The server was stopped.');
      };
      for (const name of await jobs.buryDead()) {
        const path = archivePath(folder, name);
        if (path !== undefined) await rm(`${path}.part`, { force: true });
      }
      await scheduleDue();
      for (;;) {
        const job = isStopped() ? undefined : await jobs.claim(node);
        if (job === undefined) break;
        try {
          await runBackup({ database, jobs, clock, random, source }, job, join(folder, job.fileName), goOn);
        } catch (error) {
          onFailure(job.id, error);
        }
      }
      await keepLast();
    },

    prune: jobs.prune,
  };
}
