/** The pages and blog posts of a space: its address leads to its home page, or else to the list of its pages. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { pagePath, spacePath } from '../../wiki/addresses.ts';
import type { Author, ContentRecord, Page, PageOf } from '../../wiki/records.ts';
import { isRefusal } from '../../wiki/refusals.ts';
import { linkButton } from '../components/button.ts';
import { guideLink } from '../components/guide-link.ts';
import { type IconName, icon } from '../components/icon.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import { partIn, partLinks } from './list-parts.ts';
import { readFrame, type SpaceFrame, spacePage } from './space-frame.ts';
import { wikiPaths } from './wiki-paths.ts';
import { leadTo, notFound, sendRefusal, type WikiPageDeps } from './wiki-route.ts';

/** Pages or blog posts on one page of their list. */
const mostListed = 50;

type List = 'pages' | 'blog';

export function registerSpacePages(app: App, deps: WikiPageDeps): void {
  for (const list of ['pages', 'blog'] as const) {
    app.get<{ Params: { key: string } }>(`/spaces/:key/${list}`, { config: { access: openPageRoute() } }, (request, reply) =>
      showList(deps, request, reply, request.params.key, list),
    );
  }
}

/** Leads to a space's home page; where it has none, or none that this reader may see, to the list of its pages. */
export async function leadToSpace(
  deps: WikiPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
): Promise<FastifyReply> {
  const { wiki } = deps;
  const reader = request.caller.person;
  const space = await wiki.spaces.find(reader, key);
  if (space === undefined) return notFound(deps, request, reply);
  const home = space.homepageId === undefined ? undefined : await wiki.content.find(reader, space.homepageId);
  return leadTo(deps, reply, home === undefined ? wikiPaths.spacePages(space.key) : pagePath(home));
}

async function showList(
  deps: WikiPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
  list: List,
): Promise<FastifyReply> {
  const { wiki, views } = deps;
  const reader = request.caller.person;
  const space = await wiki.spaces.find(reader, key);
  if (space === undefined) return notFound(deps, request, reply);
  const part = partIn(request, mostListed);
  const [frame, listed] = await Promise.all([
    readFrame(wiki, reader, space),
    wiki.content.list(reader, { ...filters[list], spaceKey: space.key, statuses: ['current'] }, part),
  ]);
  if (isRefusal(listed)) return sendRefusal(deps, request, reply, listed);
  const view = views.viewOf(request, reply);
  return sendPage(reply, list === 'pages' ? pagesPage(view, frame, listed, part) : blogPage(view, frame, listed, part));
}

const filters = {
  pages: { type: 'page' },
  blog: { type: 'blogpost', order: 'newest-day' },
} as const;

function pagesPage(view: View, frame: SpaceFrame, pages: PageOf<ContentRecord>, part: Page): string {
  const words = view.text.wiki.space;
  return listPage(view, frame, {
    current: 'pages',
    title: words.allPages,
    path: wikiPaths.spacePages(frame.space.key),
    listed: pages,
    part,
    empty: emptyState({
      icon: 'page',
      title: words.emptyPages,
      body: words.emptyPagesBody,
      guide: guideLink(view, 'using#spaces-and-pages'),
    }),
    columns: [words.title, words.changedBy, words.changed],
    row: (content) => [
      titleCell(view, content, 'page'),
      authorCell(view, content.version.author),
      relativeTime(view, content.version.createdAt),
    ],
  });
}

function blogPage(view: View, frame: SpaceFrame, posts: PageOf<ContentRecord>, part: Page): string {
  const words = view.text.wiki.space;
  return listPage(view, frame, {
    current: 'blog',
    title: words.blog,
    path: wikiPaths.spaceBlog(frame.space.key),
    listed: posts,
    part,
    empty: emptyState({
      icon: 'read',
      title: words.emptyBlog,
      body: words.emptyBlogBody,
      guide: guideLink(view, 'using#spaces-and-pages'),
    }),
    columns: [words.title, words.postedBy, words.posted],
    row: (post) => [titleCell(view, post, 'read'), authorCell(view, post.creator), relativeTime(view, post.createdAt)],
  });
}

interface ListPageProps {
  readonly current: List;
  readonly title: string;
  readonly path: string;
  readonly listed: PageOf<ContentRecord>;
  readonly part: Page;
  readonly empty: Html;
  readonly columns: readonly string[];
  readonly row: (content: ContentRecord) => readonly Renderable[];
}

function listPage(view: View, frame: SpaceFrame, props: ListPageProps): string {
  const { current, title, path, listed, part, empty, columns, row } = props;
  const { space, permissions } = frame;
  return spacePage(view, frame, {
    title,
    current,
    main: html`${pageHead({
      title,
      breadcrumbs: breadcrumbs(view, [{ label: space.name, href: address(view, spacePath(space)) }]),
      description: space.description,
      actions:
        current === 'pages' &&
        view.viewer !== undefined &&
        permissions.has('create-page') &&
        linkButton({
          label: view.text.templates.title,
          href: address(view, wikiPaths.templates(space.key)),
          small: true,
          icon: 'page',
        }),
    })}${
      listed.results.length === 0
        ? empty
        : table({ caption: title, columns: columns.map((label) => ({ label })), rows: listed.results.map(row) })
    }${partLinks(view, path, listed, part)}`,
  });
}

function titleCell(view: View, content: ContentRecord, name: IconName): Html {
  return html`<a class="with-icon" href="${address(view, pagePath(content))}">${icon(name)}<span>${content.title}</span></a>`;
}

function authorCell(view: View, author: Author | undefined): Renderable {
  return author?.fullName ?? html`<span class="muted">${view.text.wiki.page.deletedAccount}</span>`;
}
