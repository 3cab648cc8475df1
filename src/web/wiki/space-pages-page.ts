/** The pages of a space: its address leads to its home page, or else to the list of its pages. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { pagePath, spacePath } from '../../wiki/addresses.ts';
import type { ContentRecord, Page, PageOf } from '../../wiki/records.ts';
import { isRefusal } from '../../wiki/refusals.ts';
import { icon } from '../components/icon.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { html } from '../html.ts';
import { address, type View } from '../view.ts';
import { partIn, partLinks } from './list-parts.ts';
import { readFrame, type SpaceFrame, spacePage } from './space-frame.ts';
import { wikiPaths } from './wiki-paths.ts';
import { leadTo, notFound, sendRefusal, type WikiPageDeps } from './wiki-route.ts';

const pagesAPage = 50;

export function registerSpacePages(app: App, deps: WikiPageDeps): void {
  app.get<{ Params: { key: string } }>('/spaces/:key/pages', { config: { access: openPageRoute() } }, (request, reply) =>
    showList(deps, request, reply, request.params.key),
  );
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

async function showList(deps: WikiPageDeps, request: FastifyRequest, reply: FastifyReply, key: string): Promise<FastifyReply> {
  const { wiki, views } = deps;
  const reader = request.caller.person;
  const space = await wiki.spaces.find(reader, key);
  if (space === undefined) return notFound(deps, request, reply);
  const part = partIn(request, pagesAPage);
  const [frame, pages] = await Promise.all([
    readFrame(wiki, reader, space),
    wiki.content.list(reader, { type: 'page', spaceKey: space.key, statuses: ['current'] }, part),
  ]);
  if (isRefusal(pages)) return sendRefusal(deps, request, reply, pages);
  return sendPage(reply, listPage(views.viewOf(request, reply), frame, pages, part));
}

function listPage(view: View, frame: SpaceFrame, pages: PageOf<ContentRecord>, part: Page): string {
  const words = view.text.wiki.space;
  const { space } = frame;
  return spacePage(view, frame, {
    title: words.allPages,
    current: 'pages',
    main: html`${pageHead({
      title: words.allPages,
      breadcrumbs: breadcrumbs(view, [{ label: space.name, href: address(view, spacePath(space)) }]),
      description: space.description,
    })}${
      pages.results.length === 0
        ? emptyState({ icon: 'page', title: words.emptyPages, body: words.emptyPagesBody })
        : table({
            caption: words.allPages,
            columns: [{ label: words.title }, { label: words.changedBy }, { label: words.changed }],
            rows: pages.results.map((content) => [
              html`<a class="with-icon" href="${address(view, pagePath(content))}">${icon('page')}<span>${content.title}</span></a>`,
              content.version.author?.fullName ?? html`<span class="muted">${view.text.wiki.page.deletedAccount}</span>`,
              relativeTime(view, content.version.createdAt),
            ]),
          })
    }${partLinks(view, wikiPaths.spacePages(space.key), pages, part)}`,
  });
}
