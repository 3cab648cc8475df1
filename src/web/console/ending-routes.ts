/** Routes that rotate a secret, disable, enable and delete a link, and revoke people's consents. */
import { idIn } from '../../foundation/row-id.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { overlapDays } from '../../oauth/clients.ts';
import { fieldOf } from '../form-body.ts';
import { administratorOf, type ConsoleDeps, linkIn, seeOther, sendRefusal } from './console-route.ts';
import { disablePage, removePage, rotatePage } from './ending-pages.ts';
import { linkPaths } from './link-paths.ts';

const config = { access: pageRoute('administer') };
const unknown = { kind: 'unknown' } as const;

type WithId = { Params: { id: string } };

export function registerEndings(app: App, deps: ConsoleDeps): void {
  const { links, grants, views } = deps;

  app.get<WithId>(`${linkPaths.list}/:id/rotate`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    if (link === undefined || link.clientType === 'public') return sendRefusal(deps, request, reply, unknown);
    return sendPage(reply, rotatePage(views.viewOf(request, reply), link));
  });

  app.post<WithId>(`${linkPaths.list}/:id/rotate`, { config }, async (request, reply) => {
    const overlap = overlapDays.find((days) => String(days) === fieldOf(request.body, 'overlap'));
    const id = idIn(request.params.id);
    if (id === undefined) return sendRefusal(deps, request, reply, unknown);
    if (overlap === undefined) return seeOther(deps, reply, linkPaths.rotate(id));
    const outcome = await links.rotateSecret(id, overlap, administratorOf(request));
    switch (outcome.kind) {
      case 'rotated':
        return seeOther(deps, reply, linkPaths.credentials(id), 'link-secret-rotated');
      case 'public':
        return sendRefusal(deps, request, reply, unknown);
      default:
        return sendRefusal(deps, request, reply, outcome);
    }
  });

  app.post<{ Params: { id: string; secretId: string } }>(
    `${linkPaths.list}/:id/secrets/:secretId/end`,
    { config },
    async (request, reply) => {
      const id = idIn(request.params.id) ?? 0;
      const outcome = await links.endSecret(id, idIn(request.params.secretId) ?? 0, administratorOf(request));
      return outcome.kind === 'done'
        ? seeOther(deps, reply, linkPaths.credentials(id), 'secret-ended')
        : sendRefusal(deps, request, reply, outcome);
    },
  );

  app.get<WithId>(`${linkPaths.list}/:id/disable`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    if (link === undefined) return sendRefusal(deps, request, reply, unknown);
    return sendPage(reply, disablePage(views.viewOf(request, reply), link, await grants.reachOfClient(link.id)));
  });

  app.post<WithId>(`${linkPaths.list}/:id/disable`, { config }, async (request, reply) => {
    const id = idIn(request.params.id) ?? 0;
    const outcome = await links.disable(id, administratorOf(request));
    return outcome.kind === 'done'
      ? seeOther(deps, reply, linkPaths.of(id), 'link-disabled')
      : sendRefusal(deps, request, reply, outcome);
  });

  app.post<WithId>(`${linkPaths.list}/:id/enable`, { config }, async (request, reply) => {
    const id = idIn(request.params.id) ?? 0;
    const outcome = await links.enable(id, administratorOf(request));
    return outcome.kind === 'done'
      ? seeOther(deps, reply, linkPaths.of(id), 'link-enabled')
      : sendRefusal(deps, request, reply, outcome);
  });

  app.get<WithId>(`${linkPaths.list}/:id/delete`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    if (link === undefined) return sendRefusal(deps, request, reply, unknown);
    return sendPage(reply, removePage(views.viewOf(request, reply), link, await grants.reachOfClient(link.id), false));
  });

  app.post<WithId>(`${linkPaths.list}/:id/delete`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    if (link === undefined) return sendRefusal(deps, request, reply, unknown);
    if (fieldOf(request.body, 'confirmation').trim() !== link.name) {
      const reach = await grants.reachOfClient(link.id);
      return sendPage(reply.code(400), removePage(views.viewOf(request, reply), link, reach, true));
    }
    const outcome = await links.remove(link.id, administratorOf(request));
    return outcome.kind === 'done'
      ? seeOther(deps, reply, linkPaths.list, 'link-deleted')
      : sendRefusal(deps, request, reply, outcome);
  });
}
