/** What somebody wrote into the editor's form, and what it is in storage format. */
import type { Refusal } from '../../../wiki/refusals.ts';
import { longestWikiMarkup, wikiToStorage } from '../../../wiki/wiki-markup/convert.ts';
import { fieldOf, isTicked } from '../../form-body.ts';
import type { View } from '../../view.ts';

export type Markup = 'storage' | 'wiki';

export interface Written {
  readonly title: string;
  /** In the markup that is named beside it. */
  readonly text: string;
  readonly markup: Markup;
  readonly message: string;
  readonly minorEdit: boolean;
}

/** What is wrong, each beside its field. */
export type WrittenErrors = { readonly [Field in 'title' | 'text']?: string };

/** In bytes: a form's encoding makes up to three of one. */
export const largestForm = 12 * 1024 * 1024;

export function readWritten(body: unknown): Written {
  return {
    title: fieldOf(body, 'title'),
    text: readText(body, 'text'),
    markup: fieldOf(body, 'markup') === 'wiki' ? 'wiki' : 'storage',
    message: fieldOf(body, 'message').trim(),
    minorEdit: isTicked(body, 'minorEdit'),
  };
}

/** Browsers send the lines of a text area with carriage returns, which nobody typed. */
export function readText(body: unknown, name: string): string {
  return fieldOf(body, name).replace(/\r\n?/g, '\n');
}

/** @returns the storage format; undefined for wiki markup that is too long */
export function toStorage({ text, markup }: Pick<Written, 'text' | 'markup'>): string | undefined {
  if (markup === 'storage') return text;
  return text.length > longestWikiMarkup ? undefined : wikiToStorage(text);
}

/** @returns what the fields say; undefined for a refusal that is no field's fault */
export function errorsOf({ text, format }: View, refusal: Refusal | 'too-long'): WrittenErrors | undefined {
  const words = text.editing.editor;
  if (refusal === 'too-long') return { text: words.tooLong(format, longestWikiMarkup) };
  switch (refusal.refused) {
    case 'invalid-title':
      return { title: refusal.problem === 'empty' ? words.titleMissing : words.titleTooLong };
    case 'title-taken':
      return { title: words.titleTaken(refusal.title, refusal.spaceKey) };
    case 'malformed-body':
      return { text: words.malformed(format, refusal.row, refusal.column, refusal.text) };
    default:
      return undefined;
  }
}
