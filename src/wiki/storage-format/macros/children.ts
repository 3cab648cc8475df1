/** `children`: the pages below this one, or below another. */
import { element, type Html, join, nothing, text } from '../html.ts';
import type { PageTree, TreeQuestion } from '../macro-data.ts';
import type { Rendering } from '../rendering.ts';
import { countOf, isTrue, type Macro, type MacroDefinition, macroAttributes, macroNotice, pageOf } from './macro.ts';
import { listedLink } from './page-list.ts';
import { sorted } from './sorting.ts';

/** `all` is this deep: a page that has more below is rare, and each level is a query. */
const deepest = 10;

export const children: MacroDefinition = {
  names: ['children'],
  ask: (macro) => [question(macro)],
  render(macro, rendering) {
    const pages = rendering.context.answers.tree(question(macro));
    if (pages === undefined) return macroNotice(macro, 'The page whose children belong here cannot be found.');
    const shown = ordered(macro, pages);
    if (shown.length === 0) return element('div', macroAttributes(macro, 'block', 'w-children'));
    const style = macro.parameters.get('style')?.toLowerCase() ?? '';
    const content = /^h[1-6]$/.test(style) ? underHeadings(style, macro, shown, rendering) : list(macro, shown, rendering);
    return element('div', macroAttributes(macro, 'block', 'w-children'), content);
  },
};

function question(macro: Macro): TreeQuestion {
  const depth = isTrue(macro, 'all') ? deepest : countOf(macro, 'depth', 1, deepest);
  return { kind: 'tree', root: pageOf(macro, 'page') ?? 'self', depth, excerpts: excerptType(macro) !== 'none' };
}

/** `excerpt=true` is how old pages say `excerptType=simple`. */
function excerptType(macro: Macro): 'none' | 'simple' | 'rich' {
  const written = macro.parameters.get('excerptType')?.toLowerCase();
  if (written?.startsWith('rich')) return 'rich';
  return written === 'simple' || isTrue(macro, 'excerpt') ? 'simple' : 'none';
}

/** @returns the pages of one level, in the order that is asked for, and no more than that */
function ordered(macro: Macro, pages: readonly PageTree[]): readonly PageTree[] {
  const all = sorted(pages, macro.parameters.get('sort'), isTrue(macro, 'reverse'));
  return all.slice(0, countOf(macro, 'first', all.length, all.length));
}

function list(macro: Macro, pages: readonly PageTree[], rendering: Rendering): Html {
  const items = pages.map((page) =>
    element(
      'li',
      {},
      listedLink(page, rendering),
      excerpt(macro, page, rendering, ' '),
      page.children.length === 0 ? nothing : list(macro, ordered(macro, page.children), rendering),
    ),
  );
  return element('ul', { class: 'childpages-macro' }, ...items);
}

function underHeadings(style: string, macro: Macro, pages: readonly PageTree[], rendering: Rendering): Html {
  return join(
    pages.map((page) =>
      join([
        element(style, {}, listedLink(page, rendering)),
        excerpt(macro, page, rendering, ''),
        page.children.length === 0 ? nothing : list(macro, ordered(macro, page.children), rendering),
      ]),
    ),
  );
}

function excerpt(macro: Macro, { id }: PageTree, { context }: Rendering, separator: string): Html {
  const type = excerptType(macro);
  const html = type === 'none' ? undefined : context.answers.excerpt(id, type === 'rich');
  if (html === undefined) return nothing;
  if (type === 'rich') return element('div', { class: 'w-excerpt' }, html);
  return join([text(separator), element('span', { class: 'smalltext w-excerpt' }, html)]);
}
