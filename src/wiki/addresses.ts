/** Browser addresses of spaces and content: paths below the base URL, without the context path. */
import type { ContentRecord, SpaceRecord } from './records.ts';

/** What the address of a page or blog post is made of. */
interface AddressedPage {
  readonly id: number;
  readonly title: string;
  readonly space: { readonly key: string };
}

/** `/spaces/KEY/pages/ID/Title`, the form of Confluence 9; every older form redirects there. A title of dots alone would be taken for a step in the path. */
export function pagePath({ id, title, space }: AddressedPage): string {
  const path = `/spaces/${encodeURIComponent(space.key)}/pages/${id}`;
  return /^\.{1,2}$/.test(title) ? path : `${path}/${encodeURIComponent(title).replaceAll('%20', '+')}`;
}

/** Where a comment stands on its page or blog post. */
export function commentPath(id: number, container: AddressedPage): string {
  return `${pagePath(container)}?focusedCommentId=${id}#comment-${id}`;
}

export function spacePath({ key }: Pick<SpaceRecord, 'key'>): string {
  return `/display/${encodeURIComponent(key)}`;
}

/** A version of a file that hangs on content. */
export interface DownloadedFile {
  readonly containerId: number;
  readonly filename: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** Where a file is downloaded. */
export function downloadPath(file: DownloadedFile): string {
  return `/download/attachments/${fileAndQuery(file)}`;
}

/** Where a small picture of a file is. */
export function thumbnailPath(file: DownloadedFile): string {
  return `/download/thumbnails/${fileAndQuery(file)}`;
}

function fileAndQuery({ containerId, filename, version, modifiedAt }: DownloadedFile): string {
  return `${containerId}/${encodeURIComponent(filename)}?version=${version}&modificationDate=${modifiedAt}&api=v2`;
}

export function userPath(username: string): string {
  return `/display/~${encodeURIComponent(username)}`;
}

/** `/x/` and the id as little-endian bytes in base64url-like letters, without what pads it at the end. */
export function tinyPath({ id }: Pick<ContentRecord, 'id'>): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(id));
  // An id of more than 32 bits, which Confluence has not, takes as many bytes as it needs.
  const used = id > 0xffff_ffff ? bytes : bytes.subarray(0, 4);
  return `/x/${used
    .toString('base64')
    .replace(/A*={0,2}$/, '')
    .replaceAll('+', '_')
    .replaceAll('/', '-')}`;
}

/** @returns the id that `tinyPath` wrote, undefined for what it never writes */
export function idOfTiny(tiny: string): number | undefined {
  if (!/^[A-Za-z0-9_-]{1,11}$/.test(tiny)) return undefined;
  const base64 = tiny.replaceAll('_', '+').replaceAll('-', '/').padEnd(11, 'A');
  const id = Number(Buffer.from(base64, 'base64').readBigUInt64LE());
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}
