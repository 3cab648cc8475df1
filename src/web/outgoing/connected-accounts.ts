/** A person's own accounts at other services: connecting one, seeing whether it works, disconnecting it. */
import type { OutgoingAccount } from '../../applinks/outgoing/account-store.ts';
import type { OutgoingLink } from '../../applinks/outgoing/outgoing-link.ts';
import type { OutgoingLinks } from '../../applinks/outgoing/outgoing-links.ts';
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { form } from '../components/form.ts';
import { guideLink } from '../components/guide-link.ts';
import { breadcrumbs } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { box } from '../components/section.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { fieldOf } from '../form-body.ts';
import { type Html, html, type Renderable } from '../html.ts';
import type { PageViews } from '../page-view.ts';
import { profilePage } from '../people/profile-page.ts';
import { signedIn } from '../people/signed-in.ts';
import { address, type View } from '../view.ts';
import { accountBadge, needsOwner, scopeText, towardsProviders } from './account-parts.ts';
import { disconnected, holderOf, leaveFor } from './console-routes.ts';
import { disconnectQuestion } from './ending-pages.ts';
import { outgoingName } from './outgoing-parts.ts';
import { outgoingPaths } from './outgoing-paths.ts';

export interface ConnectedAccountsDeps {
  readonly views: PageViews;
  readonly outgoing: OutgoingLinks;
}

/** A service, and the person's account there. */
interface Service {
  readonly link: OutgoingLink;
  readonly account: OutgoingAccount | undefined;
}

const config = { access: pageRoute() };

export function registerConnectedAccounts(app: App, { views, outgoing }: ConnectedAccountsDeps): void {
  app.get(outgoingPaths.mine, { config }, async (request, reply) => {
    const services = await servicesOf(signedIn(request).person.id);
    return sendPage(reply, connectedAccountsPage(views.viewOf(request, reply), services), towardsProviders);
  });

  app.post(outgoingPaths.connectMine, { config }, async (request, reply) => {
    const link = await outgoing.findByKey(fieldOf(request.body, 'link'));
    if (link === undefined || !link.forPeople) return views.goOn(reply, outgoingPaths.mine);
    return leaveFor(reply, await outgoing.begin(link, 'person', holderOf(request)));
  });

  app.get(outgoingPaths.disconnectMine, { config }, async (request, reply) => {
    const services = await servicesOf(signedIn(request).person.id);
    const chosen = services.find(({ link, account }) => account !== undefined && link.linkKey === fieldOf(request.query, 'link'));
    if (chosen === undefined) return views.goOn(reply, outgoingPaths.mine);
    return sendPage(reply, disconnectMinePage(views.viewOf(request, reply), chosen.link));
  });

  app.post(outgoingPaths.disconnectMine, { config }, async (request, reply) => {
    const link = await outgoing.findByKey(fieldOf(request.body, 'link'));
    if (link === undefined) return views.goOn(reply, outgoingPaths.mine, 'account-gone');
    const owner = { userId: signedIn(request).person.id };
    return views.goOn(reply, outgoingPaths.mine, disconnected(await outgoing.disconnect(link, owner, originOf(request))));
  });

  /** @returns what a person may connect, and what is connected although nobody may any more */
  async function servicesOf(userId: number): Promise<readonly Service[]> {
    const [links, accounts] = await Promise.all([outgoing.list(), outgoing.accountsOfUser(userId)]);
    return links
      .map((link) => ({ link, account: accounts.find(({ linkId }) => linkId === link.id) }))
      .filter(({ link, account }) => link.forPeople || account !== undefined);
  }
}

function connectedAccountsPage(view: View, services: readonly Service[]): string {
  const words = view.text.outgoing.mine;
  return profilePage(view, {
    current: 'connectedAccounts',
    title: words.title,
    description: words.description,
    body:
      services.length === 0
        ? emptyState({
            icon: 'link',
            title: words.empty,
            body: words.emptyBody,
            guide: guideLink(view, 'using#connected-accounts'),
          })
        : table({
            caption: words.title,
            columns: [
              { label: words.columns.service },
              { label: words.columns.state },
              { label: words.columns.scope },
              { label: words.columns.since },
              { label: words.columns.actions, hideLabel: true, align: 'end' },
            ],
            rows: services.map((service) => row(view, service)),
          }),
  });
}

function row(view: View, { link, account }: Service): readonly Renderable[] {
  const words = view.text.outgoing.mine;
  const none = html`<span class="muted">–</span>`;
  return [
    html`<span class="two-lines">${outgoingName(link)}${link.description !== '' && html`<span class="muted small">${link.description}</span>`}</span>`,
    html`<span class="two-lines">${accountBadge(view, account)}${
      account?.problem === 'client-refused' && html`<span class="muted small">${words.clientRefused}</span>`
    }${
      account !== undefined &&
      link.forPeople &&
      needsOwner(view, account) &&
      connectForm(view, link, words.again, words.againTo(link.name))
    }</span>`,
    account === undefined ? none : scopeText(view, account.scope),
    account === undefined ? none : relativeTime(view, account.connectedAt),
    account === undefined
      ? connectForm(view, link, words.connect, words.connectTo(link.name))
      : html`<a class="button button-secondary button-small" href="${address(view, outgoingPaths.disconnectMine)}?link=${link.linkKey}" aria-label="${words.disconnectFrom(link.name)}">${words.disconnect}</a>`,
  ];
}

function connectForm(view: View, { linkKey }: OutgoingLink, label: string, spoken: string): Html {
  return form(view, {
    action: outgoingPaths.connectMine,
    fields: { link: linkKey },
    body: html`<button class="button button-secondary button-small" type="submit" aria-label="${spoken}">${label}</button>`,
  });
}

function disconnectMinePage(view: View, link: OutgoingLink): string {
  const { mine, disconnect } = view.text.outgoing;
  return profilePage(view, {
    current: 'connectedAccounts',
    title: disconnect.title(link.name),
    breadcrumbs: breadcrumbs(view, [{ label: mine.title, href: address(view, outgoingPaths.mine) }]),
    body: box(
      disconnectQuestion(view, link, {
        action: outgoingPaths.disconnectMine,
        back: outgoingPaths.mine,
        fields: { link: link.linkKey },
      }),
    ),
  });
}
