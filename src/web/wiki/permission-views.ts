/** The page of a space's permissions, and the one that asks before a change that is not easily undone. */
import { spacePath } from '../../wiki/addresses.ts';
import { permissionsOf, roleOf, type SpaceRole, spaceRoles } from '../../wiki/permission-sets.ts';
import type { SpacePermission } from '../../wiki/permissions.ts';
import type { Grant, Subject } from '../../wiki/space-permissions.ts';
import { avatar } from '../components/avatar.ts';
import { button } from '../components/button.ts';
import { confirmation } from '../components/dialog.ts';
import { form } from '../components/form.ts';
import { givePermissionForm } from '../components/give-permission.ts';
import { guideLink } from '../components/guide-link.ts';
import { icon } from '../components/icon.ts';
import { type MenuItem, menu } from '../components/menu.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { box, section } from '../components/section.ts';
import { stateBadge, tag } from '../components/status.ts';
import { table } from '../components/table.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import {
  type Consequence,
  changeFields,
  type PermissionChange,
  type PermissionChoice,
  shownName,
  subjectName,
} from './permission-form.ts';
import { type SpaceFrame, spacePage } from './space-frame.ts';
import { wikiPaths } from './wiki-paths.ts';

/** What was typed to give somebody a permission, and what is wrong with it. */
export interface TypedSubject {
  readonly kind: string;
  readonly name: string;
  readonly permission: string;
  readonly error: string;
}

export interface PermissionsProps {
  readonly frame: SpaceFrame;
  readonly grants: readonly Grant[];
  /** Whose row is "You". */
  readonly userKey: string;
  readonly typed: TypedSubject | undefined;
}

export function permissionsPage(view: View, props: PermissionsProps): string {
  const words = view.text.wiki.permissions;
  const { space } = props.frame;
  return spacePage(view, props.frame, {
    title: words.title,
    current: 'permissions',
    main: html`
      ${pageHead({
        title: words.title,
        breadcrumbs: breadcrumbs(view, [{ label: space.name, href: address(view, spacePath(space)) }]),
        description: words.description(space.name),
      })}
      ${section({ title: view.text.components.givePermission.anonymous, body: anonymousBox(view, props) })}
      ${section({ title: words.subjects, body: grantTable(view, props) })}
      ${section({ title: view.text.components.givePermission.title, body: addForm(view, props), id: 'add' })}`,
  });
}

function anonymousBox(view: View, { frame, grants }: PermissionsProps): Html {
  const words = view.text.wiki.permissions;
  const isOpen = grants.some(({ subject }) => subject.kind === 'anonymous');
  return box(html`
    <div class="anonymous-access">
      <div>
        ${isOpen ? stateBadge('warning', words.open) : stateBadge('idle', words.closed)}
        <p>${isOpen ? words.openText : words.closedText}</p>
      </div>
      ${form(view, {
        action: wikiPaths.spacePermissions(frame.space.key),
        fields: changeFields({ kind: 'anonymous' }, isOpen ? 'none' : 'view'),
        body: button({ label: isOpen ? words.shutOut : words.letIn }),
      })}
    </div>`);
}

function grantTable(view: View, { frame, grants, userKey }: PermissionsProps): Html {
  const words = view.text.wiki.permissions;
  const shared = view.text.components.givePermission;
  const named = grants.filter(({ subject }) => subject.kind !== 'anonymous');
  if (named.length === 0)
    return emptyState({ icon: 'group', title: words.none, body: words.noneBody, guide: guideLink(view, 'using#who-may-see-it') });
  return table({
    caption: words.subjects,
    columns: [{ label: shared.who }, { label: shared.permission }, { label: words.actions, hideLabel: true, align: 'end' }],
    rows: named.map(({ subject, permissions }) => [
      subjectCell(view, subject, userKey),
      permissionCell(view, permissions),
      menu(view, {
        label: words.actionsFor(shownName(view.text, subject)),
        items: changesTo(view, frame.space.key, subject, roleThatIs(permissions)),
      }),
    ]),
  });
}

