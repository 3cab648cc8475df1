/** The page of one group: what it may do, who is in it; and the page that asks before it is deleted. */
import { usersGroup } from '../../../accounts/default-groups.ts';
import type { ListedGroup } from '../../../accounts/directory.ts';
import type { User } from '../../../accounts/user.ts';
import { button, linkButton } from '../../components/button.ts';
import { confirmation } from '../../components/dialog.ts';
import { textArea } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { pageHead, pagination } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { box, section } from '../../components/section.ts';
import { table } from '../../components/table.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { address, type View } from '../../view.ts';
import { type HistoryProps, historySection } from '../link-history.ts';
import { userLink, userState } from '../users/user-parts.ts';
import { groupCrumbs, groupMay } from './group-parts.ts';
import { groupPaths } from './group-paths.ts';

export interface GroupPageProps extends Omit<HistoryProps, 'path'> {
  readonly listed: ListedGroup;
  readonly mayChange: boolean;
  readonly members: readonly User[];
  /** The place of the first member that is shown, and whether there are more behind the last. */
  readonly start: number;
  readonly more: boolean;
  readonly typed?: { readonly text: string; readonly error: string };
}

/** Members on one page. */
export const membersAPage = 50;

export function groupPage(view: View, props: GroupPageProps): string {
  const { listed, mayChange } = props;
  const words = view.text.directory.groups.page;
  const { name } = listed.group;
  return page(view, {
    kind: 'console',
    title: name,
    current: 'groups',
    main: html`${pageHead({
      title: html`<span class="wrap-anywhere">${name}</span>`,
      breadcrumbs: groupCrumbs(view),
      description: words.description(view.format, listed.members),
      actions: mayChange && linkButton({ label: words.delete, href: address(view, groupPaths.remove(name)), icon: 'trash' }),
    })}${!mayChange && notice({ tone: 'info', body: html`<p>${words.beyond}</p>` })}${section({
      title: words.may,
      description: words.mayDescription,
      actions: linkButton({ label: words.change, href: address(view, paths.globalPermissions), small: true }),
      body: html`<p>${groupMay(view, listed)}</p>`,
    })}${memberSection(view, props)}${mayChange && addSection(view, props)}${historySection(view, { ...props, path: groupPaths.of(name) })}`,
  });
}

function memberSection(view: View, { listed, mayChange, members, start, more }: GroupPageProps): Html {
  const words = view.text.directory.groups.page;
  const { name } = listed.group;
  const href = (from: number) => `${address(view, groupPaths.of(name))}?start=${from}#members`;
  return section({
    id: 'members',
    title: words.membersTitle,
    body:
      members.length === 0
        ? html`<p class="muted">${words.noMembers}</p>`
        : html`${table({
            caption: words.membersTitle,
            columns: [{ label: words.person }, { label: words.state }, { label: words.remove, hideLabel: true, align: 'end' }],
            rows: members.map((user) => [
              userLink(view, user),
              userState(view, user),
              mayChange &&
                form(view, {
                  action: groupPaths.removeMember(name),
                  fields: { username: user.username },
                  body: html`<button class="button button-secondary button-small" type="submit" aria-label="${words.removeOf(user.fullName)}">${words.remove}</button>`,
                }),
            ]),
          })}${
            (start > 0 || more) &&
            pagination(view, {
              summary: view.text.wiki.part(view.format, start + 1, start + members.length),
              previousHref: start > 0 ? href(Math.max(0, start - membersAPage)) : undefined,
              nextHref: more ? href(start + membersAPage) : undefined,
            })
          }`,
  });
}

function addSection(view: View, { listed, typed }: GroupPageProps): Html {
  const words = view.text.directory.groups.page;
  return section({
    id: 'add',
    title: words.add,
    body: form(view, {
      action: groupPaths.addMembers(listed.group.name),
      body: html`${textArea({
        name: 'usernames',
        label: words.usernames,
        hint: words.usernamesHint,
        value: typed?.text,
        error: typed?.error,
        rows: 2,
        required: true,
        autocomplete: 'off',
      })}${formActions(button({ label: words.submit }))}`,
    }),
  });
}

/** @param mismatch whether another name was typed */
export function deleteGroupPage(view: View, listed: ListedGroup, mismatch: boolean): string {
  const { groups, permissions } = view.text.directory;
  const words = groups.delete;
  const { name } = listed.group;
  const title = words.title(name);
  const may = listed.permissions.map((permission) => permissions.names[permission]);
  return page(view, {
    kind: 'console',
    title,
    current: 'groups',
    main: html`${pageHead({ title: html`<span class="wrap-anywhere">${title}</span>`, breadcrumbs: groupCrumbs(view, name) })}${box(
      confirmation(view, {
        consequences: [
          words.members(view.format, listed.members),
          ...(may.length === 0 ? [] : [words.may(view.format.list(may))]),
          words.permissions,
          ...(name === usersGroup ? [words.newUsers] : []),
          words.stays,
        ],
        action: groupPaths.remove(name),
        confirmLabel: words.submit,
        cancelHref: address(view, groupPaths.of(name)),
        typed: { name, error: mismatch ? words.mismatch : undefined },
      }),
    )}`,
  });
}
