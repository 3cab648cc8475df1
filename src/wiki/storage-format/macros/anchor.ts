/** `anchor`: a place to link to, named by the parameter without a name. */
import { anchorId } from '../headings.ts';
import { element } from '../html.ts';
import { type MacroDefinition, macroAttributes } from './macro.ts';

export const anchor: MacroDefinition = {
  names: ['anchor'],
  render(macro) {
    const name = macro.parameters.get('') ?? '';
    return element('span', { id: anchorId(name), ...macroAttributes(macro, 'inline', 'confluence-anchor-link') });
  },
};
