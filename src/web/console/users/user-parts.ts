/** Parts that several pages of users share, and how a list of names in one field is parsed. */
import type { ListedUser } from '../../../accounts/directory.ts';
import type { User } from '../../../accounts/user.ts';
import { avatar } from '../../components/avatar.ts';
import { pageHead } from '../../components/navigation.ts';
import { stateBadge, tag } from '../../components/status.ts';
import { type Html, html, type Renderable } from '../../html.ts';
import { address, type View } from '../../view.ts';
import { consoleCrumbs } from '../console-head.ts';
import { userPaths } from './user-paths.ts';

/** "Active", "Disabled", or "Invited" while nobody has chosen a password. */
export function userState(view: View, { disabledAt, passwordChangedAt, isService }: User): Html {
  const words = view.text.directory.users;
  if (disabledAt !== null) return stateBadge('idle', words.disabled);
  if (passwordChangedAt === null && !isService) return stateBadge('warning', words.invited);
  return stateBadge('good', words.active);
}

/** A person's picture and name, as the way to their page. */
export function userLink(view: View, { userKey, fullName, username }: Pick<User, 'userKey' | 'fullName' | 'username'>): Html {
  return html`<a class="with-avatar" href="${address(view, userPaths.of(userKey))}">${avatar({ name: fullName, kind: 'person' })}<span>${fullName} <span class="muted">${username}</span></span></a>`;
}

/** "System admin", "Admin", or nothing. */
export function administersTag(view: View, administers: ListedUser['administers']): Html | undefined {
  return administers && tag(view.text.directory.users.administers[administers], 'strong');
}

/** The head of a page about one user. */
export function userSubPageHead(view: View, user: User, title: string, description?: Renderable): Html {
  return pageHead({ title, breadcrumbs: userCrumbs(view, user), description });
}

/** Breadcrumbs down to a user. */
export function userCrumbs(view: View, user?: Pick<User, 'userKey' | 'fullName'>): Html {
  return consoleCrumbs(view, [
    { label: view.text.configuration.pages.users.label, href: address(view, userPaths.list) },
    ...(user === undefined ? [] : [{ label: user.fullName, href: address(view, userPaths.of(user.userKey)) }]),
  ]);
}

/** @returns names of groups that were typed into one field, separated by commas or lines; each once */
export function namesIn(text: string): readonly string[] {
  return distinct(text.split(/[,\n]/));
}

/** @returns usernames that were typed into one field: they hold no spaces */
export function usernamesIn(text: string): readonly string[] {
  return distinct(text.split(/[\s,;]+/));
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))].slice(0, mostNames);
}

/** More are not typed by hand. */
const mostNames = 200;
