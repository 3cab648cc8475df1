/**
 * Uploaded files before a version names them. One that no version ever names is deleted after a while (`pruning.ts`), so neither a
 * refusal nor a crash leaves files behind.
 */
import type { Database } from '../../database/database.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Refusal } from '../refusals.ts';
import type { FileStore, WrittenFile } from './file-store.ts';
import { cleanFilename, extensionOf } from './filenames.ts';
import { mediaTypeOf } from './media-types.ts';

/** Where files lie, and which are taken. */
export interface AttachmentStorage {
  readonly files: FileStore;
  /** The size of the largest file, in bytes. */
  readonly mostBytes: () => number;
  /** Extensions of files that are not taken, in lower case and without a dot. */
  readonly blockedExtensions: () => readonly string[];
}

/** A file as somebody sends it. */
export interface SentFile {
  readonly filename: string;
  /** As the client says; undefined when it says nothing. */
  readonly mediaType: string | undefined;
  readonly bytes: AsyncIterable<Buffer>;
}

/** A file that lies in the store whole, and belongs to nothing yet. */
export interface StagedFile extends WrittenFile {
  readonly filename: string;
  readonly mediaType: string;
}

export interface StagingVerbs {
  /**
   * Takes a file into the store. A refused one is not read to its end.
   * @throws what the stream or the disk throws; then nothing is kept
   */
  stage(file: SentFile): Promise<StagedFile | Refusal>;
  /** Gives up files that were staged. */
  discard(files: readonly Pick<StagedFile, 'id'>[]): Promise<void>;
}

export function stagingVerbs({
  database,
  clock,
  storage,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: AttachmentStorage;
}): StagingVerbs {
  const { files, mostBytes } = storage;

  async function discard(staged: readonly Pick<StagedFile, 'id'>[]): Promise<void> {
    if (staged.length === 0) return;
    const ids = staged.map(({ id }) => id);
    await Promise.all(ids.map((id) => files.remove(id)));
    await database.write((queries) => queries.deleteFrom('stored_file').where('id', 'in', ids).execute());
  }

  return {
    discard,

    async stage({ filename: sent, mediaType, bytes }) {
      const filename = readFilename(storage, sent);
      if (typeof filename !== 'string') return filename;
      const largest = mostBytes();
      const id = files.newId();
      await database.write((queries) => queries.insertInto('stored_file').values({ id, created_at: clock.now() }).execute());
      try {
        const outcome = await files.write(id, bytes, largest);
        if (outcome.kind === 'written') return { ...outcome.file, filename, mediaType: mediaTypeOf(filename, mediaType) };
      } catch (error) {
        await discard([{ id }]);
        throw error;
      }
      await discard([{ id }]);
      return { refused: 'file-too-large', filename, largest };
    },
  };
}

/** @returns the name as it is stored, or why no file may be called so */
export function readFilename({ blockedExtensions }: AttachmentStorage, sent: string): string | Refusal {
  const filename = cleanFilename(sent);
  if (filename === undefined) return { refused: 'invalid-filename' };
  return blockedExtensions().includes(extensionOf(filename)) ? { refused: 'file-type-blocked', filename } : filename;
}
