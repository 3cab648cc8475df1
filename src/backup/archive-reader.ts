/** Reads an archive part by part. Nothing in it is trusted: no name, no size, not even that it ends. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';

/** The archive is no backup, or not whole. The message says what is wrong with it, for a person. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}

export interface ArchivePart {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** To be read before the next part is asked for. */
  readonly bytes: AsyncIterable<Buffer>;
  /** All bytes at once. @param most more is refused @throws BadArchive */
  all(most: number): Promise<Buffer>;
}

/**
 * @throws BadArchive for what is no archive, damaged or cut off; what the disk says
 */
export async function* archiveParts(path: string): AsyncGenerator<ArchivePart, void> {
  const { extract } = await import('tar-stream');
  const tar = extract();
  const reading = pipeline(createReadStream(path), createZstdDecompress(), tar);
  // It is looked at when the parts end.
  reading.catch(() => {});
  try {
    for await (const entry of tar) {
      const { name, size = 0, type } = entry.header;
      if (type !== 'file') throw new BadArchive(`It holds something that is no file: ${printable(name)}.`);
      const bytes = bytesOf(entry);
      yield {
        name,
        size,
        bytes,
        async all(most) {
          if (size > most) throw new BadArchive(`A part of it is too large: ${printable(name)}.`);
          const chunks: Buffer[] = [];
          for await (const chunk of bytes) chunks.push(chunk);
          return Buffer.concat(chunks);
        },
      };
    }
    await reading;
  } catch (error) {
    throw toBadArchive(error);
  } finally {
    tar.destroy();
    await reading.catch(() => {});
  }
}

async function* bytesOf(entry: AsyncIterable<unknown>): AsyncGenerator<Buffer, void> {
  try {
    // A stream without an encoding gives buffers.
    for await (const chunk of entry) yield chunk as Buffer;
  } catch (error) {
    throw toBadArchive(error);
  }
}

/** What the decompression and the tar reader say has no errno of a disk. */
function toBadArchive(error: unknown): unknown {
  if (error instanceof BadArchive || !(error instanceof Error)) return error;
  if ('syscall' in error) return error;
  const isOurs =
    'code' in error && typeof error.code === 'string' && /^(ZSTD|Z_|ERR_BUFFER|ERR_STREAM_PREMATURE)/.test(error.code);
  const isTars = /^(Invalid|Unexpected end|Writable stream closed|Header exceeds|Stream was destroyed|Premature)/i.test(
    error.message,
  );
  return isOurs || isTars ? new BadArchive('It is damaged or cut off.', { cause: error }) : error;
}

/** Names in a foreign archive may hold anything, control characters too. */
function printable(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
