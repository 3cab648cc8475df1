/** Pages that ask before something happens to an account, and the one that shows an address to be handed over. */
import type { MadeAddress } from '../../../accounts/password-reset.ts';
import type { User } from '../../../accounts/user.ts';
import { linkButton } from '../../components/button.ts';
import { copyField } from '../../components/copy.ts';
import { type ConfirmationProps, confirmation } from '../../components/dialog.ts';
import { box } from '../../components/section.ts';
import { html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { userSubPageHead } from './user-parts.ts';
import { userPaths } from './user-paths.ts';

/** What an account has that would end with it. */
export interface UserReach {
  readonly sessions: number;
  readonly tokens: number;
  readonly applications: number;
  readonly groups: number;
  /** The administrator's own account. */
  readonly isOneself: boolean;
}

/** A page that asks: what will happen, the button that does it, and the way back to the account. */
function askingPage(view: View, user: User, title: string, question: Omit<ConfirmationProps, 'cancelHref'>): string {
  return page(view, {
    kind: 'console',
    title,
    current: 'users',
    main: html`${userSubPageHead(view, user, title)}${box(
      confirmation(view, { ...question, cancelHref: address(view, userPaths.of(user.userKey)) }),
    )}`,
  });
}

export function sendAddressPage(view: View, user: User, isMailOn: boolean): string {
  const words = view.text.directory.users.send;
  return askingPage(view, user, words.title(user.fullName), {
    consequences: [isMailOn ? words.mail(user.email) : words.handOver, ...(user.passwordChangedAt === null ? [] : [words.keeps])],
    action: userPaths.send(user.userKey),
    confirmLabel: isMailOn ? words.submit : words.show,
  });
}

/** Shown once: the address is stored nowhere. */
export function handOverPage(view: View, user: User, { address: made, until }: MadeAddress): string {
  const words = view.text.directory.users.handOver;
  const title = user.passwordChangedAt === null ? words.invitationTitle(user.fullName) : words.resetTitle(user.fullName);
  return page(view, {
    kind: 'console',
    title,
    current: 'users',
    main: html`${userSubPageHead(view, user, title, words.description)}${box(
      html`${copyField(view, { id: 'address', label: words.address, value: made, hint: words.until(view.format.exact(until)) })}`,
    )}<p>${linkButton({ label: words.goOn, href: address(view, userPaths.of(user.userKey)) })}</p>`,
  });
}

export function resetTwoStepPage(view: View, user: User): string {
  const words = view.text.directory.users.resetTwoStep;
  return askingPage(view, user, words.title(user.fullName), {
    consequences: [words.removed, words.after],
    action: userPaths.resetTwoStep(user.userKey),
    confirmLabel: words.submit,
  });
}

export function disableUserPage(view: View, user: User, { sessions, tokens, applications, isOneself }: UserReach): string {
  const words = view.text.directory.users.disable;
  const programs = tokens + applications;
  return askingPage(view, user, words.title(user.fullName), {
    consequences: [
      ...(isOneself ? [words.yourself] : []),
      words.sessions(view.format, sessions),
      ...(programs === 0 ? [] : [words.programs(view.format, programs)]),
      words.later,
    ],
    action: userPaths.disable(user.userKey),
    confirmLabel: words.submit,
  });
}

/** @param mismatch whether another name was typed */
export function deleteUserPage(view: View, user: User, reach: UserReach, mismatch: boolean): string {
  const words = view.text.directory.users.delete;
  return askingPage(view, user, words.title(user.fullName), {
    consequences: [
      ...(reach.isOneself ? [words.yourself] : []),
      words.ends(view.format, reach.sessions, reach.tokens, reach.applications),
      words.rights(view.format, reach.groups),
      words.stays,
      words.forever,
    ],
    action: userPaths.remove(user.userKey),
    confirmLabel: words.submit,
    typed: { name: user.username, error: mismatch ? words.mismatch : undefined },
  });
}
