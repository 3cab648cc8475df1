/** Deletes files that no attachment version names: abandoned uploads, and files of deleted versions with their thumbnails. */
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
      .leftJoin('thumbnail', 'thumbnail.file_id', 'stored_file.id')
      .select(['stored_file.id', 'stored_file.created_at', 'version.content_id', 'thumbnail.source_id'])
      .where('stored_file.id', '>', after)
      // What a backup has read the row of, it reads the file of later. One that begins after this look has no row of what is deleted then.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(selectFrom('backup_job').select('id').where('state', '=', 'processing').where('lease_until', '>', clock.now())),
        ),
      )
      .orderBy('stored_file.id')
      .limit(limit * lookedAt)
      .execute();
    const isUnused = ({ content_id, source_id, created_at }: (typeof part)[number]) =>
      content_id === null && source_id === null && created_at < youngest;
    const unused = part.filter(isUnused).slice(0, limit);
    const seenAll = unused.length < limit;
    after = (seenAll && part.length < limit * lookedAt ? undefined : (seenAll ? part : unused).at(-1)?.id) ?? '';
    if (unused.length === 0) return 0;
    const sources = unused.map(({ id }) => id);
    const made = await database.read
      .selectFrom('thumbnail')
      .select('file_id')
      .$narrowType<{ file_id: string }>() // The condition leaves none without one.
      .where('source_id', 'in', sources)
      .where('file_id', 'is not', null)
      .execute();
    const ids = [...sources, ...made.map(({ file_id }) => file_id)];
    // The file first: a crash in between leaves a row, by which the next time comes back to it.
    await Promise.all(ids.map((id) => files.remove(id)));
    await database.write(async (queries) => {
      await queries.deleteFrom('thumbnail').where('source_id', 'in', sources).execute();
      await queries.deleteFrom('stored_file').where('id', 'in', ids).execute();
    });
    return unused.length;
  };
}
