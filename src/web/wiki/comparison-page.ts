/** Two versions of a page, compared word by word. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../foundation/row-id.ts';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { pagePath, spacePath } from '../../wiki/addresses.ts';
import type { Comparison } from '../../wiki/comparison.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { html, trusted } from '../html.ts';
import { address, type View } from '../view.ts';
import { readFrame, type SpaceFrame, spacePage } from './space-frame.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, queryOf, type WikiPageDeps } from './wiki-route.ts';

export function registerComparisonPage(app: App, deps: WikiPageDeps): void {
  app.get('/pages/diffpagesbyversion.action', { config: { access: openPageRoute() } }, (request, reply) =>
    show(deps, request, reply),
  );
}

async function show(deps: WikiPageDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { wiki, views } = deps;
  const reader = request.caller.person;
  const id = idIn(queryOf(request, 'pageId'));
  const numbers = versionsIn(request);
  const compared = id === undefined || numbers === undefined ? undefined : await wiki.comparisons.compare(reader, id, numbers);
  if (compared === undefined) return notFound(deps, request, reply);
  const frame = await readFrame(wiki, reader, compared.after.space, compared.after);
  return sendPage(reply, comparisonPage(views.viewOf(request, reply), frame, compared));
}

/** The earlier one first, however the address names them: as a pair, or one by one as older addresses do. */
function versionsIn(request: FastifyRequest): { readonly before: number; readonly after: number } | undefined {
  const { selectedPageVersions } = request.query as { readonly selectedPageVersions?: string | readonly string[] }; // As Fastify parses it.
  const sent = Array.isArray(selectedPageVersions)
    ? selectedPageVersions
    : [queryOf(request, 'originalVersion'), queryOf(request, 'revisedVersion')];
  const [one, other] = sent.map(idIn);
  if (one === undefined || other === undefined) return undefined;
  return { before: Math.min(one, other), after: Math.max(one, other) };
}

function comparisonPage(view: View, frame: SpaceFrame, compared: Comparison): string {
  const words = view.text.wiki.comparison;
  const { before, after, addedWords, removedWords } = compared;
  const title = words.title(after.title);
  const isSame = addedWords + removedWords === 0;
  return spacePage(view, frame, {
    title,
    main: html`${pageHead({
      title,
      description: words.description(view.format, before.version.number, after.version.number),
      breadcrumbs: breadcrumbs(view, [
        { label: after.space.name, href: address(view, spacePath(after.space)) },
        { label: after.title, href: address(view, pagePath(after)) },
        { label: words.history, href: address(view, wikiPaths.history(after.id)) },
      ]),
    })}
    ${before.title !== after.title && html`<p>${words.renamed} <del>${before.title}</del> <ins>${after.title}</ins></p>`}
    <p class="muted">${isSame ? words.same : words.counts(view.format, addedWords, removedWords)}</p>
    <div class="wiki-content comparison">${trusted(compared.html)}</div>`,
  });
}
