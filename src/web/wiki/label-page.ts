/** What has a label: `/label/NAME` everywhere, `/label/KEY/NAME` in one space. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { pagePath, spacePath } from '../../wiki/addresses.ts';
import { type LabelName, namedLabel, writeLabel } from '../../wiki/annotations/label-names.ts';
import type { Label } from '../../wiki/annotations/labels.ts';
import type { ContentRecord, Page, PageOf, SpaceRecord } from '../../wiki/records.ts';
import { guideLink } from '../components/guide-link.ts';
import { icon } from '../components/icon.ts';
import { pageHead } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { labelList } from './labels.ts';
import { partIn, partLinks } from './list-parts.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, type WikiPageDeps } from './wiki-route.ts';

const contentsAPage = 50;
const mostRelated = 20;

export function registerLabelPage(app: App, deps: WikiPageDeps): void {
  const config = { access: openPageRoute() };
  app.get<{ Params: { label: string } }>('/label/:label', { config }, (request, reply) =>
    show(deps, request, reply, namedLabel(request.params.label)),
  );
  app.get<{ Params: { key: string; label: string } }>('/label/:key/:label', { config }, (request, reply) =>
    show(deps, request, reply, namedLabel(request.params.label), request.params.key),
  );
}

async function show(
  deps: WikiPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  label: LabelName,
  spaceKey?: string,
): Promise<FastifyReply> {
  const { wiki, views } = deps;
  const reader = request.caller.person;
  const space = spaceKey === undefined ? undefined : await wiki.spaces.find(reader, spaceKey);
  if (spaceKey !== undefined && space === undefined) return notFound(deps, request, reply);
  const part = partIn(request, contentsAPage);
  const [contents, related] = await Promise.all([
    wiki.labels.content(reader, space?.id, label, part),
    wiki.labels.related(reader, space?.id, label, { start: 0, limit: mostRelated }),
  ]);
  return sendPage(reply, labelPage(views.viewOf(request, reply), { label, space, contents, related: related.results, part }));
}

interface LabelPageProps {
  readonly label: LabelName;
  readonly space: SpaceRecord | undefined;
  readonly contents: PageOf<ContentRecord>;
  readonly related: readonly Label[];
  readonly part: Page;
}

function labelPage(view: View, { label, space, contents, related, part }: LabelPageProps): string {
  const words = view.text.labels.page;
  const name = writeLabel(label);
  const everywhere = html` <a href="${address(view, wikiPaths.label(name))}">${words.everywhere}</a>`;
  return page(view, {
    kind: 'app',
    title: words.title(name),
    main: html`${pageHead({
      title: words.title(name),
      description: space === undefined ? words.description : html`${words.descriptionIn(space.name)}${everywhere}`,
    })}${
      contents.results.length === 0
        ? emptyState({ icon: 'page', title: words.empty, body: words.emptyBody, guide: guideLink(view, 'using#labels') })
        : contentTable(view, contents.results)
    }${partLinks(view, wikiPaths.label(name, space?.key), contents, part)}${
      related.length > 0 &&
      html`<section class="related-labels" aria-labelledby="related-labels"><h2 id="related-labels">${words.related}</h2>${labelList(view, related)}</section>`
    }`,
  });
}

function contentTable(view: View, contents: readonly ContentRecord[]) {
  const words = view.text.labels.page;
  return table({
    caption: words.caption,
    columns: [{ label: words.name }, { label: words.space }, { label: words.changed }],
    rows: contents.map((content) => [
      html`<a class="with-icon" href="${address(view, pagePath(content))}">${icon('page')}<span>${content.title}</span></a>`,
      html`<a href="${address(view, spacePath(content.space))}">${content.space.name}</a>`,
      relativeTime(view, content.version.createdAt),
    ]),
  });
}
