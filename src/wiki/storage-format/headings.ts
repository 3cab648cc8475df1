/** The headings of a page and their ids. Every id begins with `anchor-`, so no author can take an id that the application uses. */
import { childrenOf, type StorageDocument, type StorageElement, type StorageParent, textOf } from './tree.ts';

export type Heading = { readonly element: StorageElement; readonly level: number; readonly text: string; readonly id: string };

/** The id of an anchor or of the first heading with this text. */
export function anchorId(text: string): string {
  return `anchor-${text.replace(/\s/g, '')}`;
}

/** The fragment that jumps to an anchor or heading, `#` included. */
export function anchorHref(text: string): string {
  return idHref(anchorId(text));
}

/** The fragment that jumps to an id, `#` included. */
export function idHref(id: string): string {
  return `#${encodeURIComponent(id.toWellFormed())}`;
}

/** The headings of a document that are shown, each with an id of its own (`…`, `….1`, `….2`). */
export function headingsOf(document: StorageDocument): readonly Heading[] {
  const headings: Heading[] = [];
  const taken = new Set<string>();
  const copies = new Map<string, number>();

  const freeId = (text: string): string => {
    const base = anchorId(text);
    let id = base;
    let copy = copies.get(base) ?? 0;
    while (taken.has(id)) {
      copy += 1;
      id = `${base}.${copy}`;
    }
    copies.set(base, copy);
    taken.add(id);
    return id;
  };

  const visit = (parent: StorageParent): void => {
    for (const node of parent.children) {
      if (node.type !== 'element') continue;
      if (/^h[1-6]$/.test(node.name)) {
        const text = textOf(node).trim();
        headings.push({ element: node, level: Number(node.name[1]), text, id: freeId(text) });
      } else if (node.name !== 'ac:parameter' && !isHidden(node)) {
        visit(node);
      }
    }
  };
  visit(document);
  return headings;
}

/** Excerpts and page properties may be on a page without being shown. */
function isHidden(element: StorageElement): boolean {
  if (element.name !== 'ac:structured-macro' && element.name !== 'ac:macro') return false;
  return childrenOf(element, 'ac:parameter').some(
    (parameter) => parameter.attributes['ac:name'] === 'hidden' && textOf(parameter).trim() === 'true',
  );
}
