/**
 * Keeps mentions intact when a user is renamed: what names them by their old username names them by user key from then on, in the
 * newest bodies, in drafts and pending edits, and in templates. Whoever gets the old username later is not mistaken for them.
 */
import { type SqlBool, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import { fold } from '../foundation/folding.ts';
import { rewriteBodies } from './link-rewriting.ts';
import { holding, rewritePendingEdits } from './pending-rewriting.ts';
import { mentionNames, textIndex } from './search/text-index.ts';
import { rewriteUsers } from './storage-format/rewrite-users.ts';

/** @returns what runs inside the transaction that renames a user */
export function followUsername(
  database: Database,
): (queries: WriteQueries, user: { readonly userKey: string }, oldUsername: string) => Promise<void> {
  const { index } = textIndex(database);
  return async (queries, { userKey }, oldUsername) => {
    await rewriteMentions(queries, userKey, oldUsername);
    await index(queries);
  };
}

async function rewriteMentions(queries: WriteQueries, userKey: string, oldUsername: string): Promise<void> {
  const person = { userKey, username: oldUsername };
  const rewrite = (body: string) => rewriteUsers(body, person);
  const [, byName] = mentionNames({ userKey, usernameFolded: fold(oldUsername) });
  const mentioning = await queries
    .selectFrom('search_reference as reference')
    .innerJoin('content', 'content.id', 'reference.content_id')
    .select(['content.id', 'content.space_id'])
    .where('reference.kind', '=', 'mention')
    .where('reference.name', '=', byName)
    .execute();
  await rewriteBodies(queries, mentioning, rewrite);
  await rewritePendingEdits(queries, holding(oldUsername), rewrite);
  await rewriteTemplates(queries, holding(oldUsername), rewrite);
}

/** There are few of them. */
async function rewriteTemplates(queries: WriteQueries, mayHold: string, rewrite: (body: string) => string): Promise<void> {
  const rows = await queries
    .selectFrom('content_template')
    .select(['id', 'body'])
    .where(sql<SqlBool>`lower(body) like ${mayHold}`)
    .execute();
  const changed = rows.flatMap(({ id, body }) => {
    const rewritten = rewrite(body);
    return rewritten === body ? [] : [sql`(cast(${id} as bigint), cast(${body} as text), cast(${rewritten} as text))`];
  });
  if (changed.length === 0) return;
  await sql`with rewritten (id, old_body, body) as (values ${sql.join(changed)})
    update content_template set body = rewritten.body from rewritten
    where content_template.id = rewritten.id and content_template.body = rewritten.old_body`.execute(queries);
}
