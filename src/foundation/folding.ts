/** How names are compared (usernames, groups, titles, space keys), and which characters they may not hide. */

/** @returns the text in Unicode normal form C and lower case, for unique columns and look-ups */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/**
 * What nobody sees: control, bidirectional and other format characters, halves of pairs, and letters and signs that are blank in every font
 * (fillers of Hangul, inherent vowels of Khmer, the empty cell of Braille). What chooses the look of the sign before it stays.
 */
const unseen = /(?:[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5)+/gu;

/**
 * @returns the text without what is not seen, so that it cannot look like something else on a page, or like nothing; white space is folded to
 * single spaces
 */
export function plainName(text: string): string {
  return text.replace(unseen, ' ').trim();
}
