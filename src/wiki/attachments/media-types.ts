/** Media types of files: as sent, or derived from the name; and which bytes are a genuine picture. */
import { extensionOf } from './filenames.ts';

const unknownType = 'application/octet-stream';

/** What clients send that know nothing better. */
const generic: readonly string[] = [
  unknownType,
  'application/binary',
  'binary/octet-stream',
  'application/x-download',
  'text/plain',
];

const byExtension: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  bz2: 'application/x-bzip2',
  css: 'text/css',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  drawio: 'application/vnd.jgraph.mxfile',
  gif: 'image/gif',
  gz: 'application/gzip',
  htm: 'text/html',
  html: 'text/html',
  ics: 'text/calendar',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  md: 'text/markdown',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  odp: 'application/vnd.oasis.opendocument.presentation',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odt: 'application/vnd.oasis.opendocument.text',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  rtf: 'application/rtf',
  sh: 'text/x-sh',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  txt: 'text/plain',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  zip: 'application/zip',
};

/** @returns a media type without parameters, in lower case; undefined for what is none */
export function readMediaType(sent: string): string | undefined {
  const type = sent.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return type.length <= 127 && /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type) ? type : undefined;
}

/** @param sent what the client says, which counts unless it says nothing in particular */
export function mediaTypeOf(filename: string, sent: string | undefined): string {
  const said = readMediaType(sent ?? '') ?? unknownType;
  if (!generic.includes(said)) return said;
  const extension = extensionOf(filename);
  return (Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined) ?? said;
}

/** The pictures that every browser shows and none runs anything of. */
export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** So many bytes tell what a picture is. */
export const pictureHeadLength = 12;

/** @param head the first bytes of a file @returns undefined for everything that is no such picture, whatever it claims to be */
export function pictureTypeOf(head: Buffer): PictureType | undefined {
  const text = head.toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'image/webp';
  return undefined;
}

const pictureTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] satisfies readonly PictureType[];

/** In bytes. Of a larger picture no thumbnail is made. */
const largestSource = 20 * 1024 * 1024;

/** In bytes. A picture up to here stands in for a thumbnail that is not made yet, or cannot be. */
export const largestStandIn = 5 * 1024 * 1024;

/** @returns whether there is to be a thumbnail of this file, as far as what is said about it tells */
export function hasThumbnail({ mediaType, size }: { readonly mediaType: string; readonly size: number }): boolean {
  return pictureTypes.includes(mediaType) && size <= largestSource;
}
