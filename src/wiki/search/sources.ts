/** The tables that are searched, and the one query that finds a page of results in them: ordered, with the reader's rights inside. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { adHoc } from '../../database/ad-hoc.ts';
import type { Engine } from '../../database/database.ts';
import type { Queries } from '../../database/schema.ts';
import { currentAndReadable, readable, type Viewer } from '../permissions.ts';
import { currentStatus, type Page } from '../records.ts';
import type { Sort, SortField } from './cql-meaning.ts';
import type { ResultKind } from './meanings.ts';
import { type Alternatives, indexMatches, indexOrder, indexWithContent, matchesText, type ScopedText } from './text-match.ts';
import type { TextQuery } from './text-query.ts';

type Sql = RawBuilder<unknown> | Expression<unknown>;

/** A table, what of it is found, and what it can be ordered by. */
export interface Source {
  readonly kind: ResultKind;
  readonly tables: Sql;
  readonly where: readonly Expression<SqlBool>[];
  /** A text or number is the same for all. */
  readonly keys: Readonly<Record<SortField | 'relevance', Sql | string | number>> & { readonly id: Sql };
  /** The same results, for when they are many: counted and found without reading all of them. */
  readonly wide?: WideSource | undefined;
  /** The same conditions, asked of each row by itself, for walking along an order until enough is found; only for what is current. */
  readonly walked?: readonly Expression<SqlBool>[] | undefined;
}

/** What is found in the index of texts, read first. */
interface Tier extends Source {
  /** Ids of the index in their order, the last first: where the index does not give its hits in that order, it is walked along. */
  readonly along: Sql | undefined;
}

export interface WideSource {
  readonly counted: Source;
  /** Those with the texts in their titles, and the others. */
  readonly tiers: readonly Tier[];
}

/** So many results behind the shown ones are counted; of more than these, the newest come first. */
const mostCounted = 1_000;

const nameOf = (creator: string) =>
  sql`coalesce((select author.username_folded from user_account author where author.id = ${sql.ref(creator)}), '')`;

interface ContentOptions {
  readonly engine: Engine;
  readonly viewer: Viewer;
  readonly statuses: readonly ('current' | 'draft' | 'trashed')[];
  readonly includeArchivedSpaces: boolean;
}

/**
 * @param text what the query looks for: what has it in the title comes first
 * @param ways.each the condition, asked of each row by itself
 */
export function contentSource(
  options: ContentOptions,
  condition: Expression<SqlBool>,
  text: TextQuery | undefined,
  { wide, each }: { readonly wide: WideSource | undefined; readonly each: Expression<SqlBool> },
): Source {
  const inTitle = text !== undefined && matchesText(options.engine, text, 'title', 'together');
  return {
    kind: 'content',
    tables: sql`content join space on space.id = content.space_id`,
    where: [...contentWhere(options), condition],
    keys: { ...contentKeys, relevance: inTitle === false ? 0 : sql`case when ${inTitle} then 1 else 0 end` },
    wide,
    walked: isCurrentOnly(options) ? [...contentWhere(options), each] : undefined,
  };
}

/** @param condition what the query says beside the texts. @returns undefined when the texts find nothing */
export function wideSource(
  options: ContentOptions,
  condition: Expression<SqlBool>,
  texts: readonly Alternatives[],
): WideSource | undefined {
  const { engine } = options;
  const inTitle = texts.map((any) => any.map(({ query }): ScopedText => ({ query, scope: 'titles first' })));
  const source = (match: Expression<SqlBool>, relevance: 0 | 1): Tier => ({
    kind: 'content',
    tables: sql`${indexWithContent(engine)} join space on space.id = content.space_id`,
    where: [match, ...contentWhere(options), condition],
    // PostgreSQL would walk along all of its index for a text that it takes for frequent: it is made to look the text up.
    keys: { ...contentKeys, id: engine === 'postgresql' ? sql`search_index.content_id + 0` : indexOrder(engine), relevance },
    along: engine === 'postgresql' ? sql`select content_id as place from search_index order by content_id desc` : undefined,
  });
  const all = indexMatches(engine, texts);
  const titled = indexMatches(engine, inTitle);
  const others = indexMatches(engine, texts, inTitle);
  if (all === false || others === false) return undefined;
  return { counted: source(all, 0), tiers: [...(titled === false ? [] : [source(titled, 1)]), source(others, 0)] };
}

function isCurrentOnly({ statuses }: ContentOptions): boolean {
  return statuses.length === 1 && statuses[0] === 'current';
}

