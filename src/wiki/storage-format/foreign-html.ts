/**
 * Parses HTML from another program into a tree of the elements that an author here may use, so that `render` shows it through the same
 * table as everything else. No markup of the text itself reaches a reader: how well this parses HTML decides how a page looks, never
 * whether it is safe.
 */
import { decodeHTML, decodeHTMLAttribute } from 'entities/decode';
import { elementRule } from './elements.ts';
import type { StorageDocument, StorageElement, StorageNode } from './tree.ts';
import { safeLink } from './url.ts';

/** What is beyond is left out. */
const mostElements = 20_000;
/** Elements deeper than this are opened no more; what they contain stays. */
const deepest = 100;
const mostAttributes = 50;

/** Their content is no content of a page, and is read as text up to their end tag. */
const rawElements = names('script style textarea title iframe noembed noframes noscript xmp plaintext');
/** Their content is left out with them. */
const leftOut = names('head template object applet svg math select canvas video audio map datalist frameset');
/** They have no content and no end tag. */
const voids = names('area base br col embed frame hr img input link meta param source track wbr');
/** As good as a `div`. */
const blocks = names(
  'article aside details dialog fieldset footer form header hgroup legend main menu nav search section summary',
);

/** What a start tag closes before it: those in `ends`, as far up as the first of `until`. */
const closedBy: ReadonlyMap<string, { readonly ends: ReadonlySet<string>; readonly until: ReadonlySet<string> }> = new Map([
  ['li', { ends: names('li'), until: names('ul ol') }],
  ...['dt', 'dd'].map((name) => [name, { ends: names('dt dd'), until: names('dl') }] as const),
  ...['td', 'th'].map((name) => [name, { ends: names('td th'), until: names('tr table') }] as const),
  ['tr', { ends: names('tr'), until: names('table') }],
  ...['thead', 'tbody', 'tfoot'].map(
    (name) => [name, { ends: names('caption colgroup thead tbody tfoot'), until: names('table') }] as const,
  ),
  ...[...names('p div ul ol dl table h1 h2 h3 h4 h5 h6 pre blockquote hr address center figure'), ...blocks].map(
    (name) => [name, { ends: names('p'), until: names('td th li dd div blockquote figure caption') }] as const,
  ),
]);

interface Open {
  readonly name: string;
  /** Where what it contains goes: into itself, into what is around it, or nowhere. */
  readonly children: StorageNode[];
}

/**
 * Reads a fragment. Linear in the text; never throws.
 * @param base the absolute address that relative ones begin at
 */
export function readForeignHtml(html: string, base: string): StorageDocument {
  const root: StorageNode[] = [];
  const open: Open[] = [];
  let elements = 0;
  let at = 0;

  const siblings = () => open.at(-1)?.children ?? root;
  /** What was read of a text that may go on. */
  let written = '';
  const endText = () => {
    const value = clean(decodeHTML(written));
    written = '';
    if (value !== '') siblings().push({ type: 'text', value, start: 0 });
  };
  const closeFor = (name: string) => {
    const rule = closedBy.get(name);
    if (rule === undefined) return;
    let lowest = open.length;
    for (let index = open.length - 1; index >= 0; index -= 1) {
      const around = open[index]?.name ?? '';
      if (rule.until.has(around)) break;
      if (rule.ends.has(around)) lowest = index;
    }
    open.length = lowest;
  };
  const start = ({ name, attributes, closed }: StartTag) => {
    closeFor(name);
    const around = siblings();
    if (name === 'img') {
      around.push(...pictureOf(attributes, base));
      return;
    }
    const shown = blocks.has(name) ? 'div' : elementRule(name) === undefined ? undefined : name;
    const children: StorageNode[] = [];
    const isOpen = !closed && !voids.has(name) && open.length < deepest;
    if (shown !== undefined && (isOpen || voids.has(name))) around.push(elementOf(shown, addressed(attributes, base), children));
    if (isOpen) open.push({ name, children: shown === undefined && !leftOut.has(name) ? around : children });
  };
  const end = (name: string) => {
    const index = open.findLastIndex((each) => each.name === name);
    if (index !== -1) open.length = index;
  };

  while (at < html.length && elements < mostElements) {
    const next = html.indexOf('<', at);
    written += html.slice(at, next === -1 ? html.length : next);
    if (next === -1) break;
    const tag = tagAt(html, next);
    at = tag.end;
    if (tag.kind === 'text') written += '&lt;';
    if (tag.kind === 'end' || tag.kind === 'start') endText();
    if (tag.kind === 'end') end(tag.name);
    if (tag.kind === 'start') {
      elements += 1;
      if (rawElements.has(tag.name)) at = tag.closed ? at : afterRaw(html, at, tag.name);
      else start(tag);
    }
  }
  endText();
  return { type: 'document', children: root };
}

