/**
 * What people have written and not published follows renames and moves as published bodies do. Pending edits are in no index of links: those that
 * may hold the name are read. Nothing else of them changes, so each stays based on the version that it was.
 */
import { type SqlBool, sql } from 'kysely';
import type { WriteQueries } from '../database/schema.ts';

/** Texts that are held at once: each may be as large as a page may be, and is held twice. */
const batch = 20;

/**
 * @param mayHold a pattern of `like`, for a body in lower case: every body to be changed fits it
 * @param rewrite is given each body, the space that it is in, and whose it is; what it returns takes its place
 */
export async function rewritePendingEdits(
  queries: WriteQueries,
  mayHold: string,
  rewrite: (body: string, sourceSpace: number, sourceId: number) => string,
): Promise<void> {
  for (let last = { content: 0, user: 0 }; ; ) {
    const rows = await queries
      .selectFrom('content_edit as edit')
      .innerJoin('content', 'content.id', 'edit.content_id')
      .select(['edit.content_id', 'edit.user_id', 'edit.body', 'content.space_id'])
      .where(sql<SqlBool>`lower(edit.body) like ${mayHold}`)
      .where(({ or, and, eb }) =>
        or([
          eb('edit.content_id', '>', last.content),
          and([eb('edit.content_id', '=', last.content), eb('edit.user_id', '>', last.user)]),
        ]),
      )
      .orderBy('edit.content_id')
      .orderBy('edit.user_id')
      .limit(batch)
      .execute();
    const end = rows.at(-1);
    if (end === undefined) return;
    last = { content: end.content_id, user: end.user_id };
    const changed = rows.flatMap(({ content_id, user_id, body, space_id }) => {
      const rewritten = rewrite(body, space_id, content_id);
      return rewritten === body
        ? []
        : [sql`(cast(${content_id} as bigint), cast(${user_id} as bigint), cast(${body} as text), cast(${rewritten} as text))`];
    });
    if (changed.length === 0) continue;
    // What was saved at this moment is newer than what was read here, and stays.
    await sql`with rewritten (content_id, user_id, old_body, body) as (values ${sql.join(changed)})
      update content_edit set body = rewritten.body from rewritten
      where content_edit.content_id = rewritten.content_id and content_edit.user_id = rewritten.user_id
        and content_edit.body = rewritten.old_body`.execute(queries);
  }
}

/** @returns a pattern that every body fits that holds the name, however its characters are escaped there */
export function holding(name: string): string {
  return `%${name.toLowerCase().replace(/[^a-z0-9]+/g, '%')}%`;
}
