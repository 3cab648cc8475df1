/** Finds the sections of the documents that contain all of the given words. */
import { fold } from '../../foundation/folding.ts';
import type { Documents, HelpDocument, Section } from './documents.ts';
import { textOf } from './inline.ts';

export interface FoundSection {
  readonly document: HelpDocument;
  readonly section: Section;
  /** What it is called: its heading, or the title of its document. */
  readonly title: string;
}

/** @returns the words that are looked for, folded */
export function wordsOf(query: string): readonly string[] {
  return fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** @returns the sections that have all words, those with more of them in their heading first */
export function findSections({ all }: Documents, words: readonly string[]): readonly FoundSection[] {
  if (words.length === 0) return [];
  const found = all.flatMap((document) =>
    document.sections.flatMap((section) => {
      const title = section.heading === undefined ? document.title : textOf(section.heading.parts);
      const where = fold(`${title} ${document.title}`);
      const everything = `${where} ${fold(section.text)}`;
      if (!words.every((word) => everything.includes(word))) return [];
      return [{ document, section, title, rank: words.filter((word) => where.includes(word)).length }];
    }),
  );
  return found.sort((a, b) => b.rank - a.rank);
}

/** A part of a text; `hit` when it is one of the words. */
interface Segment {
  readonly text: string;
  readonly hit: boolean;
}

/** In characters. */
const longestExcerpt = 240;
const lead = 60;

/** @returns some of a text around the first word that is found in it, cut where words begin and end */
export function excerptOf(text: string, words: readonly string[]): readonly Segment[] {
  const line = text.replace(/\s+/g, ' ');
  const first = hitsIn(line, words)[0]?.start ?? 0;
  const start = first <= lead ? 0 : line.indexOf(' ', first - lead) + 1;
  const cut = line.slice(start, start + longestExcerpt);
  const isCut = start + longestExcerpt < line.length;
  const shown = `${start > 0 ? '… ' : ''}${isCut ? `${cut.slice(0, cut.lastIndexOf(' '))} …` : cut}`;
  return segmentsOf(shown, words);
}

/** @returns a text, cut where the words begin and end */
export function segmentsOf(text: string, words: readonly string[]): readonly Segment[] {
  const segments: Segment[] = [];
  let done = 0;
  for (const { start, end } of hitsIn(text, words)) {
    if (start < done) continue;
    segments.push({ text: text.slice(done, start), hit: false }, { text: text.slice(start, end), hit: true });
    done = end;
  }
  return [...segments, { text: text.slice(done), hit: false }].filter((segment) => segment.text !== '');
}

/** In order. The documents are in English: lower case is as long as what it is of. */
function hitsIn(text: string, words: readonly string[]): readonly { readonly start: number; readonly end: number }[] {
  const folded = text.toLowerCase();
  const hits: { start: number; end: number }[] = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
      hits.push({ start: at, end: at + word.length });
    }
  }
  return hits.sort((a, b) => a.start - b.start || b.end - a.end);
}
