/** Pages that ask before something of a service account ends. Each says exactly what will end. */
import type { ServiceAccount } from '../../../applinks/service-account-reads.ts';
import { confirmation } from '../../components/dialog.ts';
import { html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { rotateForm } from '../rotate-form.ts';
import { accountSubPageHead } from './account-parts.ts';
import { accountPaths } from './account-paths.ts';

export function rotateAccountPage(view: View, account: ServiceAccount): string {
  const { rotate, serviceAccounts } = view.text.console;
  return page(view, {
    kind: 'console',
    title: rotate.title,
    current: 'service-accounts',
    main: html`${accountSubPageHead(view, account, rotate.title, rotate.description)}${rotateForm(view, {
      action: accountPaths.rotate(account.id),
      cancel: accountPaths.credentials(account.id),
      options: serviceAccounts.rotate.options,
    })}`,
  });
}

export function disableAccountPage(view: View, account: ServiceAccount): string {
  const words = view.text.console.serviceAccounts.disable;
  return page(view, {
    kind: 'console',
    title: words.title(account.name),
    current: 'service-accounts',
    main: html`${accountSubPageHead(view, account, words.title(account.name))}${confirmation(view, {
      consequences: [words.now, words.later],
      action: accountPaths.disable(account.id),
      confirmLabel: words.submit,
      cancelHref: address(view, accountPaths.of(account.id)),
    })}`,
  });
}

/** @param mismatch whether another name was typed */
export function removeAccountPage(view: View, account: ServiceAccount, mismatch: boolean): string {
  const words = view.text.console.serviceAccounts.delete;
  return page(view, {
    kind: 'console',
    title: words.title(account.name),
    current: 'service-accounts',
    main: html`${accountSubPageHead(view, account, words.title(account.name))}${confirmation(view, {
      consequences: [words.now, words.stays],
      action: accountPaths.remove(account.id),
      confirmLabel: words.submit,
      cancelHref: address(view, accountPaths.of(account.id)),
      typed: { name: account.name, error: mismatch ? words.mismatch : undefined },
    })}`,
  });
}
