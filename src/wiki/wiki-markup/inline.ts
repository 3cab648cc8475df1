/**
 * Markup inside a paragraph, cell or item: phrases (`*strong*`), links, pictures, addresses, emoticons, dashes, entities. One pass
 * over the text; an unclosed phrase stays as written.
 */
import { imageToStorage } from './images.ts';
import { linkToStorage } from './links.ts';
import { markPattern, markStart, type Piece, unmarked } from './pieces.ts';
import { escapeXml, readEntity, xmlElement } from './write.ts';

const phrases: ReadonlyMap<string, string> = new Map([
  ['*', 'strong'],
  ['_', 'em'],
  ['-', 'del'],
  ['+', 'u'],
  ['^', 'sup'],
  ['~', 'sub'],
  ['??', 'cite'],
]);
/** These are used in the middle of words too: `m^2^`. */
const insideWords = new Set(['^', '~']);

const emoticons: ReadonlyMap<string, string> = new Map([
  [':)', 'smile'],
  [':-)', 'smile'],
  [':(', 'sad'],
  [':-(', 'sad'],
  [':P', 'cheeky'],
  [':p', 'cheeky'],
  [':D', 'laugh'],
  [';)', 'wink'],
  [';-)', 'wink'],
  ['(y)', 'thumbs-up'],
  ['(n)', 'thumbs-down'],
  ['(i)', 'information'],
  ['(/)', 'tick'],
  ['(x)', 'cross'],
  ['(!)', 'warning'],
  ['(+)', 'plus'],
  ['(-)', 'minus'],
  ['(?)', 'question'],
  ['(on)', 'light-on'],
  ['(off)', 'light-off'],
  ['(*)', 'yellow-star'],
  ['(*y)', 'yellow-star'],
  ['(*r)', 'red-star'],
  ['(*g)', 'green-star'],
  ['(*b)', 'blue-star'],
]);

const plainRun = /[^\ufffe\n!&()*+\-:;?[^_{~hf]+/y;
const emoticon = /[:;]-?[()PpD]|\((?:on|off|\*[yrgb]?|[ynix/!+?-])\)/y;
const bracketed = /\[([^[\]\n]{1,2000})\]/y;
const picture = /!([^\s!|\ufffe][^!|\n\ufffe]{0,500})(?:\|([^!\n\ufffe]{0,500}))?!/y;
const address = /(?:https?|ftp):\/\/[^\s<>"|[\]{}\ufffe]{1,2000}/y;
const entity = /&(?:[A-Za-z][A-Za-z0-9]{1,9}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});/y;
/** Two of them are no mark of a phrase. */
const repeated = /([*_+^~])\1+/y;
const phrase = /\{(\*|_|-|\+|\^|~|\?\?)\}|\?\?|[*_\-+^~]/y;
const dashes = /-{2,3}/y;
const word = /[\p{L}\p{N}]/u;

type Open = { readonly kind: string; readonly at: number };

/**
 * @param pieces what the marks in the text stand for
 * @param withLinks false inside a link, which holds no other
 */
export function inlineToStorage(text: string, pieces: readonly Piece[], withLinks = true): string {
  const out: string[] = [];
  const open: Open[] = [];
  let at = 0;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const put = (storage: string, length: number) => {
    out.push(storage);
    at += length;
  };
  const before = () => characterBefore(text, at);

  while (at < text.length) {
    const plain = (take(plainRun) ?? take(repeated))?.[0];
    if (plain !== undefined) {
      put(escapeXml(plain), plain.length);
      continue;
    }
    const character = text[at] ?? '';
    const converted = special(character);
    if (converted !== undefined) put(converted.storage, converted.length);
    else if (!phraseAt()) put(escapeXml(character), character.length);
  }
  return out.join('');

  /** What begins with this character and is whole by itself. */
  function special(character: string): { readonly storage: string; readonly length: number } | undefined {
    const found = (match: RegExpExecArray | null, storage: string | undefined) =>
      match === null || storage === undefined ? undefined : { storage, length: match[0].length };
    switch (character) {
      case markStart: {
        const mark = take(markPattern);
        return found(mark, pieces[Number(mark?.[1])]?.storage);
      }
      case '\n':
        return { storage: '<br />', length: 1 };
      case '[': {
        const link = withLinks ? take(bracketed) : null;
        return found(link, link === null ? undefined : linkOf(link[1] ?? ''));
      }
      case '!': {
        const image = word.test(before()) ? null : take(picture);
        return found(image, image === null ? undefined : imageToStorage(image[1] ?? '', image[2]));
      }
      case '&': {
        const reference = take(entity);
        return found(reference, reference === null ? undefined : readEntity(reference[0]));
      }
      case 'h':
      case 'f': {
        const written = withLinks && !word.test(before()) ? take(address) : null;
        // What ends a sentence does not belong to the address in it.
        const href = written?.[0].replace(/[.,;:!?)'*_]{1,20}$/, '');
        return href === undefined ? undefined : { storage: xmlElement('a', { href }, escapeXml(href)), length: href.length };
      }
      case ':':
      case ';':
      case '(': {
        const face = word.test(before()) ? null : take(emoticon);
        const name = face === null ? undefined : emoticons.get(face[0]);
        return found(face, name === undefined ? undefined : xmlElement('ac:emoticon', { 'ac:name': name }));
      }
      case '-': {
        const dash = take(dashes);
        const spaced = dash !== null && /^\s?$/.test(before()) && /^\s?$/.test(text[at + dash[0].length] ?? '');
        return found(dash, spaced ? (dash?.[0].length === 3 ? '&mdash;' : '&ndash;') : undefined);
      }
      default:
        return undefined;
    }
  }

  /** A target with code or a macro in it is none. */
  function linkOf(written: string): string | undefined {
    const [alias, ...rest] = written.split('|');
    const target = unmarked(rest[0] ?? alias ?? '', pieces);
    if (target === undefined) return undefined;
    return linkToStorage({ alias: rest.length === 0 ? undefined : alias, target }, (words) =>
      inlineToStorage(words, pieces, false),
    );
  }

  /** Begins or ends a phrase. @returns false when there is none */
  function phraseAt(): boolean {
    const match = take(phrase);
    if (match === null) return false;
    const [written, braced] = match;
    const kind = braced ?? written;
    const previous = before();
    const next = String.fromCodePoint(text.codePointAt(at + written.length) ?? 32);
    const opened = open.findLastIndex((each) => each.kind === kind);
    const mayEnd = braced !== undefined || (!/\s/.test(previous) && previous !== '' && !word.test(next));
    if (opened !== -1 && mayEnd && open[opened]?.at !== out.length - 1) {
      const name = phrases.get(kind) ?? 'span';
      // Phrases that began inside this one and did not end in it are none.
      out[open[opened]?.at ?? 0] = `<${name}>`;
      open.length = opened;
      put(`</${name}>`, written.length);
      return true;
    }
    const mayBegin = braced !== undefined || (!/\s/.test(next) && (insideWords.has(kind) || !word.test(previous)));
    if (opened === -1 && mayBegin) open.push({ kind, at: out.length });
    put(escapeXml(written), written.length);
    return true;
  }
}

/** The character before an offset, whole even where it takes two units; empty at the start. */
function characterBefore(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(at - 2, at) : text.slice(Math.max(at - 1, 0), at);
}
