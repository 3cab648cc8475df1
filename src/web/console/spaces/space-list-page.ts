/** The list of spaces: the size of each, and links to what can be done with it. */
import { spacePath } from '../../../wiki/addresses.ts';
import type { PageOf, Page as Part, SpaceRecord } from '../../../wiki/records.ts';
import type { SpaceDeletion } from '../../../wiki/space-deletion.ts';
import type { SpaceSize } from '../../../wiki/space-sizes.ts';
import { avatar } from '../../components/avatar.ts';
import { button, linkButton } from '../../components/button.ts';
import { selectField, textField } from '../../components/field.ts';
import { guideLink } from '../../components/guide-link.ts';
import { type MenuItem, menu } from '../../components/menu.ts';
import { emptyState } from '../../components/notice.ts';
import { section } from '../../components/section.ts';
import { stateBadge, tag } from '../../components/status.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { address, type View } from '../../view.ts';
import { partLinks } from '../../wiki/list-parts.ts';
import { wikiPaths } from '../../wiki/wiki-paths.ts';
import { consoleHead } from '../console-head.ts';

export interface SpaceListProps {
  readonly words: string;
  readonly status: SpaceRecord['status'] | undefined;
  readonly spaces: PageOf<SpaceRecord>;
  readonly part: Part;
  readonly sizes: ReadonlyMap<number, SpaceSize>;
  /** Those under way that this person may know of. */
  readonly deletions: readonly SpaceDeletion[];
  /** The spaces that this person administers, by id. */
  readonly administered: ReadonlySet<number>;
  readonly mayCreate: boolean;
}

export const spaceStatuses: readonly SpaceRecord['status'][] = ['CURRENT', 'ARCHIVED'];

export function spaceListPage(view: View, props: SpaceListProps): string {
  const { words: typed, status, spaces, part, mayCreate, deletions } = props;
  const words = view.text.spaces.list;
  const query = new URLSearchParams(Object.entries({ q: typed, status: status ?? '' }).filter(([, text]) => text !== ''));
  return page(view, {
    kind: 'console',
    title: view.text.configuration.pages.spaces.label,
    current: 'spaces',
    main: html`${consoleHead(
      view,
      'spaces',
      mayCreate && linkButton({ label: words.create, href: address(view, wikiPaths.createSpace), kind: 'primary', icon: 'add' }),
    )}${deletions.length > 0 && deletionSection(view, deletions)}
    <form class="box filter-form" method="get" action="${address(view, paths.spaces)}" role="search" aria-label="${words.filter.title}">
      ${textField({ name: 'q', label: words.filter.words, value: typed, autocomplete: 'off' })}
      ${selectField({
        name: 'status',
        label: words.filter.status,
        value: status ?? '',
        options: [
          { value: '', label: words.filter.all },
          ...spaceStatuses.map((value) => ({ value, label: words.filter.statuses[value] })),
        ],
      })}
      <p class="inline filter-actions">${button({ label: words.filter.submit, icon: 'search' })}${
        query.size > 0 && linkButton({ label: words.filter.clear, href: address(view, paths.spaces), kind: 'quiet' })
      }</p>
    </form>${
      spaces.results.length === 0
        ? emptyState({ icon: 'space', title: words.none, body: words.noneBody, guide: guideLink(view, 'administrators#spaces') })
        : spaceTable(view, props)
    }${partLinks(view, query.size === 0 ? paths.spaces : `${paths.spaces}?${query}`, spaces, part)}${
      !view.viewer?.isSystemAdministrator && html`<p class="muted">${words.rights}</p>`
    }`,
  });
}

function deletionSection(view: View, deletions: readonly SpaceDeletion[]): Html {
  const words = view.text.spaces.deletion;
  return section({
    id: 'deletions',
    title: words.list,
    description: words.listText,
    actions: linkButton({ label: words.reload, href: address(view, paths.spaces), icon: 'refresh', small: true }),
    body: table({
      caption: words.list,
      columns: [
        { label: words.columns.space },
        { label: words.columns.status },
        { label: words.columns.begun },
        { label: words.columns.actions },
      ],
      rows: deletions.map(({ taskId, key, name, startedAt, isOwn, progress }) => [
        html`<span class="wrap-anywhere">${name} <span class="muted">${key}</span></span>`,
        stateBadge('warning', words.state(view.format, progress.percentage)),
        relativeTime(view, startedAt),
        isOwn &&
          html`<a class="button button-secondary button-small" href="${address(view, wikiPaths.spaceDeletion(taskId))}" aria-label="${words.lookOf(name)}">${words.look}</a>`,
      ]),
    }),
  });
}

function spaceTable(view: View, { spaces, sizes, administered }: SpaceListProps): Html {
  const { columns, archived, current, personal } = view.text.spaces.list;
  const { number } = view.format;
  return table({
    caption: view.text.configuration.pages.spaces.label,
    columns: [
      { label: columns.space },
      { label: columns.status },
      { label: columns.pages, align: 'end' },
      { label: columns.posts, align: 'end' },
      { label: columns.size, align: 'end' },
      { label: columns.actions, hideLabel: true, align: 'end' },
    ],
    rows: spaces.results.map((space) => {
      const size = sizes.get(space.id);
      return [
        html`<a class="with-avatar" href="${address(view, spacePath(space))}">${avatar({ name: space.name, kind: 'application' })}<span class="wrap-anywhere">${space.name} <span class="muted">${space.key}</span></span></a>`,
        html`<span class="inline">${space.status === 'ARCHIVED' ? stateBadge('idle', archived) : stateBadge('good', current)}${space.type === 'personal' && tag(personal)}</span>`,
        number(size?.pages ?? 0),
        number(size?.blogPosts ?? 0),
        view.text.wiki.attachments.bytes(view.format, size?.attachmentBytes ?? 0),
        administered.has(space.id) && actions(view, space),
      ];
    }),
  });
}

function actions(view: View, { key, name, status }: SpaceRecord): Html {
  const words = view.text.spaces.list;
  const go = (label: string, path: string, icon: 'edit' | 'lock' | 'trash' | 'page'): MenuItem => ({
    kind: 'link',
    label,
    href: address(view, path),
    icon,
  });
  return menu(view, {
    label: words.moreFor(name),
    items: [
      go(words.settings, wikiPaths.spaceSettings(key), 'edit'),
      go(words.permissions, wikiPaths.spacePermissions(key), 'lock'),
      go(words.templates, wikiPaths.templates(key), 'page'),
      go(words.trash, wikiPaths.spaceTrash(key), 'trash'),
      { kind: 'separator' },
      status === 'CURRENT'
        ? { kind: 'post', label: words.archive, action: wikiPaths.archiveSpace(key), icon: 'space' }
        : { kind: 'post', label: words.restore, action: wikiPaths.restoreSpace(key), icon: 'check' },
      { kind: 'link', label: words.delete, href: address(view, wikiPaths.removeSpace(key)), icon: 'trash', danger: true },
    ],
  });
}
