/** Changes mentions in a body from a username to a user key, which survives renaming. The rest stays byte for byte. */
import { fold } from '../../foundation/folding.ts';
import { readMacro } from './macros/macro.ts';
import { profile, userOf } from './macros/profile.ts';
import { escapeAttribute, type Replacement, replaceElements, startTag, withAttributes } from './replace-elements.ts';
import { resourceOf } from './resources.ts';
import { isElement, type StorageElement } from './tree.ts';

/**
 * @param person whom the body names by a username, and the user key to name them by
 * @returns the body, the same one when it names nobody so or is not well-formed
 */
export function rewriteUsers(body: string, person: { readonly username: string; readonly userKey: string }): string {
  const name = fold(person.username);
  const byKey = ` ri:userkey="${escapeAttribute(person.userKey)}"`;

  return replaceElements(body, (node, parent): Replacement | undefined => {
    if (node.name === 'ac:parameter' && parent !== undefined) {
      if (!isPersonOfProfile(node, parent, name)) return undefined;
      return { text: `${startTag(body, node)}><ri:user${byKey}/></${node.name}>`, end: node.end };
    }
    const user = node.name === 'ri:user' ? resourceOf(node) : undefined;
    if (user?.kind !== 'user' || user.userKey !== undefined || fold(user.username ?? '') !== name) return undefined;
    const tag = startTag(body, node);
    const wanted = new Map([['ri:username', undefined]]);
    return { text: withAttributes(tag, node, wanted, { before: 'ri:username', text: byKey }), end: node.start + tag.length };
  });
}

/** @returns whether it is the parameter of a profile macro that names this person in plain text */
function isPersonOfProfile(parameter: StorageElement, parent: StorageElement, name: string): boolean {
  if (!profile.names.includes(parent.attributes['ac:name'] ?? '')) return false;
  if (!['user', ''].includes(parameter.attributes['ac:name'] ?? '') || parameter.children.some((child) => isElement(child)))
    return false;
  return fold(userOf(readMacro(parent))?.username ?? '') === name;
}