type StartTag = {
  readonly kind: 'start';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly closed: boolean;
  readonly end: number;
};

/** What begins at a `<`; `end` is where to go on. */
function tagAt(
  html: string,
  at: number,
):
  | StartTag
  | { readonly kind: 'end'; readonly name: string; readonly end: number }
  | { readonly kind: 'text' | 'nothing'; readonly end: number } {
  if (html.startsWith('<!--', at)) return { kind: 'nothing', end: after(html, '-->', at + 4) };
  if (html.startsWith('<!', at) || html.startsWith('<?', at)) return { kind: 'nothing', end: after(html, '>', at) };
  const isEnd = html[at + 1] === '/';
  const nameStart = at + (isEnd ? 2 : 1);
  tagName.lastIndex = nameStart;
  const name = tagName.exec(html)?.[0].toLowerCase();
  if (name === undefined) return isEnd ? { kind: 'nothing', end: after(html, '>', at) } : { kind: 'text', end: at + 1 };
  if (isEnd) return { kind: 'end', name, end: after(html, '>', nameStart) };
  return { kind: 'start', name, ...readAttributes(html, nameStart + name.length) };
}

// Sticky: each begins where it is told to, and looks at what it takes alone.
const tagName = /[a-zA-Z][^\s/>]{0,60}/y;
const attributeName = /[^\s/>=]+/y;
const gap = /[\s/]*/y;
const equals = /\s*=\s*/y;
const bareValue = /[^\s>]*/y;
const endTag = /<\/([a-z]+)/gi;

function readAttributes(html: string, from: number): Pick<StartTag, 'attributes' | 'closed' | 'end'> {
  const attributes: Record<string, string> = Object.create(null);
  let at = from;
  let count = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [taken] = pattern.exec(html) ?? [];
    at += taken?.length ?? 0;
    return taken;
  };
  for (;;) {
    const between = take(gap) ?? '';
    if (at >= html.length) return { attributes, closed: true, end: html.length };
    if (html[at] === '>') return { attributes, closed: between.endsWith('/'), end: at + 1 };
    const name = take(attributeName)?.toLowerCase();
    if (name === undefined) {
      at += 1;
      continue;
    }
    const value = take(equals) === undefined ? '' : takeValue();
    count += 1;
    if (count <= mostAttributes) attributes[name] ??= clean(decodeHTMLAttribute(value));
  }

  function takeValue(): string {
    const quote = html[at];
    if (quote !== '"' && quote !== "'") return take(bareValue) ?? '';
    const end = html.indexOf(quote, at + 1);
    const value = html.slice(at + 1, end === -1 ? html.length : end);
    at = end === -1 ? html.length : end + 1;
    return value;
  }
}

/** @returns where to go on after a text that ends something; the end of everything where it is missing */
function after(html: string, text: string, from: number): number {
  const found = html.indexOf(text, from);
  return found === -1 ? html.length : found + text.length;
}

function afterRaw(html: string, from: number, name: string): number {
  endTag.lastIndex = from;
  for (let found = endTag.exec(html); found !== null; found = endTag.exec(html)) {
    if (found[1]?.toLowerCase() === name) return after(html, '>', found.index);
  }
  return html.length;
}

/** A picture of another site is not loaded here, which would tell that site of every reader: it is a link. */
function pictureOf(attributes: Readonly<Record<string, string>>, base: string): readonly StorageNode[] {
  const words = attributes.alt?.trim() || attributes.title?.trim() || 'Picture';
  const label: StorageNode = { type: 'text', value: words, start: 0 };
  const href = absoluteLink(attributes.src ?? '', base);
  return href === undefined ? [label] : [elementOf('a', { href }, [label])];
}

function addressed(attributes: Readonly<Record<string, string>>, base: string): Readonly<Record<string, string>> {
  if (!('href' in attributes || 'cite' in attributes)) return attributes;
  const { href, cite, ...others } = attributes;
  const absolute = (written: string | undefined) => (written === undefined ? undefined : absoluteLink(written, base));
  const found = Object.entries({ href: absolute(href), cite: absolute(cite) }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...others, ...Object.fromEntries(found) };
}

function absoluteLink(written: string, base: string): string | undefined {
  const href = URL.parse(written, base)?.href;
  return href === undefined ? undefined : safeLink(href);
}

function elementOf(name: string, attributes: Readonly<Record<string, string>>, children: readonly StorageNode[]): StorageElement {
  return { type: 'element', name, attributes, children, start: 0, end: 0 };
}

/** Without what XML has no place for. */
function clean(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return value.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}

function names(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
