/** Parts that several pages of service accounts show. */
import type { ServiceAccount } from '../../../applinks/service-account-reads.ts';
import { avatar } from '../../components/avatar.ts';
import { type MenuItem, menu } from '../../components/menu.ts';
import { breadcrumbs, type Crumb, pageHead } from '../../components/navigation.ts';
import { stateBadge } from '../../components/status.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html, type Renderable } from '../../html.ts';
import { paths } from '../../layout/paths.ts';
import { address, type View } from '../../view.ts';
import { accountPaths } from './account-paths.ts';

/** "Active", "Disabled" or "Expired" */
export function accountState(view: View, { disabledAt, isExpired }: Pick<ServiceAccount, 'disabledAt' | 'isExpired'>): Html {
  const { links, serviceAccounts } = view.text.console;
  if (disabledAt !== null) return stateBadge('idle', links.disabled);
  return isExpired ? stateBadge('warning', serviceAccounts.expired) : stateBadge('good', links.active);
}

/** When it ends, or that it does not. */
export function accountEnd(view: View, { expiresAt }: Pick<ServiceAccount, 'expiresAt'>): Html {
  return expiresAt === null
    ? html`<span class="muted">${view.text.console.serviceAccounts.never}</span>`
    : relativeTime(view, expiresAt);
}

/** More actions of an account. */
export function accountMenu(view: View, { id, name, disabledAt }: ServiceAccount): Html {
  const { actions, links } = view.text.console;
  const go = (label: string, path: string, icon: 'key' | 'edit' | 'refresh' | 'lock'): MenuItem => ({
    kind: 'link',
    label,
    href: address(view, path),
    icon,
  });
  return menu(view, {
    label: links.moreActionsFor(name),
    items: [
      go(actions.credentials, accountPaths.credentials(id), 'key'),
      go(actions.edit, accountPaths.edit(id), 'edit'),
      go(actions.rotate, accountPaths.rotate(id), 'refresh'),
      { kind: 'separator' },
      disabledAt === null
        ? go(actions.disable, accountPaths.disable(id), 'lock')
        : { kind: 'post', label: actions.enable, action: accountPaths.enable(id), icon: 'check' },
      { kind: 'link', label: actions.delete, href: address(view, accountPaths.remove(id)), icon: 'trash', danger: true },
    ],
  });
}

/** Breadcrumbs down to an account. */
export function accountCrumbs(view: View, account?: Pick<ServiceAccount, 'id' | 'name'>): Html {
  const crumbs: Crumb[] = [
    { label: view.text.layout.generalConfiguration, href: address(view, paths.generalConfiguration) },
    { label: view.text.console.serviceAccounts.title, href: address(view, accountPaths.list) },
  ];
  if (account !== undefined) crumbs.push({ label: account.name, href: address(view, accountPaths.of(account.id)) });
  return breadcrumbs(view, crumbs);
}

/** The head of a page about one account. */
export function accountSubPageHead(
  view: View,
  account: ServiceAccount,
  title: string,
  description?: Renderable,
  actions?: Renderable,
): Html {
  return pageHead({ title, breadcrumbs: accountCrumbs(view, account), description, actions });
}

/** An account's picture and name. */
export function accountName({ name }: Pick<ServiceAccount, 'name'>, size: 'small' | 'large' = 'small'): Html {
  return html`<span class="with-avatar">${avatar({ name, kind: 'application', size, src: undefined })}<span>${name}</span></span>`;
}
