/** Search for people: words, or a query in CQL, and what was found with the words marked. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import type { Page } from '../../wiki/records.ts';
import { type CqlProblem, isCqlProblem } from '../../wiki/search/cql-tree.ts';
import type { Found } from '../../wiki/search/search.ts';
import { button } from '../components/button.ts';
import { selectField, textArea } from '../components/field.ts';
import { folded } from '../components/form.ts';
import { guideLink } from '../components/guide-link.ts';
import { icon } from '../components/icon.ts';
import { pageHead } from '../components/navigation.ts';
import { emptyState, notice } from '../components/notice.ts';
import { loginAddress } from '../errors/page-surface.ts';
import { attributes, type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { linkedWikiSections } from './linked-results.ts';
import { partIn, partLinks } from './list-parts.ts';
import { type Asked, askedIn, cqlOf, kinds, queryText } from './search-asked.ts';
import { searchResults } from './search-results.ts';
import type { WikiPageDeps } from './wiki-route.ts';

const resultsAPage = 20;

export function registerSearchPage(app: App, deps: WikiPageDeps): void {
  app.get(paths.search, { config: { access: openPageRoute() } }, (request, reply) => show(deps, request, reply));
}

async function show(
  { views, wiki, linkedSearch }: WikiPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { person } = request.caller;
  // Where nothing is open to them, all that anonymous readers can do is log in.
  if (person === undefined && !(await wiki.spaces.isAnyOpenToAnonymous())) {
    return reply.header('Cache-Control', 'no-store').redirect(loginAddress(views.basePath, request.url), 303);
  }
  const asked = askedIn(request);
  const part = partIn(request, resultsAPage);
  const cql = cqlOf(asked);
  const view = views.viewOf(request, reply);
  if (cql === undefined) return sendPage(reply, searchPage(view, asked, false));
  const found = await wiki.search.find(person, { cql, kinds: ['content', 'space', 'user'] }, part);
  if (isCqlProblem(found)) return sendPage(reply.code(400), searchPage(view, asked, problemNotice(view, asked, found)));
  const ids = found.results.flatMap((hit) => (hit.kind === 'content' ? [hit.content.id] : []));
  const [texts, linked] = await Promise.all([
    wiki.search.texts(person, ids),
    person === undefined ? [] : linkedSearch.wikisOf(person.id),
  ]);
  const outcome = html`${foundList(view, asked, found, texts, part)}${linkedWikiSections(view, linked, asked)}`;
  return sendPage(reply, searchPage(view, asked, outcome));
}

function searchPage(view: View, asked: Asked, outcome: Html | false): string {
  const { title } = view.text.search;
  return page(view, {
    kind: 'app',
    title: asked.words === '' ? title : `${asked.words} – ${title}`,
    main: html`${pageHead({ title })}${forms(view, asked)}${outcome}`,
  });
}

function forms(view: View, { words, kind, cql }: Asked): Html {
  const text = view.text.search;
  const action = address(view, paths.search);
  const input = attributes({
    id: 'queryString',
    name: 'queryString',
    class: 'input',
    type: 'search',
    value: words,
    autofocus: words === '' && cql === '',
    'aria-describedby': 'queryString-hint',
  });
  return html`
    <search class="search-forms">
      <form class="search-form" method="get" action="${action}">
        <div class="field search-words">
          <label class="field-label" for="queryString">${text.words}</label>
          <input ${input}>
          <p class="field-hint" id="queryString-hint">${text.wordsHint}</p>
        </div>
        ${selectField({ name: 'type', label: text.kind, value: kind, options: kinds.map((value) => ({ value, label: text.kinds[value] })) })}
        ${button({ label: text.submit, kind: 'primary', icon: 'search' })}
      </form>
      ${folded({
        summary: text.advanced,
        open: cql !== '',
        body: html`
          <form class="form" method="get" action="${action}">
            ${textArea({ name: 'cql', label: text.cql, hint: text.cqlHint, value: cql, rows: 3, monospace: true })}
            <div>${button({ label: text.searchCql })}</div>
          </form>`,
      })}
    </search>`;
}

/** Of a query in CQL the place is shown; of words only what is wrong with them. */
function problemNotice(view: View, { cql }: Asked, { text, span }: CqlProblem): Html {
  const words = view.text.search;
  if (cql === '') return notice({ tone: 'warning', title: words.wrongWords, body: html`<p>${text}</p>`, announce: true });
  const end = Math.max(span.end, span.start + 1);
  const place = html`${cql.slice(0, span.start)}<mark>${cql.slice(span.start, end) || '␣'}</mark>${cql.slice(end)}`;
  return notice({
    tone: 'warning',
    title: words.wrongQuery,
    body: html`<p>${text}</p><pre class="search-place"><code>${place}</code></pre>`,
    announce: true,
  });
}

function foundList(view: View, asked: Asked, found: Found, texts: ReadonlyMap<number, string>, part: Page): Html {
  const words = view.text.search;
  if (found.results.length === 0 && part.start === 0) {
    return emptyState({ icon: 'search', title: words.none, body: words.noneBody, guide: guideLink(view, 'using#search') });
  }
  return html`
    <section aria-labelledby="results">
      <h2 class="visually-hidden" id="results">${words.results}</h2>
      <p class="search-count" role="status">${icon('search')}<span>${words.count(view.format, found.total, found.isAll)}</span></p>
      ${searchResults(view, found, texts)}
      ${partLinks(view, `${paths.search}?${queryText(asked)}`, found, part)}
    </section>`;
}
