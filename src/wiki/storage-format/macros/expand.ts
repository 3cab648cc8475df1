/** `expand`: content folded under a title; unfolded in an export. */
import { element, text } from '../html.ts';
import { type MacroDefinition, macroAttributes } from './macro.ts';

export const expand: MacroDefinition = {
  names: ['expand'],
  render(macro, rendering) {
    const title = macro.parameters.get('title') || macro.parameters.get('') || 'Click here to expand...';
    const label = element('span', { class: 'expand-control-text' }, text(title));
    const content = element('div', { class: 'expand-content w-expand-content' }, rendering.nodes(macro.body));
    const attributes = macroAttributes(macro, 'block', 'expand-container w-expand');
    if (rendering.context.mode === 'export_view') {
      return element('div', attributes, element('div', { class: 'expand-control w-summary' }, label), content);
    }
    const summary = element('summary', { class: 'expand-control w-summary' }, label);
    return element('div', attributes, element('details', { class: 'w-details' }, summary, content));
  },
};
