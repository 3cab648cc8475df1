/** `section` and `column`: columns side by side, from older pages. */
import { element } from '../html.ts';
import { safeLength } from '../style.ts';
import { isTrue, type MacroDefinition, macroAttributes } from './macro.ts';

export const section: MacroDefinition = {
  names: ['section'],
  render(macro, rendering) {
    const row = element('div', { class: 'sectionMacroRow w-section-row' }, rendering.nodes(macro.body));
    const classes = isTrue(macro, 'border') ? 'sectionMacro sectionMacroWithBorder' : 'sectionMacro';
    const attributes = macroAttributes(macro, 'block', 'sectionColumnWrapper w-section');
    return element('div', attributes, element('div', { class: classes }, row));
  },
};

export const column: MacroDefinition = {
  names: ['column'],
  render(macro, rendering) {
    const width = safeLength(macro.parameters.get('width'));
    const style = width === undefined ? undefined : `width: ${width}; min-width: ${width}; max-width: ${width};`;
    return element('div', { ...macroAttributes(macro, 'block', 'columnMacro w-column'), style }, rendering.nodes(macro.body));
  },
};
