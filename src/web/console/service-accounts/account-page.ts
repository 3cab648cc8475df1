/** The page of one service account: what it is, what it may touch, what happened to it. */
import type { ServiceAccount } from '../../../applinks/service-account-reads.ts';
import type { Seconds } from '../../../foundation/clock.ts';
import { linkButton } from '../../components/button.ts';
import { pageHead } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { descriptionList, section } from '../../components/section.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { type HistoryProps, historySection } from '../link-history.ts';
import { scopeTag, spanInWords } from '../link-parts.ts';
import { accountCrumbs, accountEnd, accountMenu, accountName, accountState } from './account-parts.ts';
import { accountPaths } from './account-paths.ts';

export interface AccountPageProps extends Omit<HistoryProps, 'path'> {
  readonly account: ServiceAccount;
  /** What tokens live where the account does not say. */
  readonly accessTokenSeconds: Seconds;
}

export function accountPage(view: View, props: AccountPageProps): string {
  const { account } = props;
  const { actions, link, serviceAccounts } = view.text.console;
  const words = serviceAccounts.account;
  const { id } = account;
  return page(view, {
    kind: 'console',
    title: account.name,
    current: 'service-accounts',
    main: html`${pageHead({
      title: accountName(account, 'large'),
      breadcrumbs: accountCrumbs(view),
      description: html`<span class="inline">${accountState(view, account)}<span>${words.made(account.createdByName ?? link.fromCommandLine)}</span></span>`,
      actions: html`${linkButton({ label: actions.credentials, href: address(view, accountPaths.credentials(id)), icon: 'key', kind: 'primary' })}${linkButton({ label: actions.edit, href: address(view, accountPaths.edit(id)), icon: 'edit' })}${accountMenu(view, account)}`,
    })}${account.disabledAt !== null && warning(words.disabledNotice)}${
      account.disabledAt === null && account.isExpired && warning(words.expiredNotice)
    }${!account.mayUse && warning(words.useNotice)}${section({
      title: link.details,
      body: facts(view, props),
    })}${historySection(view, { ...props, path: accountPaths.of(id) })}`,
  });
}

function warning(text: string): Html {
  return notice({ tone: 'warning', body: html`<p>${text}</p>` });
}

function facts(view: View, { account, accessTokenSeconds }: AccountPageProps): Html {
  const { link, serviceAccounts } = view.text.console;
  const words = serviceAccounts.account;
  const life = account.accessTokenSeconds;
  return descriptionList([
    ...(account.description === '' ? [] : [{ term: words.description, value: account.description }]),
    { term: link.clientId, value: html`<code>${account.clientId}</code>` },
    {
      term: words.username,
      value: html`<span class="two-lines"><code>${account.username}</code><span class="muted small">${words.usernameHint}</span></span>`,
    },
    { term: link.permissions, value: scopeTag(view, account.scope) },
    { term: words.groups, value: account.groups.length === 0 ? words.noGroups : view.format.list(account.groups) },
    { term: words.spaces, value: spacesOf(view, account) },
    { term: words.expires, value: accountEnd(view, account) },
    {
      term: words.lifetime,
      value: life === null ? link.lifetimeDefault(spanInWords(view, accessTokenSeconds)) : spanInWords(view, life),
    },
    { term: link.created, value: relativeTime(view, account.createdAt) },
    { term: link.updated, value: relativeTime(view, account.updatedAt) },
    { term: link.lastUsed, value: relativeTime(view, account.lastUsedAt) },
  ]);
}

function spacesOf(view: View, { spaces }: ServiceAccount): Html | string {
  const { account: words, form } = view.text.console.serviceAccounts;
  if (spaces === undefined) return form.all;
  if (spaces.length === 0) return words.noSpaces;
  return html`<ul class="plain-list">${spaces.map(
    ({ key, access }) => html`<li>${access === 'write' ? words.mayWrite(key) : words.mayRead(key)}</li>`,
  )}</ul>`;
}
