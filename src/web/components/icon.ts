/** Icons, inlined, so that they take the colour of the text beside them. */
import { attributes, type Html, html, trusted } from '../html.ts';
import { iconShapes, markShape } from './icon-shapes.ts';

/** The names of the icons that exist. */
export type IconName = keyof typeof iconShapes;

/**
 * An icon of 20 × 20 pixels, hidden from screen readers: the words beside it say what it means.
 * Pass `label` only where there are no such words.
 */
export function icon(name: IconName, label?: string): Html {
  const meaning = label === undefined ? hidden : attributes({ role: 'img', 'aria-label': label });
  return html`<svg class="icon" width="20" height="20" viewBox="0 0 20 20" ${lines} stroke-width="1.5" ${meaning}>${shapes[name]}</svg>`;
}

/** Weir's mark, in the accent colour; decorative. */
export function weirMark(): Html {
  return mark;
}

const lines = attributes({ fill: 'none', stroke: 'currentColor', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' });
const hidden = attributes({ 'aria-hidden': 'true' });
const shapes = Object.fromEntries(Object.entries(iconShapes).map(([name, shape]) => [name, trusted(shape)]));
const mark = html`<svg class="weir-mark" width="28" height="28" viewBox="0 0 24 24" ${lines} stroke-width="2.25" ${hidden}>${trusted(markShape)}</svg>`;
