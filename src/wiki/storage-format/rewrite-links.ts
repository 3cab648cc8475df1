/** Changing what links in a body point at. All else stays as it is written, to the byte. */
import { parse } from './parse.ts';
import { type PageReference, resourceOf } from './resources.ts';
import type { StorageElement, StorageNode } from './tree.ts';

/** What a link is to point at from now on. */
export interface NewTarget {
  readonly title: string;
  /** Undefined: the space of the page that holds the link. */
  readonly spaceKey: string | undefined;
}

const attribute = /\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')/y;

/**
 * @param retarget says where a link leads now; undefined leaves it alone
 * @returns the body, the same one when no link in it changed or when it is not well-formed
 */
export function rewriteLinks(body: string, retarget: (link: PageReference) => NewTarget | undefined): string {
  const document = parse(body);
  if (document.type === 'error') return body;
  const pieces: string[] = [];
  let from = 0;
  const visit = (node: StorageNode): void => {
    if (node.type !== 'element') return;
    const link = node.name === 'ri:page' || node.name === 'ri:blog-post' ? resourceOf(node) : undefined;
    const target = link?.kind === 'page' || link?.kind === 'blogpost' ? retarget(link) : undefined;
    if (target !== undefined) {
      const tag = startTag(body, node);
      pieces.push(body.slice(from, node.start), withTarget(tag, node, target));
      from = node.start + tag.length;
    }
    node.children.forEach(visit);
  };
  document.children.forEach(visit);
  return from === 0 ? body : pieces.join('') + body.slice(from);
}

/** The name and the attributes of a start tag, without what ends it. */
function startTag(body: string, { name, start }: StorageElement): string {
  let end = start + 1 + name.length;
  for (;;) {
    attribute.lastIndex = end;
    const match = attribute.exec(body);
    if (match === null) return body.slice(start, end);
    end += match[0].length;
  }
}

/** Writes those attributes anew that change; a space key where there was none stands before the title. */
function withTarget(tag: string, { name, attributes }: StorageElement, { title, spaceKey }: NewTarget): string {
  const wanted = new Map([
    ['ri:content-title', title],
    ['ri:space-key', spaceKey],
  ]);
  const isNew = spaceKey !== undefined && attributes['ri:space-key'] === undefined;
  let written = `<${name}`;
  attribute.lastIndex = written.length;
  for (let match = attribute.exec(tag); match !== null; match = attribute.exec(tag)) {
    const [whole, key = ''] = match;
    const value = wanted.has(key) ? wanted.get(key) : attributes[key];
    if (isNew && key === 'ri:content-title') written += ` ri:space-key="${escapeAttribute(spaceKey)}"`;
    if (value === attributes[key]) written += whole;
    else if (value !== undefined) written += `${whole.slice(0, whole.search(/["']/))}"${escapeAttribute(value)}"`;
  }
  return written;
}

const characters: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeAttribute(value: string): string {
  return value.replace(/[&<>"]/g, (character) => characters[character] ?? '');
}
