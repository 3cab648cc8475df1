/** Renders a macro that Weir does not know: its name, and its body so that no content is lost. */
import { element, type Html, nothing, text } from '../html.ts';
import type { Rendering } from '../rendering.ts';
import { type Macro, macroAttributes } from './macro.ts';

export function renderUnknownMacro(macro: Macro, rendering: Rendering): Html {
  const label = element('span', { class: 'w-unknown-label' }, text(`Unknown macro: '${macro.name}'`));
  if (!macro.hasBody) return element('span', macroAttributes(macro, 'inline', 'w-unknown w-unknown-macro'), label);
  const plain = macro.plainBody === '' ? nothing : element('pre', {}, text(macro.plainBody));
  return element('div', macroAttributes(macro, 'block', 'w-unknown w-unknown-macro'), label, rendering.nodes(macro.body), plain);
}
