/** A page or blog post of the wiki, as people read it: `/spaces/KEY/pages/ID/Title`, with `?version=` an earlier version of it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../foundation/row-id.ts';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { commentPath, pagePath, spacePath } from '../../wiki/addresses.ts';
import type { Label } from '../../wiki/annotations/labels.ts';
import type { ContentRecord, PageOf } from '../../wiki/records.ts';
import { personAvatar } from '../components/avatar.ts';
import { icon } from '../components/icon.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { notice } from '../components/notice.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html, trusted } from '../html.ts';
import { address, type View } from '../view.ts';
import { readFavourite } from './favourites.ts';
import { imageSources } from './image-sources.ts';
import { labelSection, readLabelsOf } from './labels.ts';
import { type PageActions, pageActions } from './page-actions.ts';
import { commentSection, type PageComments, readCommentsOf } from './page-comments.ts';
import { fileSection, type PageFiles, readFilesOf } from './page-files.ts';
import { withPassages } from './passages.ts';
import { readFrame, type SpaceFrame, spacePage } from './space-frame.ts';
import { readWatching } from './watching.ts';
import { wikiPaths } from './wiki-paths.ts';
import { leadTo, notFound, queryOf, type WikiPageDeps } from './wiki-route.ts';

/** How many child pages are listed below a page; the tree has the others. */
const mostChildren = 100;

export function registerContentPage(app: App, deps: WikiPageDeps): void {
  for (const path of ['/spaces/:key/pages/:id', '/spaces/:key/pages/:id/*']) {
    app.get<{ Params: { id: string } }>(path, { config: { access: openPageRoute() } }, (request, reply) =>
      show(deps, request, reply, idIn(request.params.id)),
    );
  }
}

async function show(
  deps: WikiPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: number | undefined,
): Promise<FastifyReply> {
  const { wiki, views } = deps;
  const reader = request.caller.person;
  const asked = queryOf(request, 'version');
  const number = idIn(asked);
  if (id === undefined || (asked !== '' && number === undefined)) return notFound(deps, request, reply);
  const content = await wiki.content.find(reader, id, number === undefined ? {} : { number });
  if (content === undefined) return notFound(deps, request, reply);
  if (content.containerId !== undefined) return leadToContainer(deps, request, reply, content, content.containerId);
  const { path, search } = partsOf(request.url);
  // Space or title are other ones now, or written in another way. An old version may have an old title.
  const isItsAddress = decodeURIComponent(path) === decodeURIComponent(views.basePath + pagePath(content));
  if (content.latest && !isItsAddress) return leadTo(deps, reply, pagePath(content) + search);

  const [frame, ancestors, bodies, children, files, labels, comments, watching, favourite, rights] = await Promise.all([
    readFrame(wiki, reader, content.space, content),
    wiki.tree.ancestors(reader, [content]),
    wiki.versions.bodies(reader, [content]),
    wiki.tree.children(reader, content.id, { start: 0, limit: mostChildren }),
    readFilesOf(wiki, reader, content.id),
    readLabelsOf(wiki.labels, reader, content.id),
    content.latest ? readCommentsOf(wiki, reader, content.id) : undefined,
    readWatching(wiki, reader, content.id),
    readFavourite(wiki, reader, { kind: 'content', id: content.id }),
    reader === undefined ? undefined : wiki.rights.on(reader, [content.id]),
  ]);
  if (reader !== undefined) wiki.recentViews.note(reader.id, content.id);
  const body = bodies.get(content) ?? '';
  const rendered = (await wiki.renderer.forPages.render(reader, [{ content, body }], 'view')).get(content) ?? '';
  const view = views.viewOf(request, reply);
  const text = contentPage(view, {
    frame,
    content,
    rendered: comments === undefined ? rendered : withPassages(view, rendered, comments),
    children,
    ancestors: ancestors.get(content.id) ?? [],
    files,
    labels,
    comments,
    actions: { watching, favourite, rights: rights?.get(content.id) },
  });
  const shown = [rendered, ...(comments?.rendered.values() ?? [])].join('');
  return sendPage(reply, text, { styledContent: true, imageSources: imageSources(shown) });
}

/** A comment or attachment is read on what it belongs to. */
async function leadToContainer(
  deps: WikiPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, type }: ContentRecord,
  containerId: number,
): Promise<FastifyReply> {
  const container = await deps.wiki.content.find(request.caller.person, containerId);
  if (container === undefined) return notFound(deps, request, reply);
  return leadTo(deps, reply, type === 'comment' ? commentPath(id, container) : pagePath(container));
}

