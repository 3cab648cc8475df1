/**
 * What is converted before the text around it: macros, escaped characters, code. Each is replaced by a mark made of characters that no
 * body can contain, so nothing inside it is parsed a second time.
 */

/** Converted storage format that a mark stands for. */
export interface Piece {
  readonly storage: string;
  /** Whether it stands between paragraphs, not in one. */
  readonly block: boolean;
  /** The character, where it stands for one that was escaped. */
  readonly text?: string;
}

const begin = '\ufffe';
const end = '\uffff';

/** The first character of every mark. */
export const markStart = begin;

/** A mark and its number. */
export const markPattern = /\ufffe(\d+)\uffff/y;

/** Removes what no XML document can hold, and with it everything that could be taken for a mark. */
export function withoutMarks(source: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return source.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '');
}

/** Keeps a piece. @returns the mark that stands for it */
export function keep(pieces: Piece[], piece: Piece): string {
  pieces.push(piece);
  return `${begin}${pieces.length - 1}${end}`;
}

/** @returns the text with the characters that marks stand for; undefined when one stands for something else */
export function unmarked(text: string, pieces: readonly Piece[]): string | undefined {
  let plain = '';
  let from = 0;
  for (let at = text.indexOf(begin); at !== -1; at = text.indexOf(begin, from)) {
    const stop = text.indexOf(end, at);
    const piece = pieces[Number(text.slice(at + 1, stop))];
    if (piece?.text === undefined) return undefined;
    plain += text.slice(from, at) + piece.text;
    from = stop + 1;
  }
  return plain + text.slice(from);
}

/** @returns the text between block pieces, and those pieces, in order */
export function splitAtBlocks(text: string, pieces: readonly Piece[]): readonly (string | Piece)[] {
  const parts: (string | Piece)[] = [];
  let from = 0;
  for (let at = text.indexOf(begin); at !== -1; at = text.indexOf(begin, at + 1)) {
    const stop = text.indexOf(end, at);
    const piece = pieces[Number(text.slice(at + 1, stop))];
    if (!piece?.block) continue;
    parts.push(text.slice(from, at), piece);
    from = stop + 1;
  }
  parts.push(text.slice(from));
  return parts;
}
