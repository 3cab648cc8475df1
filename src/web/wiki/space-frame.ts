/** A page within a space: the column with the space's name, its page tree and its tools, and the content beside it. */
import { pagePath, spacePath } from '../../wiki/addresses.ts';
import type { Reader, SpacePermission } from '../../wiki/permissions.ts';
import type { ContentRecord, SpaceRecord } from '../../wiki/records.ts';
import { isRefusal } from '../../wiki/refusals.ts';
import type { TreeNode } from '../../wiki/tree.ts';
import type { Wiki } from '../../wiki/wiki.ts';
import { avatar } from '../components/avatar.ts';
import { type IconName, icon } from '../components/icon.ts';
import { pageTree, type TreePage } from '../components/navigation.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { favouriteButton, readFavourite } from './favourites.ts';
import { wikiPaths } from './wiki-paths.ts';

/** What the column shows. */
export interface SpaceFrame {
  readonly space: SpaceRecord;
  readonly tree: readonly TreeNode[];
  /** The tree had more nodes than fit. */
  readonly isCut: boolean;
  /** Whether the reader sees a blog post in the space. */
  readonly hasPosts: boolean;
  /** What the reader may do in the space. */
  readonly permissions: ReadonlySet<SpacePermission>;
  /** Whether the space is a favourite of the reader; undefined for nobody in particular. */
  readonly favourite: boolean | undefined;
  /** The page that is shown. */
  readonly open: ContentRecord | undefined;
}

/** Enough for a large space; a tree of more is read page by page. */
const mostNodes = 400;

/** @param open the page that is shown: its branch is open */
export async function readFrame(wiki: Wiki, reader: Reader, space: SpaceRecord, open?: ContentRecord): Promise<SpaceFrame> {
  const [tree, permissions, posts, favourite] = await Promise.all([
    wiki.tree.beside(reader, space.id, open, mostNodes),
    wiki.spaces.permissionsIn(reader, [space.id]),
    wiki.content.list(reader, { type: 'blogpost', spaceKey: space.key, statuses: ['current'] }, { start: 0, limit: 1 }),
    readFavourite(wiki, reader, { kind: 'space', key: space.key }),
  ]);
  return {
    space,
    tree,
    isCut: countOf(tree) >= mostNodes,
    hasPosts: !isRefusal(posts) && posts.results.length > 0,
    permissions: permissions.get(space.id) ?? new Set(),
    favourite,
    open,
  };
}

export type SpacePage = 'pages' | 'blog' | 'permissions' | 'settings' | 'trash';

/** The document of a page within a space. */
export function spacePage(
  view: View,
  frame: SpaceFrame,
  props: { readonly title: string; readonly main: Renderable; readonly current?: SpacePage },
): string {
  return page(view, {
    kind: 'app',
    title: props.title === frame.space.name ? props.title : `${props.title} · ${frame.space.name}`,
    side: { label: view.text.wiki.space.pages, content: spaceSide(view, frame, props.current) },
    main: props.main,
  });
}

function spaceSide(
  view: View,
  { space, tree, isCut, hasPosts, permissions, favourite, open }: SpaceFrame,
  current: SpacePage | undefined,
): Html {
  const words = view.text.wiki.space;
  const create = view.text.editing.actions;
  const pages = address(view, wikiPaths.spacePages(space.key));
  const mayCreate = (type: 'page' | 'blogpost') => view.viewer !== undefined && permissions.has(`create-${type}`);
  const below = open?.type === 'page' && open.status === 'current' ? open.id : undefined;
  return html`
    <a class="space-side-head" href="${address(view, spacePath(space))}">${avatar({ name: space.name, kind: 'application' })}<span>${space.name}</span></a>
    ${
      tree.length > 0
        ? pageTree(
            view,
            tree.map((node) => treePage(view, space, node, open)),
          )
        : html`<p class="space-side-empty">${words.noPages}</p>`
    }
    ${isCut && html`<p class="space-side-more"><a href="${pages}">${words.treeTooLong}</a></p>`}
    <ul class="space-side-tools" aria-label="${words.tools}">
      ${mayCreate('page') && toolLink(create.create, address(view, wikiPaths.create('page', space.key, below)), 'add', false)}
      ${mayCreate('blogpost') && toolLink(create.createBlogPost, address(view, wikiPaths.create('blogpost', space.key)), 'write', false)}
      ${toolLink(words.allPages, pages, 'page', current === 'pages')}
      ${hasPosts && toolLink(words.blog, address(view, wikiPaths.spaceBlog(space.key)), 'read', current === 'blog')}
      ${permissions.has('administer') && toolLink(view.text.spaces.settings.title, address(view, wikiPaths.spaceSettings(space.key)), 'edit', current === 'settings')}
      ${permissions.has('administer') && toolLink(words.permissions, address(view, wikiPaths.spacePermissions(space.key)), 'lock', current === 'permissions')}
      ${permissions.has('administer') && toolLink(view.text.spaces.trash.title, address(view, wikiPaths.spaceTrash(space.key)), 'trash', current === 'trash')}
      ${favourite !== undefined && html`<li>${favouriteButton(view, { kind: 'space', key: space.key }, favourite)}</li>`}
    </ul>`;
}

function toolLink(label: string, href: string, name: IconName, isCurrent: boolean): Html {
  return html`<li><a class="side-nav-link" href="${href}" ${attributes({ 'aria-current': isCurrent ? 'page' : undefined })}>${icon(name)}<span>${label}</span></a></li>`;
}

function treePage(view: View, space: SpaceRecord, node: TreeNode, open: ContentRecord | undefined): TreePage {
  const children = node.children.map((child) => treePage(view, space, child, open));
  return {
    title: node.title,
    href: address(view, pagePath({ ...node, space })),
    children,
    current: node.id === open?.id,
    open: true,
    hasMore: node.hasChildren && children.length === 0 && node.id !== open?.id,
  };
}

function countOf(nodes: readonly TreeNode[]): number {
  return nodes.reduce((sum, { children }) => sum + 1 + countOf(children), 0);
}
