/** Conditional requests and byte ranges (RFC 9110 §13 and §14), for resources with a strong entity tag and a modification time. */
import type { IncomingHttpHeaders } from 'node:http';
import type { ByteRange } from '../wiki/attachments/file-store.ts';

export interface Validators {
  /** Strong, with its quotation marks. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** @returns whether the client has it already: the answer is 304 (RFC 9110 §13.2.2) */
export function isUnchanged(headers: IncomingHttpHeaders, { etag, modifiedAt }: Validators): boolean {
  const tags = headers['if-none-match'];
  // A time is looked at only where there is no tag.
  if (tags !== undefined) return tags.trim() === '*' || listed(tags).includes(etag);
  const since = readDate(headers['if-modified-since']);
  return since !== undefined && inSeconds(modifiedAt) <= since;
}

/**
 * @param size of the whole, in bytes
 * @returns the bytes to send, undefined for all of them: for what is no range, for several, and where `If-Range` (§13.1.5) does not hold
 */
export function readRange(
  headers: IncomingHttpHeaders,
  validators: Validators,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range?.replaceAll(' ', '') ?? '') ?? [];
  if ((from === '' && to === '') || !holds(headers['if-range'], validators)) return undefined;
  if (from === '') {
    // The last bytes, so many.
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return undefined;
  if (first >= size) return 'unsatisfiable';
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

function holds(condition: string | string[] | undefined, { etag, modifiedAt }: Validators): boolean {
  if (condition === undefined) return true;
  if (typeof condition !== 'string') return false;
  return condition === etag || readDate(condition) === inSeconds(modifiedAt);
}

/** A weak tag says as much here: If-None-Match compares weakly. */
function listed(tags: string): readonly string[] {
  return tags.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}

/** In whole seconds, as dates of HTTP are. */
function readDate(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : inSeconds(time);
}

function inSeconds(time: number): number {
  return Math.floor(time / 1000);
}
