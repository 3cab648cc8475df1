/** The languages that pages are written in. A translation is a catalogue (`english.ts`) and a line here. */
import type { Preferences } from '../../http/caller.ts';
import { type Catalogue, english } from './english.ts';

/** A language that can be chosen. */
export interface Language {
  /** BCP 47. */
  readonly code: string;
  /** In itself. */
  readonly name: string;
  readonly catalogue: Catalogue;
  /** BCP 47: the ways in which dates and numbers are written beside these words; the first where none was chosen. */
  readonly locales: readonly [string, ...string[]];
}

const englishLanguage: Language = {
  code: 'en',
  name: 'English',
  catalogue: english,
  locales: ['en-GB', 'en-AU', 'en-CA', 'en-CH', 'en-DE', 'en-IE', 'en-IN', 'en-NZ', 'en-SE', 'en-US', 'en-ZA'],
};

export const languages: readonly [Language, ...Language[]] = [englishLanguage];

/** @returns what somebody reads: the language they chose, if it is still there, and a way to write dates that belongs to it */
export function readingOf({ language, locale }: Pick<Preferences, 'language' | 'locale'>): {
  readonly language: Language;
  readonly locale: string;
} {
  const chosen = languages.find(({ code }) => code === language) ?? languages[0];
  return { language: chosen, locale: chosen.locales.find((each) => each === locale) ?? chosen.locales[0] };
}
