/** The list of application links. */
import type { Link } from '../../applinks/links.ts';
import { linkButton } from '../components/button.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { linkMenu, linkName, linkState, scopeTag } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';

export function linkListPage(view: View, links: readonly Link[]): string {
  const words = view.text.console.links;
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
      actions: links.length > 0 ? create : undefined,
    })}${links.length > 0 ? linkTable(view, links) : emptyState({ icon: 'link', title: words.empty, body: words.emptyBody, action: create })}`,
  });
}

function linkTable(view: View, links: readonly Link[]): Html {
  const { columns, incoming, by, bySystem, title } = view.text.console.links;
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
    rows: links.map((link) => [
      html`<span class="link-cell"><a href="${address(view, linkPaths.of(link.id))}">${linkName(view, link)}</a>${link.disabledAt !== null && linkState(view, link)}<code class="muted">${link.clientId}</code></span>`,
      incoming,
      scopeTag(view, link.scope),
      html`<span class="two-lines">${relativeTime(view, link.createdAt)}<span class="muted small">${link.createdByName === undefined ? bySystem : by(link.createdByName)}</span></span>`,
      relativeTime(view, link.lastUsedAt),
      link.users === 0
        ? html`<span class="muted">0</span>`
        : html`<a href="${address(view, linkPaths.users(link.id))}">${view.format.number(link.users)}</a>`,
      linkMenu(view, link),
    ]),
  });
}
