/**
 * The only way from strings to HTML: text is escaped; elements are built from a fixed name, named attributes and HTML. A plain string
 * is not `Html`, so the compiler rejects a macro that forgets to escape.
 */

declare const escaped: unique symbol;

/** Markup that is safe to send: well-formed as HTML and as XML. */
export type Html = string & { readonly [escaped]: true };

/** Attribute values before escaping; `undefined` leaves the attribute out. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** Nothing. */
export const nothing: Html = mark('');

/** Escapes text for content. */
export function text(value: string): Html {
  return mark(escapeText(value));
}

/** Puts pieces one after the other. */
export function join(pieces: readonly Html[]): Html {
  return mark(pieces.join(''));
}

/**
 * One element.
 * @param name an element name of ours, never an author's
 * @param attributes names of ours, values of anyone
 */
export function element(name: string, attributes: Attributes, ...content: readonly Html[]): Html {
  let tag = `<${name}`;
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) tag += ` ${key}="${escapeAttribute(value)}"`;
  }
  if (voidElements.has(name)) return mark(`${tag}/>`);
  const inner = join(content);
  // The first line feed of a `pre` is not content for an HTML parser, so one that is content needs another before it.
  return mark(`${tag}>${name === 'pre' && inner.startsWith('\n') ? '\n' : ''}${inner}</${name}>`);
}

/** Whether HTML gives an element no content and no end tag. */
export function isVoid(name: string): boolean {
  return voidElements.has(name);
}

const voidElements = new Set(['br', 'col', 'hr', 'img']);

const characters: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeText(value: string): string {
  return /[&<>]/.test(value) ? value.replace(/[&<>]/g, (character) => characters[character] ?? '') : value;
}

function escapeAttribute(value: string): string {
  return /[&<>"']/.test(value) ? value.replace(/[&<>"']/g, (character) => characters[character] ?? '') : value;
}

function mark(markup: string): Html {
  return markup as Html; // the one place where the brand is given: everything above has been escaped or built here
}
