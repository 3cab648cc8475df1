/** Deletes files that no version of an attachment names: uploads that came to nothing, and what deleted versions were made of. */
import type { Database } from '../../database/database.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import type { FileStore } from './file-store.ts';

/** Far longer than any upload takes: what is younger may still find its version. */
const shortestLife: Milliseconds = 24 * 3600 * 1000;

/** How many files are looked at for each that may be deleted: most are in use. */
const lookedAt = 4;

/** @returns a function that goes on through all files, a part at each call. It deletes at most `limit`, and says how many it deleted */
export function filePrune({
  database,
  clock,
  files,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly files: FileStore;
}): (limit: number) => Promise<number> {
  let after = '';

  return async (limit) => {
    const youngest = clock.now() - shortestLife;
    const part = await database.read
      .selectFrom('stored_file')
      .leftJoin('attachment_version as version', 'version.file_id', 'stored_file.id')
      .select(['stored_file.id', 'stored_file.created_at', 'version.content_id'])
      .where('stored_file.id', '>', after)
      .orderBy('stored_file.id')
      .limit(limit * lookedAt)
      .execute();
    const unused = part.filter(({ content_id, created_at }) => content_id === null && created_at < youngest).slice(0, limit);
    const seenAll = unused.length < limit;
    after = (seenAll && part.length < limit * lookedAt ? undefined : (seenAll ? part : unused).at(-1)?.id) ?? '';
    if (unused.length === 0) return 0;
    const ids = unused.map(({ id }) => id);
    // The file first: a crash in between leaves a row, by which the next time comes back to it.
    await Promise.all(ids.map((id) => files.remove(id)));
    await database.write((queries) => queries.deleteFrom('stored_file').where('id', 'in', ids).execute());
    return unused.length;
  };
}