function contentWhere(options: ContentOptions): readonly Expression<SqlBool>[] {
  const { viewer, statuses, includeArchivedSpaces } = options;
  return [
    ...(includeArchivedSpaces ? [] : [sql<SqlBool>`space.status = 'CURRENT'`]),
    ...(isCurrentOnly(options)
      ? [currentAndReadable(viewer)]
      : [sql<SqlBool>`content.status in (${sql.join(statuses)})`, readable(viewer)]),
  ];
}

const contentKeys = {
  id: sql`content.id`,
  created: sql`content.created_at`,
  lastmodified: sql`content.modified_at`,
  title: sql`content.title_folded`,
  creator: nameOf('content.creator_id'),
  space: sql`space.key_folded`,
  type: sql`content.type`,
};

export function spaceSource(rights: Expression<SqlBool>, condition: Expression<SqlBool>, includeArchivedSpaces: boolean): Source {
  return {
    kind: 'space',
    tables: sql`space`,
    where: [...(includeArchivedSpaces ? [] : [sql<SqlBool>`space.status = 'CURRENT'`]), rights, condition],
    keys: {
      id: sql`space.id`,
      created: sql`space.created_at`,
      lastmodified: sql`space.updated_at`,
      title: sql`space.name`,
      creator: nameOf('space.creator_id'),
      space: sql`space.key_folded`,
      type: 'space',
      relevance: 1,
    },
  };
}

export function userSource(condition: Expression<SqlBool>): Source {
  return {
    kind: 'user',
    tables: sql`user_account`,
    where: [sql<SqlBool>`user_account.disabled_at is null`, sql<SqlBool>`user_account.kind = 'person'`, condition],
    keys: {
      id: sql`user_account.id`,
      created: sql`user_account.created_at`,
      lastmodified: sql`user_account.updated_at`,
      title: sql`user_account.full_name`,
      creator: sql`user_account.username_folded`,
      space: '',
      type: 'user',
      relevance: 1,
    },
  };
}

/** What was found: a row of one of the tables. */
export interface FoundId {
  readonly kind: ResultKind;
  readonly id: number;
}

export type SortKey = { readonly field: SortField | 'relevance'; readonly descending: boolean };

/** Hits in titles first, and what was changed last before the older. */
const byRelevance: readonly SortKey[] = [
  { field: 'relevance', descending: true },
  { field: 'lastmodified', descending: true },
  { field: 'id', descending: true },
];

/** Hits in titles first, and the newest before the older. */
const byRelevanceAndAge: readonly SortKey[] = [
  { field: 'relevance', descending: true },
  { field: 'id', descending: true },
];

/**
 * Finds a page of what a text search finds, ordered by relevance.
 * @param total how many results there are, as far as they were counted
 * @returns ids, and one more when there are more
 */
export async function findByRelevance(
  queries: Queries,
  sources: readonly Source[],
  total: number,
  page: Page,
): Promise<readonly FoundId[]> {
  if (total <= mostCounted || sources.every(({ wide }) => wide === undefined))
    return findIds(queries, sources, byRelevance, page);
  const [source, ...others] = sources;
  if (source?.wide !== undefined && others.length === 0) return findInTiers(queries, source.wide.tiers, page);
  const tiers = sources.flatMap((each): readonly Source[] => each.wide?.tiers ?? [each]);
  return findIds(queries, tiers, byRelevanceAndAge, page);
}

/** Each tier is asked only for what those before it leave open. */
async function findInTiers(queries: Queries, tiers: readonly Tier[], page: Page): Promise<readonly FoundId[]> {
  const end = page.start + page.limit + 1;
  const found: FoundId[] = [];
  for (const tier of tiers) {
    const open = end - found.length;
    if (open === 0) break;
    const walked = tier.along === undefined ? undefined : await walk(open, (stride) => inStride(queries, tier, stride, open));
    found.push(...(walked ?? (await findIds(queries, [tier], byRelevanceAndAge, { start: 0, limit: open - 1 }))));
  }
  return found.slice(page.start);
}

async function inStride(queries: Queries, { kind, tables, where, along }: Tier, stride: number, open: number) {
  const { rows } = await sql<FoundId>`${adHoc} select ${sql.lit(kind)} as kind, walk.place as id
    from (${along} limit ${stride}) as walk cross join (${tables})
    where search_index.content_id = walk.place and ${sql.join(where, sql` and `)} order by walk.place desc limit ${open}`.execute(
    queries,
  );
  return rows;
}

/** The id decides between equals, in the direction of what stands before it, so that an index can give the whole order. */
export function sortedBy(orderBy: readonly Sort[]): readonly SortKey[] {
  return [...orderBy, { field: 'id', descending: orderBy.at(-1)?.descending ?? false }];
}

