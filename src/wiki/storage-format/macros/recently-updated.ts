/** `recently-updated` and `blog-posts`: the latest changes or posts. */
import { element, text } from '../html.ts';
import type { RecentQuestion } from '../macro-data.ts';
import { countOf, listOf, type Macro, type MacroDefinition, macroAttributes } from './macro.ts';
import { pageItem } from './page-list.ts';

export const recentlyUpdated: MacroDefinition = {
  names: ['recently-updated', 'recently-updated-dashboard', 'blog-posts'],
  ask: (macro) => [question(macro)],
  render(macro, rendering) {
    const pages = rendering.context.answers.recent(question(macro));
    const attributes = macroAttributes(macro, 'block', 'recently-updated w-recently-updated');
    if (pages.length === 0) return element('div', attributes, element('p', {}, text('Nothing has been changed yet.')));
    const items = pages.map((page) => {
      const day = rendering.dayOf(page.modifiedAt);
      const by = page.modifiedBy === undefined ? '' : ` by ${page.modifiedBy}`;
      return pageItem(page, rendering, element('span', { class: 'smalltext' }, text(` changed ${day}${by}`)));
    });
    return element('div', attributes, element('ul', {}, ...items));
  },
};

function question(macro: Macro): RecentQuestion {
  const spaces = listOf(macro, 'spaces').flatMap((each) => each.split(/\s+/));
  const posts = macro.name === 'blog-posts' || /^blog(?:post)?s?$/i.test(macro.parameters.get('types') ?? '');
  return {
    kind: 'recent',
    spaces: spaces.length === 0 ? ['@self'] : spaces.some((key) => key === '*' || key === '@all') ? [] : spaces,
    type: posts ? 'blogpost' : macro.parameters.get('types')?.toLowerCase() === 'page' ? 'page' : undefined,
    limit: countOf(macro, macro.parameters.has('maxResults') ? 'maxResults' : 'max', 15, 100),
  };
}
