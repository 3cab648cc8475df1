/** Walks over what a query means: what it asks for, and the texts in it. */
import type { Meaning } from './cql-meaning.ts';
import { type Alternatives, onlyUnwanted, type ScopedText } from './text-match.ts';
import type { TextQuery } from './text-query.ts';

export type ResultKind = 'content' | 'space' | 'user';

/** @returns the kinds of results besides content that a query names */
export function mentioned(meaning: Meaning): ReadonlySet<ResultKind> {
  const kinds = new Set<ResultKind>();
  const visit = (each: Meaning): void => {
    if (each.test === 'not') visit(each.meaning);
    else if (each.test === 'and' || each.test === 'or') each.meanings.forEach(visit);
    else if (each.test === 'words' && each.field === 'type') {
      for (const kind of ['space', 'user'] as const) if (each.values.includes(kind)) kinds.add(kind);
    } else if ('field' in each && (each.field === 'user' || each.field === 'user.fullname')) kinds.add('user');
  };
  visit(meaning);
  return kinds;
}

/** @returns whether a query asks for what was viewed */
export function asksForViews(meaning: Meaning): boolean {
  switch (meaning.test) {
    case 'not':
      return asksForViews(meaning.meaning);
    case 'and':
    case 'or':
      return meaning.meanings.some(asksForViews);
    default:
      return meaning.test === 'recently-viewed';
  }
}

/** @returns the texts that results should have; not those that they should not */
export function textsWanted(meaning: Meaning): readonly TextQuery[] {
  switch (meaning.test) {
    case 'and':
    case 'or':
      return meaning.meanings.flatMap(textsWanted);
    case 'text':
      return meaning.field === 'text' || meaning.field === 'title' || meaning.field === 'user.fullname' ? [meaning.query] : [];
    default:
      return [];
  }
}

/** @returns the same as one text, for what has all of it in its title; undefined when the query looks for none */
export function textWanted(meaning: Meaning): TextQuery | undefined {
  if (meaning.test !== 'and' && meaning.test !== 'or') return textsWanted(meaning)[0];
  const parts = meaning.meanings.map(textWanted).filter((part) => part !== undefined);
  return parts.length < 2 ? parts[0] : { kind: meaning.test === 'and' ? 'all' : 'any', parts };
}

/** @returns the meaning with each text put through `resolve` */
export async function withResolvedTexts(meaning: Meaning, resolve: (query: TextQuery) => Promise<TextQuery>): Promise<Meaning> {
  switch (meaning.test) {
    case 'not':
      return { test: 'not', meaning: await withResolvedTexts(meaning.meaning, resolve) };
    case 'and':
    case 'or':
      return {
        test: meaning.test,
        meanings: await Promise.all(meaning.meanings.map((each) => withResolvedTexts(each, resolve))),
      };
    case 'text':
      return meaning.field === 'text' || meaning.field === 'title'
        ? { ...meaning, query: await resolve(meaning.query) }
        : meaning;
    default:
      return meaning;
  }
}

/** A query that looks for texts in all content: what it looks for, and what it says beside. */
export interface WideTextSearch {
  /** One of each. */
  readonly texts: readonly Alternatives[];
  readonly rest: Meaning;
}

/**
 * Takes the texts out of a query in which nothing else narrows what is found much: there the index of texts is the table to
 * read first.
 * @returns undefined for any other query
 */
export function wideTextSearch(meaning: Meaning): WideTextSearch | undefined {
  const texts: Alternatives[] = [];
  const rest: Meaning[] = [];
  for (const each of partsOf('and', meaning)) {
    const alternatives = partsOf('or', each).map(textOfContent);
    if (!alternatives.includes(undefined)) texts.push(alternatives.filter((text) => text !== undefined));
    else if (each.test === 'time' || (each.test === 'words' && each.field === 'type')) rest.push(each);
    else return undefined;
  }
  return texts.length === 0 ? undefined : { texts, rest: { test: 'and', meanings: rest } };
}

function partsOf(operator: 'and' | 'or', meaning: Meaning): readonly Meaning[] {
  return meaning.test === operator ? meaning.meanings : [meaning];
}

/** @returns undefined for any other test, and for a text that says only what is not wanted */
function textOfContent(meaning: Meaning): ScopedText | undefined {
  if (meaning.test !== 'text' || onlyUnwanted(meaning.query) !== undefined) return undefined;
  if (meaning.field === 'text') return { query: meaning.query, scope: 'anywhere' };
  return meaning.field === 'title' ? { query: meaning.query, scope: 'title' } : undefined;
}
