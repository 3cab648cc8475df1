/** `pagetree`: the pages of a space as a tree whose branches fold; unfolded in an export. */
import { element, type Html, text } from '../html.ts';
import type { PageTree, TreeQuestion } from '../macro-data.ts';
import type { Rendering } from '../rendering.ts';
import { countOf, isTrue, type Macro, type MacroDefinition, macroAttributes, macroNotice, pageOf } from './macro.ts';
import { listedLink } from './page-list.ts';
import { sorted } from './sorting.ts';

const deepest = 6;

export const pagetree: MacroDefinition = {
  names: ['pagetree'],
  ask: (macro) => [question(macro)],
  render(macro, rendering) {
    const pages = rendering.context.answers.tree(question(macro));
    if (pages === undefined) return macroNotice(macro, 'The page at the root of this tree cannot be found.');
    const opened = countOf(macro, 'startDepth', 1, deepest);
    return element(
      'div',
      macroAttributes(macro, 'block', 'plugin_pagetree w-pagetree'),
      branches(macro, pages, opened, rendering),
    );
  },
};

function question(macro: Macro): TreeQuestion {
  return { kind: 'tree', root: rootOf(macro), depth: deepest, excerpts: false };
}

function rootOf(macro: Macro): TreeQuestion['root'] {
  switch (macro.resources.has('root') ? undefined : macro.parameters.get('root')?.toLowerCase()) {
    case '@self':
      return 'self';
    case '@parent':
      return 'parent';
    case '@home':
      return 'home';
    case '@none':
      return 'top';
    default:
      return pageOf(macro, 'root') ?? 'home';
  }
}

function branches(macro: Macro, pages: readonly PageTree[], opened: number, rendering: Rendering): Html {
  const items = sorted(pages, macro.parameters.get('sort'), isTrue(macro, 'reverse')).map((page) => {
    const link = listedLink(page, rendering);
    if (page.children.length === 0) return element('li', {}, link);
    const below = branches(macro, page.children, opened - 1, rendering);
    if (rendering.context.mode === 'export_view' || opened > 1) return element('li', {}, link, below);
    return element(
      'li',
      {},
      link,
      element('details', { class: 'w-details' }, element('summary', { class: 'w-summary' }, text('Show pages below')), below),
    );
  });
  return element('ul', { class: 'plugin_pagetree_children_list' }, ...items);
}
