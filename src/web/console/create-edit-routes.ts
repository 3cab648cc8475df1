/** Routes that register and edit a link. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { blankLink, linkInput, readLinkForm } from '../../applinks/link-form.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { fieldOf } from '../form-body.ts';
import { outgoingPaths } from '../outgoing/outgoing-paths.ts';
import { administratorOf, type ConsoleDeps, linkIn, seeOther, sendRefusal } from './console-route.ts';
import { createLinkPage } from './create-link-page.ts';
import { type LinkFormProps, linkFormPage } from './link-form-page.ts';
import { linkPaths } from './link-paths.ts';

const config = { access: pageRoute('administer') };

type WithId = { Params: { id: string } };

export function registerCreateAndEdit(app: App, deps: ConsoleDeps): void {
  const { links, views } = deps;

  app.get(linkPaths.create, { config }, (request, reply) => {
    switch (fieldOf(request.query, 'direction')) {
      case 'incoming':
        return seeOther(deps, reply, linkPaths.createIncoming);
      case 'outgoing':
        return seeOther(deps, reply, outgoingPaths.choose);
      default:
        return sendPage(reply, createLinkPage(views.viewOf(request, reply)));
    }
  });

  app.get(linkPaths.createIncoming, { config }, (request, reply) => showForm(request, reply, { input: blankLink }));

  app.post(linkPaths.createIncoming, { config }, async (request, reply) => {
    const input = readLinkForm(request.body);
    const outcome = await links.create(input, administratorOf(request));
    if (outcome.kind === 'invalid') return showForm(request, reply.code(400), { input, problems: outcome.problems });
    return seeOther(deps, reply, linkPaths.credentials(outcome.client.id), 'link-created');
  });

  // What the form's rows ask while somebody types.
  app.get(linkPaths.checkRedirectUrl, { config }, (request, reply) => {
    const clientType = fieldOf(request.query, 'clientType') === 'public' ? 'public' : 'confidential';
    const problem = links.redirectUriProblem(fieldOf(request.query, 'value'), clientType) ?? null;
    return reply.header('Cache-Control', 'no-store').send({ problem });
  });

  app.get<WithId>(`${linkPaths.list}/:id/edit`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    if (link === undefined) return sendRefusal(deps, request, reply, { kind: 'unknown' });
    if (!links.mayManage(link, administratorOf(request))) {
      return sendRefusal(deps, request, reply, { kind: 'system-administrator-only' });
    }
    return showForm(request, reply, { link, input: linkInput(link) });
  });

  app.post<WithId>(`${linkPaths.list}/:id/edit`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    if (link === undefined) return sendRefusal(deps, request, reply, { kind: 'unknown' });
    const input = readLinkForm(request.body);
    const seen = Number(fieldOf(request.body, 'seen')) || link.updatedAt;
    const outcome = await links.update(link.id, input, administratorOf(request), seen);
    switch (outcome.kind) {
      case 'saved':
        // A client that became confidential has a secret now, which somebody has to see.
        if (outcome.secret !== undefined) return seeOther(deps, reply, linkPaths.credentials(link.id), 'link-saved');
        return seeOther(deps, reply, linkPaths.of(link.id), 'link-saved');
      case 'invalid':
        return showForm(request, reply.code(400), { link, input, problems: outcome.problems, seen });
      case 'changed-meanwhile':
        return showForm(request, reply.code(409), { link, input, conflict: true });
      default:
        return sendRefusal(deps, request, reply, outcome);
    }
  });

  function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Pick<LinkFormProps, 'link' | 'input' | 'seen' | 'conflict'> & Partial<Pick<LinkFormProps, 'problems'>>,
  ): FastifyReply {
    const { accessTokenSeconds, refreshTokenSeconds } = deps.settings.inForce();
    const mayGrantSystemAdmin = administratorOf(request).isSystemAdministrator;
    return sendPage(
      reply,
      linkFormPage(views.viewOf(request, reply), {
        problems: [],
        ...shown,
        mayGrantSystemAdmin,
        accessTokenSeconds,
        refreshTokenSeconds,
      }),
    );
  }
}
