/** `details` (page properties): a table that reports on other pages collect. Here it renders its body, or nothing when `hidden`. */
import { element, nothing } from '../html.ts';
import { isTrue, type MacroDefinition, macroAttributes } from './macro.ts';

export const details: MacroDefinition = {
  names: ['details'],
  render(macro, rendering) {
    if (isTrue(macro, 'hidden')) return nothing;
    return element(
      'div',
      macroAttributes(macro, 'block', 'plugin-tabmeta-details w-page-properties'),
      rendering.nodes(macro.body),
    );
  },
};
