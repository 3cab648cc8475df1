/**
 * HTML as a value. `html` writes markup from a template and escapes everything that is put into it, so that forgetting is safe.
 *
 *     html`<p class="${kind}">${text}</p>`          text and quoted attributes: escaped
 *     html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`   templates and arrays nest
 *     html`${warning && html`<b>${warning}</b>`}`   undefined, null and false write nothing
 *     html`<input ${attributes({ name, required: true, disabled: false })}>`
 *     html`<article>${trusted(renderedPage)}</article>`   the one way past the escaping: markup that is already safe
 *
 * A value may stand in text, in a quoted attribute, or (as `attributes(…)`) among the attributes of a tag. Anywhere else — an
 * unquoted attribute, a tag's name, a comment, a script or a style, an event handler — escaping cannot make it safe, and the template throws
 * when it is first used. An address whose scheme could run script (`javascript:`, `data:`) is replaced by `about:invalid`.
 */
import { addressAttributes, type Hole, holesOf, isForbiddenAttribute } from './template-holes.ts';

const markup: unique symbol = Symbol('markup');
const attributeList: unique symbol = Symbol('attribute list');

/** Markup that is safe to send. Made by `html` and `trusted` only: no parsed JSON can look like it. */
export type Html = { readonly [markup]: string; toString(): string };

/** Attributes of a tag, escaped and ready. Made by `attributes` only. */
export type Attributes = { readonly [attributeList]: string; toString(): string };

/** What may be put into a template. `true` is not among them: it is always a mistake. */
export type Renderable = Html | Attributes | string | number | undefined | null | false | readonly Renderable[];

/** Each template is examined once: the strings of a tagged template are the same object every time it runs. */
const examined = new WeakMap<TemplateStringsArray, readonly Hole[]>();

/** Writes markup; every value is escaped for where it stands. Throws a `TypeError` on a template in which a value could not be made safe. */
export function html(strings: TemplateStringsArray, ...values: readonly Renderable[]): Html {
  let holes = examined.get(strings);
  if (holes === undefined) {
    holes = holesOf(strings);
    examined.set(strings, holes);
  }
  let text = strings[0] ?? '';
  for (let index = 0; index < values.length; index++) {
    text += written(values[index], holes[index]) + strings[index + 1];
  }
  return fragment(text);
}

/** Takes markup as it is. Only for what is safe already: a page that was parsed, filtered and rendered; an icon of ours. */
export function trusted(safeMarkup: string): Html {
  return fragment(safeMarkup);
}

/**
 * The attributes of a tag: `true` writes the bare name, `false`, `null` and `undefined` leave it out.
 * Event handlers and `style` are refused: the content security policy forbids them.
 */
export function attributes(values: Readonly<Record<string, string | number | boolean | null | undefined>>): Attributes {
  let text = '';
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === false) continue;
    if (!attributeName.test(name) || isForbiddenAttribute(name))
      throw new TypeError(`not an attribute that a page may set: ${name}`);
    if (text !== '') text += ' ';
    if (value === true) text += name;
    else text += `${name}="${escaped(addressAttributes.has(name) ? safeAddress(String(value)) : String(value))}"`;
  }
  return { [attributeList]: text, toString: () => text };
}

/** The markup as text, for the answer's body. */
export function renderToString(value: Html): string {
  return value[markup];
}

function fragment(text: string): Html {
  return { [markup]: text, toString: markupOfThis };
}

function markupOfThis(this: Html): string {
  return this[markup];
}

function written(value: Renderable, hole: Hole | undefined): string {
  if (hole === 'text') return writtenAsText(value);
  if (value === undefined || value === null || value === false) return '';
  if (hole === 'tag') {
    if (typeof value === 'object' && attributeList in value) return value[attributeList];
    throw new TypeError('only attributes(…) can stand among the attributes of a tag');
  }
  if (typeof value === 'object' || typeof value === 'boolean')
    throw new TypeError('an attribute takes text or a number, not markup or a list');
  const text = String(value);
  return escaped(hole === 'address' ? safeAddress(text) : text);
}

function writtenAsText(value: Renderable): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  if (value === undefined || value === null || value === false) return '';
  if (isList(value)) {
    let text = '';
    for (const item of value) text += writtenAsText(item);
    return text;
  }
  if (typeof value === 'object' && markup in value) return value[markup];
  throw new TypeError(`cannot be written as text: ${typeof value}`);
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: Renderable): value is readonly Renderable[] {
  return Array.isArray(value);
}

const special = /[&<>"']/;
const everySpecial = /[&<>"']/g;
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  // Most values hold nothing to escape; the test alone is several times faster than a replacement that finds nothing.
  return special.test(text) ? text.replace(everySpecial, (character) => escapes[character] ?? '') : text;
}

const attributeName = /^[a-z][a-z0-9-]*$/;
const schemeAtStart = /^([a-z][a-z0-9+.-]*):/i;
const harmlessSchemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto']);

/** Browsers ignore control characters and spaces in and before a scheme, so they are left out before it is read (WHATWG URL §4.4). */
function safeAddress(address: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const scheme = schemeAtStart.exec(address.replace(/[\u0000-\u0020]/g, ''))?.[1];
  return scheme === undefined || harmlessSchemes.has(scheme.toLowerCase()) ? address : 'about:invalid';
}
