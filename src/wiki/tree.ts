/**
 * The page tree: ancestors, children and descendants, each for many records at once, and the part of a space's tree shown beside a
 * page.
 */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Queries } from '../database/schema.ts';
import { padded } from './lists.ts';
import { asFlag, type Reader, readable, type Viewer, viewerOf } from './permissions.ts';
import {
  type ContentRecord,
  currentStatus,
  type Page,
  type PageOf,
  pageType,
  selectRecords,
  siblingOrder,
  toPage,
  toRecord,
} from './records.ts';

/** A page in a tree; its children are read when it is open. */
export interface TreeNode {
  readonly id: number;
  readonly title: string;
  readonly hasChildren: boolean;
  readonly children: readonly TreeNode[];
}

export interface TreeReads {
  /** @returns by content id, the root first and the parent last, as far as the reader may see them */
  ancestors(reader: Reader, records: readonly ContentRecord[]): Promise<ReadonlyMap<number, readonly ContentRecord[]>>;
  /** The current child pages of one page, in order. */
  children(reader: Reader, parentId: number, page: Page): Promise<PageOf<ContentRecord>>;
  /** All current pages below one page, by id. */
  descendants(reader: Reader, ancestorId: number, page: Page): Promise<PageOf<ContentRecord>>;
  /** The first `limit` child pages of each, by the parent's id. */
  childrenOfEach(
    reader: Reader,
    parentIds: readonly number[],
    limit: number,
  ): Promise<ReadonlyMap<number, PageOf<ContentRecord>>>;
  /** The first `limit` pages below each, by the ancestor's id. */
  descendantsOfEach(reader: Reader, ids: readonly number[], limit: number): Promise<ReadonlyMap<number, PageOf<ContentRecord>>>;
  /**
   * The tree of a space as it stands beside a page: the top level, and everything on the way to `open` and right below it.
   * @param limit the most nodes of it
   */
  beside(reader: Reader, spaceId: number, open: ContentRecord | undefined, limit: number): Promise<readonly TreeNode[]>;
}

export function treeReads(database: Database): TreeReads {
  const { read } = database;

  async function inOrder(ids: PageOf<{ readonly id: number }>, viewer: Viewer): Promise<PageOf<ContentRecord>> {
    const records = await recordsById(
      read,
      viewer,
      ids.results.map(({ id }) => id),
    );
    return { results: ids.results.flatMap(({ id }) => records.get(id) ?? []), more: ids.more };
  }

  async function eachInOrder(
    pairs: readonly { readonly origin: number; readonly id: number }[],
    origins: readonly number[],
    limit: number,
    viewer: Viewer,
  ): Promise<ReadonlyMap<number, PageOf<ContentRecord>>> {
    const records = await recordsById(
      read,
      viewer,
      pairs.map(({ id }) => id),
    );
    const groups = Map.groupBy(pairs, ({ origin }) => origin);
    return new Map(
      origins.map((origin) => {
        const found = (groups.get(origin) ?? []).flatMap(({ id }) => records.get(id) ?? []);
        return [origin, toPage(found, { start: 0, limit }, (record) => record)];
      }),
    );
  }

  return {
    async ancestors(reader, records) {
      const parents = [...new Set(records.flatMap(({ parentId }) => parentId ?? []))];
      const rows =
        parents.length === 0
          ? []
          : await selectRecords(read)
              .where('content.id', 'in', lineageOf(read, parents))
              .where('content.status', '=', currentStatus)
              .where(readable(viewerOf(reader)))
              .execute();
      const above = new Map(rows.map((row) => [row.id, toRecord(row)]));
      return new Map(records.map((record) => [record.id, chain(record, above)]));
    },

    async children(reader, parentId, page) {
      const viewer = viewerOf(reader);
      const ids = await read
        .selectFrom('content')
        .select('content.id')
        .where('content.parent_id', '=', parentId)
        .where('content.status', '=', currentStatus)
        .where(readable(viewer))
        .orderBy(siblingOrder)
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return inOrder(
        toPage(ids, page, (row) => row),
        viewer,
      );
    },

    async descendants(reader, ancestorId, page) {
      const viewer = viewerOf(reader);
      const ids = await read
        .selectFrom('content')
        .select('content.id')
        .where('content.id', 'in', belowEach(read, [ancestorId]).select('below.id'))
        .where(readable(viewer))
        .orderBy('content.id')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return inOrder(
        toPage(ids, page, (row) => row),
        viewer,
      );
    },

    async childrenOfEach(reader, parentIds, limit) {
      if (parentIds.length === 0) return new Map();
      const viewer = viewerOf(reader);
      const ranked = read
        .selectFrom('content')
        .select(['content.id', 'content.parent_id as origin'])
        .select(sql<number>`row_number() over (partition by content.parent_id order by ${siblingOrder})`.as('rank'))
        .where('content.parent_id', 'in', padded(parentIds))
        .where('content.status', '=', currentStatus)
        .where(readable(viewer));
      const pairs = await read
        .selectFrom(ranked.as('ranked'))
        .select(['id', 'origin'])
        .$narrowType<{ origin: number }>() // The condition on the parent leaves none without one.
        .where('rank', '<=', limit + 1)
        .orderBy('rank')
        .execute();
      return eachInOrder(pairs, parentIds, limit, viewer);
    },

    async descendantsOfEach(reader, ids, limit) {
      if (ids.length === 0) return new Map();
      const viewer = viewerOf(reader);
      const ranked = belowEach(read, ids)
        .innerJoin('content', 'content.id', 'below.id')
        .select(['below.id', 'below.origin'])
        .select(sql<number>`row_number() over (partition by below.origin order by below.id)`.as('rank'))
        .where(readable(viewer));
      const pairs = await read
        .selectFrom(ranked.as('ranked'))
        .select(['id', 'origin'])
        .where('rank', '<=', limit + 1)
        .orderBy('rank')
        .execute();
      return eachInOrder(pairs, ids, limit, viewer);
    },

    async beside(reader, spaceId, open, limit) {
      const viewer = viewerOf(reader);
      // Two queries in one, since each has an index of its own.
      const top = selectNodes(read, viewer)
        .where('content.space_id', '=', spaceId)
        .where('content.parent_id', 'is', null)
        .where('content.type', '=', pageType);
      const nodesOnTheWay =
        open === undefined
          ? top
          : top.unionAll(selectNodes(read, viewer).where('content.parent_id', 'in', lineageOf(read, [open.id])));
      const rows = await nodesOnTheWay.orderBy('position').orderBy('id').limit(limit).execute();
      const byParent = Map.groupBy(rows, (row) => row.parent_id);
      const nodes = (parentId: number | null): readonly TreeNode[] =>
        (byParent.get(parentId) ?? []).map(({ id, title, has_children }) => ({
          id,
          title,
          hasChildren: has_children === 1,
          children: nodes(id),
        }));
      return nodes(null);
    },
  };
}

