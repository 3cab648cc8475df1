/**
 * The format of Weir's tokens (a prefix that names the kind, the time of minting, 256 random bits, a checksum), and the hash each is
 * stored under. The prefix lets secret scanners find a leak; the checksum lets them, and us, tell a token from a look-alike without a
 * look-up.
 */
import { crc32 } from 'node:zlib';
import type { Milliseconds } from './clock.ts';
import { sha256 } from './digest.ts';
import { type Random, secretValue } from './random.ts';

const prefixes = { access: 'weir_at_', refresh: 'weir_rt_', personal: 'weir_pat_' } as const;

export type TokenKind = keyof typeof prefixes;

const kinds: readonly TokenKind[] = ['access', 'refresh', 'personal'];

/** Milliseconds since 1970 to the base 36; enough for three thousand years. */
const timeLength = 9;
const randomLength = 43;
const checksumLength = 6;

/** The stored hash begins with it, so nothing else may get into a query. */
const timeShape = /^[0-9a-z]{9}$/;

/** @returns a new token: prefix, 9 characters of time, 43 characters of base64url, 6 characters of checksum over all before them */
export function mintToken(kind: TokenKind, random: Random, now: Milliseconds): string {
  const body = prefixes[kind] + now.toString(36).padStart(timeLength, '0') + secretValue(random);
  return body + checksum(body);
}

/**
 * Whether a text can be a token of this kind; decides nothing about validity, saves a look-up for what cannot be one.
 * The comparison is exact: a token with one character more, less or changed is none.
 */
export function isTokenShaped(kind: TokenKind, text: string): boolean {
  if (!text.startsWith(prefixes[kind])) return false;
  const time = text.slice(prefixes[kind].length, -(randomLength + checksumLength));
  // Tokens were once made without their time, and those that last are still good.
  const hasLength = text.length === prefixes[kind].length + time.length + randomLength + checksumLength;
  if (!hasLength || !(time === '' || timeShape.test(time))) return false;
  const body = text.slice(0, -checksumLength);
  return checksum(body) === text.slice(-checksumLength);
}

/**
 * The hash that a token is stored under: its time followed by its SHA-256. Tokens minted one after another then lie side by side in an
 * index, where bare hashes would each land on another page; a commit writes few pages for many tokens, however large the index is.
 * @param token one that `isTokenShaped` takes for a token
 */
export function tokenHash(token: string): string {
  // Every prefix ends with its second underscore, the fifth character being the first one.
  const time = token.slice(token.indexOf('_', 5) + 1, -(randomLength + checksumLength));
  return time + sha256(token);
}

/** @returns the kind that a text's prefix claims, valid or not; undefined for what is no token of Weir's */
export function tokenKindOf(text: string): TokenKind | undefined {
  return kinds.find((kind) => text.startsWith(prefixes[kind]));
}

function checksum(body: string): string {
  return crc32(body).toString(36).padStart(7, '0').slice(-checksumLength);
}