/** @returns the ids of a page, and one more when there are more */
export async function findIds(
  queries: Queries,
  sources: readonly Source[],
  sorts: readonly SortKey[],
  page: Page,
): Promise<readonly FoundId[]> {
  if (sources.length === 0) return [];
  const end = page.start + page.limit + 1;
  const parts = sources.map((source) => sql`select * from (${ordered(source, sorts)} limit ${end}) as part`);
  const order = sorts.map(({ descending }, index) => sql`${keyName(index)} ${direction(descending)}`);
  const all = sql`${adHoc} select kind, id from (${sql.join(parts, sql` union all `)}) as found order by ${sql.join(order)}, kind`;
  const { rows } = await sql<FoundId>`${all} limit ${page.limit + 1} offset ${page.start}`.execute(queries);
  return rows;
}

/** What is walked along first, and what after it, when enough was found to expect that the page fills. */
const strides = [250, 1_000];

/**
 * Finds a page of what is many, by walking along the time that it is ordered by: as soon as the page is full, nothing behind it matters.
 * @returns undefined when that is not how it is ordered, or the page does not fill soon
 */
export async function findByWalking(
  queries: Queries,
  sources: readonly Source[],
  sorts: readonly SortKey[],
  page: Page,
): Promise<readonly FoundId[] | undefined> {
  const [source, ...others] = sources;
  const [sort] = sorts;
  const time = sort?.field === 'created' ? sql`created_at` : sort?.field === 'lastmodified' ? sql`modified_at` : undefined;
  if (source?.walked === undefined || others.length > 0 || sort === undefined || time === undefined || sorts.length > 2)
    return undefined;
  const end = page.start + page.limit + 1;
  const way = direction(sort.descending);
  const where = sql.join(source.walked, sql` and `);
  const rows = await walk(end, async (stride) => {
    const along = sql`select id as place from content where status = ${currentStatus} order by ${time} ${way}, id ${way}`;
    const found = await sql<FoundId>`${adHoc} select ${sql.lit(source.kind)} as kind, content.id
      from (${along} limit ${stride}) as walk cross join content cross join space
      where content.id = walk.place and space.id = content.space_id and ${where}
      order by content.${time} ${way}, content.id ${way} limit ${end}`.execute(queries);
    return found.rows;
  });
  return rows?.slice(page.start);
}

/**
 * Walks along an order, a longer stride each time, as long as the page can be expected to fill.
 * @returns as many rows as are wanted, or undefined: then it is cheaper to look for all there are
 */
async function walk(
  wanted: number,
  inStride: (stride: number) => Promise<readonly FoundId[]>,
): Promise<readonly FoundId[] | undefined> {
  for (const [index, stride] of strides.entries()) {
    const rows = await inStride(stride);
    if (rows.length === wanted) return rows;
    const next = strides[index + 1];
    if (next === undefined || (rows.length * next) / stride < 2 * wanted) return undefined;
  }
  return undefined;
}

/** What is found in one table, in its order; what is the same for all of it says nothing of that. */
function ordered(source: Source, sorts: readonly SortKey[]): Sql {
  const keys = sorts.map(({ field }) => source.keys[field]);
  const columns = keys.map((key, index) => sql`${isConstant(key) ? sql.lit(key) : key} as ${keyName(index)}`);
  const order = keys.flatMap((key, index) =>
    isConstant(key) ? [] : [sql`${key} ${direction(sorts[index]?.descending ?? false)}`],
  );
  return sql`select ${sql.lit(source.kind)} as kind, ${source.keys.id} as id, ${sql.join(columns)} from ${source.tables}
    where ${sql.join(source.where, sql` and `)} order by ${sql.join(order)}`;
}

function isConstant(key: Sql | string | number): key is string | number {
  return typeof key !== 'object';
}

function keyName(index: number): Sql {
  return sql.ref(`key_${index}`);
}

function direction(descending: boolean): Sql {
  return descending ? sql`desc` : sql`asc`;
}

/** @returns how many results there are, and whether that is all of them: those beyond a thousand behind the page are not counted */
export async function countFound(
  queries: Queries,
  sources: readonly Source[],
  page: Page,
): Promise<{ readonly total: number; readonly isAll: boolean }> {
  if (sources.length === 0) return { total: 0, isAll: true };
  const limit = page.start + page.limit + mostCounted;
  const counts = sources
    .map(({ wide, ...source }) => wide?.counted ?? source)
    .map(({ tables, where }) => sql`select 1 from ${tables} where ${sql.join(where, sql` and `)} limit ${limit}`)
    .map((found) => sql`(select count(*) from (${found}) as counted)`);
  const { rows } = await sql<{ total: number }>`${adHoc} select ${sql.join(counts, sql` + `)} as total`.execute(queries);
  const total = rows[0]?.total ?? 0;
  return { total, isAll: total < limit };
}
