/** `status`: a word in a coloured lozenge. */
import { element, text } from '../html.ts';
import { isTrue, type MacroDefinition, macroAttributes } from './macro.ts';

/** Colour as authors write it, and the class that API clients know it by. */
const colours: ReadonlyMap<string, string> = new Map([
  ['grey', ''],
  ['red', 'aui-lozenge-error'],
  ['yellow', 'aui-lozenge-current'],
  ['green', 'aui-lozenge-success'],
  ['blue', 'aui-lozenge-complete'],
  ['purple', 'aui-lozenge-progress'],
]);

export const status: MacroDefinition = {
  names: ['status'],
  render(macro) {
    const written = (macro.parameters.get('colour') ?? macro.parameters.get('color') ?? '').toLowerCase();
    const colour = colours.has(written) ? written : 'grey';
    const classes = [
      'status-macro aui-lozenge aui-lozenge-visual-refresh',
      colours.get(colour),
      isTrue(macro, 'subtle') && 'aui-lozenge-subtle',
      `w-status w-status-${colour}`,
    ];
    const title = macro.parameters.get('title') || colour;
    return element('span', macroAttributes(macro, 'inline', classes.filter(Boolean).join(' ')), text(title));
  },
};
