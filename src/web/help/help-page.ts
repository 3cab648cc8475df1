/** A page of the help: a document or search results, with the search field above and the list of documents at the left. */
import { icon } from '../components/icon.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import type { Documents, HelpDocument } from './documents.ts';
import { excerptOf, type FoundSection, segmentsOf } from './find.ts';
import { helpPaths } from './help-paths.ts';
import { textOf } from './inline.ts';
import { documentMarkup } from './markup.ts';

/** @returns the first page: what there is to read */
export function helpIndexPage(view: View, documents: Documents): string {
  const { title, description } = view.text.help;
  return page(view, {
    kind: 'app',
    title,
    main: html`
      ${pageHead({ title, description })}
      ${finder(view, '')}
      ${documentMarkup(view, documents, documents.index)}`,
    side: { label: view.text.help.documents, content: documentLinks(view, documents) },
  });
}

/** @returns a document, with its contents in the column at the left */
export function helpDocumentPage(view: View, documents: Documents, shown: HelpDocument): string {
  const { title } = view.text.help;
  return page(view, {
    kind: 'app',
    title: `${shown.title} – ${title}`,
    main: html`
      ${pageHead({
        title: shown.title,
        breadcrumbs: breadcrumbs(view, [{ label: title, href: address(view, helpPaths.index) }]),
      })}
      ${documentMarkup(view, documents, shown)}`,
    side: { label: view.text.help.documents, content: documentLinks(view, documents, shown) },
  });
}

export interface FoundProps {
  readonly query: string;
  readonly words: readonly string[];
  readonly found: readonly FoundSection[];
}

/** @returns the sections in which all words stand */
export function helpFoundPage(view: View, documents: Documents, { query, words, found }: FoundProps): string {
  const { title, count, none } = view.text.help;
  return page(view, {
    kind: 'app',
    title: `${query} – ${title}`,
    main: html`
      ${pageHead({ title, breadcrumbs: breadcrumbs(view, [{ label: title, href: address(view, helpPaths.index) }]) })}
      ${finder(view, query)}
      <p class="search-count" role="status">${found.length === 0 ? none : count(view.format, found.length)}</p>
      <ol class="search-results">${found.map((each) => foundItem(view, words, each))}</ol>`,
    side: { label: view.text.help.documents, content: documentLinks(view, documents) },
  });
}

function finder(view: View, query: string): Html {
  const { search, searchButton } = view.text.help;
  const input = attributes({ id: 'q', name: 'q', class: 'input', type: 'search', value: query });
  return html`
    <search>
      <form class="help-search" method="get" action="${address(view, helpPaths.index)}">
        <label class="field-label" for="q">${search}</label>
        <div class="help-search-row">
          <input ${input}>
          <button class="button button-secondary" type="submit">${icon('search')}<span>${searchButton}</span></button>
        </div>
      </form>
    </search>`;
}

function foundItem(view: View, words: readonly string[], { document, section, title }: FoundSection): Html {
  const fragment = section.heading === undefined ? '' : `#${section.heading.id}`;
  return html`
    <li class="search-result">
      <h2 class="search-result-title">
        <a href="${address(view, helpPaths.document(document.name))}${fragment}">${marked(segmentsOf(title, words))}</a>
      </h2>
      ${section.text !== '' && html`<p class="search-result-excerpt">${marked(excerptOf(section.text, words))}</p>`}
      <p class="search-result-about">${document.title}</p>
    </li>`;
}

function marked(segments: ReturnType<typeof segmentsOf>): Renderable {
  return segments.map(({ text, hit }) => (hit ? html`<mark>${text}</mark>` : text));
}

/** All documents, and the contents of the one that is shown. */
function documentLinks(view: View, { all }: Documents, shown?: HelpDocument): Html {
  return html`
    <div class="side-nav help-documents">
      <p class="side-nav-title"><a href="${address(view, helpPaths.index)}">${view.text.help.title}</a></p>
      <ul>${all.map(
        (document) => html`
          <li>
            <a class="side-nav-link" href="${address(view, helpPaths.document(document.name))}" ${attributes({ 'aria-current': document === shown && 'page' })}>
              <span>${document.title}</span>
            </a>
            ${document === shown && contents(document)}
          </li>`,
      )}</ul>
    </div>`;
}

function contents({ sections }: HelpDocument): Html | false {
  const headings = sections.flatMap(({ heading }) => (heading !== undefined && heading.level === 2 ? [heading] : []));
  return (
    headings.length > 1 &&
    html`<ul class="help-contents">${headings.map(({ id, parts }) => html`<li><a href="${`#${id}`}">${textOf(parts)}</a></li>`)}</ul>`
  );
}
