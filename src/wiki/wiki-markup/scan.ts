/**
 * Splits wiki markup into macros, escapes, code and the text between. One pass, and each search for a closing delimiter is made once:
 * what a page does not contain is not searched for again.
 */
import { type MacroTag, verbatimMacros } from './macros.ts';

export type Token =
  | { readonly type: 'text'; readonly value: string }
  /** A character behind a backslash. */
  | { readonly type: 'escaped'; readonly value: string }
  /** Two backslashes. */
  | { readonly type: 'break' }
  /** `{{…}}` */
  | { readonly type: 'monospaced'; readonly value: string }
  | { readonly type: 'verbatim'; readonly tag: MacroTag; readonly body: string }
  /** The begin or the end of a macro, as it is written. */
  | { readonly type: 'tag'; readonly tag: MacroTag; readonly written: string };

const macro = /\{([A-Za-z][\w-]{0,99})(?::([^{}\n]{0,4000}))?\}/y;
const plain = /[^{\\]+/y;
const escapable = /[!-/:-@[-`{-~]/;

export function scan(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const missing = new Set<string>();
  const codeEnd = nextOf(source, '}}');
  const lineEnd = nextOf(source, '\n');
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  const put = (token: Token, length: number) => {
    tokens.push(token);
    at += length;
  };

  while (at < source.length) {
    const text = take(plain)?.[0];
    if (text !== undefined) put({ type: 'text', value: text }, text.length);
    else if (source[at] === '\\') backslash(source[at + 1] ?? '');
    else brace();
  }
  return tokens;

  function backslash(next: string) {
    if (next === '\\') put({ type: 'break' }, 2);
    else if (escapable.test(next)) put({ type: 'escaped', value: next }, 2);
    else put({ type: 'text', value: '\\' }, 1);
  }

  function brace() {
    if (source[at + 1] === '{' && /\S/.test(source[at + 2] ?? '') && codeEnd(at + 3) < lineEnd(at)) {
      const value = source.slice(at + 2, codeEnd(at + 3));
      return put({ type: 'monospaced', value }, value.length + 4);
    }
    const found = take(macro);
    if (found === null) return put({ type: 'text', value: '{' }, 1);
    const [written, name = '', parameters] = found;
    const tag = { name, parameters };
    if (!verbatimMacros.has(name)) return put({ type: 'tag', tag, written }, written.length);
    const from = at + written.length;
    const end = missing.has(name) ? -1 : source.indexOf(`{${name}}`, from);
    if (end === -1) {
      missing.add(name);
      return put({ type: 'text', value: written }, written.length);
    }
    return put({ type: 'verbatim', tag, body: source.slice(from, end) }, end - at + name.length + 2);
  }
}

/** Finds the next of something at or behind an offset; offsets only grow, so that each part of the source is searched once. */
function nextOf(source: string, searched: string): (from: number) => number {
  let known = -1;
  return (from) => {
    if (known < from) {
      known = source.indexOf(searched, from);
      if (known === -1) known = Number.POSITIVE_INFINITY;
    }
    return known;
  };
}
