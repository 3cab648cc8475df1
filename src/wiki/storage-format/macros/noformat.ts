/** `noformat`: text shown as written, in a panel unless `nopanel`. */
import { element, nothing, text } from '../html.ts';
import { isTrue, type MacroDefinition, macroAttributes } from './macro.ts';

export const noformat: MacroDefinition = {
  names: ['noformat'],
  render(macro) {
    const title = macro.parameters.get('title');
    const header = title
      ? element('div', { class: 'preformattedHeader panelHeader w-panel-header' }, element('b', {}, text(title)))
      : nothing;
    const content = element('div', { class: 'preformattedContent panelContent' }, element('pre', {}, text(macro.plainBody)));
    const classes = isTrue(macro, 'nopanel') ? 'preformatted w-noformat' : 'preformatted panel w-noformat w-code-panel';
    return element('div', macroAttributes(macro, 'block', classes), header, content);
  },
};
