/** Makes the name of an uploaded file safe: a plain file name wherever it is used later. */

import { plainName } from '../../foundation/folding.ts';

/** In UTF-16 units, as titles. */
const longestFilename = 255;
const longestExtension = 32;

/** Control characters, NUL among them, separators of lines, marks that turn the writing direction around, and what is not seen at all. */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** What looks like a dot or a slash, and becomes one where somebody compares names loosely. */
const dots = /[\u2024\ufe52\uff0e]/g;
const twoDots = /\u2025/g;
const slashes = /[\u2044\u2215\u29f8\uff0f]/g;
const backslashes = /[\u29f5\u29f9\ufe68\uff3c]/g;

/** @returns the name as it is stored, without folders in front of it; undefined when nothing is left of it */
export function cleanFilename(sent: string): string | undefined {
  const plain = sent
    .toWellFormed()
    .normalize('NFC')
    .replace(unfit, '')
    .replace(dots, '.')
    .replace(twoDots, '..')
    .replace(slashes, '/')
    .replace(backslashes, '\\');
  const name = plain.slice(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1).trim();
  // Windows leaves out dots and blanks at the end, so that another name would come out there.
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end -= 1;
  return plainName(name.slice(0, end)) === '' ? undefined : shorten(name.slice(0, end));
}

/** @returns what follows the last dot, in lower case; empty where there is none */
export function extensionOf(filename: string): string {
  const dot = filename.lastIndexOf('.');
  return dot === -1 ? '' : filename.slice(dot + 1).toLowerCase();
}

/** Cuts a long name in front of its extension. */
function shorten(name: string): string {
  if (name.length <= longestFilename) return name;
  const extension = extensionOf(name);
  const kept = extension !== '' && extension.length <= longestExtension ? name.slice(-extension.length - 1) : '';
  // Not in the middle of a letter of two units.
  return name.slice(0, longestFilename - kept.length).replace(/[\ud800-\udbff]$/, '') + kept;
}
