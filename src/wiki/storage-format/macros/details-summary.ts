/** `detailssummary` (page properties report): a table of the page properties of the pages that a query finds. */
import { element, type Html, nothing, text } from '../html.ts';
import type { ListedPage, PageProperty, SearchQuestion } from '../macro-data.ts';
import type { Rendering } from '../rendering.ts';
import { labelQuery } from './label-query.ts';
import { countOf, isTrue, listOf, type Macro, type MacroDefinition, macroAttributes, macroNotice } from './macro.ts';
import { listedLink } from './page-list.ts';
import { byWords } from './sorting.ts';

export const detailsSummary: MacroDefinition = {
  names: ['detailssummary'],
  ask: (macro) => [question(macro)],
  render(macro, rendering) {
    const found = question(macro);
    const pages = rendering.context.answers.search(found);
    if (pages === undefined) return macroNotice(macro, 'The report cannot be made: its query is not understood.');
    const attributes = { ...macroAttributes(macro, 'block', 'metadata-summary-macro w-report'), 'data-cql': found.cql };
    return element('div', attributes, table(macro, pages, rendering));
  },
};

function question(macro: Macro): SearchQuestion {
  const cql = macro.parameters.get('cql') || labelQuery(macro);
  return { kind: 'search', cql, limit: countOf(macro, 'pageSize', 30, 200), bodies: true };
}

function table(macro: Macro, pages: readonly ListedPage[], rendering: Rendering): Html {
  const id = macro.parameters.get('id') || undefined;
  const rows = inOrder(
    macro,
    pages
      .map((page) => ({ page, properties: rendering.context.answers.properties(page.id, id) }))
      .filter(({ properties }) => properties.length > 0),
  );
  if (rows.length === 0) return element('p', {}, text('No page properties were found.'));
  const wanted = listOf(macro, 'headings');
  const headings = wanted.length > 0 ? wanted : namesIn(rows.map(({ properties }) => properties));
  const first = macro.parameters.get('firstcolumn') || 'Title';
  const head = [first, ...headings].map((name) => element('th', { class: 'confluenceTh' }, text(name)));
  const body = rows.map(({ page, properties }) => {
    const cells = headings.map((name) =>
      element('td', { class: 'confluenceTd' }, properties.find((each) => each.name === name)?.value ?? nothing),
    );
    const title = element('td', { class: 'confluenceTd title', 'data-content-id': page.id }, listedLink(page, rendering));
    return element('tr', {}, title, ...cells);
  });
  const whole = element(
    'table',
    {
      class: 'confluenceTable aui metadata-summary-macro',
      // Exporters make the report anew from these, or look for the same table in an export.
      'data-cql': question(macro).cql,
      'data-current-content-id': rendering.context.contentId,
      'data-first-column-heading': first,
      'data-headings': wanted.length > 0 ? wanted.join(',') : undefined,
      'data-sort-by': macro.parameters.get('sortBy') || undefined,
      'data-reverse-sort': String(isTrue(macro, 'reverseSort')),
    },
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
  return rendering.spend(whole.length) ? element('div', { class: 'table-wrap' }, whole) : nothing;
}

interface Row {
  readonly page: ListedPage;
  readonly properties: readonly PageProperty[];
}

/** By the title or a property, as `sortBy` names it; without it as the query has them. */
function inOrder(macro: Macro, rows: readonly Row[]): readonly Row[] {
  const sortBy = macro.parameters.get('sortBy')?.toLowerCase();
  const key = ({ page, properties }: Row) =>
    sortBy === 'title'
      ? page.title
      : (properties.find(({ name }) => name.toLowerCase() === sortBy)?.value ?? '').replace(/<[^<>]*>/g, '');
  const ordered = sortBy ? rows.toSorted(byWords(key)) : rows;
  return isTrue(macro, 'reverseSort') ? ordered.toReversed() : ordered;
}

/** Every name once, in the order in which pages first use them. */
function namesIn(pages: readonly (readonly PageProperty[])[]): readonly string[] {
  return [...new Set(pages.flatMap((properties) => properties.map(({ name }) => name)))];
}
