/**
 * Stores the bytes of attachments as files under the data folder, each under a random id. A file is written under a temporary name,
 * synced, and renamed, so a file under its final name is always complete; the table of files decides which of them count.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { hexId, type Random } from '../../foundation/random.ts';
import { syncFolder } from '../../foundation/sync-folder.ts';

/** What was written. */
export interface WrittenFile {
  readonly id: string;
  /** In bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export type WriteOutcome =
  | { readonly kind: 'written'; readonly file: WrittenFile }
  /** More bytes came than are allowed; nothing was kept. */
  | { readonly kind: 'too-large' };

/** The first and the last byte, both included (RFC 9110 §14.1.2). */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export interface FileStore {
  /** @returns a new id, under which nothing lies yet */
  newId(): string;
  /**
   * Writes a stream to its end and syncs it.
   * @param most in bytes
   * @throws what the stream or the disk throws; then nothing is kept
   */
  write(id: string, source: AsyncIterable<Buffer> | Iterable<Buffer>, most: number): Promise<WriteOutcome>;
  /** @returns the bytes, to be read or destroyed; undefined when there is no such file */
  read(id: string, range?: ByteRange): Promise<Readable | undefined>;
  /** Deletes the file if it is there, whole or begun. */
  remove(id: string): Promise<void>;
  /** @returns in bytes; undefined when there is no such file */
  sizeOf(id: string): Promise<number | undefined>;
  /** @returns the ids of all files that lie there whole */
  ids(): AsyncGenerator<string>;
}

/** @param folder below the data folder; made where it is missing */
export function fileStore(folder: string, random: Random): FileStore {
  const pathOf = (id: string) => join(folder, id.slice(0, 2), id.slice(2, 4), id);

  return {
    newId: () => hexId(random),

    async write(id, source, most) {
      const path = pathOf(id);
      const draft = `${path}.part`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(draft, 'wx', 0o600);
      const hash = createHash('sha256');
      let size = 0;
      try {
        for await (const bytes of source) {
          size += bytes.length;
          if (size > most) return { kind: 'too-large' };
          hash.update(bytes);
          await file.writeFile(bytes);
        }
        await file.sync();
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      } finally {
        await file.close();
        if (size > most) await rm(draft, { force: true });
      }
      await rename(draft, path);
      await syncFolder(dirname(path));
      return { kind: 'written', file: { id, size, sha256: hash.digest('hex') } };
    },

    async read(id, range) {
      const bytes = createReadStream(pathOf(id), range === undefined ? {} : { start: range.first, end: range.last });
      return once(bytes, 'open').then(() => bytes, undefinedIfMissing);
    },

    async remove(id) {
      await rm(pathOf(id), { force: true });
      await rm(`${pathOf(id)}.part`, { force: true });
    },

    async sizeOf(id) {
      const found = await stat(pathOf(id)).catch(undefinedIfMissing);
      return found?.size;
    },

    async *ids() {
      for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
        const id = name.slice(name.lastIndexOf('/') + 1);
        if (/^[0-9a-f]{32}$/.test(id)) yield id;
      }
    },
  };
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
