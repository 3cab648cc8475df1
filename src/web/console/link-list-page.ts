/** The list of application links. */
import type { Link } from '../../applinks/links.ts';
import type { OutgoingLink } from '../../applinks/outgoing/outgoing-link.ts';
import { linkButton } from '../components/button.ts';
import { guideLink } from '../components/guide-link.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { outgoingMenu, outgoingName } from '../outgoing/outgoing-parts.ts';
import { outgoingPaths } from '../outgoing/outgoing-paths.ts';
import { address, type View } from '../view.ts';
import { linkMenu, linkName, linkState, scopeTag } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';

export function linkListPage(view: View, incoming: readonly Link[], outgoing: readonly OutgoingLink[]): string {
  const words = view.text.console.links;
  const hasAny = incoming.length + outgoing.length > 0;
  const create = linkButton({ label: words.create, href: address(view, linkPaths.create), kind: 'primary', icon: 'add' });
  return page(view, {
    kind: 'console',
    title: words.title,
    current: 'application-links',
    main: html`${pageHead({
      title: words.title,
      breadcrumbs: breadcrumbs(view, [
        { label: view.text.layout.generalConfiguration, href: address(view, paths.generalConfiguration) },
      ]),
      description: words.description,
      actions: hasAny ? create : undefined,
    })}${hasAny ? linkTable(view, incoming, outgoing) : emptyState({ icon: 'link', title: words.empty, body: words.emptyBody, action: create, guide: guideLink(view, 'administrators#application-links') })}`,
  });
}

/** Links of both directions, by name. */
function linkTable(view: View, incoming: readonly Link[], outgoing: readonly OutgoingLink[]): Html {
  const { columns, title } = view.text.console.links;
  const rows = [
    ...incoming.map((link) => ({ name: link.name, cells: incomingRow(view, link) })),
    ...outgoing.map((link) => ({ name: link.name, cells: outgoingRow(view, link) })),
  ];
  return table({
    caption: title,
    columns: [
      { label: columns.name },
      { label: columns.direction },
      { label: columns.permissions },
      { label: columns.created },
      { label: columns.lastUsed },
      { label: columns.users, align: 'end' },
      { label: columns.actions, hideLabel: true, align: 'end' },
    ],
    rows: rows.sort((a, b) => a.name.localeCompare(b.name, view.text.locale)).map(({ cells }) => cells),
  });
}

function incomingRow(view: View, link: Link): readonly Renderable[] {
  return [
    html`<span class="link-cell"><a href="${address(view, linkPaths.of(link.id))}">${linkName(view, link)}</a>${link.disabledAt !== null && linkState(view, link)}<code class="muted">${link.clientId}</code></span>`,
    view.text.console.links.incoming,
    scopeTag(view, link.scope),
    created(view, link),
    relativeTime(view, link.lastUsedAt),
    link.users === 0
      ? html`<span class="muted">0</span>`
      : html`<a href="${address(view, linkPaths.users(link.id))}">${view.format.number(link.users)}</a>`,
    linkMenu(view, link),
  ];
}

/** What it is used for over there, this side does not know: its accounts stand in the place of users. */
function outgoingRow(view: View, link: OutgoingLink): readonly Renderable[] {
  const { links, link: words } = view.text.console;
  const path = address(view, outgoingPaths.of(link.linkKey));
  return [
    html`<span class="link-cell"><a href="${path}">${outgoingName(link)}</a><code class="muted">${link.clientId}</code></span>`,
    links.outgoing,
    link.scope === '' ? html`<span class="muted">${words.none}</span>` : html`<code>${link.scope}</code>`,
    created(view, link),
    html`<span class="muted">–</span>`,
    link.accounts === 0
      ? html`<span class="muted">0</span>`
      : html`<a href="${path}#accounts">${view.format.number(link.accounts)}</a>`,
    outgoingMenu(view, link),
  ];
}

function created(view: View, { createdAt, createdByName }: Pick<Link, 'createdAt' | 'createdByName'>): Html {
  const { by, bySystem } = view.text.console.links;
  return html`<span class="two-lines">${relativeTime(view, createdAt)}<span class="muted small">${createdByName === undefined ? bySystem : by(createdByName)}</span></span>`;
}
