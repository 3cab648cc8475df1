/** Who lets an application act for them, and what a person lets act for them: seen and ended by an administrator. */

import type { LinkPerson, LinkUser, UserApplication } from '../../applinks/link-users.ts';
import type { Link } from '../../applinks/links.ts';
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
import { linkCrumbs, scopeTag, subPageHead } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';

export interface UsersPageProps {
  readonly link: Link;
  readonly users: readonly LinkUser[];
  /** The grant id to go on after, when there are more. */
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
        nextHref: next === undefined ? undefined : `${address(view, linkPaths.users(link.id))}?after=${next}`,
      })
    }`,
  });
}

export function userTable(view: View, link: Link, users: readonly LinkUser[]): Html {
  const words = view.text.console.users;
  return consentTable(view, {
    caption: words.titleOf(link.name),
    subject: words.columns.person,
    rows: users.map((user) => ({
      consent: user,
      name: html`<a class="with-avatar" href="${address(view, linkPaths.applicationsOf(user.person.userKey))}">${avatar({ name: user.person.fullName, kind: 'person' })}<span>${user.person.fullName} <span class="muted">${user.person.username}</span></span></a>`,
      revokeAt: linkPaths.revoke(link.id, user.grantId),
      revokeLabel: words.revokeFor(user.person.fullName),
    })),
  });
}

export function applicationsPage(view: View, person: LinkPerson, applications: readonly UserApplication[]): string {
  const words = view.text.console.users;
  return page(view, {
    kind: 'console',
    title: words.applicationsOf(person.fullName),
    current: 'application-links',
    main: html`${pageHead({ title: words.applicationsOf(person.fullName), breadcrumbs: linkCrumbs(view), description: words.applicationsDescription })}${
      applications.length === 0
        ? html`<p class="muted">${words.noApplications}</p>`
        : consentTable(view, {
            caption: words.applicationsOf(person.fullName),
            subject: words.application,
            rows: applications.map((application) => ({
              consent: application,
              name: html`<a class="with-avatar" href="${address(view, linkPaths.of(application.linkId))}">${avatar({ name: application.name, kind: 'application' })}<span>${application.name}</span></a>`,
              revokeAt: linkPaths.revokeOf(person.userKey, application.grantId),
              revokeLabel: words.revokeFor(application.name),
            })),
          })
    }`,
  });
}

interface ConsentRow {
  readonly consent: Omit<LinkUser, 'person'>;
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
    rows: props.rows.map(({ consent, name, revokeAt, revokeLabel }) => [
      name,
      scopeTag(view, consent.scope),
      relativeTime(view, consent.since),
      relativeTime(view, consent.lastUsedAt),
      consent.lastUsedAddress === null ? html`<span class="muted">–</span>` : html`<code>${consent.lastUsedAddress}</code>`,
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
