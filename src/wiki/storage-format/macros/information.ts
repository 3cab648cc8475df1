/** `info`, `note`, `warning` and `tip`: a box with an optional title and an icon (unless `icon` is false). */
import { element, nothing, text } from '../html.ts';
import { type MacroDefinition, macroAttributes } from './macro.ts';

/** What the box says to those who do not see its icon and colour, and the class that API clients know. */
const kinds: ReadonlyMap<string, { readonly spoken: string; readonly className: string }> = new Map([
  ['info', { spoken: 'Info', className: 'information' }],
  ['note', { spoken: 'Note', className: 'note' }],
  ['warning', { spoken: 'Warning', className: 'warning' }],
  ['tip', { spoken: 'Tip', className: 'tip' }],
]);

export const information: MacroDefinition = {
  names: [...kinds.keys()],
  render(macro, rendering) {
    const { spoken, className } = kinds.get(macro.name) ?? { spoken: macro.name, className: 'information' };
    const title = macro.parameters.get('title');
    const heading = title ? element('p', { class: 'title w-alert-title' }, text(title)) : nothing;
    const icon =
      macro.parameters.get('icon')?.toLowerCase() === 'false'
        ? nothing
        : element('span', {
            class: 'aui-icon aui-icon-small confluence-information-macro-icon w-alert-icon',
            role: 'img',
            'aria-label': spoken,
          });
    const body = element('div', { class: 'confluence-information-macro-body' }, rendering.nodes(macro.body));
    const classes = `confluence-information-macro confluence-information-macro-${className} w-alert w-alert-${macro.name}`;
    return element('div', macroAttributes(macro, 'block', classes), heading, icon, body);
  },
};
