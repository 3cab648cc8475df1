/** Replaces elements of a body by other text. The rest stays byte for byte. */
import { parse } from './parse.ts';
import type { StorageElement, StorageNode } from './tree.ts';

/** A text, in the place of what stands from the start of an element to `end`. */
export interface Replacement {
  readonly text: string;
  readonly end: number;
}

const attribute = /\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')/y;

/** @param replace is asked of each element, and given the one around it; undefined leaves it alone, and what is in it is asked of next */
export function replaceElements(
  body: string,
  replace: (node: StorageElement, parent: StorageElement | undefined) => Replacement | undefined,
): string {
  const document = parse(body);
  if (document.type === 'error') return body;
  const pieces: string[] = [];
  let from = 0;
  const visit = (node: StorageNode, parent: StorageElement | undefined): void => {
    // What was replaced with what is around it is gone.
    if (node.type !== 'element' || node.start < from) return;
    const replacement = replace(node, parent);
    if (replacement !== undefined) {
      pieces.push(body.slice(from, node.start), replacement.text);
      from = replacement.end;
    }
    for (const child of node.children) visit(child, node);
  };
  for (const node of document.children) visit(node, undefined);
  return from === 0 ? body : pieces.join('') + body.slice(from);
}

/** The name and the attributes of a start tag, without what ends it. */
export function startTag(body: string, { name, start }: StorageElement): string {
  let end = start + 1 + name.length;
  for (;;) {
    attribute.lastIndex = end;
    const match = attribute.exec(body);
    if (match === null) return body.slice(start, end);
    end += match[0].length;
  }
}

/** Writes those attributes anew that change. @param added stands before one of them */
export function withAttributes(
  tag: string,
  { name, attributes }: StorageElement,
  wanted: ReadonlyMap<string, string | undefined>,
  added?: { readonly before: string; readonly text: string },
): string {
  let written = `<${name}`;
  attribute.lastIndex = written.length;
  for (let match = attribute.exec(tag); match !== null; match = attribute.exec(tag)) {
    const [whole, key = ''] = match;
    const value = wanted.has(key) ? wanted.get(key) : attributes[key];
    if (key === added?.before) written += added.text;
    if (value === attributes[key]) written += whole;
    else if (value !== undefined) written += `${whole.slice(0, whole.search(/["']/))}"${escapeAttribute(value)}"`;
  }
  return written;
}

const characters: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** @returns a text as it stands in an attribute, or between tags */
export function escapeAttribute(value: string): string {
  return value.replace(/[&<>"]/g, (character) => characters[character] ?? '');
}
