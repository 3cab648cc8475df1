/** The list of users: found by words, filtered, a page at a time. */
import { type DirectoryPage, type ListedUser, type UserState, userStates } from '../../../accounts/directory.ts';
import { button, linkButton } from '../../components/button.ts';
import { selectField, textField } from '../../components/field.ts';
import { guideLink } from '../../components/guide-link.ts';
import { emptyState } from '../../components/notice.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { consoleHead } from '../console-head.ts';
import { administersTag, userLink, userState } from './user-parts.ts';
import { userPaths } from './user-paths.ts';

export interface UserListProps {
  readonly words: string;
  readonly state: UserState | undefined;
  /** The last username of the page before; empty: this is the first. */
  readonly after: string;
  readonly found: DirectoryPage<ListedUser>;
}

export function userListPage(view: View, props: UserListProps): string {
  const words = view.text.directory.users;
  const { results } = props.found;
  return page(view, {
    kind: 'console',
    title: view.text.configuration.pages.users.label,
    current: 'users',
    main: html`${consoleHead(
      view,
      'users',
      html`${linkButton({ label: words.invite, href: address(view, userPaths.invite), kind: 'primary', icon: 'mail' })}${linkButton({ label: words.create, href: address(view, userPaths.create), icon: 'add' })}`,
    )}${filterForm(view, props)}${
      results.length === 0
        ? emptyState({
            icon: 'user',
            title: words.nobody,
            body: words.nobodyBody,
            guide: guideLink(view, 'administrators#users'),
          })
        : userTable(view, results)
    }${onAndBack(view, props)}`,
  });
}

function filterForm(view: View, { words: typed, state }: UserListProps): Html {
  const words = view.text.directory.users.filter;
  return html`
    <form class="box filter-form" method="get" action="${address(view, userPaths.list)}" role="search" aria-label="${words.title}">
      ${textField({ name: 'q', label: words.words, value: typed, autocomplete: 'off' })}
      ${selectField({
        name: 'state',
        label: words.state,
        value: state ?? '',
        options: [{ value: '', label: words.everybody }, ...userStates.map((value) => ({ value, label: words.states[value] }))],
      })}
      <p class="inline filter-actions">${button({ label: words.submit, icon: 'search' })}${
        (typed !== '' || state !== undefined) &&
        linkButton({ label: words.clear, href: address(view, userPaths.list), kind: 'quiet' })
      }</p>
    </form>`;
}

function userTable(view: View, users: readonly ListedUser[]): Html {
  const { columns, never } = view.text.directory.users;
  return table({
    caption: view.text.configuration.pages.users.label,
    columns: [{ label: columns.person }, { label: columns.email }, { label: columns.state }, { label: columns.lastSignIn }],
    rows: users.map(({ user, administers }) => [
      userLink(view, user),
      html`<span class="wrap-anywhere">${user.email}</span>`,
      html`<span class="inline">${userState(view, user)}${administersTag(view, administers)}</span>`,
      user.lastSignInAt === null ? html`<span class="muted">${never}</span>` : relativeTime(view, user.lastSignInAt),
    ]),
  });
}

function onAndBack(view: View, { words: typed, state, after, found }: UserListProps): Html {
  const words = view.text.directory.users;
  const at = (more: Readonly<Record<string, string>>) => {
    const all = { q: typed, state: state ?? '', ...more };
    return `${address(view, userPaths.list)}?${new URLSearchParams(Object.entries(all).filter(([, text]) => text !== ''))}`;
  };
  return html`<p class="inline history-pages">${after !== '' && linkButton({ label: words.firstPage, href: at({}), small: true })}${
    found.next !== undefined && linkButton({ label: words.nextPage, href: at({ after: found.next }), small: true })
  }</p>`;
}
