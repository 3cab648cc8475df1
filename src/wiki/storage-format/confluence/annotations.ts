/** Elements that mark text or stand for it: inline comments, placeholders, template variables, extensions of the cloud editor. */
import { element, type Html, nothing, text } from '../html.ts';
import type { Rendering } from '../rendering.ts';
import { childOf, type StorageElement } from '../tree.ts';

/** `ac:inline-comment-marker`: the text that an inline comment is about. */
export function renderInlineComment(node: StorageElement, rendering: Rendering): Html {
  const attributes = { class: 'inline-comment-marker w-inline-comment', 'data-ref': node.attributes['ac:ref'] };
  return element('span', attributes, rendering.nodes(node.children));
}

/** `ac:placeholder`: what a template's author asks the writer to fill in. */
export function renderPlaceholder(node: StorageElement, rendering: Rendering): Html {
  const attributes = { class: 'text-placeholder w-placeholder', 'data-placeholder-type': node.attributes['ac:type'] };
  return element('span', attributes, rendering.nodes(node.children));
}

/** `at:var`: a template's variable, before it has a value. */
export function renderVariable(node: StorageElement): Html {
  return element('span', { class: 'w-variable' }, text(`@${node.attributes['at:name'] ?? ''}`));
}

/** `at:declarations` and other things that are not for readers. */
export function renderNothing(): Html {
  return nothing;
}

/** `ac:adf-extension`: kept as it is in storage; readers see its fallback, which is ordinary storage format. */
export function renderAdfExtension(node: StorageElement, rendering: Rendering): Html {
  const fallback = childOf(node, 'ac:adf-fallback');
  if (fallback !== undefined) return element('div', { class: 'w-extension' }, rendering.nodes(fallback.children));
  const label = element('span', { class: 'w-unknown-label' }, text("Unknown element: 'ac:adf-extension'"));
  return element('span', { class: 'w-unknown' }, label);
}
