/**
 * `content.property[key].path`: values inside the JSON of content properties, compared as what the query's value is. Without add-ons nothing says
 * which type a path has: a number is compared with numbers, a date with texts that begin as ISO 8601 has dates, anything else as text.
 */
import { type SqlBool, sql } from 'kysely';
import type { Engine } from '../../database/database.ts';
import type { Condition, Test } from './conditions.ts';

type PropertyTest = Extract<Test, { readonly test: 'property' }>;

/** @returns the condition that the content at hand has such a property */
export function hasProperty(test: PropertyTest, engine: Engine): Condition {
  const value = engine === 'sqlite' ? inSqlite(test.path) : inPostgresql(test.path);
  const matches = comparisonOf(test, value);
  return (
    matches !== false &&
    sql<SqlBool>`content.id in (select property.content_id from property
      where property.key = ${test.key} and property.content_id is not null and ${matches})`
  );
}

/** A value in JSON, each null where it is of another kind. */
interface JsonValue {
  readonly text: ReturnType<typeof sql>;
  readonly number: ReturnType<typeof sql>;
}

/** The names in a path are words: nothing in them needs quoting. JSON that is too deep for the database has no values. */
function inSqlite(path: readonly string[]): JsonValue {
  const at = `$${path.map((name) => `."${name}"`).join('')}`;
  const json = sql`case when json_valid(property.value) then property.value end`;
  const type = sql`json_type(${json}, ${at})`;
  const value = sql`json_extract(${json}, ${at})`;
  return {
    text: sql`case ${type} when 'true' then 'true' when 'false' then 'false' when 'object' then null when 'array' then null else cast(${value} as text) end`,
    number: sql`case when ${type} in ('integer', 'real') then ${value} end`,
  };
}

function inPostgresql(path: readonly string[]): JsonValue {
  const at = sql`string_to_array(${path.join('.')}, '.')`;
  // jsonb knows neither NUL nor half a surrogate pair, and its parser is as deep as the stack.
  const json = sql`case when property.value !~ '\\\\u(0000|d[89a-f])' and length(property.value) - length(translate(property.value, '[{', '')) < 500
    then property.value::jsonb end`;
  const value = sql`(${json} #> ${at})`;
  return {
    text: sql`case when jsonb_typeof(${value}) in ('string', 'number', 'boolean') then (${value} #>> '{}') collate "C" end`,
    number: sql`case when jsonb_typeof(${value}) = 'number' then (${value} #>> '{}')::numeric end`,
  };
}

function comparisonOf({ compare }: PropertyTest, { text, number }: JsonValue): ReturnType<typeof sql> | false {
  switch (compare.as) {
    case 'text':
      return compare.values.length === 0 ? false : sql`${text} in (${sql.join(compare.values)})`;
    case 'words':
      return sql`(${sql.join(
        compare.words.map((word) => sql`lower(${text}) like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`),
        sql` and `,
      )})`;
    case 'number':
      return sql`${number} ${sql.raw(compare.operator)} cast(${String(compare.value)} as numeric)`;
    case 'date':
      // A day is compared with the day of a time.
      return sql`${text} like '____-__-__%' and substr(${text}, 1, ${sql.lit(compare.prefix.length)}) ${sql.raw(compare.operator)} ${compare.prefix}`;
    default:
      return compare satisfies never;
  }
}
