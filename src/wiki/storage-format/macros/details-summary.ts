/** `detailssummary` (page properties report): a table of the page properties of those pages that a query finds. */
import { element, type Html, nothing, text } from '../html.ts';
import type { ListedPage, PageProperty, SearchQuestion } from '../macro-data.ts';
import type { Rendering } from '../rendering.ts';
import { labelQuery } from './label-query.ts';
import { countOf, listOf, type Macro, type MacroDefinition, macroAttributes, macroNotice } from './macro.ts';
import { listedLink } from './page-list.ts';
import { sorted } from './sorting.ts';

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
  const rows = sorted(pages, macro.parameters.get('sortBy')?.toLowerCase() === 'title' ? 'title' : undefined, false)
    .map((page) => ({ page, properties: rendering.context.answers.properties(page.id, id) }))
    .filter(({ properties }) => properties.length > 0);
  if (rows.length === 0) return element('p', {}, text('No page properties were found.'));
  const wanted = listOf(macro, 'headings');
  const headings = wanted.length > 0 ? wanted : namesIn(rows.map(({ properties }) => properties));
  const first = macro.parameters.get('firstcolumn') || 'Title';
  const head = [first, ...headings].map((name) => element('th', { class: 'confluenceTh' }, text(name)));
  const body = rows.map(({ page, properties }) => {
    const cells = headings.map((name) => cell(properties.find((each) => each.name === name)?.value ?? nothing));
    return element('tr', {}, cell(listedLink(page, rendering), 'title'), ...cells);
  });
  const whole = element(
    'table',
    { class: 'confluenceTable metadata-summary-macro' },
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
  return rendering.spend(whole.length) ? element('div', { class: 'table-wrap' }, whole) : nothing;
}

function cell(content: Html, kind?: string): Html {
  return element('td', { class: kind === undefined ? 'confluenceTd' : `confluenceTd ${kind}` }, content);
}

/** Every name once, in the order in which pages first use them. */
function namesIn(pages: readonly (readonly PageProperty[])[]): readonly string[] {
  return [...new Set(pages.flatMap((properties) => properties.map(({ name }) => name)))];
}
