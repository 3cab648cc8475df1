/**
 * Errors in a body, in the words that REST clients know (they search the message and its position). Turns what saxes reports, and the
 * text around it, into a problem; knows nothing of trees or limits.
 */

/** A problem and how many UTF-16 units of the source had been read when it showed. */
export type Problem = { readonly text: string; readonly read: number };

/** Where saxes stopped. */
export type Surroundings = {
  readonly source: string;
  readonly read: number;
  /** The end of the last complete tag, comment or CDATA section before the problem. */
  readonly lastEvent: number;
  /** The element that was open last. */
  readonly innermost: string | undefined;
};

/** Describes a problem that saxes reports while it reads. */
export function describeProblem(report: string, at: Surroundings): Problem {
  const { source, read } = at;
  const unexpected = (rest: string): Problem => ({ text: `Unexpected character ${characterBefore(source, read)}${rest}`, read });

  switch (report) {
    case 'disallowed character in tag name':
      return unexpected(" in content after '<' (malformed start element?).");
    case 'disallowed character in tag name.':
    case 'no whitespace between attributes.':
      return unexpected(' excepted space, or \'>\' or "/>"');
    case 'forward-slash in opening tag not followed by >.':
      return unexpected(" expected '>'");
    case 'attribute without value.':
      return unexpected(" expected '='");
    case 'unquoted attribute value.':
      return unexpected(' in start tag Expected a quote');
    case 'disallowed character in attribute name.':
      return unexpected(afterAttribute(source[read - 2]));
    case 'disallowed character in closing tag.':
      return unexpected(" in end tag Expected '>'");
    case 'disallowed character.':
      return source[read - 1] === '<'
        ? unexpected(' in attribute value')
        : { text: `Illegal character (${characterBefore(source, read)})`, read };
    case 'the string "]]>" is disallowed in char data.':
      // The text of a macro that holds the end of a section, not split as it must be; clients look for these words.
      if (at.innermost?.startsWith('ac:plain-text-')) return { text: "CDATA block has embedded ']]>' in it", read };
      return { text: "String ']]>' not allowed in textual content, except as the end marker of CDATA section", read };
    case 'malformed comment.':
      return { text: "String '--' not allowed in comment (missing '>'?)", read };
    case 'unexpected close tag.':
    case 'unmatched closing tag.':
    case 'weird empty close tag.':
      return closeTag(source, read, at.innermost);
    case 'incorrect syntax.':
    case 'inappropriately located doctype declaration.':
      return {
        text: "Unrecognized XML directive; expected CDATA or comment ('<![CDATA[' or '<!--').",
        read: source.lastIndexOf('<!', read - 1) + 3,
      };
    case 'undefined entity.':
    case 'disallowed character in entity name.':
    case 'malformed character entity.':
    case 'empty entity name.':
      return badReference(source, at.lastEvent, read) ?? reference(source, read);
    default:
      break;
  }
  if (report.startsWith('duplicate attribute: ')) return { text: `Duplicate attribute '${report.slice(21, -1)}'.`, read };
  return { text: 'Processing instructions are not allowed', read: source.lastIndexOf('<?', read - 1) + 2 };
}

/** Describes a source that ends too early. */
export function describeEnd(source: string, lastEvent: number, innermost: string | undefined): Problem {
  const read = source.length;
  const markup = source.indexOf('<', lastEvent);
  const place = markup === -1 ? '' : inside(source, markup);
  // References count in text and in start tags; in comments and CDATA sections an ampersand is just one.
  const bad = badReference(source, lastEvent, markup === -1 || place === ' in start tag' ? read : markup);
  if (bad !== undefined) return bad;
  if (markup !== -1) return { text: `Unexpected EOF${place}`, read };
  if (innermost !== undefined) return { text: `Unexpected EOF; was expecting a close tag for element <${innermost}>`, read };
  return { text: 'Unexpected EOF in entity reference', read };
}

/** Row and column, both counted from 1, of what was read last: the column of the end of an empty row is 0. */
export function positionOf(source: string, read: number): { row: number; column: number } {
  let row = 1;
  let rowStart = 0;
  for (const { index, 0: end } of source.matchAll(/\r\n|\r|\n/g)) {
    if (index + end.length > read) break;
    row += 1;
    rowStart = index + end.length;
  }
  return { row, column: read - rowStart };
}

function inside(source: string, markup: number): string {
  if (source.startsWith('<!--', markup)) return ' in comment';
  if (source.startsWith('<![CDATA[', markup)) return ' in CDATA section';
  if (source.startsWith('</', markup)) return ' in end tag';
  return ' in start tag';
}

/** What may follow depends on what came before: a value's closing quote, white space, or the attribute's name. */
function afterAttribute(previous: string | undefined): string {
  if (previous === '"' || previous === "'") return ' excepted space, or \'>\' or "/>"';
  return previous === undefined || /\s/.test(previous) ? ' (expected a name start character)' : " expected '='";
}

function closeTag(source: string, read: number, innermost: string | undefined): Problem {
  const start = source.lastIndexOf('</', read - 1) + 2;
  const name = /^[^\s>]*/.exec(source.slice(start, read))?.[0] ?? '';
  const text =
    innermost === undefined
      ? `Unbalanced close tag </${name}>; no open start tag.`
      : `Unexpected close tag </${name}>; expected </${innermost}>.`;
  return { text, read: start + name.length };
}

/** The first `&` that does not begin a well-formed reference; saxes itself reads on to the next semicolon, however far. */
function badReference(source: string, from: number, to: number): Problem | undefined {
  const pattern = /&(?!(?:[A-Za-z_:][\w:.-]*|#[0-9]+|#x[0-9A-Fa-f]+);)/g;
  pattern.lastIndex = from;
  const at = pattern.exec(source)?.index;
  if (at === undefined || at >= to) return undefined;
  const name = /^(?:[A-Za-z_:][\w:.-]*|#x?[0-9A-Fa-f]*)?/.exec(source.slice(at + 1))?.[0] ?? '';
  const end = at + 1 + name.length;
  if (end >= source.length) return { text: 'Unexpected EOF in entity reference', read: source.length };
  const character = `Unexpected character ${characterBefore(source, end + 1)}`;
  if (name === '') return { text: `${character} (missing name?)`, read: end + 1 };
  return { text: `${character}; expected a semi-colon after the reference for entity '${name}'`, read: end + 1 };
}

function reference(source: string, read: number): Problem {
  const name = source.slice(source.lastIndexOf('&', read - 1) + 1, read - 1);
  if (!name.startsWith('#')) return { text: `Undeclared general entity "${name}"`, read };
  return { text: `Illegal character entity: expansion character (${name})`, read };
}

function characterBefore(source: string, read: number): string {
  const low = source.charCodeAt(read - 1);
  const code = low >= 0xdc00 && low <= 0xdfff ? (source.codePointAt(read - 2) ?? low) : low;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `(CTRL-CHAR, code ${code})`;
  const hexadecimal = code > 255 ? ` / 0x${code.toString(16)}` : '';
  return `'${String.fromCodePoint(code)}' (code ${code}${hexadecimal})`;
}
