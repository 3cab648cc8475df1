/**
 * What a CQL query means: each comparison checked against the table of fields, its functions called, its values read. What
 * comes out says nothing of SQL, and nothing in it can be wrong any more.
 */
import type { Milliseconds } from '../../foundation/clock.ts';
import { fold } from '../../foundation/folding.ts';
import { holds, type Person } from '../../http/caller.ts';
import { mostRecentViews } from '../recent-views.ts';
import { callDateFunction, isDateFunction, type Moment, readMoment } from './cql-dates.ts';
import { invalid, unsupportedFunction } from './cql-problems.ts';
import { type PropertyComparison, propertyComparison } from './cql-properties.ts';
import {
  type CqlCall,
  type CqlClause,
  type CqlComparison,
  type CqlOperator,
  type CqlProblem,
  type CqlQuery,
  type CqlValue,
  isCqlProblem,
  type Span,
} from './cql-tree.ts';
import { parseText, type TextQuery } from './text-query.ts';

export type Meaning =
  | { readonly test: 'ids'; readonly field: 'id' | 'parent' | 'ancestor' | 'container'; readonly ids: readonly number[] }
  | {
      readonly test: 'time';
      readonly field: 'created' | 'lastmodified';
      readonly operator: '=' | '>' | '>=' | '<' | '<=';
      readonly moment: Moment;
    }
  /** Each a username, folded, or a user key. */
  | { readonly test: 'users'; readonly field: UserField; readonly names: readonly string[] }
  | { readonly test: 'text'; readonly field: 'text' | 'title' | 'space.title' | 'user.fullname'; readonly query: TextQuery }
  /** Values are folded. */
  | { readonly test: 'words'; readonly field: WordField; readonly values: readonly string[] }
  /** The space is a favourite of the reader. */
  | { readonly test: 'favourite-space' }
  /** The content, or a page or blog post of the space, is among those that the reader looked at last. */
  | { readonly test: 'recently-viewed'; readonly of: 'content' | 'space'; readonly limit: number; readonly offset: number }
  /** A property of the content has a value at the path that compares so. */
  | { readonly test: 'property'; readonly key: string; readonly path: readonly string[]; readonly compare: PropertyComparison }
  | { readonly test: 'not'; readonly meaning: Meaning }
  | { readonly test: 'and' | 'or'; readonly meanings: readonly Meaning[] };

type UserField = 'creator' | 'contributor' | 'mention' | 'watcher' | 'favourite' | 'user';
type WordField = 'type' | 'title' | 'label' | 'macro' | 'space' | 'space.type' | 'space.category' | 'user.fullname';

export type SortField = 'id' | 'created' | 'lastmodified' | 'title' | 'creator' | 'space' | 'type';

export interface Sort {
  readonly field: SortField;
  readonly descending: boolean;
}

export interface MeantQuery {
  readonly where: Meaning;
  readonly orderBy: readonly Sort[];
}

/** What functions answer from. */
export interface CqlContext {
  readonly person: Person | undefined;
  readonly now: Milliseconds;
  /** From `cqlcontext`, for `currentSpace()` and `currentContent()`. */
  readonly spaceKey?: string | undefined;
  readonly contentId?: number | undefined;
}

const operatorsOf = {
  one: ['=', '!=', 'in', 'not in'],
  time: ['=', '!=', '>', '>=', '<', '<='],
  siteSearch: ['~'],
  text: ['~', '!~'],
  title: ['=', '!=', '~', '!~', 'in', 'not in'],
  property: ['=', '!=', '~', '!~', '>', '>=', '<', '<=', 'in', 'not in'],
} as const satisfies Record<string, readonly CqlOperator[]>;

interface Field {
  readonly operators: readonly CqlOperator[];
  read(comparison: CqlComparison, context: CqlContext): Meaning | CqlProblem;
}

const fields: ReadonlyMap<string, Field> = new Map([
  ...(['id', 'parent', 'ancestor', 'container'] as const).map((field) => [field, idField(field)] as const),
  ['content', idField('id')],
  ['created', timeField('created')],
  ['lastmodified', timeField('lastmodified')],
  ...(['creator', 'contributor', 'mention', 'watcher', 'favourite'] as const).map((field) => [field, userField(field)] as const),
  ['favorite', userField('favourite')],
  ['user', textOr(userField('user'), textField('user.fullname'))],
  ['user.accountid', userField('user')],
  ['user.userkey', userField('user')],
  ['text', textField('text')],
  ['sitesearch', { ...textField('text'), operators: operatorsOf.siteSearch }],
  ['space.title', textField('space.title')],
  ...(['title', 'user.fullname'] as const).map((field) => [field, textOr(wordField(field), textField(field))] as const),
  ...(['type', 'label', 'macro', 'space', 'space.category'] as const).map((field) => [field, wordField(field)] as const),
  ['space.key', wordField('space')],
  ['space.type', wordField('space.type')],
]);

