/** How the value of a property is compared, as the query's own value says it: as text, words, a number or a date. */
import type { Milliseconds } from '../../foundation/clock.ts';
import { callDateFunction, isDateFunction, readMoment } from './cql-dates.ts';
import { invalid, unsupportedFunction } from './cql-problems.ts';
import type { CqlComparison, CqlProblem, CqlValue } from './cql-tree.ts';
import { wordsOf } from './words.ts';

export type PropertyComparison =
  | { readonly as: 'text'; readonly values: readonly string[] }
  /** All of them, in lower case, wherever they stand. */
  | { readonly as: 'words'; readonly words: readonly string[] }
  | { readonly as: 'number'; readonly operator: '>' | '>=' | '<' | '<='; readonly value: number }
  /** @param prefix the beginning of an ISO 8601 date, as far as it is said: `2026-03-01` or `2026-03-01T12:00` */
  | { readonly as: 'date'; readonly operator: '=' | '>' | '>=' | '<' | '<='; readonly prefix: string };

/** @returns the comparison, or why there is none */
export function propertyComparison(
  { operator, values, field }: CqlComparison,
  now: Milliseconds,
  timeZone: string,
): PropertyComparison | CqlProblem {
  const [value] = values;
  if (value === undefined) return { as: 'text', values: [] };
  switch (operator) {
    case '~':
    case '!~': {
      if (value.kind === 'call') return unsupportedFunction(value, field);
      const words = wordsOf(value.text).map(({ form }) => form);
      return words.length === 0 ? invalid('There is no word to look for.', value) : { as: 'words', words };
    }
    case 'in':
    case 'not in': {
      const texts: string[] = [];
      for (const each of values) {
        if (each.kind === 'call') return unsupportedFunction(each, field);
        texts.push(each.text);
      }
      return { as: 'text', values: texts };
    }
    default: {
      const order = operator === '!=' ? '=' : operator;
      const prefix = datePrefix(value, now, timeZone);
      if (prefix !== undefined) return { as: 'date', operator: order, prefix };
      if (value.kind === 'call') return unsupportedFunction(value, field);
      if (order === '=') return { as: 'text', values: [value.text] };
      if (!/^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(value.text)) {
        return invalid(`"${value.text}" is neither a number nor a date, which alone come before and after each other.`, value);
      }
      return { as: 'number', operator: order, value: Number(value.text) };
    }
  }
}

/** @returns the day, or with a time the minute, as the beginning of an ISO 8601 date; undefined for what is no date */
function datePrefix(value: CqlValue, now: Milliseconds, timeZone: string): string | undefined {
  const moment =
    value.kind === 'text'
      ? // The beginning of a text: it stays as it was written.
        readMoment(value.text, 'UTC')
      : isDateFunction(value.name)
        ? callDateFunction(value.name, value.values[0]?.text, now, timeZone)
        : undefined;
  if (moment === undefined) return undefined;
  const isDay = moment.until - moment.from > 60_000;
  return new Date(moment.from).toISOString().slice(0, isDay ? 10 : 16);
}
