/** Changes the file names in a body's references to attachments: in links, images and macro parameters. The rest stays byte for byte. */
import { listOf, pageOf, readMacro } from './macros/macro.ts';
import { fileParametersOf } from './macros/table.ts';
import { escapeAttribute, type Replacement, replaceElements, startTag, withAttributes } from './replace-elements.ts';
import { type AttachmentReference, type PageReference, resourceOf } from './resources.ts';
import { isElement, type StorageElement } from './tree.ts';

/** What a reference to a file is to name from now on. */
export interface NewFile {
  readonly filename: string;
  /** Undefined: the file stays where the reference says. */
  readonly container: PageReference | undefined;
}

/**
 * @param rename says what a file is called, or where it is, now; undefined leaves the reference alone
 * @returns the body, the same one when no reference in it changed or when it is not well-formed
 */
export function rewriteFiles(body: string, rename: (file: AttachmentReference) => NewFile | undefined): string {
  return replaceElements(body, (node, parent) => {
    if (node.name === 'ac:parameter' && parent !== undefined) return renamedParameter(body, node, parent, rename);
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

/** A parameter of a macro that names files in plain text: one, or several between commas. */
function renamedParameter(
  body: string,
  node: StorageElement,
  parent: StorageElement,
  rename: (file: AttachmentReference) => NewFile | undefined,
): Replacement | undefined {
  const named = fileParametersOf(parent.attributes['ac:name'] ?? '');
  const parameter = node.attributes['ac:name'] ?? '';
  // A link in it is an element of its own.
  if (named === undefined || !named.names.includes(parameter) || node.children.some((child) => isElement(child)))
    return undefined;
  const macro = readMacro(parent);
  const container = pageOf(macro, 'page');
  const written = named.isList ? listOf(macro, parameter) : [macro.parameters.get(parameter) ?? ''];
  const renamed = written.map((filename) => rename({ kind: 'attachment', filename, container }));
  if (renamed.every((file) => file === undefined)) return undefined;
  const elsewhere = renamed.find((file) => file?.container !== undefined);
  const within = (inner: string) => ({ text: `${startTag(body, node)}>${inner}</${node.name}>`, end: node.end });
  if (!named.isList && elsewhere?.container !== undefined) {
    const name = escapeAttribute(elsewhere.filename);
    return within(`<ri:attachment ri:filename="${name}">${pageElement(elsewhere.container)}</ri:attachment>`);
  }
  // A list is of the files of one page, and has no other sign for a comma.
  if (elsewhere !== undefined || (named.isList && renamed.some((file) => file?.filename.includes(',')))) return undefined;
  return within(escapeAttribute(written.map((filename, index) => renamed[index]?.filename ?? filename).join(',')));
}

function pageElement({ kind, title, spaceKey, postingDay }: PageReference): string {
  const attributes = Object.entries({ 'ri:space-key': spaceKey, 'ri:content-title': title, 'ri:posting-day': postingDay });
  const written = attributes.map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeAttribute(value)}"`));
  return `<${kind === 'page' ? 'ri:page' : 'ri:blog-post'}${written.join('')}/>`;
}