const sortFields: ReadonlyMap<string, SortField> = new Map([
  ...(['id', 'created', 'lastmodified', 'title', 'creator', 'space', 'type'] as const).map((field) => [field, field] as const),
  ['content', 'id'],
  ['space.key', 'space'],
]);

/** @returns what the query means to this caller now, or what in it is not possible */
export function meaningOf({ where, orderBy }: CqlQuery, context: CqlContext): MeantQuery | CqlProblem {
  const meaning = clauseMeaning(where, context);
  if (isCqlProblem(meaning)) return meaning;
  const sorts: Sort[] = [];
  for (const { field, descending, span } of orderBy) {
    const sortField = sortFields.get(field);
    if (sortField === undefined) {
      return fields.has(field)
        ? { problem: 'invalid-value', text: `Results cannot be ordered by ${field}.`, span }
        : unsupportedField(field, span);
    }
    sorts.push({ field: sortField, descending });
  }
  return { where: meaning, orderBy: sorts };
}

function clauseMeaning(clause: CqlClause, context: CqlContext): Meaning | CqlProblem {
  switch (clause.kind) {
    case 'comparison':
      return comparisonMeaning(clause, context);
    case 'not': {
      const meaning = clauseMeaning(clause.clause, context);
      return isCqlProblem(meaning) ? meaning : { test: 'not', meaning };
    }
    case 'and':
    case 'or': {
      const meanings: Meaning[] = [];
      for (const each of clause.clauses) {
        const meaning = clauseMeaning(each, context);
        if (isCqlProblem(meaning)) return meaning;
        meanings.push(meaning);
      }
      return { test: clause.kind, meanings };
    }
    default:
      return clause satisfies never;
  }
}

function comparisonMeaning(comparison: CqlComparison, context: CqlContext): Meaning | CqlProblem {
  const { field, fieldSpan, operator, operatorSpan } = comparison;
  const known = fields.get(field) ?? propertyField(field);
  if (known === undefined) return unsupportedField(field, fieldSpan);
  if (!known.operators.includes(operator)) {
    const text = `The field ${field} cannot be compared with ${operator}; possible are ${known.operators.join(' ')}.`;
    return { problem: 'unsupported-operator', text, span: operatorSpan };
  }
  const meaning = known.read(comparison, context);
  const isNegative = operator === '!=' || operator === '!~' || operator === 'not in';
  return isNegative && !isCqlProblem(meaning) ? { test: 'not', meaning } : meaning;
}

function unsupportedField(field: string, span: Span): CqlProblem {
  return { problem: 'unsupported-field', text: `There is no field ${field} to search by.`, span };
}

/** Reads each value of a comparison. */
function readAll<T>({ values }: CqlComparison, read: (value: CqlValue) => readonly T[] | CqlProblem): readonly T[] | CqlProblem {
  const all: T[] = [];
  for (const value of values) {
    const some = read(value);
    if ('problem' in some) return some;
    all.push(...some);
  }
  return all;
}

function idField(field: 'id' | 'parent' | 'ancestor' | 'container'): Field {
  return {
    operators: operatorsOf.one,
    read(comparison, { contentId }) {
      const viewed: Meaning[] = [];
      const ids = readAll<number>(comparison, (value) => {
        if (value.kind === 'call') {
          if (field === 'id' && value.name === 'recentlyviewedcontent') return recentlyViewed('content', value, viewed);
          if (value.name !== 'currentcontent') return unsupportedFunction(value, comparison.field);
          return contentId === undefined ? invalid('currentContent() needs the contentId of a cqlcontext.', value) : [contentId];
        }
        const digits = /^(?:att)?(\d{1,15})$/.exec(value.text.trim())?.[1];
        return digits === undefined ? invalid(`"${value.text}" is not the id of content.`, value) : [Number(digits)];
      });
      if ('problem' in ids) return ids;
      const meaning: Meaning = { test: 'ids', field, ids };
      return viewed.length === 0 ? meaning : { test: 'or', meanings: [meaning, ...viewed] };
    },
  };
}

/** Days begin where the person is, as far as they said. */
function timeZoneOf(person: Person | undefined): string {
  return person?.preferences.timeZone ?? 'UTC';
}

function timeField(field: 'created' | 'lastmodified'): Field {
  return {
    operators: operatorsOf.time,
    read(comparison, { now, person }) {
      const timeZone = timeZoneOf(person);
      const [value] = comparison.values;
      if (value === undefined) return { test: 'or', meanings: [] };
      if (value.kind === 'call' && !isDateFunction(value.name)) return unsupportedFunction(value, field);
      const moment =
        value.kind === 'text'
          ? readMoment(value.text, timeZone)
          : callDateFunction(value.name, value.values[0]?.text, now, timeZone);
      if (moment === undefined) {
        return value.kind === 'text'
          ? invalid(`"${value.text}" is not a date. Write yyyy-MM-dd or yyyy-MM-dd HH:mm.`, value)
          : invalid('An increment is a number and a unit: "-4w". Units are y, M, w, d, h and m.', value);
      }
      // `!=` is the negation of `=`; no other operator of a time is.
      const operator = comparison.operator === '!=' ? '=' : (comparison.operator as '=' | '>' | '>=' | '<' | '<=');
      return { test: 'time', field, operator, moment };
    },
  };
}

