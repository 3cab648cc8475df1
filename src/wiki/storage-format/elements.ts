/**
 * The HTML that authors may use: one table of elements, each with its attributes and what their values must look like. Anything else
 * does not reach the reader as markup.
 */
import type { Rendering } from './rendering.ts';
import { safeStyle } from './style.ts';

/** Gives the value to send, or `undefined` to leave the attribute out. */
type Check = (value: string, rendering: Rendering) => string | undefined;

type ElementRule = {
  readonly attributes: Readonly<Record<string, Check>>;
  /** A class that the stylesheet and the API's readers expect on the element. */
  readonly className?: string;
  /** Where the element may stand; elsewhere it would close elements around it, so a `div` takes its place. */
  readonly within?: ReadonlySet<string>;
};

const anyText: Check = (value) => value;
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    pattern.test(value) ? value : undefined;
const count = matching(/^[0-9]{1,4}$/);
const integer = matching(/^-?[0-9]{1,6}$/);
const size = matching(/^[0-9]{1,4}(?:\.[0-9]{1,4})?(?:px|%)?$/);
const colour = matching(/^#?[a-zA-Z0-9]{1,20}$/);
const dateTime = matching(/^[0-9T:.Z+ -]{1,40}$/);
const horizontal = matching(/^(?:left|right|center|justify)$/);
const vertical = matching(/^(?:top|middle|bottom|baseline)$/);
const linkAddress: Check = (value, rendering) => rendering.linkAddress(value);
const imageAddress: Check = (value, rendering) => rendering.imageAddress(value);

/** Classes that authors use for their meaning; all others are dropped, so that none borrows the application's looks. */
const knownClasses = new Set(
  `wrapped fixed-table relative-table confluenceTable confluenceTh confluenceTd numberingColumn nohighlight highlight
highlight-grey highlight-red highlight-yellow highlight-green highlight-blue auto-cursor-target external-link`.split(/\s+/),
);
const classes: Check = (value) => {
  const kept = value.split(/\s+/).filter((name) => knownClasses.has(name));
  return kept.length === 0 ? undefined : kept.join(' ');
};

const everywhere: Readonly<Record<string, Check>> = {
  title: anyText,
  lang: matching(/^[a-zA-Z0-9-]{1,35}$/),
  dir: matching(/^(?:ltr|rtl|auto)$/),
  class: classes,
  style: safeStyle,
};
const cell: Readonly<Record<string, Check>> = {
  colspan: count,
  rowspan: count,
  scope: matching(/^(?:row|col|rowgroup|colgroup)$/),
  align: horizontal,
  valign: vertical,
  width: size,
  'data-highlight-colour': colour,
};

const plain = (names: string): [string, ElementRule][] => names.split(' ').map((name) => [name, { attributes: {} }]);
const within = (...names: string[]) => new Set(names);
const list = within('ul', 'ol');
const table = within('table');
const rows = within('thead', 'tbody', 'tfoot');

const rules: ReadonlyMap<string, ElementRule> = new Map<string, ElementRule>([
  ...plain('p div span h1 h2 h3 h4 h5 h6 br hr pre address center figure figcaption'),
  ...plain('strong b em i u s strike del ins big small sub sup code tt samp kbd var cite abbr acronym dfn mark'),
  ['blockquote', { attributes: { cite: linkAddress } }],
  ['q', { attributes: { cite: linkAddress } }],
  ['font', { attributes: { color: colour } }],
  ['a', { attributes: { href: linkAddress, target: matching(/^_blank$/) } }],
  ['img', { attributes: { src: imageAddress, alt: anyText, width: size, height: size } }],
  ['time', { attributes: { datetime: dateTime } }],
  ['ul', { attributes: {} }],
  ['ol', { attributes: { start: integer, type: matching(/^[1aAiI]$/) } }],
  ['li', { attributes: { value: integer }, within: list }],
  ['dl', { attributes: {} }],
  ['dt', { attributes: {}, within: within('dl') }],
  ['dd', { attributes: {}, within: within('dl') }],
  ['table', { attributes: { width: size, border: count, summary: anyText }, className: 'confluenceTable' }],
  ['caption', { attributes: {}, within: table }],
  ['colgroup', { attributes: { span: count, width: size }, within: table }],
  ['col', { attributes: { span: count, width: size }, within: within('colgroup') }],
  ['thead', { attributes: {}, within: table }],
  ['tbody', { attributes: {}, within: table }],
  ['tfoot', { attributes: {}, within: table }],
  ['tr', { attributes: { 'data-highlight-colour': colour }, within: within('table', ...rows) }],
  ['th', { attributes: cell, className: 'confluenceTh', within: within('tr') }],
  ['td', { attributes: cell, className: 'confluenceTd', within: within('tr') }],
]);

/** The rule for an element of this name, if an author may use it. */
export function elementRule(name: string): ElementRule | undefined {
  return rules.get(name);
}

/** The attributes that may be sent, checked, with the element's own class. Ids and event handlers are never among them. */
export function safeAttributes(
  rule: ElementRule,
  written: Readonly<Record<string, string>>,
  rendering: Rendering,
): Record<string, string | undefined> {
  const kept: Record<string, string | undefined> = {};
  for (const name in written) {
    const checks = Object.hasOwn(rule.attributes, name) ? rule.attributes : everywhere;
    if (Object.hasOwn(checks, name)) kept[name] = checks[name]?.(written[name] ?? '', rendering);
  }
  if (rule.className !== undefined) kept.class = withClass(rule.className, kept.class);
  return kept;
}

function withClass(own: string, authors: string | undefined): string {
  const others = authors?.split(' ').filter((name) => name !== own) ?? [];
  return [own, ...others].join(' ');
}
