/** Changes the targets of links in a body. The rest stays byte for byte. */
import { escapeAttribute, replaceElements, startTag, withAttributes } from './replace-elements.ts';
import { type PageReference, resourceOf } from './resources.ts';
import type { StorageElement } from './tree.ts';

/** What a link is to point at from now on. */
export interface NewTarget {
  readonly title: string;
  /** Undefined: the space of the page that holds the link. */
  readonly spaceKey: string | undefined;
}

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
