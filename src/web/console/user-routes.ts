/** Routes of the people an application acts for, and of the applications that act for a person. */
import { originOf } from '../../audit/origin.ts';
import { idIn } from '../../foundation/row-id.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { fieldOf } from '../form-body.ts';
import { administratorOf, type ConsoleDeps, linkIn, seeOther, sendRefusal } from './console-route.ts';
import { linkPaths } from './link-paths.ts';
import { applicationsPage, revokeAllPage, usersPage } from './user-pages.ts';
import { refuse } from './users/user-route.ts';

const config = { access: pageRoute('administer') };
const unknown = { kind: 'unknown' } as const;
const usersPerPage = 50;

type WithId = { Params: { id: string } };

export function registerUserPages(app: App, deps: ConsoleDeps): void {
  const { links, grants, users, views } = deps;

  app.get<WithId>(`${linkPaths.list}/:id/users`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    if (link === undefined) return sendRefusal(deps, request, reply, unknown);
    const before = idIn(fieldOf(request.query, 'before'));
    const found = await grants.ofClient(link.id, { limit: usersPerPage + 1, ...(before === undefined ? {} : { before }) });
    const shown = found.slice(0, usersPerPage);
    const next = found.length > usersPerPage ? shown.at(-1)?.grantId : undefined;
    return sendPage(reply, usersPage(views.viewOf(request, reply), { link, users: shown, next }));
  });

  app.post<{ Params: { id: string; grantId: string } }>(
    `${linkPaths.list}/:id/users/:grantId/revoke`,
    { config },
    async (request, reply) => {
      const link = await linkIn(links, request.params.id);
      if (link === undefined) return sendRefusal(deps, request, reply, unknown);
      await grants.end(idIn(request.params.grantId) ?? 0, undefined, originOf(request));
      return seeOther(deps, reply, linkPaths.users(link.id), 'link-user-revoked');
    },
  );

  app.get<WithId>(`${linkPaths.list}/:id/users/revoke-all`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    if (link === undefined) return sendRefusal(deps, request, reply, unknown);
    return sendPage(reply, revokeAllPage(views.viewOf(request, reply), link));
  });

  app.post<WithId>(`${linkPaths.list}/:id/users/revoke-all`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    if (link === undefined) return sendRefusal(deps, request, reply, unknown);
    await grants.endAllOfClient(link.id, originOf(request));
    return seeOther(deps, reply, linkPaths.users(link.id), 'link-users-revoked');
  });

  app.get<{ Params: { userKey: string } }>('/admin/users/:userKey/applications', { config }, async (request, reply) => {
    const user = await users.byUserKey(request.params.userKey);
    if (user === undefined) return sendRefusal(deps, request, reply, unknown);
    const applications = await grants.ofUser(user.id);
    return sendPage(reply, applicationsPage(views.viewOf(request, reply), user, applications));
  });

  app.post<{ Params: { userKey: string; grantId: string } }>(
    '/admin/users/:userKey/applications/:grantId/revoke',
    { config },
    async (request, reply) => {
      const user = await users.byUserKey(request.params.userKey);
      if (user === undefined) return sendRefusal(deps, request, reply, unknown);
      const by = administratorOf(request);
      const outcome = await deps.administration.onUser(user.username, by, async ({ id }) => {
        await grants.end(idIn(request.params.grantId) ?? 0, id, by.origin);
        return { outcome: 'done' } as const;
      });
      return outcome.outcome === 'done'
        ? seeOther(deps, reply, linkPaths.applicationsOf(user.userKey), 'link-user-revoked')
        : refuse(deps, request, reply, outcome);
    },
  );
}
