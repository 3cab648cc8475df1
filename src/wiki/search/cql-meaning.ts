/**
 * What a CQL query means: each comparison checked against the table of fields, its functions called, its values read. What
 * comes out says nothing of SQL, and nothing in it can be wrong any more.
 */
import type { Milliseconds } from '../../foundation/clock.ts';
import { fold } from '../../foundation/folding.ts';
import { holds, type Person } from '../../http/caller.ts';
import { callDateFunction, isDateFunction, type Moment, readMoment } from './cql-dates.ts';
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
  text: ['~', '!~'],
  title: ['=', '!=', '~', '!~', 'in', 'not in'],
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
  ...(['creator', 'contributor', 'mention', 'watcher', 'favourite', 'user'] as const).map(
    (field) => [field, userField(field)] as const,
  ),
  ['favorite', userField('favourite')],
  ['user.accountid', userField('user')],
  ['user.userkey', userField('user')],
  ['text', textField('text')],
  ['sitesearch', textField('text')],
  ['space.title', textField('space.title')],
  ['title', titleField('title')],
  ['user.fullname', titleField('user.fullname')],
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
  const known = fields.get(field);
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

function unsupportedFunction({ name, span }: CqlCall, field: string): CqlProblem {
  return { problem: 'unsupported-function', text: `The function ${name}() does not fit the field ${field}.`, span };
}

function invalid(text: string, { span }: CqlValue): CqlProblem {
  return { problem: 'invalid-value', text, span };
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
      const ids = readAll(comparison, (value) => {
        if (value.kind === 'call') {
          if (value.name !== 'currentcontent') return unsupportedFunction(value, comparison.field);
          return contentId === undefined ? invalid('currentContent() needs the contentId of a cqlcontext.', value) : [contentId];
        }
        const digits = /^(?:att)?(\d{1,15})$/.exec(value.text.trim())?.[1];
        return digits === undefined ? invalid(`"${value.text}" is not the id of content.`, value) : [Number(digits)];
      });
      return 'problem' in ids ? ids : { test: 'ids', field, ids };
    },
  };
}

function timeField(field: 'created' | 'lastmodified'): Field {
  return {
    operators: operatorsOf.time,
    read(comparison, { now }) {
      const [value] = comparison.values;
      if (value === undefined) return { test: 'or', meanings: [] };
      if (value.kind === 'call' && !isDateFunction(value.name)) return unsupportedFunction(value, field);
      const moment = value.kind === 'text' ? readMoment(value.text) : callDateFunction(value.name, value.values[0]?.text, now);
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

function titleField(field: 'title' | 'user.fullname'): Field {
  const asText = textField(field);
  const asWord = wordField(field);
  return {
    operators: operatorsOf.title,
    read: (comparison, context) => {
      const isText = comparison.operator === '~' || comparison.operator === '!~';
      return (isText ? asText : asWord).read(comparison, context);
    },
  };
}

function wordField(field: WordField): Field {
  return {
    operators: operatorsOf.one,
    read(comparison, { spaceKey }) {
      const other: Meaning[] = [];
      const values = readAll(comparison, (value) => {
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
