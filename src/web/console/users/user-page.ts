/** The page of one user: who it is, what they may do and why, their sessions, what acts for them, and the account's history. */
import type { HeldPermission } from '../../../accounts/directory.ts';
import type { Group } from '../../../accounts/groups.ts';
import type { User } from '../../../accounts/user.ts';
import type { Milliseconds } from '../../../foundation/clock.ts';
import { avatar } from '../../components/avatar.ts';
import { button, linkButton } from '../../components/button.ts';
import { textField } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { type MenuItem, menu } from '../../components/menu.ts';
import { pageHead } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { descriptionList, section } from '../../components/section.ts';
import { tag } from '../../components/status.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { address, type View } from '../../view.ts';
import { groupPaths } from '../groups/group-paths.ts';
import { type HistoryProps, historySection } from '../link-history.ts';
import { type AccessProps, accessSections } from './user-access-sections.ts';
import { userCrumbs, userState } from './user-parts.ts';
import { userPaths } from './user-paths.ts';

export interface UserPageProps extends AccessProps, Omit<HistoryProps, 'path'> {
  readonly isOneself: boolean;
  readonly groups: readonly Group[];
  readonly permissions: readonly HeldPermission[];
  readonly lockedUntil: Milliseconds | undefined;
  /** What was typed to add the user to groups, and what is wrong with it. */
  readonly typedGroups?: { readonly text: string; readonly error: string };
}

export function userPage(view: View, props: UserPageProps): string {
  const { user, mayChange } = props;
  const words = view.text.directory.users.page;
  return page(view, {
    kind: 'console',
    title: user.fullName,
    current: 'users',
    main: html`${pageHead({
      title: html`<span class="with-avatar">${avatar({ name: user.fullName, kind: 'person', size: 'large' })}<span>${user.fullName}</span></span>`,
      breadcrumbs: userCrumbs(view),
      description: html`<span class="inline">${userState(view, user)}${props.isOneself && html`<span>${words.you}</span>`}</span>`,
      actions: mayChange && actions(view, user),
    })}${notices(view, props)}${section({ title: words.details, body: details(view, user) })}${groupSection(view, props)}${permissionSection(view, props)}${accessSections(view, props)}${historySection(view, { ...props, path: userPaths.of(user.userKey) })}<p><a href="${address(view, paths.auditLog)}?person=${encodeURIComponent(user.username)}">${words.inAuditLog}</a></p>`,
  });
}

function actions(view: View, user: User): Html {
  const words = view.text.directory.users.page;
  const { userKey } = user;
  const send = user.passwordChangedAt === null ? words.actions.sendInvitation : words.actions.sendReset;
  const items: readonly MenuItem[] = [
    ...(user.disabledAt === null
      ? [
          { kind: 'link' as const, label: send, href: address(view, userPaths.send(userKey)), icon: 'mail' as const },
          ...(user.twoStepAt === null
            ? []
            : [
                {
                  kind: 'link' as const,
                  label: words.actions.resetTwoStep,
                  href: address(view, userPaths.resetTwoStep(userKey)),
                  icon: 'key' as const,
                },
              ]),
          { kind: 'separator' as const },
          {
            kind: 'link' as const,
            label: words.actions.disable,
            href: address(view, userPaths.disable(userKey)),
            icon: 'lock' as const,
          },
        ]
      : [
          {
            kind: 'post' as const,
            label: words.actions.enable,
            action: userPaths.enable(userKey),
            icon: 'check' as const,
          },
        ]),
    {
      kind: 'link',
      label: words.actions.delete,
      href: address(view, userPaths.remove(userKey)),
      icon: 'trash',
      danger: true,
    },
  ];
  return html`${linkButton({ label: words.actions.edit, href: address(view, userPaths.edit(userKey)), icon: 'edit', kind: 'primary' })}${menu(view, { label: words.moreFor(user.fullName), items })}`;
}

