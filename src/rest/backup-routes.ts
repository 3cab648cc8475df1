/**
 * Backups of the whole site as jobs, for system administrators (Confluence 9.0.0, Backup and Restore). A running site is never
 * overwritten: the restore routes answer how it is done. A backup holds everything, so a session needs a recent proof of the password,
 * and a token gets no encryption key.
 */
import { type Static, Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import type { BackupJob, JobFilter } from '../backup/backup-job-list.ts';
import type { Backups } from '../backup/backups.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { actsByToken, type CallerSession } from '../http/caller.ts';
import { registerUploads, skipRest } from '../http/uploads.ts';
import { sendBadPage } from './content-answers.ts';
import { badRequest, type ErrorAnswer, sendError } from './errors.ts';
import { isStale, proveAgain } from './fresh-proof.ts';
import { lenient } from './lenient.ts';
import { collection, mostListed, readPage } from './paging.ts';
import { personOf } from './person.ts';
import { all, first, type Query, readId } from './query.ts';
import { asAnswer, type Json, type Site, sendJson, wireDate } from './site.ts';

export interface BackupDeps {
  readonly site: Site;
  readonly backups: Backups;
  /** Whether backups hold the encryption key, where nothing forbids it. */
  readonly withKeys: () => boolean;
  /** Whether a session's password was proved lately enough. */
  isFresh(session: CallerSession): boolean;
}

const SiteBackupBody = Type.Object({
  skipAttachments: lenient(Type.Boolean()),
  keepPermanently: lenient(Type.Boolean()),
  fileNamePrefix: lenient(Type.String()),
});
type SiteBackupBody = Static<typeof SiteBackupBody>;

const RestoreBody = Type.Object({ fileName: lenient(Type.String()), filename: lenient(Type.String()) });

const path = '/rest/api/backup-restore';
const config = { access: apiRoute('SYSTEM_ADMIN', { permission: 'administer-system' }) };

type WithId = { Params: { jobId: string } };

export function backupRoutes(app: App, deps: BackupDeps): void {
  making(app, deps);
  jobRoutes(app, deps);
  restoring(app, deps);
}

function making(app: App, { site, backups, withKeys, isFresh }: BackupDeps): void {
  app.post<{ Body: SiteBackupBody }>(
    `${path}/backup/site`,
    { config, schema: { body: SiteBackupBody } },
    async (request, reply) => {
      if (isStale(request, isFresh)) return sendError(reply, proveAgain(site));
      const { skipAttachments, keepPermanently, fileNamePrefix } = request.body;
      if (fileNamePrefix && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,40}$/.test(fileNamePrefix)) return sendError(reply, badPrefix);
      const wanted = {
        withKeys: withKeys() && !actsByToken(request.caller),
        withFiles: skipAttachments !== true,
        kept: keepPermanently === true,
        ...(fileNamePrefix ? { prefix: fileNamePrefix } : {}),
      };
      const { job, isNew } = await backups.ask(wanted, { id: personOf(request).id, origin: originOf(request) });
      if (!isNew) return sendError(reply, busy(job));
      return reply.send(
        asAnswer(site, { ...jobJson(job, false), jobSettings: settingsJson(job), statistics: statisticsJson(job) }),
      );
    },
  );

  app.post(`${path}/backup/space`, { config }, (_request, reply) => sendError(reply, noSpaces));
}

