/** Walks over what a query means: what it asks for, and the texts in it. */
import type { Meaning } from './cql-meaning.ts';
import { onlyUnwanted, type ScopedText } from './text-match.ts';
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
  readonly texts: readonly ScopedText[];
  readonly rest: Meaning;
}

/**
 * Takes the texts out of a query in which nothing else narrows what is found much: there the index of texts is the table to
 * read first.
 * @returns undefined for any other query
 */
export function wideTextSearch(meaning: Meaning): WideTextSearch | undefined {
  const meanings = meaning.test === 'and' ? meaning.meanings : [meaning];
  const texts: ScopedText[] = [];
  const rest: Meaning[] = [];
  for (const each of meanings) {
    const isText = each.test === 'text' && (each.field === 'text' || each.field === 'title') && !onlyUnwanted(each.query);
    if (isText) texts.push({ query: each.query, scope: each.field === 'title' ? 'title' : 'anywhere' });
    else if (each.test === 'time' || (each.test === 'words' && each.field === 'type')) rest.push(each);
    else return undefined;
  }
  return texts.length === 0 ? undefined : { texts, rest: { test: 'and', meanings: rest } };
}
