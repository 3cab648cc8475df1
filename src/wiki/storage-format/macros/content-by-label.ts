/** `contentbylabel`: the pages with certain labels, or those that a query finds. */
import { quoteCql } from '../../search/cql-tree.ts';
import { element, join, nothing, text } from '../html.ts';
import type { SearchQuestion } from '../macro-data.ts';
import { labelQuery } from './label-query.ts';
import { countOf, isTrue, type Macro, type MacroDefinition, macroAttributes, macroNotice } from './macro.ts';
import { pageItem } from './page-list.ts';

export const contentByLabel: MacroDefinition = {
  names: ['contentbylabel'],
  ask: (macro) => [question(macro)],
  render(macro, rendering) {
    const pages = rendering.context.answers.search(question(macro));
    if (pages === undefined) return macroNotice(macro, 'The list of pages cannot be made: its query is not understood.');
    const attributes = macroAttributes(macro, 'block', 'content-by-label w-content-by-label');
    if (pages.length === 0) return element('div', attributes, element('p', {}, text('No content found.')));
    const showsSpace = macro.parameters.get('showSpace')?.toLowerCase() !== 'false';
    const items = pages.map((page) => {
      const space = showsSpace ? element('span', { class: 'smalltext' }, text(` (${page.spaceName})`)) : nothing;
      const excerpt = excerptType(macro) === 'none' ? undefined : rendering.context.answers.excerpt(page.id, isRich(macro));
      const shown = excerpt === undefined ? nothing : element('div', { class: 'w-excerpt' }, excerpt);
      return pageItem(page, rendering, join([space, shown]));
    });
    const title = macro.parameters.get('title');
    return element('div', attributes, title ? element('h4', {}, text(title)) : nothing, element('ul', {}, ...items));
  },
};

function question(macro: Macro): SearchQuestion {
  const limit = countOf(macro, 'max', 15, 200);
  const order = { title: 'title', creation: 'created', modified: 'lastmodified' }[macro.parameters.get('sort') ?? ''];
  const sort = order === undefined ? '' : ` order by ${order} ${isTrue(macro, 'reverse') ? 'desc' : 'asc'}`;
  const written = macro.parameters.get('cql');
  const author = macro.parameters.get('author');
  const query = written || [labelQuery(macro), author ? `creator = ${quoteCql(author)}` : ''].filter(Boolean).join(' and ');
  const hasOrder = /\border\s{1,20}by\b/i.test(query);
  return { kind: 'search', cql: query + (hasOrder ? '' : sort), limit, bodies: excerptType(macro) !== 'none' };
}

function excerptType(macro: Macro): 'none' | 'simple' | 'rich' {
  const written = macro.parameters.get('excerptType')?.toLowerCase();
  if (written?.startsWith('rich')) return 'rich';
  return written === 'simple' || isTrue(macro, 'excerpt') ? 'simple' : 'none';
}

function isRich(macro: Macro): boolean {
  return excerptType(macro) === 'rich';
}
