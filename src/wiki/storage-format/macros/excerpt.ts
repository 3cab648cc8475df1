/** `excerpt`: a part of a page that other pages may include. Here it renders its body, or nothing when `hidden`. */
import { element, nothing } from '../html.ts';
import { isTrue, type MacroDefinition, macroAttributes } from './macro.ts';

export const excerpt: MacroDefinition = {
  names: ['excerpt'],
  render(macro, rendering) {
    if (isTrue(macro, 'hidden')) return nothing;
    const inline = macro.parameters.get('atlassian-macro-output-type')?.toUpperCase() === 'INLINE';
    const attributes = macroAttributes(macro, inline ? 'inline' : 'block', 'w-excerpt');
    return element(inline ? 'span' : 'div', attributes, rendering.nodes(macro.body));
  },
};
