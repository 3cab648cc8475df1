/** The page of one outgoing link: its settings, whether it works, the accounts connected through it, its history. */
import type { OutgoingAccount } from '../../applinks/outgoing/account-store.ts';
import type { OutgoingLink } from '../../applinks/outgoing/outgoing-link.ts';
import { avatar } from '../components/avatar.ts';
import { button, linkButton } from '../components/button.ts';
import { copyField } from '../components/copy.ts';
import { form } from '../components/form.ts';
import { pageHead } from '../components/navigation.ts';
import { notice } from '../components/notice.ts';
import { box, descriptionList, section } from '../components/section.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { type HistoryProps, historySection } from '../console/link-history.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { accountBadge, needsOwner, scopeText } from './account-parts.ts';
import { outgoingCrumbs, outgoingMenu, outgoingName } from './outgoing-parts.ts';
import { outgoingPaths } from './outgoing-paths.ts';
import { testSection } from './test-section.ts';

export interface OutgoingLinkPageProps extends Omit<HistoryProps, 'path'> {
  readonly link: OutgoingLink;
  readonly redirectUri: string;
  /** The system's first. */
  readonly accounts: readonly OutgoingAccount[];
}

export function outgoingLinkPage(view: View, props: OutgoingLinkPageProps): string {
  const { link, redirectUri, accounts } = props;
  const words = view.text.outgoing;
  return page(view, {
    kind: 'console',
    title: link.name,
    current: 'application-links',
    main: html`${pageHead({
      title: outgoingName(link),
      breadcrumbs: outgoingCrumbs(view),
      description: html`${link.description !== '' && html`<p>${link.description}</p>`}<p>${words.link.created(link.createdByName ?? words.link.commandLine)}</p>`,
      actions: html`${linkButton({ label: words.link.edit, href: address(view, outgoingPaths.edit(link.linkKey)), icon: 'edit' })}${outgoingMenu(view, link)}`,
    })}${box(
      copyField(view, { id: 'redirect-url', label: words.form.redirectUrl, value: redirectUri, hint: words.form.redirectHint }),
    )}${testSection(view, link)}${systemSection(
      view,
      link,
      accounts.find(({ user }) => user === undefined),
    )}${peopleSection(view, props)}${section({ title: words.link.details, body: facts(view, link) })}${historySection(view, { ...props, path: outgoingPaths.of(link.linkKey) })}`,
  });
}

function systemSection(view: View, link: OutgoingLink, account: OutgoingAccount | undefined): Html {
  const words = view.text.outgoing.system;
  const connect = (label: string) =>
    form(view, { action: outgoingPaths.connect(link.linkKey), body: html`<p>${button({ label, icon: 'link' })}</p>` });
  return section({
    id: 'system',
    title: words.title,
    description: words.description,
    actions:
      account &&
      linkButton({ label: words.disconnect, href: address(view, outgoingPaths.disconnect(link.linkKey, 'system')), small: true }),
    body:
      account === undefined
        ? html`<p class="muted">${words.none}</p>${connect(words.connect)}`
        : html`${
            account.problem === 'client-refused' && notice({ tone: 'danger', body: html`<p>${words.clientRefused}</p>` })
          }${descriptionList([
            { term: words.state, value: accountBadge(view, account) },
            { term: words.scope, value: scopeText(view, account.scope) },
            { term: words.since, value: relativeTime(view, account.connectedAt) },
            { term: words.renewed, value: relativeTime(view, account.refreshedAt) },
          ])}${needsOwner(view, account) && connect(words.again)}`,
  });
}

function peopleSection(view: View, { link, accounts }: OutgoingLinkPageProps): Renderable {
  const words = view.text.outgoing.people;
  const ofPeople = accounts.flatMap((account) => (account.user === undefined ? [] : [{ account, user: account.user }]));
  if (!link.forPeople && ofPeople.length === 0) return undefined;
  const { columns } = words;
  return section({
    id: 'accounts',
    title: words.title,
    description: words.description,
    body:
      ofPeople.length === 0
        ? html`<p class="muted">${words.none}</p>`
        : table({
            caption: words.title,
            columns: [
              { label: columns.person },
              { label: columns.state },
              { label: columns.scope },
              { label: columns.since },
              { label: columns.renewed },
              { label: columns.actions, hideLabel: true, align: 'end' },
            ],
            rows: ofPeople.map(({ account, user }) => [
              html`<span class="with-avatar">${avatar({ name: user.fullName, kind: 'person' })}<bdi>${user.fullName}</bdi></span>`,
              accountBadge(view, account),
              scopeText(view, account.scope),
              relativeTime(view, account.connectedAt),
              relativeTime(view, account.refreshedAt),
              html`<a class="button button-secondary button-small" href="${address(view, outgoingPaths.disconnect(link.linkKey, user.userKey))}" aria-label="${words.disconnectOf(user.fullName)}">${view.text.outgoing.system.disconnect}</a>`,
            ]),
          }),
  });
}

function facts(view: View, link: OutgoingLink): Html {
  const words = view.text.outgoing.link;
  const code = (value: string) => html`<code>${value}</code>`;
  return descriptionList([
    { term: words.provider, value: view.text.outgoing.providers[link.provider].title },
    ...(link.address === '' ? [] : [{ term: words.address, value: code(link.address) }]),
    { term: words.issuer, value: link.issuer === '' ? words.noIssuer : code(link.issuer) },
    { term: words.clientId, value: code(link.clientId) },
    { term: words.clientAuth, value: view.text.outgoing.form.clientAuths[link.clientAuth] },
    { term: words.scope, value: link.scope === '' ? words.noScope : code(link.scope) },
    { term: words.authorizationEndpoint, value: code(link.authorizationEndpoint) },
    { term: words.tokenEndpoint, value: code(link.tokenEndpoint) },
    {
      term: words.revocationEndpoint,
      value: link.revocationEndpoint === '' ? words.noRevocation : code(link.revocationEndpoint),
    },
    { term: words.forPeople, value: link.forPeople ? words.forPeopleYes : words.forPeopleNo },
    { term: words.createdAt, value: relativeTime(view, link.createdAt) },
    { term: words.updatedAt, value: relativeTime(view, link.updatedAt) },
  ]);
}
