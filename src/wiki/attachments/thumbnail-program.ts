/**
 * The program that makes one thumbnail: the picture arrives on standard input, the thumbnail leaves on standard output. It is given
 * nothing but the bytes, because anybody may have uploaded what it decodes.
 */
import { setPriority } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { endings } from './thumbnail-maker.ts';

/** In pixels, of both sides: what Confluence makes. */
const longestSide = 300;
/** Of a picture of somebody: twice what is shown. */
const squareSide = 128;
/** A picture that says it has more is not decoded: it may be a small file that fills the memory. */
const mostPixels = 50_000_000;
const quality = 80;
/** Requests come first. */
const lowPriority = 10;

setPriority(lowPriority);
const { default: sharp } = await import('sharp').catch((error: unknown) => end(endings.unavailable, error));
sharp.cache(false);
sharp.concurrency(1);
// What is not one of these four is not even looked at: no SVG, no PDF, nothing that loads something else.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadNsgifBuffer', 'VipsForeignLoadWebpBuffer'],
});

try {
  const source = await buffer(process.stdin);
  const picture = sharp(source, { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true });
  const { hasAlpha } = await picture.metadata();
  // Turned as the camera says; what else it says (place, time, owner) is left behind, as everything is that is not asked for.
  const upright = picture.autoOrient();
  const small =
    process.argv[2] === 'square'
      ? upright.resize({ width: squareSide, height: squareSide, fit: 'cover' })
      : upright.resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true });
  const bytes = await (hasAlpha ? small.png({ palette: true }) : small.jpeg({ quality })).toBuffer();
  process.stdout.write(bytes, () => process.exit(endings.made));
} catch (error) {
  end(endings.refused, error);
}

function end(code: number, error: unknown): never {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exit(code);
}
