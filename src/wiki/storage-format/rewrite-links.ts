/** Changing what links in a body point at. All else stays as it is written, to the byte. */
import { parse } from './parse.ts';
import { type AttachmentReference, type PageReference, resourceOf } from './resources.ts';
import type { StorageElement, StorageNode } from './tree.ts';

/** What a link is to point at from now on. */
export interface NewTarget {
  readonly title: string;
  /** Undefined: the space of the page that holds the link. */
  readonly spaceKey: string | undefined;
}

/** What a reference to a file is to name from now on. */
export interface NewFile {
  readonly filename: string;
  /** Undefined: the file stays where the reference says. */
  readonly container: PageReference | undefined;
}

/** A text, in the place of what stands from the start of an element to `end`. */
interface Replacement {
  readonly text: string;
  readonly end: number;
}

const attribute = /\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')/y;

/**
 * @param retarget says where a link leads now; undefined leaves it alone
 * @returns the body, the same one when no link in it changed or when it is not well-formed
 */
export function rewriteLinks(body: string, retarget: (link: PageReference) => NewTarget | undefined): string {
  return replaceElements(body, (node) => {
    const link = node.name === 'ri:page' || node.name === 'ri:blog-post' ? resourceOf(node) : undefined;
    const target = link?.kind === 'page' || link?.kind === 'blogpost' ? retarget(link) : undefined;
    if (target === undefined) return undefined;
    const tag = startTag(body, node);
    return { text: withTarget(tag, node, target), end: node.start + tag.length };
  });
}

/**
 * @param rename says what a file is called, or where it is, now; undefined leaves the reference alone
 * @returns the body, the same one when no reference in it changed or when it is not well-formed
 */
export function rewriteFiles(body: string, rename: (file: AttachmentReference) => NewFile | undefined): string {
  return replaceElements(body, (node) => {
    const file = node.name === 'ri:attachment' ? resourceOf(node) : undefined;
    const target = file?.kind === 'attachment' ? rename(file) : undefined;
    if (target === undefined) return undefined;
    const tag = startTag(body, node);
    const written = withAttributes(tag, node, new Map([['ri:filename', target.filename]]));
    return target.container === undefined
      ? { text: written, end: node.start + tag.length }
      : { text: `${written}>${pageElement(target.container)}</${node.name}>`, end: node.end };
  });
}

function replaceElements(body: string, replace: (node: StorageElement) => Replacement | undefined): string {
  const document = parse(body);
  if (document.type === 'error') return body;
  const pieces: string[] = [];
  let from = 0;
  const visit = (node: StorageNode): void => {
    // What was replaced with what is around it is gone.
    if (node.type !== 'element' || node.start < from) return;
    const replacement = replace(node);
    if (replacement !== undefined) {
      pieces.push(body.slice(from, node.start), replacement.text);
      from = replacement.end;
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

/** A space key where there was none stands before the title. */
function withTarget(tag: string, node: StorageElement, { title, spaceKey }: NewTarget): string {
  const wanted = new Map([
    ['ri:content-title', title],
    ['ri:space-key', spaceKey],
  ]);
  const isNew = spaceKey !== undefined && node.attributes['ri:space-key'] === undefined;
  return withAttributes(
    tag,
    node,
    wanted,
    isNew ? { before: 'ri:content-title', text: ` ri:space-key="${escapeAttribute(spaceKey)}"` } : undefined,
  );
}

/** Writes those attributes anew that change. @param added stands before one of them */
function withAttributes(
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

function pageElement({ kind, title, spaceKey, postingDay }: PageReference): string {
  const attributes = Object.entries({ 'ri:space-key': spaceKey, 'ri:content-title': title, 'ri:posting-day': postingDay });
  const written = attributes.map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeAttribute(value)}"`));
  return `<${kind === 'page' ? 'ri:page' : 'ri:blog-post'}${written.join('')}/>`;
}

const characters: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeAttribute(value: string): string {
  return value.replace(/[&<>"]/g, (character) => characters[character] ?? '');
}