function notices(view: View, { user, mayChange, lockedUntil }: UserPageProps): Html {
  const words = view.text.directory.users.page;
  const warn = (body: Html | string) => notice({ tone: 'warning', body: html`<p>${body}</p>` });
  return html`${!mayChange && notice({ tone: 'info', body: html`<p>${words.beyond}</p>` })}${user.disabledAt !== null && warn(words.disabled)}${
    user.disabledAt === null && user.passwordChangedAt === null && !user.isService && warn(words.noPassword)
  }${
    lockedUntil !== undefined &&
    notice({
      tone: 'warning',
      body: html`<p>${words.locked(view.format.relative(lockedUntil, view.now))}</p>${mayChange && form(view, { action: userPaths.unlock(user.userKey), body: button({ label: words.unlock, small: true }) })}`,
    })
  }`;
}

function details(view: View, user: User): Html {
  const { page: words, never } = view.text.directory.users;
  const time = (at: Milliseconds | null, otherwise: string) =>
    at === null ? html`<span class="muted">${otherwise}</span>` : relativeTime(view, at);
  return descriptionList([
    { term: words.username, value: html`<code>${user.username}</code>` },
    { term: words.email, value: user.email === '' ? words.noEmail : html`<span class="wrap-anywhere">${user.email}</span>` },
    { term: words.userKey, value: html`<code class="wrap-anywhere">${user.userKey}</code>` },
    { term: words.created, value: relativeTime(view, user.createdAt) },
    { term: words.lastSignIn, value: time(user.lastSignInAt, never) },
    { term: words.twoStep, value: time(user.twoStepAt, words.twoStepOff) },
    { term: words.passwordChanged, value: time(user.passwordChangedAt, words.noPasswordYet) },
  ]);
}

function groupSection(view: View, { user, groups, mayChange, typedGroups }: UserPageProps): Html {
  const words = view.text.directory.users.page;
  const remove = ({ name }: Group): Html =>
    form(view, {
      action: userPaths.removeGroup(user.userKey),
      fields: { group: name },
      body: html`<button class="button button-secondary button-small" type="submit" aria-label="${words.removeFrom(name)}">${words.remove}</button>`,
    });
  return section({
    id: 'groups',
    title: words.groups,
    description: words.groupsDescription,
    body: html`<div class="stack">${
      groups.length === 0
        ? html`<p class="muted">${words.noGroups}</p>`
        : table({
            caption: words.groups,
            columns: [{ label: words.group }, { label: words.remove, hideLabel: true, align: 'end' }],
            rows: groups.map((group) => [
              html`<a href="${address(view, groupPaths.of(group.name))}">${group.name}</a>`,
              mayChange && remove(group),
            ]),
          })
    }${
      mayChange &&
      form(view, {
        action: userPaths.addGroups(user.userKey),
        body: html`${textField({
          name: 'groups',
          label: words.addTo,
          hint: words.groupNames,
          value: typedGroups?.text,
          error: typedGroups?.error,
          autocomplete: 'off',
          required: true,
        })}${formActions(button({ label: words.add }))}`,
      })
    }</div>`,
  });
}

function permissionSection(view: View, { permissions }: UserPageProps): Html {
  const { permissions: all, users } = view.text.directory;
  const words = users.page;
  const reason = ({ own, groups }: HeldPermission) =>
    [...(own ? [words.own] : []), ...(groups.length > 0 ? [words.byGroups(view.format.list(groups))] : [])].join(words.and);
  return section({
    title: words.permissions,
    description: words.permissionsDescription,
    body:
      permissions.length === 0
        ? html`<p class="muted">${words.noPermissions}</p>`
        : table({
            caption: words.permissions,
            columns: [{ label: words.permission }, { label: words.because }],
            rows: permissions.map((held) => [
              tag(all.names[held.permission], held.permission.startsWith('administer') ? 'strong' : 'plain'),
              reason(held),
            ]),
          }),
  });
}
