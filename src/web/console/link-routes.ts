/** Routes that show links, their credentials and their history. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Link } from '../../applinks/links.ts';
import { idIn } from '../../foundation/row-id.ts';
import { openPageRoute, pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { endpointPaths } from '../../oauth/vocabulary.ts';
import { fieldOf } from '../form-body.ts';
import { administratorOf, type ConsoleDeps, linkIn, seeOther, sendRefusal } from './console-route.ts';
import { credentialsPage } from './credentials-page.ts';
import { historyOf } from './link-history.ts';
import { linkListPage } from './link-list-page.ts';
import { linkPage } from './link-page.ts';
import { linkPaths } from './link-paths.ts';
import { tryItCallbackPage } from './try-it.ts';
import { linkCounters, usageDays } from './usage-section.ts';

const config = { access: pageRoute('administer') };

type WithId = { Params: { id: string } };

/** How many users the page of a link shows; the others have a page of their own. */
const usersShown = 10;

export function registerLinkPages(app: App, deps: ConsoleDeps): void {
  const { links, views } = deps;

  app.get(linkPaths.list, { config }, async (request, reply) => {
    const [incoming, outgoing] = await Promise.all([links.list(), deps.outgoing.list()]);
    return sendPage(reply, linkListPage(views.viewOf(request, reply), incoming, outgoing));
  });

  app.get(linkPaths.confluenceList, { config }, (_request, reply) => views.goOn(reply, linkPaths.list));

  app.get<WithId>(`${linkPaths.list}/:id`, { config }, async (request, reply) => {
    const link = await linkIn(links, request.params.id);
    return link === undefined ? sendRefusal(deps, request, reply, { kind: 'unknown' }) : showLink(deps, request, reply, link);
  });

  app.get<WithId>(`${linkPaths.list}/:id/credentials`, { config }, async (request, reply) => {
    if (!(await deps.freshProof(request, reply))) return reply;
    const outcome = await links.viewCredentials(idIn(request.params.id) ?? 0, administratorOf(request));
    if (outcome.kind !== 'shown') return sendRefusal(deps, request, reply, outcome);
    const { link, secrets } = outcome;
    const document = credentialsPage(views.viewOf(request, reply), { baseUrl: deps.baseUrl, link, secrets });
    return sendPage(reply, document, { noReferrer: true });
  });

  app.post<WithId>(`${linkPaths.list}/:id/try-it`, { config }, async (request, reply) => {
    const on = fieldOf(request.body, 'on') === 'true';
    const outcome = await links.switchTryIt(idIn(request.params.id) ?? 0, on, administratorOf(request));
    switch (outcome.kind) {
      case 'saved': {
        const back = `${linkPaths.credentials(outcome.client.id)}#try-it`;
        return seeOther(deps, reply, back, on ? 'link-try-it-on' : 'link-try-it-off');
      }
      case 'invalid':
        // An address that was good when it was registered may not be any more: the form says which.
        return seeOther(deps, reply, linkPaths.edit(idIn(request.params.id) ?? 0));
      default:
        return sendRefusal(deps, request, reply, outcome);
    }
  });

  // It shows nothing of anybody's, and the browser may have lost its session on the way.
  app.get(endpointPaths.tryItCallback, { config: { access: openPageRoute() } }, (request, reply) =>
    sendPage(reply, tryItCallbackPage(views.viewOf(request, reply)), { noReferrer: true }),
  );
}

/** The page of a link, also as the answer to an upload that was no logo. */
export async function showLink(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  link: Link,
  logoProblem?: string,
): Promise<FastifyReply> {
  const { grants, audit, settings } = deps;
  const { accessTokenSeconds, refreshTokenSeconds } = settings.inForce();
  const [users, usage, history] = await Promise.all([
    grants.ofClient(link.id, { limit: usersShown }),
    deps.usage.lastDays(linkCounters, link.clientId, usageDays),
    historyOf(audit, { type: 'application-link', id: link.clientId }, fieldOf(request.query, 'before')),
  ]);
  const document = linkPage(deps.views.viewOf(request, reply), {
    link,
    users,
    usage,
    ...history,
    accessTokenSeconds,
    refreshTokenSeconds,
    logoProblem,
  });
  return sendPage(reply, document);
}
