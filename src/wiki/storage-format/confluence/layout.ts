/** `ac:layout`: a page in sections of one to three columns. */
import { element, type Html, join } from '../html.ts';
import type { Rendering } from '../rendering.ts';
import { isElement, type StorageElement } from '../tree.ts';

/** The kinds of section, and which of their columns are narrow. */
const sections: ReadonlyMap<string, readonly number[]> = new Map([
  ['single', []],
  ['two_equal', []],
  ['two_left_sidebar', [0]],
  ['two_right_sidebar', [1]],
  ['three_equal', []],
  ['three_with_sidebars', [0, 2]],
]);

export function renderLayout(node: StorageElement, rendering: Rendering): Html {
  return element('div', { class: 'contentLayout2 w-layout' }, rendering.nodes(node.children));
}

/** `ac:layout-section` with its cells; an unknown type is shown as one column. */
export function renderSection(node: StorageElement, rendering: Rendering): Html {
  const type = node.attributes['ac:type'] ?? '';
  const narrow = sections.get(type);
  const layout = narrow === undefined ? 'single' : type.replaceAll('_', '-');
  let column = -1;
  const cells = node.children.map((child) => {
    if (!isElement(child, 'ac:layout-cell')) return rendering.nodes([child]);
    column += 1;
    return renderCell(child, narrow?.includes(column) ? 'aside' : 'normal', rendering);
  });
  return element('div', { class: `columnLayout ${layout} w-layout-section`, 'data-layout': layout }, join(cells));
}

function renderCell(node: StorageElement, kind: 'aside' | 'normal', rendering: Rendering): Html {
  const inner = element('div', { class: 'innerCell' }, rendering.nodes(node.children));
  return element('div', { class: `cell ${kind} w-layout-cell`, 'data-type': kind }, inner);
}