function userField(field: UserField): Field {
  return {
    operators: operatorsOf.one,
    read(comparison, { person }) {
      const names = readAll(comparison, (value) => {
        if (value.kind === 'text') return [fold(value.text.trim())];
        if (value.name !== 'currentuser') return unsupportedFunction(value, comparison.field);
        return person === undefined ? [] : [person.userKey];
      });
      if ('problem' in names) return names;
      return { test: 'users', field, names: isPrivate(field, person) ? names.filter((name) => isOwn(name, person)) : names };
    },
  };
}

/** What others like is nobody's business, what they watch that of administrators alone. */
function isPrivate(field: UserField, person: Person | undefined): boolean {
  if (field === 'watcher') return person === undefined || !holds(person.permissions, 'administer');
  return field === 'favourite';
}

function isOwn(name: string, person: Person | undefined): boolean {
  return person !== undefined && (name === person.userKey || name === fold(person.username));
}

function textField(field: 'text' | 'title' | 'space.title' | 'user.fullname'): Field {
  return {
    operators: operatorsOf.text,
    read({ field: name, values: [value] }) {
      if (value === undefined) return { test: 'or', meanings: [] };
      if (value.kind === 'call') return unsupportedFunction(value, name);
      const query = parseText(value.text);
      return 'textProblem' in query ? invalid(query.textProblem, value) : { test: 'text', field, query };
    },
  };
}

/** A field that is compared as a whole, and whose words are looked for. */
function textOr(whole: Field, text: Field): Field {
  return {
    operators: operatorsOf.title,
    read: (comparison, context) => {
      const isText = comparison.operator === '~' || comparison.operator === '!~';
      return (isText ? text : whole).read(comparison, context);
    },
  };
}

function wordField(field: WordField): Field {
  return {
    operators: operatorsOf.one,
    read(comparison, { spaceKey }) {
      const other: Meaning[] = [];
      const values = readAll<string>(comparison, (value) => {
        if (value.kind === 'text') {
          const word = fold(value.text.trim());
          if (field !== 'space.type' || !/^favou?rite$/.test(word)) return [word];
          other.push({ test: 'favourite-space' });
          return [];
        }
        if (field !== 'space') return unsupportedFunction(value, comparison.field);
        if (value.name === 'currentspace') {
          return spaceKey === undefined ? invalid('currentSpace() needs the spaceKey of a cqlcontext.', value) : [fold(spaceKey)];
        }
        if (value.name === 'recentlyviewedspaces') return recentlyViewed('space', value, other);
        if (value.name !== 'favouritespaces' && value.name !== 'favoritespaces')
          return unsupportedFunction(value, comparison.field);
        other.push({ test: 'favourite-space' });
        return [];
      });
      if ('problem' in values) return values;
      const meaning: Meaning = { test: 'words', field, values };
      return other.length === 0 ? meaning : { test: 'or', meanings: [meaning, ...other] };
    },
  };
}

/** Reads `recentlyViewedContent(limit, offset)` and `recentlyViewedSpaces(limit)`, and adds what that means. */
function recentlyViewed(of: 'content' | 'space', call: CqlCall, meanings: Meaning[]): readonly never[] | CqlProblem {
  const [limit = mostRecentViews, offset = 0] = call.values.map(({ text }) =>
    /^\d{1,6}$/.test(text.trim()) ? Number(text) : -1,
  );
  if (limit < 0 || offset < 0 || call.values.length > (of === 'content' ? 2 : 1)) {
    return invalid(
      `The function ${call.name}() takes ${of === 'content' ? 'a limit and an offset' : 'a limit'}, whole numbers from 0.`,
      call,
    );
  }
  meanings.push({ test: 'recently-viewed', of, limit: Math.min(limit, mostRecentViews), offset });
  return [];
}

const propertyName = /^content\.property\[([^\]]+)\]\.([\w-]+(?:\.[\w-]+)*)$/;

function propertyField(name: string): Field | undefined {
  const [, key, path] = propertyName.exec(name) ?? [];
  if (key === undefined || path === undefined) return undefined;
  return {
    operators: operatorsOf.property,
    read(comparison, { now, person }) {
      const compare = propertyComparison(comparison, now, timeZoneOf(person));
      return 'problem' in compare ? compare : { test: 'property', key, path: path.split('.'), compare };
    },
  };
}
