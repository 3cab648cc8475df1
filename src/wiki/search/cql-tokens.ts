/** The words and signs of a CQL query, with their places. */
import type { CqlProblem, Span } from './cql-tree.ts';

export interface CqlToken {
  readonly kind: 'word' | 'quoted' | 'sign' | 'end';
  /** Of a quoted value what stands between the quotes, unescaped. */
  readonly text: string;
  readonly span: Span;
}

const blank = /\s*/y;
/** What stands unquoted may hold `-`, `/`, `:` and digits: `2014/09/01`. */
const word = /[^\s"'(),=!~<>]+/y;
const sign = /!=|!~|>=|<=|[=~><(),]/y;
const quoted = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/sy;

/** @returns the tokens, an `end` after the last; or what cannot be read. Linear in the query. */
export function readTokens(query: string): readonly CqlToken[] | CqlProblem {
  const tokens: CqlToken[] = [];
  let at = matchAt(blank, query, 0)?.[0].length ?? 0;
  while (at < query.length) {
    const token = tokenAt(query, at);
    if ('problem' in token) return token;
    tokens.push(token);
    at = token.span.end;
    at += matchAt(blank, query, at)?.[0].length ?? 0;
  }
  return [...tokens, { kind: 'end', text: '', span: { start: query.length, end: query.length } }];
}

function tokenAt(query: string, start: number): CqlToken | CqlProblem {
  const asWord = matchAt(word, query, start);
  if (asWord) return token('word', asWord[0], start, asWord[0].length);
  const asSign = matchAt(sign, query, start);
  if (asSign) return token('sign', asSign[0], start, asSign[0].length);
  const asQuoted = matchAt(quoted, query, start);
  if (asQuoted) return token('quoted', withoutEscapes(asQuoted[1] ?? asQuoted[2] ?? ''), start, asQuoted[0].length);
  const span = { start, end: start + 1 };
  const char = query.charAt(start);
  return {
    problem: 'syntax',
    text: char === '!' ? '"!" must be followed by "=" or "~".' : `The quote ${char} is not closed.`,
    span,
  };
}

function token(kind: CqlToken['kind'], text: string, start: number, length: number): CqlToken {
  return { kind, text, span: { start, end: start + length } };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Only quotes and backslashes are escaped here: other backslashes belong to the text syntax inside. */
function withoutEscapes(text: string): string {
  return text.replace(/\\(["'\\])/g, '$1');
}