function jobRoutes(app: App, { site, backups, isFresh }: BackupDeps): void {
  app.get<{ Querystring: Query }>(`${path}/jobs`, { config }, async (request, reply) => {
    const page = readPage(request.query, mostListed);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const filter = readFilter(request.query, page.start + page.limit + 1);
    if ('statusCode' in filter) return sendError(reply, filter);
    const found = filter.isEmpty ? [] : (await backups.list(filter)).slice(page.start);
    const results = await Promise.all(found.slice(0, page.limit).map(async (job) => jobJson(job, await backups.hasFile(job))));
    return reply.send(collection(site, `${path}/jobs`, request.query, page, { results, more: found.length > page.limit }));
  });

  app.put(`${path}/jobs/clear-queue`, { config }, async (request, reply) => {
    const count = await backups.cancelWaiting({ id: personOf(request).id, origin: originOf(request) });
    return sendJson(reply, String(count));
  });

  app.get<WithId>(`${path}/jobs/:jobId`, { config }, async (request, reply) => {
    const job = await jobOf(backups, request);
    // Confluence answers so for a job that is not there, too.
    if (job === undefined) return sendError(reply, { statusCode: 403, message: unknownJob(request.params.jobId).message });
    return reply.send(asAnswer(site, jobJson(job, await backups.hasFile(job))));
  });

  app.put<WithId>(`${path}/jobs/:jobId/cancel`, { config }, async (request, reply) => {
    const job = await jobOf(backups, request);
    if (job === undefined) return sendError(reply, unknownJob(request.params.jobId));
    await backups.cancel(job.id, { id: personOf(request).id, origin: originOf(request) });
    const now = (await backups.find(job.id)) ?? job;
    return reply.send(asAnswer(site, jobJson(now, await backups.hasFile(now))));
  });

  app.get<WithId>(`${path}/jobs/:jobId/download`, { config }, async (request, reply) => {
    if (isStale(request, isFresh)) return sendError(reply, proveAgain(site));
    const job = await jobOf(backups, request);
    if (job === undefined) return sendError(reply, unknownJob(request.params.jobId));
    if (job.withKeys && actsByToken(request.caller)) return sendError(reply, noKeysByToken);
    const archive = await backups.download(job, originOf(request));
    if (archive === undefined) return sendError(reply, noFile(job));
    return reply
      .type('application/zstd')
      .header('Content-Disposition', `attachment; filename="${job.fileName}"`)
      .header('Content-Length', archive.size)
      .header('Cache-Control', 'no-store')
      .send(archive.bytes);
  });
}

function restoring(app: App, { site, backups }: BackupDeps): void {
  app.get<{ Querystring: Query }>(`${path}/restore/files`, { config }, async (request, reply) => {
    const scope = first(request.query, 'jobScope') ?? 'SITE';
    if (scope !== 'SITE' && scope !== 'SPACE') return sendError(reply, badRequest('jobScope must be SITE or SPACE.'));
    const page = readPage(request.query, mostListed);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const files = scope === 'SITE' ? (await backups.files()).slice(page.start) : [];
    const results = files
      .slice(0, page.limit)
      .map(({ name, at, size }): Json => ({ name, creationTime: wireDate(at), size, jobScope: 'SITE' }));
    return reply.send(
      collection(site, `${path}/restore/files`, request.query, page, { results, more: files.length > page.limit }),
    );
  });

  app.post<{ Body: Static<typeof RestoreBody> }>(
    `${path}/restore/site`,
    { config, schema: { body: RestoreBody } },
    async (request, reply) => {
      const name = request.body.fileName ?? request.body.filename ?? '';
      const isThere = (await backups.files()).some((file) => file.name === name);
      return sendError(reply, isThere ? notWhileRunning(name) : badRequest('fileName must name a file of restore/files.'));
    },
  );

  app.post(`${path}/restore/space`, { config }, (_request, reply) => sendError(reply, noSpaces));

  void registerUploads(app, (routes) => {
    for (const [scope, refusal] of [
      ['site', notWhileRunning('FILE')],
      ['space', noSpaces],
    ] as const) {
      routes.post(`${path}/restore/${scope}/upload`, { config }, (request, reply) => {
        // Not a byte of it is kept.
        skipRest(request);
        return sendError(reply, refusal);
      });
    }
  });
}

const badPrefix = badRequest(
  'fileNamePrefix takes at most 41 letters, digits, hyphens and underscores, and begins with a letter or digit.',
);

const noSpaces = badRequest('Weir backs up and restores the whole site, and no single spaces. Use backup/site.');

const noKeysByToken: ErrorAnswer = {
  statusCode: 403,
  message:
    'This backup holds the encryption key, which no token takes away. Download it in the console, or ask for one by the API.',
};

function busy({ id }: BackupJob): ErrorAnswer {
  return { statusCode: 409, message: `The backup job ${id} waits or is being made already. There is one at a time.` };
}

