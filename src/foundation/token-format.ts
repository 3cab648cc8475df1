/**
 * How a token of Weir's reads: a prefix that names its kind, 256 random bits, a checksum.
 * The prefix lets secret scanners find a leak; the checksum lets them (and us) tell a token from a look-alike without a look-up.
 */
import { crc32 } from 'node:zlib';
import { type Random, secretValue } from './random.ts';

const prefixes = { access: 'weir_at_', refresh: 'weir_rt_', personal: 'weir_pat_' } as const;

export type TokenKind = keyof typeof prefixes;

const kinds: readonly TokenKind[] = ['access', 'refresh', 'personal'];

const valueLength = 43;
const checksumLength = 6;

/** @returns a new token: prefix, 43 characters of base64url, 6 characters of checksum over all before them */
export function mintToken(kind: TokenKind, random: Random): string {
  const body = prefixes[kind] + secretValue(random);
  return body + checksum(body);
}

/**
 * Whether a text can be a token of this kind; decides nothing about validity, saves a look-up for what cannot be one.
 * The comparison is exact: a token with one character more, less or changed is none.
 */
export function isTokenShaped(kind: TokenKind, text: string): boolean {
  const prefix = prefixes[kind];
  if (text.length !== prefix.length + valueLength + checksumLength || !text.startsWith(prefix)) return false;
  const body = text.slice(0, -checksumLength);
  return checksum(body) === text.slice(-checksumLength);
}

/** @returns what a text says it is by its prefix, good or not; undefined for what is no token of Weir's */
export function tokenKindOf(text: string): TokenKind | undefined {
  return kinds.find((kind) => text.startsWith(prefixes[kind]));
}

function checksum(body: string): string {
  return crc32(body).toString(36).padStart(7, '0').slice(-checksumLength);
}
