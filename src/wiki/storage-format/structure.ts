/**
 * What may stand directly in a table or its rows. An HTML parser moves anything else out of the table, or closes the table, and with
 * it elements of the application; so it is put into a cell here.
 */
import { element, type Html, join } from './html.ts';
import { isBlank, isElement, type StorageElement, type StorageNode } from './tree.ts';

type Slot = { readonly takes: ReadonlySet<string>; readonly wrap: (content: Html) => Html };

const inCell = (content: Html) => element('td', { class: 'confluenceTd' }, content);
const inRow = (content: Html) => element('tr', {}, inCell(content));

const slots: ReadonlyMap<string, Slot> = new Map([
  [
    'table',
    {
      takes: new Set(['caption', 'colgroup', 'thead', 'tbody', 'tfoot', 'tr']),
      wrap: (content) => element('tbody', {}, inRow(content)),
    },
  ],
  ['thead', { takes: new Set(['tr']), wrap: inRow }],
  ['tbody', { takes: new Set(['tr']), wrap: inRow }],
  ['tfoot', { takes: new Set(['tr']), wrap: inRow }],
  ['tr', { takes: new Set(['th', 'td']), wrap: inCell }],
]);

/**
 * Renders the children of an element, wrapping those that the element cannot hold.
 * @param render renders nodes as children of the named HTML element, or of no particular one
 */
export function renderChildren(parent: StorageElement, render: (nodes: readonly StorageNode[], within?: string) => Html): Html {
  const slot = slots.get(parent.name);
  if (slot === undefined) return render(parent.children, parent.name);
  return join(parent.children.map((node) => (fits(slot, node) ? render([node], parent.name) : slot.wrap(render([node])))));
}

function fits(slot: Slot, node: StorageNode): boolean {
  if (isBlank(node)) return true;
  if (!isElement(node) || !slot.takes.has(node.name)) return false;
  return (
    node.name !== 'colgroup' ||
    node.children.every((child) => isBlank(child) || (isElement(child, 'col') && child.children.length === 0))
  );
}
