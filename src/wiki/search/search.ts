/**
 * Search: a CQL query finds content, spaces and users that the reader may see. One query finds the ids of a page of results,
 * one counts, and one for each kind reads what they are; each has the reader's rights in it.
 */
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Clock } from '../../foundation/clock.ts';
import { padded } from '../lists.ts';
import { permitted, type Reader, readable, type Viewer, viewerOf } from '../permissions.ts';
import type { RecentViews } from '../recent-views.ts';
import type { ContentRecord, Page } from '../records.ts';
import { type Asking, type Condition, conditionOf } from './conditions.ts';
import { contentCondition } from './content-conditions.ts';
import { type Meaning, type MeantQuery, meaningOf } from './cql-meaning.ts';
import { parseCql } from './cql-parse.ts';
import { type CqlProblem, isCqlProblem } from './cql-tree.ts';
import { hitsOf, type IsHit } from './excerpts.ts';
import { readHits, type SearchHit } from './hits.ts';
import {
  asksForViews,
  mentioned,
  type ResultKind,
  textsWanted,
  textWanted,
  wideTextSearch,
  withResolvedTexts,
} from './meanings.ts';
import { namesFor } from './names.ts';
import {
  contentSource,
  countFound,
  findByRelevance,
  findByWalking,
  findIds,
  type SortKey,
  type Source,
  sortedBy,
  spaceSource,
  userSource,
  wideSource,
} from './sources.ts';
import { type NameContext, spaceCondition, userCondition } from './space-conditions.ts';
import { resolvePatterns } from './text-match.ts';

export interface SearchRequest {
  readonly cql: string;
  /** What may be found; spaces and users only where the query asks for them, or for nothing else. */
  readonly kinds: readonly ResultKind[];
  /** From `cqlcontext`. */
  readonly spaceKey?: string | undefined;
  readonly contentId?: number | undefined;
  /** Of content; without it `current`. */
  readonly statuses?: readonly ContentStatus[];
  readonly includeArchivedSpaces?: boolean;
}

type ContentStatus = Exclude<ContentRecord['status'], 'historical'>;

export interface Found {
  readonly results: readonly SearchHit[];
  readonly more: boolean;
  /** How many results there are; those beyond a thousand behind this page are not counted. */
  readonly total: number;
  /** Whether all were counted. */
  readonly isAll: boolean;
  /** Tells the words that were looked for; undefined when the query looks for no text. */
  readonly isHit: IsHit | undefined;
}

export interface Search {
  /** @returns what the reader may see of what the query asks for, or what is wrong with the query */
  find(reader: Reader, request: SearchRequest, page: Page): Promise<Found | CqlProblem>;
  /** @returns the plain text of content, by id, of what the reader may see */
  texts(reader: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
}

const currentOnly: readonly ContentStatus[] = ['current'];

export function search({
  database,
  clock,
  recentViews,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly recentViews: Pick<RecentViews, 'flush'>;
}): Search {
  const { engine, read } = database;

  /** The tables in which something may be found. */
  async function sourcesOf(viewer: Viewer, request: SearchRequest, query: MeantQuery): Promise<readonly Source[]> {
    const asked = mentioned(query.where);
    const [only, ...others] = request.kinds;
    const kinds = request.kinds.filter((kind) => kind === 'content' || (only === kind && others.length === 0) || asked.has(kind));
    const names = await namesFor(read, viewer, query.where, kinds);
    const found = await Promise.all(kinds.map((kind) => sourceOf(kind, names, request, query.where)));
    return found.filter((source) => source !== undefined);
  }

  async function sourceOf(
    kind: ResultKind,
    names: NameContext,
    request: SearchRequest,
    where: Meaning,
  ): Promise<Source | undefined> {
    const { viewer } = names;
    switch (kind) {
      case 'content': {
        const { statuses = currentOnly, includeArchivedSpaces = false } = request;
        const options = { engine, viewer, statuses, includeArchivedSpaces };
        const meaning = await withResolvedTexts(where, (query) => resolvePatterns(read, query));
        const condition = contentWhere(meaning, names, 'together');
        const each = contentWhere(meaning, names, 'each');
        if (condition === false || each === false) return undefined;
        const search = wideTextSearch(meaning);
        const rest = search !== undefined && contentWhere(search.rest, names, 'together');
        const wide = rest === false ? undefined : wideSource(options, rest, search?.texts ?? []);
        return contentSource(options, condition, textWanted(meaning), { wide, each });
      }
      case 'space': {
        const condition = conditionOf(where, (test) => spaceCondition(test, names));
        return condition === false
          ? undefined
          : spaceSource(permitted('space.id', viewer, 'view'), expressionOf(condition), request.includeArchivedSpaces ?? false);
      }
      case 'user': {
        // The names of users are for those who have one.
        const condition = viewer.userId !== 0 && conditionOf(where, (test) => userCondition(test, names));
        return condition === false ? undefined : userSource(expressionOf(condition));
      }
      default:
        return kind satisfies never;
    }
  }

  function contentWhere(meaning: Meaning, names: NameContext, asking: Asking): Expression<SqlBool> | false {
    const condition = conditionOf(meaning, (test) => contentCondition(test, { ...names, engine, asking }));
    return condition !== false && expressionOf(condition);
  }

  async function findSorted(sources: readonly Source[], sorts: readonly SortKey[], isAll: boolean, page: Page) {
    const walked = isAll ? undefined : await findByWalking(read, sources, sorts, page);
    return walked ?? findIds(read, sources, sorts, page);
  }

  return {
    async find(reader, request, page) {
      const parsed = parseCql(request.cql);
      if (isCqlProblem(parsed)) return parsed;
      const { spaceKey, contentId } = request;
      const query = meaningOf(parsed, { person: reader, now: clock.now(), spaceKey, contentId });
      if (isCqlProblem(query)) return query;
      if (asksForViews(query.where)) await recentViews.flush();
      const viewer = viewerOf(reader);
      const sources = await sourcesOf(viewer, request, query);
      const texts = textsWanted(query.where);
      const { total, isAll } = await countFound(read, sources, page);
      const ids =
        query.orderBy.length === 0 && texts.length > 0
          ? await findByRelevance(read, sources, total, page)
          : await findSorted(sources, sortedBy(query.orderBy), isAll, page);
      const more = page.limit > 0 && ids.length > page.limit;
      const results = await readHits(read, viewer, ids.slice(0, page.limit));
      return { results, more, total, isAll, isHit: hitsOf(texts) };
    },

    async texts(reader, ids) {
      if (ids.length === 0) return new Map();
      const rows = await read
        .selectFrom('content')
        .innerJoin('search_text', 'search_text.content_id', 'content.id')
        .select(['content.id', 'search_text.body'])
        .where('content.id', 'in', padded(ids))
        .where(readable(viewerOf(reader)))
        .execute();
      return new Map(rows.map(({ id, body }) => [id, body]));
    },
  };
}

function expressionOf(condition: Exclude<Condition, false>) {
  return condition === true ? sql<SqlBool>`1 = 1` : condition;
}
