/** Runs one backup under its job: reports that it is alive, stops when somebody cancels it, and records the result. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { appendEvent } from '../audit/audit-trail.ts';
import { systemOrigin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Random } from '../foundation/random.ts';
import type { BackupJobs, ClaimedJob, JobEnd } from './backup-jobs.ts';
import { type BackupOutcome, type BackupSource, makeBackup } from './make-backup.ts';
import { nothingDone, type OnProgress, type Progress } from './progress.ts';

/** A third of what a silent one is believed. */
const betweenBeats: Milliseconds = 5_000;

/** Nothing is wrong: somebody cancelled it, or took it for dead. */
class Ended extends Error {
  readonly why: 'cancel' | 'lost';

  constructor(why: 'cancel' | 'lost') {
    super(why === 'cancel' ? 'The backup was cancelled.' : 'The backup was given to another process.');
    this.why = why;
  }
}

export interface BackupRun {
  readonly database: Database;
  readonly jobs: BackupJobs;
  readonly clock: Clock;
  readonly random: Random;
  readonly source: BackupSource;
}

/**
 * @param path where the archive is to be
 * @returns what was made, or why nothing was; a failure is noted in the job, and thrown in the same words
 */
export async function runBackup(
  { database, jobs, clock, random, source }: BackupRun,
  job: ClaimedJob,
  path: string,
  onProgress: OnProgress = () => {},
): Promise<BackupOutcome | { readonly kind: 'cancelled' }> {
  const ending = new AbortController();
  let latest: Progress = nothingDone;
  const beat = setInterval(() => {
    jobs
      .beat(job, latest)
      .then((order) => order === 'go-on' || ending.abort(new Ended(order)))
      // A database that does not answer for a while makes the job be taken for dead; nothing else follows from it.
      .catch(() => {});
  }, betweenBeats);
  const { withKeys, withFiles } = job;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const outcome = await makeBackup(source, {
      path,
      at: clock.now(),
      random,
      withKeys,
      withFiles,
      signal: ending.signal,
      onProgress(progress) {
        latest = progress;
        onProgress(progress);
      },
    });
    await note(
      outcome.kind === 'made'
        ? { state: 'finished', progress: outcome.made, size: outcome.made.size }
        : { state: 'failed', failure: outcome.message },
    );
    return outcome;
  } catch (error) {
    if (error instanceof Ended && error.why === 'lost') throw error;
    const failure = describe(error, dirname(path));
    await note(error instanceof Ended ? { state: 'cancelled' } : { state: 'failed', failure });
    if (error instanceof Ended) return { kind: 'cancelled' };
    throw new Error(failure, { cause: error });
  } finally {
    clearInterval(beat);
  }

  function note(end: JobEnd): Promise<void> {
    return database.write(async (queries) => {
      await jobs.end(queries, job, end);
      if (end.state === 'cancelled') return;
      await appendEvent(queries, {
        at: clock.now(),
        origin: systemOrigin,
        kind: end.state === 'finished' ? 'backup.made' : 'backup.failed',
        object: { type: 'backup', id: String(job.id), name: job.fileName },
        summary:
          end.state === 'finished' ? `Made the backup ${job.fileName}` : `The backup ${job.fileName} failed: ${end.failure}`,
        changes: [],
      });
    });
  }
}

/** @returns what an administrator is told: what is to be done, or the store's own words */
function describe(error: unknown, folder: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return `The disk is full: ${folder} has no room for the backup, and nothing of it was kept. Make room there or choose another folder, and make it again.`;
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `The folder ${folder} cannot be written. Let the account that Weir runs as write there, or choose another folder.`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** @returns the name of a new archive: whose it is and when it was made (UTC) */
export function archiveName(prefix: string, now: Milliseconds, random: Random): string {
  const at = new Date(now).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return `${prefix}-${at}-${random.bytes(2).toString('hex')}.tar.zst`;
}

/** @returns where an archive lies; undefined for what is no name of one */
export function archivePath(folder: string, name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]{0,120}\.tar\.zst$/.test(name) ? join(folder, name) : undefined;
}
