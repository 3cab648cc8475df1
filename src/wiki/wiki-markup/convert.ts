/**
 * Converts wiki markup, the syntax of pages before Confluence 4 that programs still send, into storage format. Accepts any text, in
 * linear time.
 */
import { parse } from '../storage-format/parse.ts';
import { blocksToStorage } from './blocks.ts';
import { inlineToStorage } from './inline.ts';
import { bodiedMacros, bodiedToPiece, bodilessMacros, bodilessToPiece, type MacroTag, verbatimToPiece } from './macros.ts';
import { keep, type Piece, withoutMarks } from './pieces.ts';
import { scan, type Token } from './scan.ts';
import { escapeXml, xmlElement } from './write.ts';

/** In UTF-16 units: what takes a second or two at worst. Whoever lets strangers send markup refuses what is longer. */
export const longestWikiMarkup = 1_000_000;

/** Macros within macros; the tag of one that would be deeper is kept as text. */
const deepest = 20;

/**
 * @param source wiki markup
 * @returns well-formed storage format. What nests deeper than a body may is kept as preformatted text
 */
export function wikiToStorage(source: string): string {
  const text = withoutMarks(source.replace(/\r\n?/g, '\n'));
  const pieces: Piece[] = [];
  const storage = blocksToStorage(withPieces(scan(text), pieces), pieces);
  return parse(storage).type === 'document' ? storage : xmlElement('pre', {}, escapeXml(text));
}

/** A macro that has begun, and the text that follows it so far. */
interface OpenMacro {
  readonly tag: MacroTag;
  readonly written: string;
  text: string;
}

/** Puts marks in the place of everything but text, from the inside to the outside. */
function withPieces(tokens: readonly Token[], pieces: Piece[]): string {
  const open: OpenMacro[] = [];
  const names = new Map<string, number>();
  let top = '';

  const append = (text: string) => {
    const innermost = open.at(-1);
    if (innermost === undefined) top += text;
    else innermost.text += text;
  };
  const count = (name: string, change: number) => names.set(name, (names.get(name) ?? 0) + change);
  /** Ends the search for the end of a macro: it has none. */
  const giveUp = () => {
    const unended = open.pop();
    if (unended === undefined) return;
    count(unended.tag.name, -1);
    append(bodiedMacros.has(unended.tag.name) ? unended.written : keep(pieces, bodilessToPiece(unended.tag)));
    append(unended.text);
  };
  const end = (name: string) => {
    while (open.at(-1)?.tag.name !== name) giveUp();
    const ended = open.pop();
    if (ended === undefined) return;
    count(name, -1);
    append(keep(pieces, macroWithBody(ended.tag, ended.text, pieces)));
  };
  const tagged = (tag: MacroTag, written: string) => {
    if (bodilessMacros.has(tag.name)) append(keep(pieces, bodilessToPiece(tag)));
    else if (tag.parameters === undefined && names.get(tag.name)) end(tag.name);
    else if (open.length >= deepest) append(written);
    else {
      open.push({ tag, written, text: '' });
      count(tag.name, 1);
    }
  };

  for (const token of tokens) {
    switch (token.type) {
      case 'text':
        append(token.value);
        break;
      case 'escaped':
        append(keep(pieces, { storage: escapeXml(token.value), block: false, text: token.value }));
        break;
      case 'break':
        append(keep(pieces, { storage: '<br />', block: false }));
        break;
      case 'monospaced':
        append(keep(pieces, { storage: xmlElement('code', {}, escapeXml(token.value)), block: false }));
        break;
      case 'verbatim':
        append(keep(pieces, verbatimToPiece(token.tag, token.body)));
        break;
      case 'tag':
        tagged(token.tag, token.written);
        break;
      default:
        token satisfies never;
    }
  }
  while (open.length > 0) giveUp();
  return top;
}

function macroWithBody(tag: MacroTag, text: string, pieces: readonly Piece[]): Piece {
  return bodiedToPiece(tag, {
    blocks: () => blocksToStorage(text, pieces),
    inline: () => inlineToStorage(text, pieces),
    isInline: !/\n[ \t]*(?:\n|[*#|-]|h[1-6]\.|bq\.)/.test(text) && !/^\s*(?:h[1-6]\.|[*#-]+[ \t])/.test(text),
  });
}