function selectNodes(queries: Queries, viewer: Viewer) {
  return queries
    .selectFrom('content')
    .select(['content.id', 'content.title', 'content.parent_id', 'content.position'])
    .select(({ exists, selectFrom }) =>
      asFlag(
        exists(
          selectFrom('content as child')
            .select('child.id')
            .whereRef('child.parent_id', '=', 'content.id')
            .where('child.status', '=', currentStatus),
        ),
      ).as('has_children'),
    )
    .where('content.status', '=', currentStatus)
    .where(readable(viewer));
}

/** These pages and everything above them, as a subquery. `union` forgets what it has seen, so that no cycle could hold it. */
function lineageOf(queries: Queries, ids: readonly number[]) {
  return queries
    .withRecursive('lineage(id)', (cte) =>
      cte
        .selectFrom('content')
        .select('content.id')
        .where('content.id', 'in', padded(ids))
        .union(
          cte
            .selectFrom('lineage')
            .innerJoin('content', 'content.id', 'lineage.id')
            .select('content.parent_id as id')
            .where('content.parent_id', 'is not', null)
            .$narrowType<{ id: number }>(),
        ),
    )
    .selectFrom('lineage')
    .select('lineage.id');
}

/** The current pages below each of these, with the page they are below. */
function belowEach(queries: Queries, ids: readonly number[]) {
  return queries
    .withRecursive('below(origin, id)', (cte) =>
      cte
        .selectFrom('content')
        .select(['content.parent_id as origin', 'content.id'])
        .$narrowType<{ origin: number }>()
        .where('content.parent_id', 'in', padded(ids))
        .where('content.status', '=', currentStatus)
        .union(
          cte
            .selectFrom('below')
            .innerJoin('content', 'content.parent_id', 'below.id')
            .select(['below.origin', 'content.id'])
            .where('content.status', '=', currentStatus),
        ),
    )
    .selectFrom('below');
}

async function recordsById(
  queries: Queries,
  viewer: Viewer,
  ids: readonly number[],
): Promise<ReadonlyMap<number, ContentRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await selectRecords(queries)
    .where('content.id', 'in', padded([...new Set(ids)]))
    .where(readable(viewer))
    .execute();
  return new Map(rows.map((row) => [row.id, toRecord(row)]));
}

function chain(record: ContentRecord, above: ReadonlyMap<number, ContentRecord>): readonly ContentRecord[] {
  const ancestors: ContentRecord[] = [];
  const seen = new Set<number>();
  for (let next = record.parentId; next !== undefined && !seen.has(next); ) {
    seen.add(next);
    const ancestor = above.get(next);
    if (ancestor !== undefined) ancestors.unshift(ancestor);
    next = ancestor?.parentId;
  }
  return ancestors;
}
