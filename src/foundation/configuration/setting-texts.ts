/** Parsers for the texts of settings: addresses, lists, times. Each returns undefined for what it does not accept. */
import { isIP } from 'node:net';

/** When backups are made by themselves. */
export type BackupSchedule =
  | { readonly kind: 'never' }
  /** Minutes after midnight in the server's time zone. */
  | { readonly kind: 'daily'; readonly minute: number }
  | { readonly kind: 'every'; readonly hours: number };

export function parseSchedule(written: string): BackupSchedule | undefined {
  const schedule = written.trim();
  if (schedule === '') return { kind: 'never' };
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(schedule) ?? [];
  if (hour !== undefined && minute !== undefined) return { kind: 'daily', minute: Number(hour) * 60 + Number(minute) };
  const hours = Number(/^(\d{1,3}) ?h$/.exec(schedule)?.[1] ?? 0);
  return hours >= 1 && hours <= 168 ? { kind: 'every', hours } : undefined;
}

/** Accepts a base URL, context path included, and returns it without a trailing slash. */
export function parseBaseUrl(url: string): string | undefined {
  if (!URL.canParse(url) || /[?#\\\s]/.test(url)) return undefined;
  const { protocol, username, password, origin, pathname } = new URL(url);
  if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return undefined;
  const path = pathname.replace(/\/+$/, '');
  return /^(\/[A-Za-z0-9._~-]+)*$/.test(path) && !path.split('/').includes('..') ? origin + path : undefined;
}

export function parseOrigin(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, origin, href, username } = new URL(url);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && href === `${origin}/` ? origin : undefined;
}

export function parseProxies(list: string): readonly string[] | undefined {
  return parseList(list, (entry) => {
    const [address = '', bits, more] = entry.split('/');
    const version = isIP(address);
    if (version === 0 || more !== undefined) return false;
    return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  });
}

export function parseExtensions(list: string): readonly string[] | undefined {
  return parseList(list.toLowerCase(), (entry) => /^[^\s./\\]+$/.test(entry));
}

/** @returns the hosts as a URL writes them: lower case, IPv6 without brackets */
export function parseHosts(list: string): readonly string[] | undefined {
  return parseList(list.toLowerCase(), isHost);
}

/** @param host in lower case */
export function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host);
}

/** @returns the headers by name; values as they are written, an `=` of theirs included */
export function parseOtlpHeaders(list: string): Readonly<Record<string, string>> | undefined {
  const entries = parseList(list, (entry) => /^[A-Za-z0-9-]+=[\x20-\x7e]+$/.test(entry));
  return (
    entries && Object.fromEntries(entries.map((entry) => [entry.split('=', 1)[0] ?? '', entry.slice(entry.indexOf('=') + 1)]))
  );
}

/** @returns the entries between the commas, or undefined when one is not good */
export function parseList(list: string, isGood: (entry: string) => boolean): readonly string[] | undefined {
  const entries = list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return entries.every(isGood) ? entries : undefined;
}

export function shortText(written: string): string | undefined {
  return written.length <= 255 && !/\p{Cc}/u.test(written) ? written : undefined;
}
