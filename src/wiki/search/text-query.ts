/**
 * The text after `~`: words that must all occur, `"phrases"`, `wild*` and `w?ld` cards, `and`, `or`, `not`, `+`, `-` and
 * parentheses, as Lucene writes them. `fuzzy~` finds words spelled alike; `boost^2` is read as the word alone; what makes no sense
 * is read as words, so that people may type anything; a wildcard at the beginning alone is refused.
 */
import { editsOf } from './similar.ts';
import { foldWord, wordsOf } from './words.ts';

export type TextQuery =
  /** Stems side by side; one is a word. */
  | { readonly kind: 'phrase'; readonly stems: readonly string[] }
  /** The beginning of a word. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  /** A word with wildcards inside: its beginning, and the whole with `*` and `?`. */
  | { readonly kind: 'pattern'; readonly prefix: string; readonly pattern: string }
  /** Words spelled like this one: so many changes away at most. */
  | { readonly kind: 'similar'; readonly form: string; readonly edits: number }
  /** Any of these words, as they are written. None: nothing. */
  | { readonly kind: 'forms'; readonly forms: readonly string[] }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly TextQuery[] }
  | { readonly kind: 'not'; readonly part: TextQuery };

export interface TextProblem {
  readonly textProblem: string;
}

const mostParts = 100;
/** Words with wildcards inside, and fuzzy ones: each is looked up among the words of the index. */
const mostPatterns = 5;
const deepest = 20;

/** What is found when there is no word to look for. */
export const noText: TextQuery = { kind: 'any', parts: [] };

const tokens =
  /(?<operator>&&|\|\||[()])|(?<sign>[+\-!])(?=[^\s)+\-!])|"(?<phrase>(?:[^"\\]|\\.)*)"(?<distance>[~^][\d.]*)*|(?<term>(?:\\.|[^\s()"\\])+)|./gsy;

interface Token {
  readonly kind: 'and' | 'or' | 'not' | 'must' | '(' | ')' | 'phrase' | 'nearby' | 'term';
  readonly text: string;
}

const operators: Readonly<Record<string, Token['kind']>> = {
  AND: 'and',
  '&&': 'and',
  OR: 'or',
  '||': 'or',
  NOT: 'not',
  '(': '(',
  ')': ')',
};

/** @returns what to look for, or one sentence on what cannot be looked for; never throws. Linear in the text. */
export function parseText(text: string): TextQuery | TextProblem {
  const read = Array.from(text.matchAll(tokens), ({ groups }) => toToken(groups ?? {})).filter((token) => token !== undefined);
  if (read.filter(({ kind }) => kind === 'term' || kind === 'phrase').length > mostParts) {
    return { textProblem: `A text to look for has at most ${mostParts} words.` };
  }
  if (
    read.filter(({ kind, text }) => kind === 'term' && /[*?]+[^*?]|\?|~[\d.]*(?:\^[\d.]*)?$/.test(text)).length > mostPatterns
  ) {
    return { textProblem: `A text to look for has at most ${mostPatterns} words that are fuzzy or have wildcards inside.` };
  }
  const leading = read.find(({ kind, text }) => kind === 'term' && /^[*?]/.test(text));
  if (leading !== undefined) return { textProblem: `A wildcard cannot be at the beginning of a word: ${leading.text}` };
  return parserOf(read);
}

function toToken(groups: Readonly<Record<string, string | undefined>>): Token | undefined {
  const { operator, sign, phrase, distance, term } = groups;
  if (phrase !== undefined)
    return { kind: distance?.startsWith('~') ? 'nearby' : 'phrase', text: phrase.replace(/\\(.)/gs, '$1') };
  if (sign !== undefined) return { kind: sign === '+' ? 'must' : 'not', text: sign };
  const word = operator ?? term;
  if (word === undefined) return undefined;
  return { kind: operators[word] ?? 'term', text: word };
}

