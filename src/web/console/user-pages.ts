/** Which people an application acts for, and which applications act for a person: shown to an administrator, who can end each. */
import type { Link } from '../../applinks/links.ts';
import type { AuthorizedApplication } from '../../oauth/grants.ts';
import { avatar } from '../components/avatar.ts';
import { linkButton } from '../components/button.ts';
import { confirmation } from '../components/dialog.ts';
import { form } from '../components/form.ts';
import { pageHead, pagination } from '../components/navigation.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { scopeTag, subPageHead } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';
import { userCrumbs } from './users/user-parts.ts';

export interface UsersPageProps {
  readonly link: Link;
  readonly users: readonly AuthorizedApplication[];
  /** The grant id to go on before, when there are more. */
  readonly next: number | undefined;
}

export function usersPage(view: View, { link, users, next }: UsersPageProps): string {
  const words = view.text.console.users;
  return page(view, {
    kind: 'console',
    title: words.titleOf(link.name),
    current: 'application-links',
    main: html`${subPageHead(
      view,
      link,
      words.title,
      words.description,
      link.users > 0 && linkButton({ label: words.revokeAll, href: address(view, linkPaths.revokeAll(link.id)), icon: 'close' }),
    )}${users.length === 0 ? html`<p class="muted">${words.none}</p>` : userTable(view, link, users)}${
      link.users > users.length &&
      pagination(view, {
        summary: words.shown(view.format, link.users),
        nextHref: next === undefined ? undefined : `${address(view, linkPaths.users(link.id))}?before=${next}`,
      })
    }`,
  });
}

export function userTable(view: View, link: Link, users: readonly AuthorizedApplication[]): Html {
  const words = view.text.console.users;
  return consentTable(view, {
    caption: words.titleOf(link.name),
    subject: words.columns.person,
    rows: users.map((grant) => ({
      grant,
      name: html`<a class="with-avatar" href="${address(view, linkPaths.applicationsOf(grant.user.userKey))}">${avatar({ name: grant.user.fullName, kind: 'person' })}<span>${grant.user.fullName} <span class="muted">${grant.user.username}</span></span></a>`,
      revokeAt: linkPaths.revoke(link.id, grant.grantId),
      revokeLabel: words.revokeFor(grant.user.fullName),
    })),
  });
}

export function applicationsPage(
  view: View,
  person: AuthorizedApplication['user'],
  applications: readonly AuthorizedApplication[],
): string {
  const words = view.text.console.users;
  return page(view, {
    kind: 'console',
    title: words.applicationsOf(person.fullName),
    current: 'users',
    main: html`${pageHead({ title: words.applicationsOf(person.fullName), breadcrumbs: userCrumbs(view, person), description: words.applicationsDescription })}${
      applications.length === 0
        ? html`<p class="muted">${words.noApplications}</p>`
        : consentTable(view, {
            caption: words.applicationsOf(person.fullName),
            subject: words.application,
            rows: applications.map((grant) => ({
              grant,
              name: html`<a class="with-avatar" href="${address(view, linkPaths.of(grant.client.id))}">${avatar({ name: grant.client.name, kind: 'application' })}<span>${grant.client.name}</span></a>`,
              revokeAt: linkPaths.revokeOf(person.userKey, grant.grantId),
              revokeLabel: words.revokeFor(grant.client.name),
            })),
          })
    }`,
  });
}

interface ConsentRow {
  readonly grant: AuthorizedApplication;
  readonly name: Renderable;
  readonly revokeAt: string;
  readonly revokeLabel: string;
}

function consentTable(
  view: View,
  props: { readonly caption: string; readonly subject: string; readonly rows: readonly ConsentRow[] },
): Html {
  const { columns, revoke } = view.text.console.users;
  return table({
    caption: props.caption,
    columns: [
      { label: props.subject },
      { label: columns.permissions },
      { label: columns.since },
      { label: columns.lastUsed },
      { label: columns.address },
      { label: view.text.console.links.columns.actions, hideLabel: true, align: 'end' },
    ],
    rows: props.rows.map(({ grant, name, revokeAt, revokeLabel }) => [
      name,
      scopeTag(view, grant.scope),
      relativeTime(view, grant.since),
      relativeTime(view, grant.lastUsedAt),
      grant.lastUsedAddress === null ? html`<span class="muted">–</span>` : html`<code>${grant.lastUsedAddress}</code>`,
      form(view, {
        action: revokeAt,
        body: html`<button class="button button-secondary button-small" type="submit" aria-label="${revokeLabel}">${revoke}</button>`,
      }),
    ]),
  });
}

/** Asks before all consents for a link end. */
export function revokeAllPage(view: View, link: Link): string {
  const words = view.text.console.users;
  const title = words.revokeAllTitle(link.name);
  return page(view, {
    kind: 'console',
    title,
    current: 'application-links',
    main: html`${subPageHead(view, link, title)}${confirmation(view, {
      consequences: [words.revokeAllFacts(view.format, link.users)],
      action: linkPaths.revokeAll(link.id),
      confirmLabel: words.revokeAll,
      cancelHref: address(view, linkPaths.users(link.id)),
    })}`,
  });
}
