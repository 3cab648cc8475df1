/** How names are compared without regard to case: user names, groups, titles, space keys. */

/** @returns the text in Unicode normal form C and lower case, for unique columns and look-ups */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/**
 * @returns the text without control, bidirectional and other invisible format characters, so that it cannot look like
 * something else on a page; white space is folded to single spaces
 */
export function plainName(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