function parserOf(tokens: readonly Token[]): TextQuery {
  let next = 0;
  const kindAt = (at: number) => tokens[at]?.kind;

  function either(depth: number): TextQuery {
    const parts = [together(depth)];
    while (kindAt(next) === 'or') {
      next += 1;
      parts.push(together(depth));
    }
    return combined('any', parts);
  }

  function together(depth: number): TextQuery {
    const parts: TextQuery[] = [];
    for (let kind = kindAt(next); kind !== undefined && kind !== 'or'; kind = kindAt(next)) {
      if (kind === ')') {
        if (depth > 0) break;
        next += 1;
      } else if (kind === 'and' || kind === 'must') next += 1;
      else parts.push(one(depth));
    }
    return combined('all', parts);
  }

  function one(depth: number): TextQuery {
    const token = tokens[next];
    next += 1;
    switch (token?.kind) {
      case 'not': {
        // A second negation, or one of nothing, negates nothing.
        const kind = kindAt(next);
        return kind === 'term' || kind === 'phrase' || kind === 'nearby' || kind === '('
          ? { kind: 'not', part: one(depth) }
          : noText;
      }
      case '(': {
        if (depth >= deepest) return noText;
        const inside = either(depth + 1);
        if (kindAt(next) === ')') next += 1;
        return inside;
      }
      case 'phrase':
        return phraseOf(token.text);
      case 'nearby':
        return combined(
          'all',
          wordsOf(token.text).map(({ stem }) => ({ kind: 'phrase', stems: [stem] })),
        );
      case 'term':
        return termOf(token.text);
      default:
        return noText;
    }
  }

  return either(0);
}

/** Parts without words say nothing. */
function combined(kind: 'all' | 'any', parts: readonly TextQuery[]): TextQuery {
  const saying = parts.filter((part) => part !== noText);
  const [only, ...others] = saying;
  if (only === undefined) return noText;
  return others.length === 0 ? only : { kind, parts: saying };
}

function phraseOf(text: string): TextQuery {
  const stems = wordsOf(text).map(({ stem }) => stem);
  return stems.length === 0 ? noText : { kind: 'phrase', stems };
}

/** A word as it is typed: with wildcards, with marks for fuzziness or weight behind it, with escaped signs. */
function termOf(term: string): TextQuery {
  const [, plain = '', fuzziness] = /^(.*?)(?:(?<!\\)~([\d.]*))?(?:(?<!\\)\^[\d.]*)?$/s.exec(term) ?? [];
  const wild = plain.replace(/\\./gs, ' ');
  if (!/[*?]/.test(wild)) {
    const text = plain.replace(/\\(.)/gs, '$1');
    return fuzziness === undefined ? phraseOf(text) : similarTo(text, fuzziness);
  }
  return combined('all', wild.split(/[^\p{L}\p{N}\p{M}*?]+/u).map(wildcardOf));
}

/** The word itself in all its endings, and what is spelled like it. Only single words are fuzzy. */
function similarTo(text: string, fuzziness: string): TextQuery {
  const words = wordsOf(text);
  const [word] = words;
  const edits = word === undefined ? 0 : editsOf(fuzziness, word.form);
  if (word === undefined || words.length > 1 || edits === 0) return phraseOf(text);
  return combined('any', [phraseOf(text), { kind: 'similar', form: word.form, edits }]);
}

function wildcardOf(word: string): TextQuery {
  if (!/[*?]/.test(word)) return phraseOf(word);
  const pattern = word
    .split(/([*?])/)
    .map((part) => (part === '*' || part === '?' ? part : foldWord(part)))
    .join('')
    .replace(/\*+/g, '*');
  const prefix = pattern.replace(/[*?].*$/s, '');
  if (prefix === '') return noText;
  return pattern === `${prefix}*` ? { kind: 'prefix', prefix } : { kind: 'pattern', prefix, pattern };
}
