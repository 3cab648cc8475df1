/**
 * What linked wikis find, beside what is found here. The page of search never waits for them: it names each, with a link to a page of its own, and a script puts
 * what that page shows in the link's place.
 */
import type { LinkedResult, LinkedSearchOutcome, LinkedWiki, NoResults, Segment } from '../../applinks/linked-wikis/search.ts';
import type { OutgoingLink } from '../../applinks/outgoing/outgoing-link.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { icon } from '../components/icon.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { signedIn } from '../people/signed-in.ts';
import { address, type View } from '../view.ts';
import { type Asked, askedIn, cqlOf, queryText } from './search-asked.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, queryOf, type WikiPageDeps } from './wiki-route.ts';

export function registerLinkedResults(app: App, deps: WikiPageDeps): void {
  const { views, linkedSearch } = deps;

  app.get(wikiPaths.linkedSearch, { config: { access: pageRoute() } }, async (request, reply) => {
    const userId = signedIn(request).person.id;
    const asked = askedIn(request);
    const cql = cqlOf(asked);
    const linkKey = queryOf(request, 'from');
    if (cql === undefined || linkKey === '') return views.goOn(reply, paths.search);
    const wiki = (await linkedSearch.wikisOf(userId)).find(({ link }) => link.linkKey === linkKey);
    if (wiki === undefined) return notFound(deps, request, reply);
    const { link, absent } = wiki;
    const outcome: LinkedSearchOutcome =
      absent === undefined ? await linkedSearch.search(link, userId, cql) : { kind: 'none', why: absent };
    return sendPage(reply, linkedResultsPage(views.viewOf(request, reply), link, asked, outcome));
  });
}

/** The linked wikis below the results of the page of search. */
export function linkedWikiSections(view: View, wikis: readonly LinkedWiki[], asked: Asked): Html {
  return html`${wikis.map(({ link, absent }) => {
    const href = address(view, `${wikiPaths.linkedSearch}?from=${link.linkKey}&${queryText(asked)}`);
    const body =
      absent === undefined
        ? html`<p><a href="${href}">${view.text.search.linked.show(link.name)}</a></p>`
        : reasonText(view, link, absent);
    return linkedSection(view, link, body, absent === undefined ? href : undefined);
  })}`;
}

function linkedResultsPage(view: View, link: OutgoingLink, asked: Asked, outcome: LinkedSearchOutcome): string {
  const words = view.text.search;
  const title = words.linked.from(link.name);
  const back = { label: words.title, href: `${address(view, paths.search)}?${queryText(asked)}` };
  const body = outcome.kind === 'none' ? reasonText(view, link, outcome.why) : resultList(view, link, asked, outcome);
  return page(view, {
    kind: 'app',
    title: `${asked.words} – ${title}`,
    main: html`${pageHead({ title, breadcrumbs: breadcrumbs(view, [back]), description: asked.words || asked.cql })}${linkedSection(view, link, body)}`,
  });
}

/** @param href where its content comes from, for the script; undefined: it is there */
function linkedSection(view: View, { name, linkKey }: OutgoingLink, body: Renderable, href?: string): Html {
  const id = `linked-${linkKey}`;
  const { from, loading } = view.text.search.linked;
  return html`
    <section class="linked-results" ${attributes({ 'aria-labelledby': `${id}-title` })}>
      <h2 class="linked-results-title" id="${id}-title">${icon('link')}<span>${from(name)}</span></h2>
      <div id="${id}" ${attributes({ 'data-load': href, 'data-load-words': href && loading, 'aria-live': href && 'polite' })}>${body}</div>
    </section>`;
}

function resultList(
  view: View,
  link: OutgoingLink,
  asked: Asked,
  { results, more }: Extract<LinkedSearchOutcome, { kind: 'found' }>,
): Html {
  const words = view.text.search.linked;
  if (results.length === 0) return html`<p class="muted">${words.none}</p>`;
  const all =
    asked.cql === '' && more ? `${link.address}${paths.search}?${new URLSearchParams({ queryString: asked.words })}` : undefined;
  return html`
    <ol class="search-results">${results.map((result) => resultItem(result))}</ol>
    ${all && html`<p><a class="with-icon" href="${all}" rel="noopener">${icon('external')}<span>${words.more(link.name)}</span></a></p>`}`;
}

function resultItem({ href, title, excerpt, where }: LinkedResult): Html {
  return html`
    <li class="search-result">
      <h3 class="search-result-title">
        <a class="with-icon" href="${href}" rel="noopener">${icon('external')}<span>${marked(title)}</span></a>
      </h3>
      ${excerpt.length > 0 && html`<p class="search-result-excerpt">${marked(excerpt)}</p>`}
      ${where !== '' && html`<p class="search-result-about">${where}</p>`}
    </li>`;
}

function marked(segments: readonly Segment[]): Renderable {
  return segments.map(({ text, hit }) => (hit ? html`<mark>${text}</mark>` : text));
}

/** What is the matter, and where to mend it. */
function reasonText(view: View, { name }: OutgoingLink, why: NoResults): Html {
  const { reasons, accounts } = view.text.search.linked;
  const mends = why === 'not-connected' || why === 'connect-again';
  return html`<p class="muted">${reasons[why](name)}${mends && html` <a href="${address(view, paths.connectedAccounts)}">${accounts}</a>`}</p>`;
}
