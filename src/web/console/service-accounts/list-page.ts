/** The list of service accounts. */
import type { ServiceAccount } from '../../../applinks/service-account-reads.ts';
import { linkButton } from '../../components/button.ts';
import { guideLink } from '../../components/guide-link.ts';
import { breadcrumbs, pageHead } from '../../components/navigation.ts';
import { emptyState } from '../../components/notice.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { address, type View } from '../../view.ts';
import { scopeTag } from '../link-parts.ts';
import { accountEnd, accountMenu, accountName, accountState } from './account-parts.ts';
import { accountPaths } from './account-paths.ts';

export function accountListPage(view: View, accounts: readonly ServiceAccount[]): string {
  const words = view.text.console.serviceAccounts;
  const create = linkButton({ label: words.create, href: address(view, accountPaths.create), kind: 'primary', icon: 'add' });
  return page(view, {
    kind: 'console',
    title: words.title,
    current: 'service-accounts',
    main: html`${pageHead({
      title: words.title,
      breadcrumbs: breadcrumbs(view, [
        { label: view.text.layout.generalConfiguration, href: address(view, paths.generalConfiguration) },
      ]),
      description: words.description,
      actions: accounts.length > 0 ? create : undefined,
    })}${accounts.length > 0 ? accountTable(view, accounts) : emptyState({ icon: 'key', title: words.empty, body: words.emptyBody, action: create, guide: guideLink(view, 'administrators#service-accounts') })}`,
  });
}

function accountTable(view: View, accounts: readonly ServiceAccount[]): Html {
  const { columns, title, allSpaces, spaceCount } = view.text.console.serviceAccounts;
  return table({
    caption: title,
    columns: [
      { label: columns.name },
      { label: columns.permissions },
      { label: columns.spaces },
      { label: columns.expires },
      { label: columns.lastUsed },
      { label: columns.actions, hideLabel: true, align: 'end' },
    ],
    rows: accounts.map((account) => [
      html`<span class="link-cell"><a href="${address(view, accountPaths.of(account.id))}">${accountName(account)}</a>${(account.disabledAt !== null || account.isExpired) && accountState(view, account)}<code class="muted">${account.username}</code></span>`,
      scopeTag(view, account.scope),
      account.spaces === undefined ? allSpaces : spaceCount(view.format, account.spaces.length),
      accountEnd(view, account),
      relativeTime(view, account.lastUsedAt),
      accountMenu(view, account),
    ]),
  });
}
