/** Routes of General configuration about outgoing links. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OutgoingAccount } from '../../applinks/outgoing/account-store.ts';
import type { RequestHolder } from '../../applinks/outgoing/connection-requests.ts';
import { blankOutgoingLink, isLinkKey, readOutgoingLinkForm } from '../../applinks/outgoing/link-input.ts';
import type { OutgoingLink } from '../../applinks/outgoing/outgoing-link.ts';
import type { OutgoingLinks } from '../../applinks/outgoing/outgoing-links.ts';
import { providerOf } from '../../applinks/outgoing/providers.ts';
import type { RevocationOutcome } from '../../applinks/outgoing/tokens.ts';
import type { AuditStore } from '../../audit/audit-trail.ts';
import { originOf } from '../../audit/origin.ts';
import { hexId, type Random } from '../../foundation/random.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { historyOf } from '../console/link-history.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import { fieldOf } from '../form-body.ts';
import { paths } from '../layout/paths.ts';
import type { FlashKey, PageViews } from '../page-view.ts';
import { signedIn } from '../people/signed-in.ts';
import { towardsProviders } from './account-parts.ts';
import { chooseProviderPage } from './choose-page.ts';
import { disconnectPage, removePage } from './ending-pages.ts';
import { formActs, type OutgoingFormProps, outgoingFormPage } from './form-page.ts';
import { outgoingLinkPage } from './link-page.ts';
import { outgoingPaths } from './outgoing-paths.ts';

export interface OutgoingConsoleDeps {
  readonly views: PageViews;
  readonly showFailure: ShowFailurePage;
  readonly outgoing: OutgoingLinks;
  readonly audit: AuditStore;
  readonly random: Random;
}

const config = { access: pageRoute('administer') };

type WithKey = { Params: { linkKey: string } };
type WithAccount = { Params: { linkKey: string; account: string } };

export function registerOutgoingConsole(app: App, deps: OutgoingConsoleDeps): void {
  const { views, outgoing, audit, random, showFailure } = deps;

  app.get(outgoingPaths.choose, { config }, (request, reply) =>
    sendPage(reply, chooseProviderPage(views.viewOf(request, reply))),
  );

  app.get(outgoingPaths.create, { config }, (request, reply) => {
    const provider = providerOf(fieldOf(request.query, 'provider'));
    if (provider === undefined) return views.goOn(reply, outgoingPaths.choose);
    const linkKey = fieldOf(request.query, 'key');
    // In the address the key, and so the redirect URL that somebody copies, outlives a reload.
    if (!isLinkKey(linkKey)) {
      return views.goOn(reply, `${outgoingPaths.create}?provider=${provider.key}&key=${hexId(random)}`);
    }
    return showForm(request, reply, { input: blankOutgoingLink(provider.key, linkKey) });
  });

  app.post(outgoingPaths.create, { config }, async (request, reply) => {
    const input = readOutgoingLinkForm((name) => fieldOf(request.body, name));
    if (input === undefined) return views.goOn(reply, outgoingPaths.choose);
    if (fieldOf(request.body, 'act') === formActs.find) return showFound(request, reply, { input });
    const outcome = await outgoing.create(input, originOf(request));
    switch (outcome.kind) {
      case 'saved':
        return views.goOn(reply, outgoingPaths.of(outcome.link.linkKey), 'outgoing-link-created');
      case 'invalid':
        return showForm(request, reply.code(400), { input, problems: outcome.problems });
      case 'unknown':
        return notFound(request, reply);
    }
  });

  app.get<WithKey>(outgoingPaths.of(':linkKey'), { config }, async (request, reply) => {
    const link = await outgoing.findByKey(request.params.linkKey);
    if (link === undefined) return notFound(request, reply);
    const [accounts, history] = await Promise.all([
      outgoing.accountsOfLink(link.id),
      historyOf(audit, { type: 'outgoing-link', id: link.linkKey }, fieldOf(request.query, 'before')),
    ]);
    const document = outgoingLinkPage(views.viewOf(request, reply), {
      link,
      redirectUri: outgoing.redirectUri(link.linkKey),
      accounts,
      ...history,
    });
    return sendPage(reply, document, towardsProviders);
  });

  app.get<WithKey>(outgoingPaths.edit(':linkKey'), { config }, async (request, reply) => {
    const link = await outgoing.findByKey(request.params.linkKey);
    return link === undefined
      ? notFound(request, reply)
      : showForm(request, reply, { link, input: { ...link, clientSecret: '' } });
  });

  app.post<WithKey>(outgoingPaths.edit(':linkKey'), { config }, async (request, reply) => {
    const link = await outgoing.findByKey(request.params.linkKey);
    const input = readOutgoingLinkForm((name) => fieldOf(request.body, name));
    if (link === undefined || input === undefined) return notFound(request, reply);
    const seen = Number(fieldOf(request.body, 'seen')) || link.updatedAt;
    if (fieldOf(request.body, 'act') === formActs.find) return showFound(request, reply, { link, input, seen });
    const outcome = await outgoing.update(link, input, originOf(request), seen);
    switch (outcome.kind) {
      case 'saved':
        return views.goOn(reply, outgoingPaths.of(link.linkKey), 'outgoing-link-saved');
      case 'invalid':
        return showForm(request, reply.code(400), { link, input, problems: outcome.problems, seen });
      case 'changed-meanwhile':
        return showForm(request, reply.code(409), {
          link: (await outgoing.findByKey(link.linkKey)) ?? link,
          input,
          conflict: true,
        });
      case 'unknown':
        return notFound(request, reply);
    }
  });

  app.post<WithKey>(outgoingPaths.test(':linkKey'), { config }, async (request, reply) => {
    const link = await outgoing.findByKey(request.params.linkKey);
    if (link === undefined) return notFound(request, reply);
    const url = await outgoing.beginTest(link, holderOf(request), originOf(request));
    return url === undefined ? views.goOn(reply, `${outgoingPaths.of(link.linkKey)}#test`) : leaveFor(reply, url);
  });

  app.post<WithKey>(outgoingPaths.connect(':linkKey'), { config }, async (request, reply) => {
    const link = await outgoing.findByKey(request.params.linkKey);
    if (link === undefined) return notFound(request, reply);
    return leaveFor(reply, await outgoing.begin(link, 'system', holderOf(request)));
  });

  app.get<WithAccount>(outgoingPaths.disconnect(':linkKey', ':account'), { config }, async (request, reply) => {
    const found = await accountIn(request.params);
    if (found === undefined) return notFound(request, reply);
    return sendPage(reply, disconnectPage(views.viewOf(request, reply), found.link, found.account));
  });

  app.post<WithAccount>(outgoingPaths.disconnect(':linkKey', ':account'), { config }, async (request, reply) => {
    const found = await accountIn(request.params);
    if (found === undefined) return notFound(request, reply);
    const { link, account } = found;
    const owner = account.user === undefined ? 'system' : { userId: account.user.id };
    const outcome = await outgoing.disconnect(link, owner, originOf(request));
    return views.goOn(reply, outgoingPaths.of(link.linkKey), disconnected(outcome));
  });

  app.get<WithKey>(outgoingPaths.remove(':linkKey'), { config }, (request, reply) => askToRemove(request, reply, false));

  app.post<WithKey>(outgoingPaths.remove(':linkKey'), { config }, async (request, reply) => {
    const link = await outgoing.findByKey(request.params.linkKey);
    if (link === undefined) return notFound(request, reply);
    if (fieldOf(request.body, 'confirmation').trim() !== link.name) return askToRemove(request, reply.code(400), true);
    return (await outgoing.remove(link, originOf(request)))
      ? views.goOn(reply, paths.applicationLinks, 'outgoing-link-deleted')
      : notFound(request, reply);
  });

  async function askToRemove(request: FastifyRequest<WithKey>, reply: FastifyReply, mismatch: boolean): Promise<FastifyReply> {
    const link = await outgoing.findByKey(request.params.linkKey);
    if (link === undefined) return notFound(request, reply);
    return sendPage(reply, removePage(views.viewOf(request, reply), link, mismatch));
  }

  async function accountIn(
    params: WithAccount['Params'],
  ): Promise<{ readonly link: OutgoingLink; readonly account: OutgoingAccount } | undefined> {
    const link = await outgoing.findByKey(params.linkKey);
    const accounts = link === undefined ? [] : await outgoing.accountsOfLink(link.id);
    const account = accounts.find(({ user }) => (user?.userKey ?? 'system') === params.account);
    return link && account && { link, account };
  }

  async function showFound(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Pick<OutgoingFormProps, 'link' | 'input' | 'seen'>,
  ): Promise<FastifyReply> {
    const found = await outgoing.findEndpoints(shown.input);
    return found.kind === 'found'
      ? showForm(request, reply, { ...shown, found })
      : showForm(request, reply.code(400), { ...shown, problems: found.problems });
  }

  function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Pick<OutgoingFormProps, 'link' | 'input' | 'found' | 'seen' | 'conflict'> &
      Partial<Pick<OutgoingFormProps, 'problems'>>,
  ): FastifyReply {
    const redirectUri = outgoing.redirectUri(shown.link?.linkKey ?? shown.input.linkKey);
    return sendPage(reply, outgoingFormPage(views.viewOf(request, reply), { problems: [], ...shown, redirectUri }));
  }

  function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return showFailure(request, reply, { statusCode: 404, message: '' });
  }
}

/** @returns the browser session that a connection is bound to */
export function holderOf(request: FastifyRequest): RequestHolder {
  const { person, session } = signedIn(request);
  return { userId: person.id, sessionPublicId: session.publicId };
}

/** Sends the browser to a provider. */
export function leaveFor(reply: FastifyReply, url: string): FastifyReply {
  void reply.header('Referrer-Policy', 'no-referrer');
  return reply.header('Cache-Control', 'no-store').redirect(url, 303);
}

/** @returns what is said about an account that was disconnected */
export function disconnected(outcome: RevocationOutcome | 'not-connected'): FlashKey {
  switch (outcome) {
    case 'revoked':
      return 'account-disconnected';
    case 'not-revoked':
    case 'no-endpoint':
      return 'account-disconnected-here';
    case 'not-connected':
      return 'account-gone';
  }
}
