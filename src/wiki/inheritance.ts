/**
 * Read restrictions hold for everything below: `content.restricted_by` names the nearest content at or above that has one, and
 * `restriction_chain` lists for each of those all that hold together, so that a condition looks at two columns and not at the tree.
 * Whoever changes a restriction or moves content refreshes what lies there, in the same transaction.
 */
import { type Expression, type SqlBool, sql } from 'kysely';
import type { WriteQueries } from '../database/schema.ts';

/** Which content a subtree begins at. */
export type Roots =
  | { readonly at: number }
  /** Every page right below a page, or at the top level of a space, and what belongs to it. */
  | { readonly under: number | null; readonly spaceId: number };

/**
 * Makes the restrictions of a subtree follow the tree as it stands. Must run under `lockSpaces`, so that nothing is added below in
 * between.
 */
export async function refreshRestrictions(queries: WriteQueries, roots: Roots): Promise<void> {
  await sql`
    with recursive walk(id, nearest) as (
      select content.id, case when ${hasOwn} then content.id else above.restricted_by end
      from content left join content as above on above.id = content.parent_id
      where ${beginsAt(roots)}
      union all
      select content.id, case when ${hasOwn} then content.id else walk.nearest end
      from walk join content on content.parent_id = walk.id
    )
    update content set restricted_by = walk.nearest from walk
    where content.id = walk.id and content.restricted_by is distinct from walk.nearest`.execute(queries);
  await sql`
    update content set restricted_by = container.restricted_by from content as container
    where container.id = content.container_id and container.id in (${subtree(roots)})
      and content.restricted_by is distinct from container.restricted_by`.execute(queries);

  await sql`delete from restriction_chain where content_id in (${subtree(roots)})`.execute(queries);
  await sql`
    with recursive up(content_id, restricted_id) as (
      select content.id, content.id from content
      where content.restricted_by = content.id and content.id in (${subtree(roots)})
      union
      select up.content_id, above.restricted_by
      from up join content on content.id = up.restricted_id join content as above on above.id = content.parent_id
      where above.restricted_by is not null
    )
    insert into restriction_chain (content_id, restricted_id) select content_id, restricted_id from up`.execute(queries);
}

const hasOwn = sql<SqlBool>`exists (
  select 1 from content_restriction as own where own.content_id = content.id and own.operation = 'read')`;

function beginsAt(roots: Roots): Expression<SqlBool> {
  if ('at' in roots) return sql`content.id = ${roots.at}`;
  return roots.under === null
    ? sql`content.space_id = ${roots.spaceId} and content.parent_id is null and content.type = 'page'`
    : sql`content.parent_id = ${roots.under}`;
}

/** The ids of a subtree, whatever their status; `union` forgets what it has seen, so that no cycle could hold it. */
function subtree(roots: Roots): Expression<number> {
  return sql<number>`
    with recursive subtree(id) as (
      select content.id from content where ${beginsAt(roots)}
      union
      select content.id from subtree join content on content.parent_id = subtree.id
    ) select id from subtree`;
}
