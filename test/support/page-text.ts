/** What a reader has of a page's markup, for tests without a browser. */

/** @returns the text between the tags of the page's main part, a line a block; what can be copied stays in its `pre` */
export function visibleText(page: string): string {
  return (page.split('<main')[1] ?? page)
    .replace(/<(?!\/?pre)[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}

/** @returns where the links of a piece of markup lead */
export function readerHref(markup: string): readonly string[] {
  return Array.from(markup.matchAll(/<a\b[^>]* href="([^"]+)"/g), ([, href = '']) => href.replaceAll('&amp;', '&'));
}
