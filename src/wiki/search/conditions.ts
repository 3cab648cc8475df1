/** Conditions of SQL that may be known already: a query for spaces alone asks nothing of the table of content. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Meaning } from './cql-meaning.ts';

/** `true` and `false`: whatever the row. */
export type Condition = boolean | Expression<SqlBool>;

/** A meaning that is no combination of others. */
export type Test = Exclude<Meaning, { readonly test: 'not' | 'and' | 'or' }>;

/** @param testCondition the condition of each single test on the rows at hand */
export function conditionOf(meaning: Meaning, testCondition: (test: Test) => Condition): Condition {
  switch (meaning.test) {
    case 'not':
      return negated(conditionOf(meaning.meaning, testCondition));
    case 'and':
    case 'or':
      return joined(
        meaning.test,
        meaning.meanings.map((each) => conditionOf(each, testCondition)),
      );
    default:
      return testCondition(meaning);
  }
}

function negated(condition: Condition): Condition {
  // What is unknown, such as the creator of content whose account was deleted, is not the one that is asked for.
  return typeof condition === 'boolean' ? !condition : sql<SqlBool>`(${condition}) is not true`;
}

function joined(operator: 'and' | 'or', conditions: readonly Condition[]): Condition {
  const decisive = operator === 'or';
  if (conditions.includes(decisive)) return decisive;
  const open = conditions.filter((condition) => typeof condition !== 'boolean');
  if (open.length === 0) return !decisive;
  return sql<SqlBool>`(${sql.join(open, operator === 'and' ? sql` and ` : sql` or `)})`;
}

/** @returns the condition that a column has one of the values */
export function isOneOf(column: string, values: readonly (string | number)[]): Condition {
  if (values.length === 0) return false;
  return sql<SqlBool>`${sql.ref(column)} in (${sql.join(values)})`;
}

/** @returns the condition that a column of times stands in the relation to the moment */
export function isAtTime(column: string, { operator, moment }: Extract<Test, { readonly test: 'time' }>): Condition {
  const at = sql.ref(column);
  switch (operator) {
    case '=':
      return sql<SqlBool>`${at} >= ${moment.from} and ${at} < ${moment.until}`;
    // After its beginning and before its end: who asks for what is new since a minute or a day misses nothing of it.
    case '>':
      return sql<SqlBool>`${at} > ${moment.from}`;
    case '>=':
      return sql<SqlBool>`${at} >= ${moment.from}`;
    case '<':
      return sql<SqlBool>`${at} < ${moment.from}`;
    case '<=':
      return sql<SqlBool>`${at} < ${moment.until}`;
    default:
      return operator satisfies never;
  }
}

/**
 * How a condition looks into another table. `together`: what it finds there is collected once, for a query that finds little. `each`: it is
 * asked of every row by itself, for a query that finds much and is done after a few rows.
 */
export type Asking = 'together' | 'each';

/**
 * @param id the column with ids of content
 * @param rows tables and their condition, which ends the text
 * @returns the condition that the content at hand is among the rows
 */
export function isAmong(asking: Asking, id: RawBuilder<unknown>, rows: RawBuilder<unknown>): Expression<SqlBool> {
  // Without the offset PostgreSQL would collect them together after all.
  return asking === 'together'
    ? sql<SqlBool>`content.id in (select ${id} from ${rows})`
    : sql<SqlBool>`exists (select 1 from ${rows} and ${id} = content.id limit 1 offset 0)`;
}
