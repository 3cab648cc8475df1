/**
 * Reads CQL into a tree:
 *
 *     query   = clauses [ "order" "by" sort { "," sort } ]        sort = field [ "asc" | "desc" ]
 *     clauses = clause { ( "and" | "or" ) clause }                left to right, without precedence
 *     clause  = [ "not" ] ( "(" clauses ")" | field operator value )
 *
 * Keywords, fields and functions are read without regard to case. A negative clause cannot be the first.
 */
import { type CqlToken, readTokens } from './cql-tokens.ts';
import {
  type CqlCall,
  type CqlClause,
  type CqlComparison,
  type CqlOperator,
  type CqlProblem,
  type CqlQuery,
  type CqlSort,
  type CqlText,
  type CqlValue,
  isCqlProblem,
  type Span,
} from './cql-tree.ts';

/** In UTF-16 units; more than the address of a request can hold. */
const longestQuery = 20_000;
const mostClauses = 300;
/** Each reads the JSON of all properties of its key. */
const mostProperties = 10;
const mostValues = 2_000;
const deepest = 40;

/** What must be quoted to be a value. */
const keywords = new Set(['and', 'or', 'not', 'in', 'order', 'by']);

const fieldName = /^[a-z_][\w.-]*$/;
/** Keys and paths of properties are compared with regard to case. */
const propertyField = /^content\.property(\[[^\]]+\][\w.-]+)$/i;

/** @returns the tree, or what is wrong and where; never throws. Linear in the query. */
export function parseCql(query: string): CqlQuery | CqlProblem {
  if (query.length > longestQuery) {
    return syntax(`A query has at most ${longestQuery} characters.`, { start: longestQuery, end: query.length });
  }
  const tokens = readTokens(query);
  return isCqlProblem(tokens) ? tokens : parserOf(tokens).query();
}

