/**
 * Texts as words: how search compares them, whichever database holds them. Case, accents and width do not count; English
 * endings are taken off; scripts that write no spaces are read letter by letter.
 */
import { stem } from './stem.ts';

export interface Word {
  /** What a search for the word compares. */
  readonly stem: string;
  /** The word itself, folded: what wildcards compare. */
  readonly form: string;
  /** Offsets in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Longer ones are no words; both databases limit what they hold. */
const longestWord = 80;

const words =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]\p{M}*|[[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]]+/gv;

/** The words of a text in their order. Linear in the text. */
export function* eachWord(text: string): Generator<Word, void, undefined> {
  // Most words of a text come again.
  const known = new Map<string, Pick<Word, 'stem' | 'form'>>();
  for (const { 0: word, index } of text.matchAll(words)) {
    let compared = known.get(word);
    if (compared === undefined) {
      const form = foldWord(word);
      compared = { stem: stemOf(form), form };
      known.set(word, compared);
    }
    const { stem, form } = compared;
    if (form !== '') yield { stem, form, start: index, end: index + word.length };
  }
}

/** @returns all words of a text at once */
export function wordsOf(text: string): readonly Word[] {
  return [...eachWord(text)];
}

/** @returns letters and digits alone, in lower case and without accents */
export function foldWord(word: string): string {
  const folded = /^[\0-\x7f]*$/.test(word) ? word : word.normalize('NFKD');
  return folded
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, longestWord)
    .replace(/[\ud800-\udbff]$/, '');
}

function stemOf(form: string): string {
  return /^[a-z]+$/.test(form) ? stem(form) : form;
}
