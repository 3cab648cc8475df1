/** Routes that replace and end a secret, disable, enable and delete a service account. */
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { overlapDays } from '../../../oauth/clients.ts';
import { fieldOf } from '../../form-body.ts';
import { administratorOf, type ConsoleDeps, seeOther } from '../console-route.ts';
import { accountPaths } from './account-paths.ts';
import { accountIn, refuse } from './account-route.ts';
import { disableAccountPage, removeAccountPage, rotateAccountPage } from './ending-pages.ts';

const config = { access: pageRoute('administer') };
const unknown = { kind: 'unknown' } as const;

type WithId = { Params: { id: string } };

export function registerAccountEndings(app: App, deps: ConsoleDeps): void {
  const { serviceAccounts, views } = deps;

  app.get<WithId>(`${accountPaths.list}/:id/rotate`, { config }, async (request, reply) => {
    const account = await accountIn(deps, request.params.id);
    if (account === undefined) return refuse(deps, request, reply, unknown);
    return sendPage(reply, rotateAccountPage(views.viewOf(request, reply), account));
  });

  app.post<WithId>(`${accountPaths.list}/:id/rotate`, { config }, async (request, reply) => {
    const overlap = overlapDays.find((days) => String(days) === fieldOf(request.body, 'overlap'));
    const id = idIn(request.params.id);
    if (id === undefined) return refuse(deps, request, reply, unknown);
    if (overlap === undefined) return seeOther(deps, reply, accountPaths.rotate(id));
    const outcome = await serviceAccounts.rotateSecret(id, overlap, administratorOf(request));
    return outcome.kind === 'rotated'
      ? seeOther(deps, reply, accountPaths.credentials(id), 'service-account-secret-rotated')
      : refuse(deps, request, reply, outcome);
  });

  app.post<{ Params: { id: string; secretId: string } }>(
    `${accountPaths.list}/:id/secrets/:secretId/end`,
    { config },
    async (request, reply) => {
      const id = idIn(request.params.id) ?? 0;
      const outcome = await serviceAccounts.endSecret(id, idIn(request.params.secretId) ?? 0, administratorOf(request));
      return outcome.kind === 'done'
        ? seeOther(deps, reply, accountPaths.credentials(id), 'secret-ended')
        : refuse(deps, request, reply, outcome);
    },
  );

  app.get<WithId>(`${accountPaths.list}/:id/disable`, { config }, async (request, reply) => {
    const account = await accountIn(deps, request.params.id);
    if (account === undefined) return refuse(deps, request, reply, unknown);
    return sendPage(reply, disableAccountPage(views.viewOf(request, reply), account));
  });

  app.post<WithId>(`${accountPaths.list}/:id/disable`, { config }, async (request, reply) => {
    const id = idIn(request.params.id) ?? 0;
    const outcome = await serviceAccounts.disable(id, administratorOf(request));
    return outcome.kind === 'done'
      ? seeOther(deps, reply, accountPaths.of(id), 'service-account-disabled')
      : refuse(deps, request, reply, outcome);
  });

  app.post<WithId>(`${accountPaths.list}/:id/enable`, { config }, async (request, reply) => {
    const id = idIn(request.params.id) ?? 0;
    const outcome = await serviceAccounts.enable(id, administratorOf(request));
    return outcome.kind === 'done'
      ? seeOther(deps, reply, accountPaths.of(id), 'service-account-enabled')
      : refuse(deps, request, reply, outcome);
  });

  app.get<WithId>(`${accountPaths.list}/:id/delete`, { config }, async (request, reply) => {
    const account = await accountIn(deps, request.params.id);
    if (account === undefined) return refuse(deps, request, reply, unknown);
    return sendPage(reply, removeAccountPage(views.viewOf(request, reply), account, false));
  });

  app.post<WithId>(`${accountPaths.list}/:id/delete`, { config }, async (request, reply) => {
    const account = await accountIn(deps, request.params.id);
    if (account === undefined) return refuse(deps, request, reply, unknown);
    if (fieldOf(request.body, 'confirmation').trim() !== account.name) {
      return sendPage(reply.code(400), removeAccountPage(views.viewOf(request, reply), account, true));
    }
    const outcome = await serviceAccounts.remove(account.id, administratorOf(request));
    return outcome.kind === 'done'
      ? seeOther(deps, reply, accountPaths.list, 'service-account-deleted')
      : refuse(deps, request, reply, outcome);
  });
}
