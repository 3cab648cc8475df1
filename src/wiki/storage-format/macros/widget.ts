/** `widget`: embedded content of another site. Pages embed nothing from other sites, so it is a link. */
import { element, text } from '../html.ts';
import { isExternal } from '../url.ts';
import { type MacroDefinition, macroAttributes, macroNotice } from './macro.ts';

export const widget: MacroDefinition = {
  names: ['widget', 'iframe'],
  render(macro, rendering) {
    const written = macro.parameters.get('url') || macro.parameters.get('src') || macro.parameters.get('') || '';
    const href = isExternal(written) ? rendering.linkAddress(written) : undefined;
    if (href === undefined) return macroNotice(macro, 'What is shown here has no address that can be opened.');
    const attributes = { href, class: 'external-link', rel: 'nofollow noopener' };
    return element(
      'div',
      macroAttributes(macro, 'block', 'w-widget'),
      rendering.link(attributes, () => text(href)),
    );
  },
};