function parserOf(tokens: readonly CqlToken[]) {
  const end: CqlToken = tokens.at(-1) ?? { kind: 'end', text: '', span: { start: 0, end: 0 } };
  let next = 0;
  let clauseCount = 0;
  let propertyCount = 0;
  let valueCount = 0;

  const peek = (ahead = 0): CqlToken => tokens[next + ahead] ?? end;
  const isWord = (token: CqlToken, text: string) => token.kind === 'word' && token.text.toLowerCase() === text;
  const isSign = (token: CqlToken, text: string) => token.kind === 'sign' && token.text === text;

  function take(): CqlToken {
    const token = peek();
    next += 1;
    return token;
  }

  function takeIf(matches: boolean): boolean {
    if (matches) next += 1;
    return matches;
  }

  function query(): CqlQuery | CqlProblem {
    if (peek().kind === 'end')
      return syntax('The query is empty. Write a field, an operator and a value: type = page.', end.span);
    const where = clauses(0, true);
    if (isCqlProblem(where)) return where;
    const orderBy = sorts();
    if (isCqlProblem(orderBy)) return orderBy;
    if (peek().kind !== 'end') return unexpected('"and", "or", "order by", or the end of the query');
    return { where, orderBy };
  }

  function clauses(depth: number, isFirst: boolean): CqlClause | CqlProblem {
    let read = clause(depth, isFirst);
    while (!isCqlProblem(read)) {
      const kind = isWord(peek(), 'and') ? 'and' : isWord(peek(), 'or') ? 'or' : undefined;
      if (kind === undefined) return read;
      next += 1;
      const more = clause(depth, false);
      read = isCqlProblem(more) ? more : joined(kind, read, more);
    }
    return read;
  }

  /** Clauses that the parser joined itself; one in parentheses stays as it is. */
  const open = new WeakMap<CqlClause, CqlClause[]>();

  function joined(kind: 'and' | 'or', left: CqlClause, right: CqlClause): CqlClause {
    const list = left.kind === kind ? open.get(left) : undefined;
    if (list !== undefined) {
      list.push(right);
      return left;
    }
    const clauses = [left, right];
    const made: CqlClause = { kind, clauses };
    open.set(made, clauses);
    return made;
  }

  function clause(depth: number, isFirst: boolean): CqlClause | CqlProblem {
    const at = peek();
    clauseCount += 1;
    if (clauseCount > mostClauses) return syntax(`A query has at most ${mostClauses} conditions.`, at.span);
    if (depth > deepest) return syntax(`Parentheses nest at most ${deepest} deep.`, at.span);
    if (takeIf(isWord(at, 'not'))) {
      if (isFirst) return negativeFirst(at.span);
      const negated = clause(depth + 1, false);
      return isCqlProblem(negated) ? negated : { kind: 'not', clause: negated };
    }
    if (!takeIf(isSign(at, '('))) return comparison(isFirst);
    const inside = clauses(depth + 1, isFirst);
    if (isCqlProblem(inside)) return inside;
    if (!takeIf(isSign(peek(), ')'))) return unexpected('"and", "or", or a closing parenthesis');
    open.delete(inside);
    return inside;
  }

  function comparison(isFirst: boolean): CqlComparison | CqlProblem {
    const { text, span, kind } = peek();
    const property = propertyField.exec(text)?.[1];
    const field = property === undefined ? text.toLowerCase() : `content.property${property}`;
    if (kind !== 'word' || keywords.has(field)) return unexpected('the name of a field');
    if (property !== undefined && ++propertyCount > mostProperties) {
      return syntax(`A query has at most ${mostProperties} conditions on properties.`, span);
    }
    if (property === undefined && !fieldName.test(field)) return syntax(`"${text}" is not the name of a field.`, span);
    next += 1;
    const operatorAt = peek();
    const operator = readOperator();
    if (operator === undefined) return unexpected('an operator such as =, ~ or in');
    const operatorSpan = { start: operatorAt.span.start, end: peek(-1).span.end };
    if (isFirst && (operator === '!=' || operator === '!~' || operator === 'not in')) return negativeFirst(operatorSpan);
    const values = operator === 'in' || operator === 'not in' ? inValues() : oneValue();
    if (isCqlProblem(values)) return values;
    return { kind: 'comparison', field, fieldSpan: span, operator, operatorSpan, values };
  }

  function readOperator(): CqlOperator | undefined {
    const token = peek();
    if (takeIf(isWord(token, 'in'))) return 'in';
    if (isWord(token, 'not') && isWord(peek(1), 'in')) {
      next += 2;
      return 'not in';
    }
    if (token.kind !== 'sign' || '(),'.includes(token.text)) return undefined;
    next += 1;
    return token.text as CqlOperator; // The other signs are operators.
  }

  function oneValue(): readonly CqlValue[] | CqlProblem {
    const read = value();
    return isCqlProblem(read) ? read : [read];
  }

  /** A list, or a function that gives one: `space in favouriteSpaces()`. */
  function inValues(): readonly CqlValue[] | CqlProblem {
    if (isSign(peek(), '(')) return listOf(value);
    const read = value();
    if (isCqlProblem(read)) return read;
    return read.kind === 'call' ? [read] : syntax('The values after "in" stand in parentheses.', read.span);
  }

  /** Values between parentheses, with commas between them. */
  function listOf<T extends object>(readOne: () => T | CqlProblem, mayBeEmpty = false): readonly T[] | CqlProblem {
    next += 1;
    const values: T[] = [];
    if (mayBeEmpty && takeIf(isSign(peek(), ')'))) return values;
    do {
      const read = readOne();
      if (isCqlProblem(read)) return read;
      values.push(read);
    } while (takeIf(isSign(peek(), ',')));
    return takeIf(isSign(peek(), ')')) ? values : unexpected('a comma or a closing parenthesis');
  }

  function value(): CqlValue | CqlProblem {
    const token = peek();
    if (token.kind !== 'word' || !isSign(peek(1), '(')) return text();
    next += 1;
    const values = listOf(text, true);
    if (isCqlProblem(values)) return values;
    const span = { start: token.span.start, end: peek(-1).span.end };
    const call: CqlCall = { kind: 'call', name: token.text.toLowerCase(), values, span };
    return call;
  }

  function text(): CqlText | CqlProblem {
    const token = peek();
    valueCount += 1;
    if (valueCount > mostValues) return syntax(`A query has at most ${mostValues} values.`, token.span);
    if (token.kind === 'quoted' || (token.kind === 'word' && !keywords.has(token.text.toLowerCase()))) {
      next += 1;
      return { kind: 'text', text: token.text, span: token.span };
    }
    return token.kind === 'word'
      ? syntax(`"${token.text}" is a word of the language: put it in quotes.`, token.span)
      : unexpected('a value');
  }

  function sorts(): readonly CqlSort[] | CqlProblem {
    if (!takeIf(isWord(peek(), 'order'))) return [];
    if (!takeIf(isWord(peek(), 'by'))) return unexpected('"by"');
    const sorts: CqlSort[] = [];
    do {
      const token = peek();
      const field = token.text.toLowerCase();
      if (token.kind !== 'word' || !fieldName.test(field)) return unexpected('the name of a field');
      if (sorts.length >= 8) return syntax('A query is ordered by at most 8 fields.', token.span);
      next += 1;
      const descending = takeIf(isWord(peek(), 'desc'));
      if (!descending) takeIf(isWord(peek(), 'asc'));
      sorts.push({ field, span: token.span, descending });
    } while (takeIf(isSign(peek(), ',')));
    return sorts;
  }

  function unexpected(expected: string): CqlProblem {
    const { kind, text, span } = take();
    const found = kind === 'end' ? 'the query ends here' : `found ${kind === 'quoted' ? 'a quoted text' : `"${text}"`}`;
    return syntax(`Expected ${expected}, but ${found}.`, span);
  }

  return { query };
}

function negativeFirst(span: Span): CqlProblem {
  return syntax('A negative condition cannot be the first: begin with what to find, such as type = page.', span);
}

function syntax(text: string, span: Span): CqlProblem {
  return { problem: 'syntax', text, span };
}
