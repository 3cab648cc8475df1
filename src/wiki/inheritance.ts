/**
 * Inheritance of read restrictions. A read restriction holds for everything below: `content.restricted_by` names the nearest
 * restricted content at or above, and `restriction_chain` lists for each such content all that apply together, so a condition looks at
 * two columns instead of walking the tree. Whoever changes a restriction or moves content refreshes both in the same transaction.
 */
import { type Expression, type SqlBool, sql } from 'kysely';
import type { WriteQueries } from '../database/schema.ts';
import { padded } from './lists.ts';

/** Which content a subtree begins at. */
export type Roots =
  | { readonly at: number }
  /** Every page right below a page, or at the top level of a space, and what belongs to it. */
  | { readonly under: number | null; readonly spaceId: number };

/**
 * How many pages one statement changes: all of a large subtree in one would outlast what a statement is allowed.
 */
const part = 4_096;

/**
 * Makes the restrictions of a subtree follow the tree as it stands. Must run under `lockSpaces`, so that nothing is added below in
 * between.
 */
export async function refreshRestrictions(queries: WriteQueries, roots: Roots): Promise<void> {
  const rows = await walk(queries, roots);
  const moved = rows.filter(({ nearest, before }) => nearest !== before);
  for (const [nearest, changed] of Map.groupBy(moved, (row) => row.nearest)) {
    for (const ids of inParts(changed)) {
      await queries.updateTable('content').set({ restricted_by: nearest }).where('id', 'in', ids).execute();
      await queries.updateTable('content').set({ restricted_by: nearest }).where('container_id', 'in', ids).execute();
    }
  }
  for (const ids of inParts(rows.filter(({ id, nearest, before }) => id === nearest || id === before))) {
    await queries.deleteFrom('restriction_chain').where('content_id', 'in', ids).execute();
  }
  for (const ids of inParts(rows.filter(({ id, nearest }) => id === nearest))) await insertChains(queries, ids);
}

interface Walked {
  readonly id: number;
  /** The nearest content at or above it that restricts who reads it. */
  readonly nearest: number | null;
  /** What is noted as that so far. */
  readonly before: number | null;
}

/** @returns what of a subtree changes, has a restriction of its own, or had one */
async function walk(queries: WriteQueries, roots: Roots): Promise<readonly Walked[]> {
  const { rows } = await sql<Walked>`
    with recursive walk(id, nearest, before) as (
      select content.id, case when ${hasOwn} then content.id else above.restricted_by end, content.restricted_by
      from content left join content as above on above.id = content.parent_id
      where ${beginsAt(roots)}
      union all
      select content.id, case when ${hasOwn} then content.id else walk.nearest end, content.restricted_by
      from walk join content on content.parent_id = walk.id
    )
    select id, nearest, before from walk
    where nearest is distinct from before or id = nearest or id = before`.execute(queries);
  return rows;
}

/** Notes for content with restrictions of its own all that hold for it, from what stands in `restricted_by` above it. */
async function insertChains(queries: WriteQueries, ids: readonly number[]): Promise<void> {
  await sql`
    with recursive up(content_id, restricted_id) as (
      select content.id, content.id from content where content.id in (${sql.join(ids)})
      union
      select up.content_id, above.restricted_by
      from up join content on content.id = up.restricted_id join content as above on above.id = content.parent_id
      where above.restricted_by is not null
    )
    insert into restriction_chain (content_id, restricted_id) select content_id, restricted_id from up`.execute(queries);
}

function inParts(rows: readonly Walked[]): readonly (readonly number[])[] {
  const ids = rows.map(({ id }) => id);
  return Array.from({ length: Math.ceil(ids.length / part) }, (_, index) => padded(ids.slice(index * part, (index + 1) * part)));
}

const hasOwn = sql<SqlBool>`exists (
  select 1 from content_restriction as own where own.content_id = content.id and own.operation = 'read')`;

function beginsAt(roots: Roots): Expression<SqlBool> {
  if ('at' in roots) return sql`content.id = ${roots.at}`;
  return roots.under === null
    ? sql`content.space_id = ${roots.spaceId} and content.parent_id is null and content.type = 'page'`
    : sql`content.parent_id = ${roots.under}`;
}
