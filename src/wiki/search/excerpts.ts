/** What a result shows of a text: an excerpt around the words that were looked for, and those words marked. */
import { distance } from './similar.ts';
import type { TextQuery } from './text-query.ts';
import { eachWord, type Word } from './words.ts';

/** A part of a text; `hit` when it is a word that was looked for. */
export interface Segment {
  readonly text: string;
  readonly hit: boolean;
}

/** Tells whether a word is one of those that were looked for. */
export type IsHit = (word: Word) => boolean;

const longestExcerpt = 280;
/** How much of an excerpt stands before the first hit. */
const lead = 80;

/** @returns what tells the words that any of the queries wants; undefined when they want none */
export function hitsOf(queries: readonly TextQuery[]): IsHit | undefined {
  const stems = new Set<string>();
  const forms = new Set<string>();
  const prefixes: string[] = [];
  const similar: Extract<TextQuery, { readonly kind: 'similar' }>[] = [];
  const collect = (query: TextQuery): void => {
    if (query.kind === 'phrase') for (const stem of query.stems) stems.add(stem);
    else if (query.kind === 'forms') for (const form of query.forms) forms.add(form);
    else if (query.kind === 'prefix') prefixes.push(query.prefix);
    else if (query.kind === 'similar') similar.push(query);
    else if (query.kind === 'all' || query.kind === 'any') query.parts.forEach(collect);
  };
  queries.forEach(collect);
  if (stems.size + forms.size + prefixes.length + similar.length === 0) return undefined;
  return ({ stem, form }) =>
    stems.has(stem) ||
    forms.has(form) ||
    prefixes.some((prefix) => form.startsWith(prefix)) ||
    similar.some((like) => distance(like.form, form, like.edits) <= like.edits);
}

/** @returns the text in order, cut where words that were looked for begin and end */
export function segmentsOf(text: string, isHit: IsHit | undefined): readonly Segment[] {
  if (isHit === undefined) return text === '' ? [] : [{ text, hit: false }];
  const segments: Segment[] = [];
  let done = 0;
  for (const word of eachWord(text)) {
    if (!isHit(word)) continue;
    if (word.start > done) segments.push({ text: text.slice(done, word.start), hit: false });
    segments.push({ text: text.slice(word.start, word.end), hit: true });
    done = word.end;
  }
  return done < text.length ? [...segments, { text: text.slice(done), hit: false }] : segments;
}

/** @returns a part of a text on one line, of whole words where it can be: its beginning, or what stands around the first hit */
export function excerptOf(text: string, isHit: IsHit | undefined): string {
  const first = isHit === undefined ? undefined : firstHit(text, isHit);
  const start = first === undefined || first.end <= longestExcerpt ? 0 : afterSpace(text, first.start - lead);
  const end = Math.min(text.length, start + longestExcerpt);
  const line = text.slice(start, end).replace(/\s+/g, ' ');
  const lastSpace = line.lastIndexOf(' ');
  // The last word may be cut; where there is no space at all, a letter may be.
  const whole = end === text.length ? line : lastSpace > 0 ? line.slice(0, lastSpace) : line.replace(/[\ud800-\udbff]$/, '');
  return `${start > 0 ? '… ' : ''}${whole.trim()}${end < text.length ? ' …' : ''}`;
}

function firstHit(text: string, isHit: IsHit): Word | undefined {
  for (const word of eachWord(text)) if (isHit(word)) return word;
  return undefined;
}

/** @returns where a word begins, not far behind a place */
function afterSpace(text: string, from: number): number {
  const space = /\s/.exec(text.slice(from, from + lead));
  return from + (space === null ? 0 : space.index + 1);
}
