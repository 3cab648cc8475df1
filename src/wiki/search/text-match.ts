/**
 * A text query in the words of each database's index. Both indexes hold the same words (`words.ts`): stems in their order,
 * and beside them the words as they are written where those differ.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Engine } from '../../database/database.ts';
import type { Queries } from '../../database/schema.ts';
import { type Asking, isAmong } from './conditions.ts';
import { distance, mostSimilar, unchangedParts } from './similar.ts';
import { noText, type TextQuery } from './text-query.ts';

/**
 * Where to look. `titles first` finds what is in titles without going through all hits: it is for putting them first, for what was indexed before
 * titles were marked is not among them.
 */
export type TextScope = 'title' | 'titles first' | 'anywhere';

/**
 * Stands before the words of titles in SQLite's index, which for a word and a column reads the word's hits in all columns. `foldWord` writes it
 * as two letters, so that no other word begins with it, nor anything that is looked for.
 */
export const titleMark = 'ß';

/** How an index writes each part of a query. */
interface Dialect {
  /** @param stems words side by side */
  phrase(stems: readonly string[], scope: TextScope): string;
  prefix(prefix: string, scope: TextScope): string;
  form(form: string, scope: TextScope): string;
  readonly and: string;
  readonly or: string;
  readonly butNot: string;
}

/** Words are letters and digits alone: nothing in them needs escaping in either language. */
const fts5: Dialect = {
  phrase(stems, scope) {
    const [stem, ...others] = stems;
    if (scope === 'titles first' && stem !== undefined && others.length === 0) return marked(stem);
    return `{${scope === 'anywhere' ? 'title body' : 'title'}} : "${stems.join(' ')}"`;
  },
  prefix: (prefix, scope) => (scope === 'titles first' ? `${marked(prefix)} *` : `{${fts5Columns(scope)}} : "${prefix}" *`),
  form: (form, scope) => (scope === 'titles first' ? marked(form) : `{${fts5Columns(scope)}} : "${form}"`),
  and: ' AND ',
  or: ' OR ',
  butNot: ' NOT ',
};

function marked(word: string): string {
  return `{title_forms} : "${titleMark}${word}"`;
}

function fts5Columns(scope: Exclude<TextScope, 'titles first'>): string {
  return scope === 'title' ? 'title title_forms' : 'title body title_forms body_forms';
}

/**
 * A letter before each word tells what it is: `s` a stem, `t` a stem of the title, `f` a word as it is written where that differs,
 * `u` one of the title. Weights would tell it too, but no index holds them: every row would be read.
 */
const tsquery: Dialect = {
  phrase: (stems, scope) => stems.map((stem) => `'${scope === 'anywhere' ? 's' : 't'}${stem}'`).join(' <-> '),
  prefix: (prefix, scope) =>
    writtenKinds(scope)
      .map((kind) => `'${kind}${prefix}':*`)
      .join(' | '),
  form: (form, scope) =>
    writtenKinds(scope)
      .map((kind) => `'${kind}${form}'`)
      .join(' | '),
  and: ' & ',
  or: ' | ',
  butNot: ' & !',
};

/** Where words stand as they are written: with those that differ from their stems, and with those that do not. */
function writtenKinds(scope: TextScope): readonly string[] {
  return scope === 'anywhere' ? ['s', 'f'] : ['t', 'u'];
}

/** @returns undefined for what finds nothing. As Lucene does, a negative part finds nothing by itself. */
function write(query: TextQuery, scope: TextScope, dialect: Dialect): string | undefined {
  switch (query.kind) {
    case 'phrase':
      return `(${dialect.phrase(query.stems, scope)})`;
    case 'prefix':
      return `(${dialect.prefix(query.prefix, scope)})`;
    case 'forms':
      return query.forms.length === 0 ? undefined : `(${query.forms.map((form) => dialect.form(form, scope)).join(dialect.or)})`;
    case 'any': {
      const parts = query.parts.map((part) => write(part, scope, dialect)).filter((part) => part !== undefined);
      return parts.length === 0 ? undefined : `(${parts.join(dialect.or)})`;
    }
    case 'all': {
      const positive = query.parts.filter(({ kind }) => kind !== 'not').map((part) => write(part, scope, dialect));
      if (positive.length === 0 || positive.includes(undefined)) return undefined;
      const unwanted = query.parts.map((part) => (part.kind === 'not' ? write(part.part, scope, dialect) : undefined));
      const minus = unwanted.filter((part) => part !== undefined).map((part) => dialect.butNot + part);
      // FTS5 binds NOT to what stands before it alone.
      return `((${positive.join(dialect.and)})${minus.join('')})`;
    }
    case 'not':
    case 'similar': // resolved before, as the next one
    case 'pattern':
      return undefined;
    default:
      return query satisfies never;
  }
}

/** A text and where it must be. */
export interface ScopedText {
  readonly query: TextQuery;
  readonly scope: TextScope;
}

/** Texts of which one is enough. */
export type Alternatives = readonly ScopedText[];

/**
 * The condition on the row of `search_index` at hand that it has one of each of some alternatives, and not one of each of others.
 * @returns false for what finds nothing
 */
