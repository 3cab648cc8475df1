/** Global permissions as a table of who holds which, and the page that asks before a change that affects many people. */
import { globalPermissions } from '../../../accounts/directory.ts';
import type { Grant } from '../../../accounts/global-permissions.ts';
import type { Subject } from '../../../accounts/subject.ts';
import type { GlobalPermission } from '../../../http/caller.ts';
import { confirmation } from '../../components/dialog.ts';
import { form } from '../../components/form.ts';
import { givePermissionForm } from '../../components/give-permission.ts';
import { icon } from '../../components/icon.ts';
import { pageHead } from '../../components/navigation.ts';
import { box, descriptionList, section } from '../../components/section.ts';
import { stateBadge } from '../../components/status.ts';
import { table } from '../../components/table.ts';
import { type Html, html, type Renderable } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { address, type View } from '../../view.ts';
import { consoleCrumbs, consoleHead } from '../console-head.ts';
import { groupPaths } from '../groups/group-paths.ts';

/** One change, as the form sends it. */
export interface PermissionChange {
  readonly kind: Subject['kind'];
  /** The username or the group's name. */
  readonly name: string;
  readonly permission: GlobalPermission;
  readonly change: 'grant' | 'revoke';
}

export interface PermissionPageProps {
  readonly grants: readonly Grant[];
  /** What was typed to give somebody a permission, and what is wrong with it. */
  readonly typed?: PermissionChange & { readonly error: string };
}

export function globalPermissionPage(view: View, props: PermissionPageProps): string {
  const words = view.text.directory.permissions;
  return page(view, {
    kind: 'console',
    title: view.text.configuration.pages['global-permissions'].label,
    current: 'global-permissions',
    main: html`${consoleHead(view, 'global-permissions')}${matrix(view, props.grants)}${section({
      title: view.text.components.givePermission.title,
      id: 'add',
      body: addForm(view, props),
    })}${section({
      title: words.explanation,
      body: descriptionList(
        globalPermissions.map((permission) => ({ term: words.names[permission], value: words.explained[permission] })),
      ),
    })}`,
  });
}

function matrix(view: View, grants: readonly Grant[]): Html {
  const words = view.text.directory.permissions;
  const shared = view.text.components.givePermission;
  const subjects = [...Map.groupBy(grants, ({ subject }) => `${subject.kind} ${subject.id}`).values()];
  return table({
    caption: view.text.configuration.pages['global-permissions'].label,
    columns: [{ label: shared.who }, ...globalPermissions.map((permission) => ({ label: words.names[permission] }))],
    rows: [
      [
        html`<span class="two-lines"><span>${shared.anonymous}</span><span class="muted small">${words.anonymousText}</span></span>`,
        ...globalPermissions.map(() => html`<span class="muted">${words.notGiven}</span>`),
      ],
      ...subjects.flatMap((ofOne) => {
        const [first] = ofOne;
        if (first === undefined) return [];
        const held = new Set(ofOne.map(({ permission }) => permission));
        return [
          [
            subjectCell(view, first),
            ...globalPermissions.map((permission) =>
              changeCell(view, { kind: first.subject.kind, name: first.name, permission }, held.has(permission)),
            ),
          ],
        ];
      }),
    ],
  });
}

function subjectCell(view: View, { subject, name }: Grant): Html {
  const words = view.text.components.givePermission;
  const isGroup = subject.kind === 'group';
  return html`<span class="two-lines"><span class="with-icon">${icon(isGroup ? 'group' : 'user')}${
    isGroup ? html`<a href="${address(view, groupPaths.of(name))}">${name}</a>` : html`<span>${name}</span>`
  }</span><span class="muted small">${isGroup ? words.group : words.person}</span></span>`;
}

function changeCell(view: View, who: Omit<PermissionChange, 'change'>, isHeld: boolean): Html {
  const words = view.text.directory.permissions;
  const permission = words.names[who.permission];
  // Only a system administrator makes or unmakes one.
  const mayChange = who.permission !== 'administer-system' || view.viewer?.isSystemAdministrator;
  const label = isHeld ? words.take(permission, who.name) : words.give(permission, who.name);
  return html`<span class="inline">${isHeld ? stateBadge('good', words.given) : html`<span class="muted">${words.notGiven}</span>`}${
    mayChange &&
    form(view, {
      action: paths.globalPermissions,
      fields: fieldsOf({ ...who, change: isHeld ? 'revoke' : 'grant' }),
      body: html`<button class="button button-secondary button-small" type="submit" aria-label="${label}">${isHeld ? words.takeShort : words.giveShort}</button>`,
    })
  }</span>`;
}

function addForm(view: View, { typed }: PermissionPageProps): Html {
  const words = view.text.directory.permissions;
  const offered = globalPermissions.filter(
    (permission) => permission !== 'administer-system' || view.viewer?.isSystemAdministrator,
  );
  return givePermissionForm(view, {
    action: paths.globalPermissions,
    fields: { change: 'grant' },
    options: offered.map((value) => ({ value, name: words.names[value], explained: words.explained[value] })),
    typed,
  });
}

/** Why somebody should think before a change; undefined: there is nothing to think about. */
export interface PermissionConsequence {
  /** How many people it touches. */
  readonly people: number;
  /** The administrator holds the permission by this. */
  readonly isOneself: boolean;
}

export function confirmPermissionPage(view: View, change: PermissionChange, consequence: PermissionConsequence): string {
  const { confirm, names, takeShort, giveShort } = view.text.directory.permissions;
  const permission = names[change.permission];
  const takes = change.change === 'revoke';
  const title = takes ? confirm.takeTitle(permission, change.name) : confirm.giveTitle(permission, change.name);
  return page(view, {
    kind: 'console',
    title,
    current: 'global-permissions',
    main: html`${pageHead({
      title,
      breadcrumbs: consoleCrumbs(view, [
        {
          label: view.text.configuration.pages['global-permissions'].label,
          href: address(view, paths.globalPermissions),
        },
      ]),
    })}${box(
      confirmation(view, {
        consequences: consequencesOf(view, change, consequence),
        action: paths.globalPermissions,
        fields: { ...fieldsOf(change), confirmed: 'true' },
        confirmLabel: `${takes ? takeShort : giveShort}: ${permission}`,
        cancelHref: address(view, paths.globalPermissions),
      }),
    )}`,
  });
}

function consequencesOf(
  view: View,
  { change, permission }: PermissionChange,
  { people, isOneself }: PermissionConsequence,
): readonly Renderable[] {
  const { confirm } = view.text.directory.permissions;
  if (change === 'grant') return [confirm.everything(view.format, people)];
  return [
    permission === 'use' ? confirm.use(view.format, people) : confirm.administer(view.format, people),
    ...(isOneself ? [confirm.yourself] : []),
  ];
}

function fieldsOf({ kind, name, permission, change }: PermissionChange): Readonly<Record<string, string>> {
  return { kind, name, permission, change };
}
