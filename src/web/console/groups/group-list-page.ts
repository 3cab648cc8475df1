/** The list of groups, and the form that makes one. */
import type { DirectoryPage, ListedGroup } from '../../../accounts/directory.ts';
import { button, linkButton } from '../../components/button.ts';
import { textField } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { guideLink } from '../../components/guide-link.ts';
import { pageHead } from '../../components/navigation.ts';
import { emptyState } from '../../components/notice.ts';
import { table } from '../../components/table.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { consoleHead } from '../console-head.ts';
import { groupCrumbs, groupMay } from './group-parts.ts';
import { groupPaths } from './group-paths.ts';

export interface GroupListProps {
  readonly words: string;
  /** The last name of the page before; empty: this is the first. */
  readonly after: string;
  readonly found: DirectoryPage<ListedGroup>;
}

export function groupListPage(view: View, { words: typed, after, found }: GroupListProps): string {
  const words = view.text.directory.groups;
  const { firstPage, nextPage } = view.text.directory.users;
  const at = (more: Readonly<Record<string, string>>) => {
    const query = Object.entries({ q: typed, ...more }).filter(([, text]) => text !== '');
    return `${address(view, groupPaths.list)}?${new URLSearchParams(query)}`;
  };
  return page(view, {
    kind: 'console',
    title: view.text.configuration.pages.groups.label,
    current: 'groups',
    main: html`${consoleHead(
      view,
      'groups',
      linkButton({ label: words.create, href: address(view, groupPaths.create), kind: 'primary', icon: 'add' }),
    )}
    <form class="box filter-form" method="get" action="${address(view, groupPaths.list)}" role="search" aria-label="${words.filter.title}">
      ${textField({ name: 'q', label: words.filter.words, value: typed, autocomplete: 'off' })}
      <p class="inline filter-actions">${button({ label: words.filter.submit, icon: 'search' })}${
        typed !== '' && linkButton({ label: words.filter.clear, href: address(view, groupPaths.list), kind: 'quiet' })
      }</p>
    </form>${
      found.results.length === 0
        ? emptyState({ icon: 'group', title: words.none, body: words.noneBody, guide: guideLink(view, 'administrators#groups') })
        : groupTable(view, found.results)
    }<p class="inline history-pages">${after !== '' && linkButton({ label: firstPage, href: at({}), small: true })}${
      found.next !== undefined && linkButton({ label: nextPage, href: at({ after: found.next }), small: true })
    }</p>`,
  });
}

function groupTable(view: View, groups: readonly ListedGroup[]): Html {
  const { columns } = view.text.directory.groups;
  return table({
    caption: view.text.configuration.pages.groups.label,
    columns: [{ label: columns.name }, { label: columns.may }, { label: columns.members, align: 'end' }],
    rows: groups.map((listed) => [
      html`<a class="wrap-anywhere" href="${address(view, groupPaths.of(listed.group.name))}">${listed.group.name}</a>`,
      groupMay(view, listed),
      view.format.number(listed.members),
    ]),
  });
}

/** @param error what is wrong with the name */
export function createGroupPage(view: View, name: string, error: string | undefined): string {
  const words = view.text.directory.groups;
  return page(view, {
    kind: 'console',
    title: words.createTitle,
    current: 'groups',
    main: html`${pageHead({ title: words.createTitle, breadcrumbs: groupCrumbs(view), description: words.createDescription })}${form(
      view,
      {
        once: true,
        action: groupPaths.create,
        body: html`${textField({
          name: 'name',
          label: words.name,
          hint: words.nameHint,
          value: name,
          error,
          required: true,
          autocomplete: 'off',
          maxLength: 100,
        })}${formActions(html`${button({ label: words.create, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, groupPaths.list) })}`)}`,
      },
    )}`,
  });
}