/** The role, or what there is where somebody granted permissions one by one. */
function permissionCell(view: View, permissions: readonly SpacePermission[]): Html {
  const words = view.text.wiki.permissions;
  const role = roleThatIs(permissions);
  if (role === undefined) {
    const details = words.list(permissions.map((permission) => words.each[permission]));
    return html`<span class="permission-name">${tag(words.custom, 'plain')}<span class="muted">${details}</span></span>`;
  }
  return html`<span class="permission-name">${tag(words.names[role], role === 'administer' ? 'strong' : 'plain')}<span class="muted">${words.explained[role]}</span></span>`;
}

/** @returns the role that consists of exactly these permissions */
function roleThatIs(permissions: readonly SpacePermission[]): SpaceRole | undefined {
  const role = roleOf(permissions);
  return role !== undefined && permissionsOf(role).length === permissions.length ? role : undefined;
}

function subjectCell(view: View, subject: Subject, userKey: string): Html {
  const words = view.text.wiki.permissions;
  const name = shownName(view.text, subject);
  if (subject.kind !== 'user') {
    return html`<span class="with-avatar"><span class="group-mark">${icon('group')}</span><span>${name} <span class="muted subject-kind">${view.text.components.givePermission.group}</span></span></span>`;
  }
  const detail = subject.user.userKey === userKey ? words.you : subject.user.username;
  return html`<span class="with-avatar">${avatar({ name, kind: 'person' })}<span>${name} <span class="muted subject-kind">${detail}</span></span></span>`;
}

function changesTo(view: View, key: string, subject: Subject, held: SpaceRole | undefined): readonly MenuItem[] {
  const words = view.text.wiki.permissions;
  const change = (label: string, choice: PermissionChoice) => ({
    kind: 'post' as const,
    label,
    action: wikiPaths.spacePermissions(key),
    fields: changeFields(subjectName(subject), choice),
  });
  return [
    ...spaceRoles
      .filter((permission) => permission !== held)
      .map((permission) => ({ ...change(words.set[permission], permission), icon: permissionIcons[permission] })),
    { kind: 'separator' },
    { ...change(words.remove, 'none'), icon: 'trash', danger: true },
  ];
}

const permissionIcons = { view: 'read', edit: 'write', administer: 'systemAdmin' } as const;

function addForm(view: View, { frame, typed }: PermissionsProps): Html {
  const words = view.text.wiki.permissions;
  return givePermissionForm(view, {
    action: wikiPaths.spacePermissions(frame.space.key),
    options: spaceRoles.map((value) => ({ value, name: words.names[value], explained: words.explained[value] })),
    typed,
  });
}

export interface ConfirmationProps {
  readonly frame: SpaceFrame;
  readonly change: PermissionChange;
  readonly consequence: Consequence;
}

export function confirmationPage(view: View, { frame, change, consequence }: ConfirmationProps): string {
  const { space } = frame;
  const action = wikiPaths.spacePermissions(space.key);
  const { title, consequences, confirmLabel } = wordsFor(view, space.name, consequence);
  return spacePage(view, frame, {
    title,
    current: 'permissions',
    main: html`
      ${pageHead({
        title,
        breadcrumbs: breadcrumbs(view, [
          { label: space.name, href: address(view, spacePath(space)) },
          { label: view.text.wiki.permissions.title, href: address(view, action) },
        ]),
      })}
      ${box(
        confirmation(view, {
          consequences,
          action,
          fields: { ...changeFields(change.subject, change.choice), confirmed: 'true' },
          confirmLabel,
          cancelHref: address(view, action),
        }),
      )}`,
  });
}

function wordsFor(
  view: View,
  space: string,
  consequence: Consequence,
): { readonly title: string; readonly consequences: readonly Renderable[]; readonly confirmLabel: string } {
  const { confirm, letIn } = view.text.wiki.permissions;
  if (consequence.kind === 'opens-to-all') {
    return { title: confirm.openTitle, consequences: [confirm.open(space), confirm.openLater], confirmLabel: letIn };
  }
  const who = shownName(view.text, consequence.subject);
  return {
    title: confirm.takeTitle(who),
    consequences: [
      confirm.noLongerAdministers(who, space),
      ...(consequence.losesSight ? [confirm.noLongerSees(who, space)] : []),
      ...(consequence.isOneself ? [confirm.yourself] : []),
    ],
    confirmLabel: confirm.takeLabel,
  };
}
