/**
 * Routes of backups, for system administrators. A backup holds everything, so making and downloading one needs a recent proof of the
 * password.
 */
import type { FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import type { BackupJob } from '../../../backup/backup-job-list.ts';
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { isTicked } from '../../form-body.ts';
import { type ConsoleDeps, seeOther, sendRefusal } from '../console-route.ts';
import { backupPage, deleteBackupPage } from './backup-page.ts';
import { backupPaths } from './backup-paths.ts';

const config = { access: pageRoute('administer-system') };
const unknown = { kind: 'unknown' } as const;
const jobsShown = 50;

type WithId = { Params: { id: string } };

export function registerBackupPages(app: App, deps: ConsoleDeps): void {
  const { views, backups, settings, freshProof } = deps;

  app.get(backupPaths.page, { config }, async (request, reply) => {
    const jobs = await backups.list({ limit: jobsShown });
    const shown = await Promise.all(jobs.map(async (job) => ({ job, hasFile: await backups.hasFile(job) })));
    const props = { backups: shown, folder: backups.folder, settings: settings.inForce() };
    return sendPage(reply, backupPage(views.viewOf(request, reply), props));
  });

  app.post(backupPaths.page, { config }, async (request, reply) => {
    if (!(await freshProof(request, reply))) return reply;
    const { person } = request.caller;
    if (person === undefined) return sendRefusal(deps, request, reply, unknown);
    const wanted = { withKeys: isTicked(request.body, 'withKeys'), withFiles: true, kept: isTicked(request.body, 'kept') };
    const { isNew } = await backups.ask(wanted, { id: person.id, origin: originOf(request) });
    return seeOther(deps, reply, backupPaths.page, isNew ? 'backup-asked' : 'backup-under-way');
  });

  app.get<WithId>(`${backupPaths.page}/:id/download`, { config }, async (request, reply) => {
    if (!(await freshProof(request, reply))) return reply;
    const job = await found(request);
    const archive = job && (await backups.download(job, originOf(request)));
    if (job === undefined || archive === undefined) return sendRefusal(deps, request, reply, unknown);
    return reply
      .type('application/zstd')
      .header('Content-Disposition', `attachment; filename="${job.fileName}"`)
      .header('Content-Length', archive.size)
      .header('Cache-Control', 'no-store')
      .send(archive.bytes);
  });

  app.post<WithId>(`${backupPaths.page}/:id/cancel`, { config }, async (request, reply) => {
    const { person } = request.caller;
    const id = idIn(request.params.id) ?? 0;
    const isDone = person !== undefined && (await backups.cancel(id, { id: person.id, origin: originOf(request) }));
    return isDone ? seeOther(deps, reply, backupPaths.page, 'backup-cancelled') : sendRefusal(deps, request, reply, unknown);
  });

  app.get<WithId>(`${backupPaths.page}/:id/delete`, { config }, async (request, reply) => {
    const job = await found(request);
    if (job === undefined || !(await backups.hasFile(job))) return sendRefusal(deps, request, reply, unknown);
    return sendPage(reply, deleteBackupPage(views.viewOf(request, reply), job));
  });

  app.post<WithId>(`${backupPaths.page}/:id/delete`, { config }, async (request, reply) => {
    const job = await found(request);
    const isDone = job !== undefined && (await backups.remove(job, originOf(request)));
    return isDone ? seeOther(deps, reply, backupPaths.page, 'backup-deleted') : sendRefusal(deps, request, reply, unknown);
  });

  async function found(request: FastifyRequest<WithId>): Promise<BackupJob | undefined> {
    const id = idIn(request.params.id);
    return id === undefined ? undefined : backups.find(id);
  }
}
