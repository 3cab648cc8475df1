/** `toc`: the page's headings as links, as a list or in one line. */
import { type Heading, idHref } from '../headings.ts';
import { element, type Html, join, nothing, text } from '../html.ts';
import type { Rendering } from '../rendering.ts';
import { headingFilter } from './heading-filter.ts';
import { isTrue, type Macro, type MacroDefinition, macroAttributes } from './macro.ts';

type Entry = { readonly heading: Heading; readonly depth: number; readonly number: string };

export const toc: MacroDefinition = {
  names: ['toc'],
  render(macro, rendering) {
    const attributes = macroAttributes(macro, 'block', 'toc-macro client-side-toc-macro w-toc');
    // A page may hold many tables, each as long as the page has headings: what they cost is counted before it is spent.
    const characters = rendering.headings.reduce((sum, heading) => sum + 100 + 2 * heading.text.length, 0);
    if (!rendering.spend(characters)) return nothing;
    const entries = numbered(chosen(macro, rendering.headings));
    const outline = isTrue(macro, 'outline');
    const links = (entry: Entry) => link(entry, outline, rendering);
    if (macro.parameters.get('type') === 'flat')
      return element('div', attributes, flat(entries.map(links), macro.parameters.get('separator')));
    return element('div', attributes, list(entries, links, listClass(macro)));
  },
};

function chosen(macro: Macro, headings: readonly Heading[]): readonly Heading[] {
  const level = (name: string, fallback: number) => {
    const written = Number(macro.parameters.get(name) || fallback);
    return Number.isInteger(written) ? written : fallback;
  };
  const [lowest, highest] = [level('minLevel', 1), level('maxLevel', 7)];
  const included = headingFilter(macro.parameters.get('include'), true);
  const excluded = headingFilter(macro.parameters.get('exclude'), false);
  return headings.filter(
    (heading) =>
      heading.level >= lowest &&
      heading.level <= highest &&
      heading.text !== '' &&
      included(heading.text) &&
      !excluded(heading.text),
  );
}

/** Gives each heading its number (`2.1.3`) by the levels that are used, so that a skipped level leaves no gap. */
function numbered(headings: readonly Heading[]): readonly Entry[] {
  const open: { readonly level: number; count: number }[] = [];
  return headings.map((heading) => {
    let left: { readonly count: number } | undefined;
    while ((open.at(-1)?.level ?? 0) > heading.level) left = open.pop();
    const innermost = open.at(-1);
    if (innermost?.level === heading.level) innermost.count += 1;
    else open.push({ level: heading.level, count: (left?.count ?? 0) + 1 });
    return { heading, depth: open.length, number: open.map(({ count }) => count).join('.') };
  });
}

function listClass(macro: Macro): string {
  const style = macro.parameters.get('style');
  return style !== undefined && /^(?:none|disc|circle|square|decimal|lower-alpha|lower-roman|upper-roman)$/.test(style)
    ? `toc-indentation w-toc-list w-list-${style}`
    : 'toc-indentation w-toc-list';
}

/** The entries as nested lists. An entry is at most one level deeper than the one before it. */
function list(entries: readonly Entry[], linkTo: (entry: Entry) => Html, classes: string): Html {
  const build = (from: number, depth: number): { readonly html: Html; readonly next: number } => {
    const items: Html[] = [];
    let index = from;
    for (let entry = entries[index]; entry !== undefined && entry.depth >= depth; entry = entries[index]) {
      const below = build(index + 1, depth + 1);
      items.push(element('li', {}, linkTo(entry), below.html));
      index = below.next;
    }
    return { html: items.length === 0 ? nothing : element('ul', { class: classes }, ...items), next: index };
  };
  return build(0, 1).html;
}

function link({ heading, number }: Entry, outline: boolean, rendering: Rendering): Html {
  const label = outline ? [element('span', { class: 'TOCOutline w-toc-number' }, text(number)), text(' ')] : [];
  return join([...label, rendering.link({ href: idHref(heading.id) }, () => text(heading.text))]);
}

const separators: ReadonlyMap<string, readonly [before: string, between: string, after: string]> = new Map([
  ['brackets', ['[ ', ' ] [ ', ' ]']],
  ['braces', ['{ ', ' } { ', ' }']],
  ['parens', ['( ', ' ) ( ', ' )']],
  ['comma', ['', ', ', '']],
  ['pipe', ['', ' | ', '']],
]);

function flat(links: readonly Html[], separator = 'brackets'): Html {
  if (links.length === 0) return nothing;
  const [before, between, after] = separators.get(separator) ?? ['', ` ${separator} `, ''];
  return join([text(before), ...links.flatMap((entry, index) => (index === 0 ? [entry] : [text(between), entry])), text(after)]);
}
