/** Locks that keep a space's tree and titles consistent while several writers change them. */
import type { WriteQueries } from '../database/schema.ts';

/**
 * Lets one writer at a time change the structure of a space: titles, parents and order depend on pages that no condition on
 * the changed row can see. On PostgreSQL the rows stay locked until the transaction ends, and what is read afterwards is what
 * the writers before left; SQLite has one writer anyway. Publishing a body alone does not come here.
 */
export async function lockSpaces(queries: WriteQueries, ...ids: readonly number[]): Promise<void> {
  // In the order of their ids, so that no two writers wait for each other.
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    await queries
      .updateTable('space')
      .set((eb) => ({ updated_at: eb.ref('updated_at') }))
      .where('id', '=', id)
      .execute();
  }
}
