/** `livesearch`: a search field. Pages hold no forms, so it is a link to the search page. */
import { quoteCql } from '../../search/cql-tree.ts';
import { element, text } from '../html.ts';
import { type MacroDefinition, macroAttributes } from './macro.ts';

export const livesearch: MacroDefinition = {
  names: ['livesearch', 'pagetreesearch'],
  render(macro, rendering) {
    const key = macro.parameters.get('spaceKey');
    const query = key ? `?cql=${encodeURIComponent(`space = ${quoteCql(key)}`)}` : '';
    const href = rendering.linkAddress(`${rendering.context.baseUrl}/dosearchsite.action${query}`) ?? '';
    const label = macro.parameters.get('placeholder') || 'Search';
    return element(
      'div',
      macroAttributes(macro, 'block', 'search-macro w-livesearch'),
      rendering.link({ href }, () => text(label)),
    );
  },
};
