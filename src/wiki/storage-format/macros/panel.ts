/** `panel`: a box with a title, in the author's colours where they are valid. */
import { element, nothing, text } from '../html.ts';
import { safeColour, safeLength } from '../style.ts';
import { type MacroDefinition, macroAttributes } from './macro.ts';

export const panel: MacroDefinition = {
  names: ['panel'],
  render(macro, rendering) {
    const parameter = (name: string) => macro.parameters.get(name);
    const borderStyle = parameter('borderStyle')?.toLowerCase();
    const border = {
      'border-style':
        borderStyle !== undefined && /^(?:none|solid|dashed|dotted|double)$/.test(borderStyle) ? borderStyle : undefined,
      'border-color': safeColour(parameter('borderColor')),
      'border-width': safeLength(parameter('borderWidth')),
    };
    const background = safeColour(parameter('bgColor'));
    const title = parameter('title');
    const titleStyle = styleOf({
      'background-color': safeColour(parameter('titleBGColor')),
      color: safeColour(parameter('titleColor')),
    });
    const header = title
      ? element('div', { class: 'panelHeader w-panel-header', style: titleStyle }, element('b', {}, text(title)))
      : nothing;
    const content = element(
      'div',
      { class: 'panelContent w-panel-content', style: styleOf({ 'background-color': background }) },
      rendering.nodes(macro.body),
    );
    const style = styleOf({ 'background-color': background, ...border });
    return element('div', { ...macroAttributes(macro, 'block', 'panel w-panel'), style }, header, content);
  },
};

function styleOf(declarations: Readonly<Record<string, string | undefined>>): string | undefined {
  const written = Object.entries(declarations).filter(([, value]) => value !== undefined);
  return written.length === 0 ? undefined : written.map(([name, value]) => `${name}: ${value};`).join(' ');
}
