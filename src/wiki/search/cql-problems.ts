/** What is wrong with the values of a query, in words for whoever wrote it. */
import type { CqlCall, CqlProblem, CqlValue } from './cql-tree.ts';

export function unsupportedFunction({ name, span }: CqlCall, field: string): CqlProblem {
  return { problem: 'unsupported-function', text: `The function ${name}() does not fit the field ${field}.`, span };
}

export function invalid(text: string, { span }: CqlValue): CqlProblem {
  return { problem: 'invalid-value', text, span };
}
