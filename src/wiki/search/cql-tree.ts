/**
 * A CQL query as a tree, and how it is written. The language has no precedence: `and` and `or` bind from left to right, and
 * parentheses group.
 */

/** Where something stands in the query: offsets in UTF-16 units, the end behind the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type CqlOperator = '=' | '!=' | '~' | '!~' | '>' | '>=' | '<' | '<=' | 'in' | 'not in';

export interface CqlText {
  readonly kind: 'text';
  readonly text: string;
  readonly span: Span;
}

/** A function: `startOfDay("-1d")`. */
export interface CqlCall {
  readonly kind: 'call';
  /** In lower case, as it is compared. */
  readonly name: string;
  readonly values: readonly CqlText[];
  readonly span: Span;
}

export type CqlValue = CqlText | CqlCall;

/** `field operator value`; `in` and `not in` alone take several values. */
export interface CqlComparison {
  readonly kind: 'comparison';
  /** In lower case, as it is compared; of a property what follows `content.property` as it is written. */
  readonly field: string;
  readonly fieldSpan: Span;
  readonly operator: CqlOperator;
  readonly operatorSpan: Span;
  readonly values: readonly CqlValue[];
}

export type CqlClause =
  | CqlComparison
  | { readonly kind: 'not'; readonly clause: CqlClause }
  /** At least two clauses; those of the same kind directly inside were in parentheses. */
  | { readonly kind: 'and' | 'or'; readonly clauses: readonly CqlClause[] };

export interface CqlSort {
  /** In lower case. */
  readonly field: string;
  readonly span: Span;
  readonly descending: boolean;
}

export interface CqlQuery {
  readonly where: CqlClause;
  readonly orderBy: readonly CqlSort[];
}

/** What is wrong with a query, in words for whoever wrote it. */
export interface CqlProblem {
  readonly problem: 'syntax' | 'unsupported-field' | 'unsupported-operator' | 'unsupported-function' | 'invalid-value';
  /** One sentence. */
  readonly text: string;
  readonly span: Span;
}

export function isCqlProblem(value: object): value is CqlProblem {
  return 'problem' in value;
}

/** @returns the query, which `parseCql` reads as the same tree */
export function printCql({ where, orderBy }: CqlQuery): string {
  const sorts = orderBy.map(({ field, descending }) => `${field} ${descending ? 'desc' : 'asc'}`);
  return sorts.length === 0 ? print(where) : `${print(where)} order by ${sorts.join(', ')}`;
}

function print(clause: CqlClause): string {
  switch (clause.kind) {
    case 'comparison':
      return printComparison(clause);
    case 'not':
      return `not ${printOperand(clause.clause)}`;
    case 'and':
    case 'or':
      return clause.clauses.map(printOperand).join(` ${clause.kind} `);
    default:
      return clause satisfies never;
  }
}

function printOperand(clause: CqlClause): string {
  return clause.kind === 'and' || clause.kind === 'or' ? `(${print(clause)})` : print(clause);
}

function printComparison({ field, operator, values }: CqlComparison): string {
  const list = values.map(printValue).join(', ');
  return `${field} ${operator} ${operator === 'in' || operator === 'not in' ? `(${list})` : list}`;
}

function printValue(value: CqlValue): string {
  return value.kind === 'text' ? quoteCql(value.text) : `${value.name}(${value.values.map(printValue).join(', ')})`;
}

/** @returns a text as a value of a query, in quotes */
export function quoteCql(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
