/** The tables that are searched, and the one query that finds a page of results in them: ordered, with the reader's rights inside. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Engine } from '../../database/database.ts';
import type { Queries } from '../../database/schema.ts';
import { currentStatus, type Page } from '../records.ts';
import type { Sort, SortField } from './cql-meaning.ts';
import type { ResultKind } from './meanings.ts';
import { matchesText } from './text-match.ts';
import type { TextQuery } from './text-query.ts';

type Sql = RawBuilder<unknown> | Expression<unknown>;

/** A table, what of it is found, and what it can be ordered by. */
export interface Source {
  readonly kind: ResultKind;
  readonly tables: Sql;
  readonly where: readonly Expression<SqlBool>[];
  readonly keys: Readonly<Record<SortField | 'relevance', Sql>>;
}

/** So many results behind the shown ones are counted. */
const mostCounted = 1_000;

const nameOf = (creator: string) =>
  sql`coalesce((select author.username_folded from user_account author where author.id = ${sql.ref(creator)}), '')`;

export function contentSource(
  rights: Expression<SqlBool>,
  condition: Expression<SqlBool>,
  options: {
    readonly statuses: readonly ('current' | 'draft' | 'trashed')[];
    readonly includeArchivedSpaces: boolean;
    readonly engine: Engine;
    /** What the query looks for: whoever has all of it in the title comes first. */
    readonly texts: readonly TextQuery[];
  },
): Source {
  const { statuses, includeArchivedSpaces, engine, texts } = options;
  const isCurrent = statuses.length === 1 && statuses[0] === 'current';
  const where = [
    ...(isCurrent ? currentWithContainer : [sql<SqlBool>`content.status in (${sql.join(statuses)})`]),
    ...(includeArchivedSpaces ? [] : [sql<SqlBool>`space.status = 'CURRENT'`]),
    rights,
    condition,
  ];
  const inTitle = texts.length === 0 ? false : matchesText(engine, { kind: 'all', parts: texts }, 'title');
  return {
    kind: 'content',
    tables: sql`content join space on space.id = content.space_id`,
    where,
    keys: {
      id: sql`content.id`,
      created: sql`content.created_at`,
      lastmodified: sql`content.modified_at`,
      title: sql`content.title_folded`,
      creator: nameOf('content.creator_id'),
      space: sql`space.key_folded`,
      type: sql`content.type`,
      relevance: inTitle === false ? sql`0` : sql`case when ${inTitle} then 1 else 0 end`,
    },
  };
}

/** A comment or attachment is no more current than what it belongs to. */
const currentWithContainer: readonly Expression<SqlBool>[] = [
  sql<SqlBool>`content.status = ${currentStatus}`,
  sql<SqlBool>`(content.container_id is null or exists (
    select 1 from content holder where holder.id = content.container_id and holder.status = ${currentStatus}))`,
];

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
      type: sql`'space'`,
      relevance: sql`1`,
    },
  };
}

export function userSource(condition: Expression<SqlBool>): Source {
  return {
    kind: 'user',
    tables: sql`user_account`,
    where: [sql<SqlBool>`user_account.disabled_at is null`, condition],
    keys: {
      id: sql`user_account.id`,
      created: sql`user_account.created_at`,
      lastmodified: sql`user_account.updated_at`,
      title: sql`user_account.full_name`,
      creator: sql`user_account.username_folded`,
      space: sql`''`,
      type: sql`'user'`,
      relevance: sql`1`,
    },
  };
}

/** What was found: a row of one of the tables. */
export interface FoundId {
  readonly kind: ResultKind;
  readonly id: number;
}

/**
 * @param hasText whether a text is looked for: without an order, hits in titles come first then, and the newest before the older
 * @returns the ids of a page, and one more when there are more
 */
export async function findIds(
  queries: Queries,
  sources: readonly Source[],
  orderBy: readonly Sort[],
  hasText: boolean,
  page: Page,
): Promise<readonly FoundId[]> {
  const [only, ...others] = sources;
  if (only === undefined) return [];
  const sorts = sortsOf(orderBy, hasText);
  const select = others.length === 0 ? inOne(only, sorts) : inSeveral(sources, sorts);
  const { rows } = await sql<FoundId>`${select} limit ${page.limit + 1} offset ${page.start}`.execute(queries);
  return rows;
}

type Key = { readonly field: SortField | 'relevance'; readonly descending: boolean };

/** The id decides between equals, in the direction of what stands before it, so that an index can give the whole order. */
function sortsOf(orderBy: readonly Sort[], hasText: boolean): readonly Key[] {
  const sorts: readonly Key[] =
    orderBy.length === 0 && hasText
      ? [
          { field: 'relevance', descending: true },
          { field: 'lastmodified', descending: true },
        ]
      : orderBy;
  return [...sorts, { field: 'id', descending: sorts.at(-1)?.descending ?? false }];
}

function whereOf({ where }: Source): Sql {
  return sql.join(where, sql` and `);
}

function inOne(source: Source, sorts: readonly Key[]): Sql {
  const order = sorts.map(({ field, descending }) => sql`${source.keys[field]} ${direction(descending)}`);
  return sql`select ${sql.lit(source.kind)} as kind, ${source.keys.id} as id from ${source.tables}
    where ${whereOf(source)} order by ${sql.join(order)}`;
}

function inSeveral(sources: readonly Source[], sorts: readonly Key[]): Sql {
  const selects = sources.map((source) => {
    const keys = sorts.map(({ field }, index) => sql`${source.keys[field]} as ${sql.ref(`key_${index}`)}`);
    return sql`select ${sql.lit(source.kind)} as kind, ${source.keys.id} as id, ${sql.join(keys)} from ${source.tables}
      where ${whereOf(source)}`;
  });
  const order = sorts.map(({ descending }, index) => sql`${sql.ref(`key_${index}`)} ${direction(descending)}`);
  return sql`select kind, id from (${sql.join(selects, sql` union all `)}) as found order by ${sql.join(order)}, kind`;
}

function direction(descending: boolean): Sql {
  return descending ? sql`desc` : sql`asc`;
}

/** @returns how many results there are, up to a thousand behind the page */
export async function countFound(queries: Queries, sources: readonly Source[], page: Page): Promise<number> {
  if (sources.length === 0) return 0;
  const limit = page.start + page.limit + mostCounted;
  const counts = sources.map(
    (source) => sql`(select count(*) from (select 1 from ${source.tables} where ${whereOf(source)} limit ${limit}) as counted)`,
  );
  const { rows } = await sql<{ total: number }>`select ${sql.join(counts, sql` + `)} as total`.execute(queries);
  return rows[0]?.total ?? 0;
}
