/** `time`: a date, in the reader's format. */
import { element, type Html, text } from '../html.ts';
import type { Rendering } from '../rendering.ts';
import { isBlank, type StorageElement } from '../tree.ts';

/** The text of the element if it has one, else the date of its `datetime`; what is no date is shown as it stands. */
export function renderTime(node: StorageElement, rendering: Rendering): Html {
  const written = node.attributes.datetime ?? '';
  const isDate = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(written) && !Number.isNaN(Date.parse(written));
  const attributes = { class: 'w-date', datetime: isDate ? written : undefined };
  if (!node.children.every(isBlank)) return element('time', attributes, rendering.nodes(node.children));
  return element('time', attributes, text(isDate ? rendering.day(written) : written));
}
