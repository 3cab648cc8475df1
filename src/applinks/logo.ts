/**
 * Which pictures are accepted as the logo of a link. The file's own bytes decide, not its name or declared type; it must be a PNG or
 * JPEG of sensible size, never SVG or HTML (security rule 14). Only the header is read: nothing is decoded here.
 */
import { crc32 } from 'node:zlib';

export interface Logo {
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Buffer;
}

/** Bytes that a logo may have. */
export const largestLogo = 512 * 1024;
/** Pixels on each side. */
const logoSide = { least: 16, most: 2048 } as const;

export type LogoProblem = 'empty' | 'too-large' | 'not-png-or-jpeg' | 'damaged' | 'too-small-picture' | 'too-wide';

/** @returns the logo, or why the file is none */
export function readLogo(bytes: Buffer): Logo | { readonly problem: LogoProblem } {
  if (bytes.length === 0) return { problem: 'empty' };
  if (bytes.length > largestLogo) return { problem: 'too-large' };
  const mediaType = mediaTypeOf(bytes);
  if (mediaType === undefined) return { problem: 'not-png-or-jpeg' };
  const size = mediaType === 'image/png' ? sizeOfPng(bytes) : sizeOfJpeg(bytes);
  if (size === undefined) return { problem: 'damaged' };
  if (size.width < logoSide.least || size.height < logoSide.least) return { problem: 'too-small-picture' };
  if (size.width > logoSide.most || size.height > logoSide.most) return { problem: 'too-wide' };
  return { mediaType, bytes };
}

/** @returns the problem in words, for the person who chose the file */
export function describeLogoProblem(problem: LogoProblem): string {
  switch (problem) {
    case 'empty':
      return 'Choose a file first.';
    case 'too-large':
      return `The file is larger than ${largestLogo / 1024} KB. Save the picture smaller and try again.`;
    case 'not-png-or-jpeg':
      return 'This is not a PNG or JPEG picture. Save the logo as PNG or JPEG and try again.';
    case 'damaged':
      return 'The picture is damaged and cannot be read. Save it again and try once more.';
    case 'too-small-picture':
      return `The picture is smaller than ${logoSide.least} × ${logoSide.least} pixels. Choose a larger one.`;
    case 'too-wide':
      return `The picture is larger than ${logoSide.most} × ${logoSide.most} pixels. Choose a smaller one.`;
  }
}

interface Size {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');
const jpegSignature = Buffer.from('ffd8ff', 'hex');

function mediaTypeOf(bytes: Buffer): Logo['mediaType'] | undefined {
  if (bytes.subarray(0, pngSignature.length).equals(pngSignature)) return 'image/png';
  return bytes.subarray(0, jpegSignature.length).equals(jpegSignature) ? 'image/jpeg' : undefined;
}

/** A PNG begins with the chunk IHDR, whose checksum is over its type and its 13 bytes (PNG §11.2.2), and ends with IEND. */
function sizeOfPng(bytes: Buffer): Size | undefined {
  const header = bytes.subarray(8, 33);
  if (header.length < 25 || header.readUInt32BE(0) !== 13 || header.toString('latin1', 4, 8) !== 'IHDR') return undefined;
  if (crc32(header.subarray(4, 21)) !== header.readUInt32BE(21)) return undefined;
  if (bytes.toString('latin1', bytes.length - 8, bytes.length - 4) !== 'IEND') return undefined;
  return { width: header.readUInt32BE(8), height: header.readUInt32BE(12) };
}

/** Markers of a JPEG without a length: they are followed by the next marker at once (ITU-T T.81, table B.1). */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
/** Start of frame: baseline, progressive and the others, without DHT, JPG and DAC, which share their range. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const startOfScan = 0xda;

/** Goes from segment to segment up to the frame's header, which holds height and width (ITU-T T.81 §B.2.2). */
function sizeOfJpeg(bytes: Buffer): Size | undefined {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1; // Fill bytes may come before a marker.
      continue;
    }
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    if (marker === startOfScan) return undefined;
    at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
  return undefined;
}
