/** What macros that list pages share: how one entry looks. */
import { element, type Html, text } from '../html.ts';
import { linkedAttributes } from '../linked-attributes.ts';
import type { ListedPage } from '../macro-data.ts';
import type { Rendering } from '../rendering.ts';

/** A link to a listed page. */
export function listedLink(page: ListedPage, rendering: Rendering): Html {
  const attributes = {
    href: rendering.linkAddress(page.href) ?? '',
    ...linkedAttributes(page.id, page.type),
  };
  return rendering.link(attributes, () => text(page.title));
}

/** A page as an item of a list, with what is said about it. */
export function pageItem(page: ListedPage, rendering: Rendering, ...more: readonly Html[]): Html {
  return element('li', {}, listedLink(page, rendering), ...more);
}
