/** A text query tried on a short text, such as a name: what no index holds is compared here, word by word as an index does. */
import { distance } from './similar.ts';
import type { TextQuery } from './text-query.ts';
import { type Word, wordsOf } from './words.ts';

/** @returns whether the text is what the query looks for */
export function textMatches(query: TextQuery, text: string): boolean {
  return matches(query, wordsOf(text));
}

function matches(query: TextQuery, words: readonly Word[]): boolean {
  switch (query.kind) {
    case 'phrase':
      return words.some((_, at) => query.stems.every((stem, index) => words[at + index]?.stem === stem));
    case 'prefix':
      return words.some(({ form }) => form.startsWith(query.prefix));
    case 'similar':
      return words.some(({ form }) => distance(query.form, form, query.edits) <= query.edits);
    case 'pattern':
      return words.some(({ form }) => fits(query.pattern, form));
    case 'forms':
      return words.some(({ form, stem }) => query.forms.includes(form) || query.forms.includes(stem));
    case 'any':
      return query.parts.some((part) => matches(part, words));
    case 'all':
      return query.parts.every((part) => matches(part, words));
    case 'not':
      return !matches(query.part, words);
    default:
      return query satisfies never;
  }
}

/** `*` stands for any letters, `?` for one. Tries again from the last star alone, so that no pattern takes long. */
function fits(pattern: string, word: string): boolean {
  let [at, inPattern, star, resume] = [0, 0, -1, 0];
  while (at < word.length) {
    const sign = pattern.charAt(inPattern);
    if (sign === '*') {
      star = inPattern;
      resume = at;
      inPattern += 1;
    } else if (sign === '?' || sign === word.charAt(at)) {
      at += 1;
      inPattern += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      inPattern = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
