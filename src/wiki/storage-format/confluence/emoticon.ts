/** `ac:emoticon`: drawn as a character, with a name for screen readers. */
import { element, type Html, text } from '../html.ts';
import type { StorageElement } from '../tree.ts';

const characters: ReadonlyMap<string, string> = new Map([
  ['smile', '🙂'],
  ['sad', '🙁'],
  ['cheeky', '😛'],
  ['laugh', '😀'],
  ['wink', '😉'],
  ['thumbs-up', '👍'],
  ['thumbs-down', '👎'],
  ['information', 'ℹ️'],
  ['tick', '✅'],
  ['cross', '❌'],
  ['warning', '⚠️'],
  ['plus', '➕'],
  ['minus', '➖'],
  ['question', '❓'],
  ['light-on', '💡'],
  ['light-off', '🔅'],
  ['yellow-star', '⭐'],
  ['red-star', '🔴'],
  ['green-star', '🟢'],
  ['blue-star', '🔵'],
  ['heart', '❤️'],
  ['broken-heart', '💔'],
]);

/** The character for the name, else the fallback that newer editors write beside it, else the name in parentheses. */
export function renderEmoticon(node: StorageElement): Html {
  const name = node.attributes['ac:name'] ?? '';
  const shown = characters.get(name) ?? (node.attributes['ac:emoji-fallback'] || `(${name})`);
  const attributes = { class: 'emoticon w-emoticon', 'data-emoticon-name': name, role: 'img', 'aria-label': name };
  return element('span', attributes, text(shown));
}
