/** Compares the rows of attachments with the stored files, for `weir doctor`: missing files, and files without a row. */
import type { Database } from '../../database/database.ts';
import { padded } from '../lists.ts';
import type { FileStore } from './file-store.ts';

export interface FileFindings {
  /** How many versions of attachments were looked at. */
  readonly versions: number;
  /** Files that a version names and that are gone, or have another size, as a person finds them: `a.txt of page 65537, version 2`. */
  readonly missing: readonly string[];
  /** How many thumbnails are gone: each is made again when somebody asks for it. */
  readonly lostThumbnails: number;
  /** How many files lie there that no table knows: left behind by a restored backup. */
  readonly strays: number;
}

const batch = 500;

export async function checkFiles(database: Database, files: FileStore): Promise<FileFindings> {
  return {
    ...(await findMissing(database, files)),
    lostThumbnails: await countLostThumbnails(database, files),
    strays: await countStrays(database, files),
  };
}

async function findMissing({ read }: Database, files: FileStore): Promise<Pick<FileFindings, 'versions' | 'missing'>> {
  const missing: string[] = [];
  let versions = 0;
  for (let after = { id: 0, number: 0 }; ; ) {
    const rows = await read
      .selectFrom('attachment_version as version')
      .innerJoin('content', 'content.id', 'version.content_id')
      .select([
        'version.content_id as id',
        'version.number',
        'version.file_id',
        'version.file_size',
        'content.title',
        'content.container_id',
      ])
      .where(({ or, and, eb }) =>
        or([
          eb('version.content_id', '>', after.id),
          and([eb('version.content_id', '=', after.id), eb('version.number', '>', after.number)]),
        ]),
      )
      .orderBy('version.content_id')
      .orderBy('version.number')
      .limit(batch)
      .execute();
    const sizes = await Promise.all(rows.map(({ file_id }) => files.sizeOf(file_id)));
    missing.push(
      ...rows
        .filter(({ file_size }, index) => sizes[index] !== file_size)
        .map(({ title, container_id, number }) => `${title} of page ${container_id}, version ${number}`),
    );
    versions += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return { versions, missing };
    after = last;
  }
}

async function countLostThumbnails({ read }: Database, files: FileStore): Promise<number> {
  let lost = 0;
  for (let after = ''; ; ) {
    const rows = await read
      .selectFrom('thumbnail')
      .select(['source_id', 'file_id', 'file_size'])
      .$narrowType<{ file_id: string }>() // The condition leaves none without one.
      .where('file_id', 'is not', null)
      .where('source_id', '>', after)
      .orderBy('source_id')
      .limit(batch)
      .execute();
    const sizes = await Promise.all(rows.map(({ file_id }) => files.sizeOf(file_id)));
    lost += rows.filter(({ file_size }, index) => sizes[index] !== file_size).length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return lost;
    after = last.source_id;
  }
}

async function countStrays({ read }: Database, files: FileStore): Promise<number> {
  let strays = 0;
  let ids: string[] = [];
  const count = async () => {
    if (ids.length === 0) return;
    const known = await read.selectFrom('stored_file').select('id').where('id', 'in', padded(ids)).execute();
    strays += ids.length - known.length;
    ids = [];
  };
  for await (const id of files.ids()) {
    ids.push(id);
    if (ids.length === batch) await count();
  }
  await count();
  return strays;
}