function notWhileRunning(name: string): ErrorAnswer {
  return {
    statusCode: 403,
    message: `A running site is not overwritten. Stop Weir, and run "weir restore ${name}" with an empty data folder and database (docs/operations.md).`,
  };
}

function unknownJob(id: string): ErrorAnswer {
  return { statusCode: 404, message: `No backup job found with id : ${id}` };
}

function noFile({ node, size }: BackupJob): ErrorAnswer {
  const message =
    size === null
      ? 'The job has no file.'
      : `The file lies on ${node ?? 'another machine'}, and not where this node can read it.`;
  return { statusCode: 404, message };
}

async function jobOf(backups: Backups, { params }: { readonly params: WithId['Params'] }): Promise<BackupJob | undefined> {
  const id = readId(params.jobId);
  return id === undefined ? undefined : backups.find(id);
}

const stateNames = {
  queued: 'QUEUED',
  processing: 'PROCESSING',
  finished: 'FINISHED',
  cancelling: 'CANCELLING',
  cancelled: 'CANCELLED',
  failed: 'FAILED',
} as const satisfies Readonly<Record<BackupJob['state'], string>>;

/** @param limit so many jobs are wanted @returns the filter; `isEmpty` when no job of this Weir can fit it */
function readFilter(query: Query, limit: number): (JobFilter & { readonly isEmpty: boolean }) | ErrorAnswer {
  const [operation, scope, owner] = ['jobOperation', 'jobScope', 'owner'].map((name) => first(query, name));
  if (operation && !['BACKUP', 'RESTORE'].includes(operation)) return badRequest('jobOperation must be BACKUP or RESTORE.');
  if (scope && !['SITE', 'SPACE'].includes(scope)) return badRequest('jobScope must be SITE or SPACE.');
  const names = all(query, 'jobStates')
    .flatMap((text) => text.split(','))
    .filter((name) => name !== '');
  const states = Object.entries(stateNames).flatMap(([state, name]) =>
    names.includes(name) ? [state as BackupJob['state']] : [],
  ); // A key of the table.
  if (states.length < new Set(names).size) return badRequest(`jobStates takes ${Object.values(stateNames).join(', ')}.`);
  const [from, to] = ['fromDate', 'toDate'].map((name) => readDate(first(query, name)));
  if (Number.isNaN(from) || Number.isNaN(to)) return badRequest('Dates are written as 2026-01-31T12:00:00.000Z.');
  return {
    isEmpty: operation === 'RESTORE' || scope === 'SPACE' || Boolean(first(query, 'spaceKey')),
    limit,
    ...(names.length > 0 ? { states } : {}),
    ...(owner ? { owner } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** @returns milliseconds since 1970; NaN for what is no date */
function readDate(text: string | undefined): number | undefined {
  return text ? Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : undefined;
}

function jobJson(job: BackupJob, fileExists: boolean): Json {
  const { startedAt, finishedAt, cancelledBy, failure, owner } = job;
  return {
    id: job.id,
    jobOperation: 'BACKUP',
    jobScope: 'SITE',
    jobState: stateNames[job.state],
    createTime: wireDate(job.createdAt),
    ...(startedAt === null ? {} : { startProcessingTime: wireDate(startedAt) }),
    ...(finishedAt === null ? {} : { finishProcessingTime: wireDate(finishedAt) }),
    ...(job.state === 'cancelled' && finishedAt !== null ? { cancelTime: wireDate(finishedAt) } : {}),
    ...(failure === null ? {} : { errorMessage: failure }),
    ...(owner === undefined ? {} : { owner }),
    ...(cancelledBy === undefined ? {} : { cancelledBy }),
    fileName: job.fileName,
    fileExists,
  };
}

function settingsJson({ withFiles, kept }: BackupJob): Json {
  return { skipAttachments: !withFiles, keepPermanently: kept };
}

function statisticsJson({ rows, files }: BackupJob): Json {
  return {
    processedObjectsCount: rows + files,
    persistedObjectsCount: rows + files,
    skippedObjectsCount: 0,
    reusedObjectsCount: 0,
  };
}
