/** Pages that ask before an account is disconnected or a link deleted. Each says exactly what will end. */
import type { OutgoingAccount } from '../../applinks/outgoing/account-store.ts';
import type { OutgoingLink } from '../../applinks/outgoing/outgoing-link.ts';
import { confirmation } from '../components/dialog.ts';
import { pageHead } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { outgoingCrumbs } from './outgoing-parts.ts';
import { outgoingPaths } from './outgoing-paths.ts';

/** @param action where the form leads */
export function disconnectQuestion(
  view: View,
  link: OutgoingLink,
  where: { readonly action: string; readonly back: string; readonly fields?: Readonly<Record<string, string>> },
): Html {
  const words = view.text.outgoing.disconnect;
  return confirmation(view, {
    consequences: [words.forgets, link.revocationEndpoint === '' ? words.staysThere(link.name) : words.revokes(link.name)],
    action: where.action,
    fields: where.fields ?? {},
    confirmLabel: words.submit,
    cancelHref: address(view, where.back),
  });
}

export function disconnectPage(view: View, link: OutgoingLink, { user }: OutgoingAccount): string {
  const words = view.text.outgoing.disconnect;
  const title = user === undefined ? words.ofSystem(link.name) : words.ofPerson(user.fullName, link.name);
  return page(view, {
    kind: 'console',
    title,
    current: 'application-links',
    main: html`${pageHead({ title, breadcrumbs: outgoingCrumbs(view, link) })}${disconnectQuestion(view, link, {
      action: outgoingPaths.disconnect(link.linkKey, user?.userKey ?? 'system'),
      back: outgoingPaths.of(link.linkKey),
    })}`,
  });
}

/** @param mismatch whether another name was typed */
export function removePage(view: View, link: OutgoingLink, mismatch: boolean): string {
  const words = view.text.outgoing.delete;
  const title = words.title(link.name);
  return page(view, {
    kind: 'console',
    title,
    current: 'application-links',
    main: html`${pageHead({ title, breadcrumbs: outgoingCrumbs(view, link) })}${confirmation(view, {
      consequences: [link.accounts === 0 ? words.noAccounts : words.accounts(view.format, link.accounts), words.secret],
      action: outgoingPaths.remove(link.linkKey),
      confirmLabel: words.submit,
      cancelHref: address(view, outgoingPaths.of(link.linkKey)),
      typed: { name: link.name, error: mismatch ? words.mismatch : undefined },
    })}`,
  });
}
