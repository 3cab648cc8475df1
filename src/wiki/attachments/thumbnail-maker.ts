/**
 * Makes thumbnails, each in a process of its own: decoding uploaded pictures takes no memory while there are none, is killed when its
 * time is over, and takes nothing of the server with it when it crashes.
 */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Milliseconds } from '../../foundation/clock.ts';

export type ThumbnailOutcome =
  | { readonly outcome: 'made'; readonly bytes: Buffer }
  /** It is no picture that can be read, or one that is too large: it never will be. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** It took too long, or the process crashed. */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** The library is not there on this machine. */
  | { readonly outcome: 'unavailable'; readonly reason: string };

/** @param picture is read to its end or destroyed */
export type ThumbnailMaker = (picture: Readable) => Promise<ThumbnailOutcome>;

/** How the program ends; everything else is a crash. */
export const endings = { made: 0, refused: 64, unavailable: 69 } as const;

const program = fileURLToPath(new URL('./thumbnail-program.ts', import.meta.url));
const longestTime: Milliseconds = 20_000;
/** In bytes. */
const largestResult = 1024 * 1024;
const longestReason = 300;

/**
 * @param options.time how long one may take in all; left out: 20 seconds
 * @param options.shape `square`: the middle of the picture, as people show themselves; left out: the whole picture
 */
export function thumbnailMaker({
  time = longestTime,
  shape = 'whole',
}: {
  readonly time?: Milliseconds;
  readonly shape?: 'whole' | 'square';
} = {}): ThumbnailMaker {
  return async (picture) => {
    // Nothing of the server's environment, which holds secrets, goes along.
    const child = spawn(process.execPath, [program, shape], { env: {}, stdio: 'pipe', timeout: time, killSignal: 'SIGKILL' });
    let over = false;
    let broke = false;
    const ended = new Promise<number | undefined>((settle) => {
      child.once('error', () => settle(undefined));
      child.once('exit', (code) => {
        over = true;
        // Otherwise a picture that does not go on would be waited for.
        picture.destroy();
        child.once('close', () => settle(code ?? undefined));
      });
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largestResult) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < longestReason) said += chunk.toString('utf8');
    });
    async function* watched(): AsyncGenerator<Buffer> {
      try {
        yield* picture;
      } catch (error) {
        broke = !over;
        throw error;
      }
    }
    // A program that has seen enough reads no further: then this ends with an error that says nothing.
    await pipeline(watched, child.stdin).catch(() => {});
    const code = await ended;
    const reason = said.trim().slice(0, longestReason);
    if (broke) return { outcome: 'failed', reason: 'the picture could not be read to its end' };
    switch (code) {
      case endings.made:
        return { outcome: 'made', bytes: Buffer.concat(chunks) };
      case endings.refused:
        return { outcome: 'refused', reason };
      case endings.unavailable:
        return { outcome: 'unavailable', reason };
      default:
        return { outcome: 'failed', reason: reason || 'it took too long or crashed' };
    }
  };
}
