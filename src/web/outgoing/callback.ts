/** The redirect URI of outgoing links: takes the provider's answer and leads back to where the person came from. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callbackPath, type Returning } from '../../applinks/outgoing/connection.ts';
import type { OutgoingLinks } from '../../applinks/outgoing/outgoing-links.ts';
import { originOf } from '../../audit/origin.ts';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { holds } from '../../http/caller.ts';
import { linkButton } from '../components/button.ts';
import { type ErrorPage, sendErrorPage } from '../errors/error-page.ts';
import type { PageViews } from '../page-view.ts';
import { address, type View } from '../view.ts';
import { failureText } from './failure-text.ts';
import { outgoingPaths } from './outgoing-paths.ts';

export function registerCallback(
  app: App,
  { views, outgoing }: { readonly views: PageViews; readonly outgoing: OutgoingLinks },
): void {
  // Open, because the browser may have lost its session on the way: then the page says so.
  const config = { access: openPageRoute() };
  app.get<{ Params: { linkKey: string } }>(`${callbackPath}/:linkKey`, { config }, async (request, reply) => {
    const outcome = await outgoing.return(request.params.linkKey, answerIn(request), returningBy(request));
    void reply.header('Referrer-Policy', 'no-referrer');
    const view = (): View => views.viewOf(request, reply);
    const refuse = (page: ErrorPage): FastifyReply => sendErrorPage(view(), request, reply, 400, page);
    const words = views.textOf(request).outgoing.callback;
    switch (outcome.kind) {
      case 'connected':
        return outcome.purpose === 'person'
          ? views.goOn(reply, outgoingPaths.mine, 'account-connected')
          : views.goOn(reply, `${outgoingPaths.of(outcome.link.linkKey)}#system`, 'account-connected');
      case 'tested':
        return views.goOn(reply, `${outgoingPaths.of(outcome.link.linkKey)}#test`);
      case 'failed': {
        const { failure, link, purpose } = outcome;
        request.log.info({ kind: 'connection-failed', link: link.linkKey, reason: failure.kind }, 'an account was not connected');
        const back =
          purpose === 'person'
            ? { label: words.toAccounts, href: address(view(), outgoingPaths.mine) }
            : { label: words.toLink, href: address(view(), outgoingPaths.of(link.linkKey)) };
        return refuse({
          title: words.failedTitle(link.name),
          text: failureText(view(), failure),
          actions: linkButton({ ...back, kind: 'primary' }),
        });
      }
      case 'another-session':
        return refuse({
          title: words.sessionTitle,
          text: [words.session, words.sessionNext],
          actions: linkButton({ label: words.toAccounts, href: address(view(), outgoingPaths.mine), kind: 'primary' }),
        });
      case 'unknown-request':
        return refuse({
          title: words.unknownTitle,
          text: [words.unknown, words.unknownNext],
          actions: linkButton({ label: words.toAccounts, href: address(view(), outgoingPaths.mine), kind: 'primary' }),
        });
    }
  });
}

/** The parameters as they came, those that came twice too. */
function answerIn(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
}

function returningBy(request: FastifyRequest): Returning | undefined {
  const { caller } = request;
  if (caller.kind !== 'session') return undefined;
  const { person, session } = caller;
  return {
    userId: person.id,
    sessionPublicId: session.publicId,
    mayAdminister: holds(person.permissions, 'administer'),
    origin: originOf(request),
  };
}