export function indexMatches(
  engine: Engine,
  wanted: readonly Alternatives[],
  unwanted: readonly Alternatives[] = [],
): Expression<SqlBool> | false {
  const dialect = engine === 'sqlite' ? fts5 : tsquery;
  const any = (texts: Alternatives) => {
    const parts = texts.map(({ query, scope }) => write(query, scope, dialect)).filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : `(${parts.join(dialect.or)})`;
  };
  const all = (texts: readonly Alternatives[]) => {
    const parts = texts.map(any);
    return parts.includes(undefined) ? undefined : `(${parts.join(dialect.and)})`;
  };
  const positive = all(wanted);
  if (positive === undefined) return false;
  const minus = unwanted.length === 0 ? undefined : all(unwanted);
  const written = minus === undefined ? positive : `(${positive}${dialect.butNot}${minus})`;
  return engine === 'sqlite'
    ? sql<SqlBool>`search_index match ${written}`
    : sql<SqlBool>`search_index.document @@ ${written}::text::tsquery`;
}

/** The index joined to `content`, as the table that is read first. */
export function indexWithContent(engine: Engine): RawBuilder<unknown> {
  // SQLite reads the tables of a cross join in the order in which they are written.
  return engine === 'sqlite'
    ? sql`search_index cross join content on content.id = search_index.rowid`
    : sql`search_index join content on content.id = search_index.content_id`;
}

/** What the index orders its rows by, without reading anything else. */
export function indexOrder(engine: Engine): RawBuilder<unknown> {
  return engine === 'sqlite' ? sql`search_index.rowid` : sql`search_index.content_id`;
}

/** @returns the condition that the content at hand matches; false for what finds nothing */
export function matchesText(engine: Engine, query: TextQuery, scope: TextScope, asking: Asking): Expression<SqlBool> | false {
  const unwanted = onlyUnwanted(query);
  const condition = indexMatches(engine, [[{ query: unwanted ?? query, scope }]]);
  if (condition === false) return false;
  const isFound = isAmong(asking, indexOrder(engine), sql`search_index where ${condition}`);
  return unwanted === undefined ? isFound : sql<SqlBool>`not (${isFound})`;
}

/** What a query of negative parts alone does not want; undefined for one that wants something. */
export function onlyUnwanted(query: TextQuery): TextQuery | undefined {
  if (query.kind === 'not') return query.part;
  if (query.kind !== 'all') return undefined;
  const parts = query.parts.flatMap((part) => (part.kind === 'not' ? [part.part] : []));
  return parts.length === query.parts.length ? { kind: 'any', parts } : undefined;
}

/** A pattern stands for so many words at most. */
const mostForms = 200;

/** Puts the words of the index in the place of patterns with wildcards inside and of fuzzy words. */
export async function resolvePatterns(queries: Queries, query: TextQuery): Promise<TextQuery> {
  switch (query.kind) {
    case 'pattern':
      return { kind: 'forms', forms: await formsLike(queries, query) };
    case 'similar':
      return { kind: 'forms', forms: await formsNear(queries, query) };
    case 'all':
    case 'any':
      return { kind: query.kind, parts: await Promise.all(query.parts.map((part) => resolvePatterns(queries, part))) };
    case 'not': {
      const part = await resolvePatterns(queries, query.part);
      return part.kind === 'forms' && part.forms.length === 0 ? noText : { kind: 'not', part };
    }
    default:
      return query;
  }
}

async function formsLike(
  queries: Queries,
  { prefix, pattern }: Extract<TextQuery, { readonly kind: 'pattern' }>,
): Promise<readonly string[]> {
  const rows = await queries
    .selectFrom('search_word')
    .select('word')
    .where('word', '>=', prefix)
    .where('word', '<', `${prefix}\u{10ffff}`)
    .where('word', 'like', pattern.replaceAll('*', '%').replaceAll('?', '_'))
    .limit(mostForms)
    .execute();
  return rows.map(({ word }) => word);
}

/** So many words that may be near are looked at. */
const mostCandidates = 20_000;

/** The words spelled like one, the nearest first. */
async function formsNear(
  queries: Queries,
  { form, edits }: Extract<TextQuery, { readonly kind: 'similar' }>,
): Promise<readonly string[]> {
  const parts = unchangedParts(form, edits);
  // Databases count characters, not units of UTF-16.
  const { length } = Array.from(form);
  const rows = await queries
    .selectFrom('search_word')
    .select('word')
    .where(({ fn }) => fn<number>('length', ['word']), '>=', length - edits)
    .where(({ fn }) => fn<number>('length', ['word']), '<=', length + edits)
    .$if(parts.length > 0, (query) => query.where(({ or, eb }) => or(parts.map((part) => eb('word', 'like', `%${part}%`)))))
    .limit(mostCandidates)
    .execute();
  return rows
    .map(({ word }) => ({ word, away: distance(form, word, edits) }))
    .filter(({ away }) => away <= edits)
    .sort((a, b) => a.away - b.away)
    .slice(0, mostSimilar)
    .map(({ word }) => word);
}
