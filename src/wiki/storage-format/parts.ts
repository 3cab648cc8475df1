/** The parts of a page that other pages include: its excerpts and its page properties. */
import { readMacro } from './macros/macro.ts';
import {
  childrenOf,
  isBlank,
  isElement,
  type StorageDocument,
  type StorageElement,
  type StorageNode,
  type StorageParent,
  textOf,
} from './tree.ts';

/**
 * The body of the first excerpt.
 * @param name of the excerpt; without it any will do
 */
export function excerptOf(document: StorageDocument, name?: string): StorageDocument | undefined {
  for (const element of macrosOf(document, 'excerpt')) {
    const { parameters, body } = readMacro(element);
    if (name === undefined || parameters.get('name') === name) return { type: 'document', children: body };
  }
  return undefined;
}

/** A property's name, and what stands in the cell beside or below it. */
export type WrittenProperty = { readonly name: string; readonly value: readonly StorageNode[] };

/**
 * The page properties, from tables with names in the first column or in the first row.
 * @param id of the macro that holds them; without it those of every one
 */
export function propertiesOf(document: StorageDocument, id?: string): readonly WrittenProperty[] {
  return macrosOf(document, 'details')
    .filter((element) => id === undefined || readMacro(element).parameters.get('id') === id)
    .flatMap((element) => elementsOf(element, (name) => name === 'table'))
    .flatMap((table) => rowsToProperties(elementsOf(table, (name) => name === 'tr').map(cellsOf)));
}

function rowsToProperties(rows: readonly (readonly StorageElement[])[]): readonly WrittenProperty[] {
  const [first = [], second] = rows;
  const named = (cell: StorageElement | undefined, value: StorageElement | undefined) => {
    const name = textOf(cell).trim();
    return name === '' || value === undefined ? [] : [{ name, value: inner(value) }];
  };
  if (second !== undefined && first.length > 1 && first.every(({ name }) => name === 'th')) {
    return first.flatMap((cell, index) => named(cell, second[index]));
  }
  return rows.flatMap(([name, value]) => named(name, value));
}

const cellsOf = (row: StorageElement) => childrenOf(row).filter(({ name }) => name === 'th' || name === 'td');

/** A cell of a single paragraph is as good as its words. */
function inner(cell: StorageElement): readonly StorageNode[] {
  const [only, ...others] = cell.children.filter((child) => !isBlank(child));
  return only !== undefined && others.length === 0 && isElement(only, 'p') ? only.children : cell.children;
}

function macrosOf(document: StorageDocument, macro: string): readonly StorageElement[] {
  return elementsOf(
    document,
    (name, { attributes }) => (name === 'ac:structured-macro' || name === 'ac:macro') && attributes['ac:name'] === macro,
  );
}

/** The outermost elements that a condition holds for, in order. */
function elementsOf(
  parent: StorageParent,
  wanted: (name: string, element: StorageElement) => boolean,
): readonly StorageElement[] {
  const found: StorageElement[] = [];
  const visit = (node: StorageNode) => {
    if (node.type !== 'element') return;
    if (wanted(node.name, node)) found.push(node);
    else node.children.forEach(visit);
  };
  parent.children.forEach(visit);
  return found;
}
