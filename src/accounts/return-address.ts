/**
 * Where a person is sent after signing in (`os_destination`, `next`): always a path of ours (security rule 5).
 */

/** An authorization request comes back as a whole: its redirect URI and a state of 4 KiB, of which every byte may be escaped. */
const longest = 24 * 1024;

/** A slash, backslash or control character that somebody hid in an escape: no path of ours has one, and a careless reader would undo it. */
const hiddenInPath = /%(2f|5c|[01][0-9a-f]|7f|25(2f|5c))/i;

/** Stands for our host while the path is resolved, so that whatever leaves it is seen. */
const ourselves = 'http://weir.invalid';

/**
 * @param value what the request says; anything
 * @param basePath the context path, `/confluence` or the empty string
 * @returns the path with its query, resolved and below the context path; the start page for everything else
 */
export function localPath(value: unknown, basePath: string): string {
  const start = `${basePath}/`;
  if (typeof value !== 'string' || value.length > longest) return start;
  // A browser drops tabs and line breaks from an address and takes a backslash for a slash: what has one is not read any further.
  if (!/^\/(?!\/)/.test(value) || /[\p{Cc}\s\\]/u.test(value)) return start;
  if (!URL.canParse(value, ourselves)) return start;
  const { origin, pathname, search, hash } = new URL(value, ourselves);
  if (origin !== ourselves || pathname.includes('//') || hiddenInPath.test(pathname)) return start;
  return pathname.startsWith(start) || pathname === basePath ? pathname + search + hash : start;
}
