/**
 * Rewrites the newest bodies in place: links that follow their target, markers of comments. This makes no version: number, author and
 * date stay, and older versions keep their text.
 */
import { sql } from 'kysely';
import type { WriteQueries } from '../database/schema.ts';

/** A body and the version that it is of. */
export interface NewestBody {
  readonly content_id: number;
  readonly number: number;
  readonly body: string;
}

/** Reads the newest bodies. Of two writers who rewrite one, the second waits here and reads what the first left. */
export function lockBodies(queries: WriteQueries, ids: readonly number[]): Promise<readonly NewestBody[]> {
  return queries
    .updateTable('content_version')
    .set((eb) => ({ message: eb.ref('message') }))
    .where('content_id', 'in', ids)
    .where('number', '=', (eb) =>
      eb.selectFrom('content').select('content.version').whereRef('content.id', '=', 'content_version.content_id'),
    )
    .returning(['content_id', 'number', 'body'])
    .execute();
}

/** All bodies in one statement. */
export async function writeBodies(queries: WriteQueries, bodies: readonly NewestBody[]): Promise<void> {
  const values = bodies.map(
    ({ content_id, number, body }) => sql`(cast(${content_id} as bigint), cast(${number} as bigint), cast(${body} as text))`,
  );
  await sql`with rewritten (content_id, number, body) as (values ${sql.join(values)})
    update content_version set body = rewritten.body from rewritten
    where content_version.content_id = rewritten.content_id and content_version.number = rewritten.number`.execute(queries);
}
