/**
 * Writes an archive to a file, part by part: under a temporary name, synced, then renamed, so that a file under the final name is
 * always complete.
 */
import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { syncFolder } from '../foundation/sync-folder.ts';

export interface ArchiveWriter {
  /** @throws what the disk says */
  add(name: string, bytes: Buffer): Promise<void>;
  /** @param size in bytes; the stream must have exactly so many */
  addStream(name: string, size: number, bytes: AsyncIterable<Buffer>): Promise<void>;
  /** Makes the file appear. @returns its size in bytes */
  finish(): Promise<number>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** @param path where the archive is to be; what lies there is replaced once the archive is whole */
export async function archiveWriter(path: string, at: Date): Promise<ArchiveWriter> {
  const draft = `${path}.part`;
  const file = await open(draft, 'w', 0o600);
  const { pack } = await import('tar-stream');
  const tar = pack();
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  let refusal: unknown;
  const written = pipeline(tar, compress, async (source: AsyncIterable<Buffer>) => {
    for await (const bytes of source) {
      await file.writeFile(bytes).catch((error) => {
        refusal = error;
        throw error;
      });
    }
  });
  // Whoever adds the next part is told; nobody may be waiting just now.
  written.catch(() => {});
  const broken = written.then(() => new Promise<never>(() => {}));
  const orBroken = <T>(work: Promise<T>) => Promise.race([work, broken]);

  async function addStream(name: string, size: number, bytes: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry = tar.entry({ name, size, mode: 0o600, mtime: at }, (error) => (error ? reject(error) : resolve()));
    promise.catch(() => {});
    try {
      for await (const chunk of bytes) if (!entry.write(chunk)) await orBroken(once(entry, 'drain'));
      entry.end(null);
      await orBroken(promise);
    } catch (error) {
      // What was being written is ended before `written` is, and then says no more than that.
      throw refusal ?? error;
    }
  }

  return {
    add: (name, bytes) => addStream(name, bytes.length, [bytes]),
    addStream,

    async finish() {
      tar.finalize();
      await written;
      await file.sync();
      const { size } = await file.stat();
      await file.close();
      await rename(draft, path);
      await syncFolder(dirname(path));
      return size;
    },

    async abandon() {
      tar.destroy(new Error('the backup was given up'));
      await written.catch(() => {});
      await file.close().catch(() => {});
      await rm(draft, { force: true });
    },
  };
}