function partsOf(url: string): { readonly path: string; readonly search: string } {
  const end = url.indexOf('?');
  return end === -1 ? { path: url, search: '' } : { path: url.slice(0, end), search: url.slice(end) };
}

interface ContentPageProps {
  readonly frame: SpaceFrame;
  readonly content: ContentRecord;
  /** Sanitised. */
  readonly rendered: string;
  readonly ancestors: readonly ContentRecord[];
  readonly children: PageOf<ContentRecord>;
  readonly files: PageFiles;
  readonly labels: readonly Label[];
  /** Undefined: an earlier version, which has none. */
  readonly comments: PageComments | undefined;
  readonly actions: PageActions;
}

function contentPage(
  view: View,
  { frame, content, rendered, ancestors, children, files, labels, comments, actions }: ContentPageProps,
): string {
  const words = view.text.wiki.page;
  return spacePage(view, frame, {
    title: content.title,
    main: html`
      <article class="wiki-page">
        ${pageHead({ title: content.title, breadcrumbs: crumbs(view, content, ancestors), description: byline(view, content), actions: content.latest && pageActions(view, content, frame, actions) })}
        ${!content.latest && oldVersionNotice(view, content)}
        ${rendered === '' ? html`<p class="muted">${words.empty}</p>` : html`<div class="wiki-content">${trusted(rendered)}</div>`}
        ${content.latest && labelSection(view, content.id, labels)}
        ${content.latest && fileSection(view, content.id, files, frame.permissions.has('create-attachment'))}
        ${content.latest && children.results.length > 0 && childList(view, children)}
        ${comments && commentSection(view, comments, { contentId: content.id, mayComment: view.viewer !== undefined && frame.permissions.has('create-comment') })}
      </article>`,
  });
}

function crumbs(view: View, content: ContentRecord, ancestors: readonly ContentRecord[]): Html {
  const { space } = content;
  return breadcrumbs(view, [
    { label: space.name, href: address(view, spacePath(space)) },
    ...(content.type === 'blogpost'
      ? [{ label: view.text.wiki.space.blog, href: address(view, wikiPaths.spaceBlog(space.key)) }]
      : []),
    // The home page stands behind the space's name already.
    ...ancestors
      .filter(({ id }) => id !== space.homepageId)
      .map((ancestor) => ({ label: ancestor.title, href: address(view, pagePath(ancestor)) })),
  ]);
}

/** Who made the page, who changed it last and when, and the way to its versions. */
function byline(view: View, content: ContentRecord): Html {
  const words = view.text.wiki.page;
  const { version, creator } = content;
  return html`<span class="byline">${creator && personAvatar(view, creator)}<span>${words.by} <span class="byline-name">${creator?.fullName ?? words.deletedAccount}</span>, ${lastAct(view, content)} ${relativeTime(view, version.createdAt)}</span><a class="byline-version" href="${address(view, wikiPaths.history(content.id))}">${icon('clock')}<span>${words.version(view.format, version.number)}</span></a></span>`;
}

function lastAct(view: View, { version, creator }: ContentRecord): string {
  const words = view.text.wiki.page;
  if (version.number === 1) return words.created;
  if (version.author?.userKey === creator?.userKey) return words.changed;
  return words.changedBy(version.author?.fullName ?? words.deletedAccount);
}

function oldVersionNotice(view: View, content: ContentRecord): Html {
  const words = view.text.wiki.page;
  const { number, message } = content.version;
  return html`<div class="wiki-page-notice">${notice({
    tone: 'warning',
    title: words.oldVersion(view.format, number, content.latestNumber),
    body: html`${message !== '' && html`<p>${words.quoted(message)}</p>`}<p><a href="${address(view, pagePath(content))}">${words.readCurrent}</a></p>`,
  })}</div>`;
}

function childList(view: View, { results, more }: PageOf<ContentRecord>): Html {
  const words = view.text.wiki.page;
  return html`
    <section class="child-pages" aria-labelledby="child-pages">
      <h2 class="child-pages-title" id="child-pages">${words.children}</h2>
      <ul>${results.map((child) => html`<li><a href="${address(view, pagePath(child))}">${icon('page')}<span>${child.title}</span></a></li>`)}</ul>
      ${more && html`<p class="muted">${words.moreChildren(view.format, results.length)}</p>`}
    </section>`;
}
