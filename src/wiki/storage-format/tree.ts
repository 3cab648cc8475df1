/**
 * The storage format as a tree: what `parse` returns and everything else in this folder reads.
 * Names are kept as written (`ac:link`, `p`); `start` and `end` are offsets into the source, in UTF-16 units, so that a
 * part of a page can later be replaced without touching the rest.
 */

/** An element; its attributes have no prototype, so that `__proto__` and the like are names like any other. */
export type StorageElement = {
  readonly type: 'element';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly StorageNode[];
  readonly start: number;
  readonly end: number;
};

/** Character data with entities resolved. */
export type StorageText = { readonly type: 'text'; readonly value: string; readonly start: number };

/** The content of one CDATA section. */
export type StorageCdata = { readonly type: 'cdata'; readonly value: string; readonly start: number };

export type StorageNode = StorageElement | StorageText | StorageCdata;

/** A parsed body: the fragment's top nodes. */
export type StorageDocument = { readonly type: 'document'; readonly children: readonly StorageNode[] };

/** Anything that has children. */
export type StorageParent = StorageDocument | StorageElement;

/** Whether a node is an element, of this name if one is given. */
export function isElement(node: StorageNode, name?: string): node is StorageElement {
  return node.type === 'element' && (name === undefined || node.name === name);
}

/** The first child element of this name. */
export function childOf(parent: StorageParent, name: string): StorageElement | undefined {
  return parent.children.find((node): node is StorageElement => isElement(node, name));
}

/** All child elements, of this name if one is given. */
export function childrenOf(parent: StorageParent, name?: string): readonly StorageElement[] {
  return parent.children.filter((node): node is StorageElement => isElement(node, name));
}

/** Whether a node is nothing but XML white space. */
export function isBlank(node: StorageNode): boolean {
  return node.type === 'text' && !/[^ \t\r\n]/.test(node.value);
}

/** All character data below a node, in order, without anything between. */
export function textOf(parent: StorageParent | undefined): string {
  if (parent === undefined) return '';
  return parent.children.map((node) => (node.type === 'element' ? textOf(node) : node.value)).join('');
}
