/** Tokens as they are made and as they are found: what a pair holds, and whether it is still good for anything. */
import { inMilliseconds, type Milliseconds, type Seconds } from '../foundation/clock.ts';
import { sha256 } from '../foundation/digest.ts';
import type { Random } from '../foundation/random.ts';
import { mintToken } from '../foundation/token-format.ts';
import type { Person, Scope } from '../http/caller.ts';
import type { Client } from './client-store.ts';
import { writeScopes } from './scopes.ts';
import type { OAuthSettings, Permission } from './vocabulary.ts';

/** An access token and a refresh token that were just made; the only time that their values are known. */
export interface MintedPair extends Permission {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly accessHash: string;
  readonly refreshHash: string;
  /** Milliseconds since 1970, all three. */
  readonly createdAt: Milliseconds;
  readonly accessExpiresAt: Milliseconds;
  readonly refreshExpiresAt: Milliseconds;
  readonly expiresIn: Seconds;
}

/** A pair as it is stored, with all that decides whether its tokens are good. Milliseconds since 1970 for times. */
export interface FoundPair extends Permission {
  readonly accessHash: string;
  readonly createdAt: Milliseconds;
  readonly accessExpiresAt: Milliseconds;
  /** Null: the pair has no refresh token. */
  readonly refreshExpiresAt: Milliseconds | null;
  /** First call with the access token. */
  readonly usedAt: Milliseconds | null;
  readonly endedAt: Milliseconds | null;
  readonly accessEndedAt: Milliseconds | null;
  readonly family: { readonly id: number; readonly expiresAt: Milliseconds; readonly endedAt: Milliseconds | null };
  readonly grant: { readonly id: number; readonly endedAt: Milliseconds | null };
  readonly client: {
    readonly id: number;
    readonly clientId: string;
    readonly name: string;
    /** The most that it may do now. */
    readonly scope: Scope;
    readonly disabledAt: Milliseconds | null;
  };
  readonly person: Person;
  readonly personDisabledAt: Milliseconds | null;
}

/**
 * Makes a pair; nothing is stored.
 * @param familyEnd when all refreshing of this family ends, in milliseconds since 1970
 */
export function mintPair(
  { random, settings }: { readonly random: Random; readonly settings: () => OAuthSettings },
  client: Pick<Client, 'accessTokenSeconds' | 'refreshTokenSeconds'>,
  { scopes, resource }: Permission,
  now: Milliseconds,
  familyEnd: Milliseconds,
): MintedPair {
  const accessToken = mintToken('access', random);
  const refreshToken = mintToken('refresh', random);
  const expiresIn = client.accessTokenSeconds ?? settings().accessTokenSeconds;
  const refreshLife = inMilliseconds(client.refreshTokenSeconds ?? settings().refreshTokenSeconds);
  return {
    accessToken,
    refreshToken,
    accessHash: sha256(accessToken),
    refreshHash: sha256(refreshToken),
    scopes,
    resource,
    createdAt: now,
    accessExpiresAt: now + inMilliseconds(expiresIn),
    refreshExpiresAt: Math.min(now + refreshLife, familyEnd),
    expiresIn,
  };
}

/** The answer of the token endpoint (RFC 6749 §5.1), in the order in which Confluence writes it. */
export function tokenAnswer(pair: MintedPair): Readonly<Record<string, string | number>> {
  return {
    access_token: pair.accessToken,
    token_type: 'bearer',
    expires_in: pair.expiresIn,
    refresh_token: pair.refreshToken,
    created_at: Math.floor(pair.createdAt / 1000),
    scope: writeScopes(pair.scopes),
  };
}

/** Why nothing that was authorized is good any more, whatever the tokens' own state. */
export type AuthorizationEnd = 'family-ended' | 'grant-ended' | 'client-disabled' | 'user-disabled';

/** @returns why an access token opens nothing; undefined: it does */
export function whyAccessEnded(
  pair: FoundPair,
  now: Milliseconds,
): AuthorizationEnd | 'token-ended' | 'token-expired' | undefined {
  if (pair.endedAt !== null || pair.accessEndedAt !== null) return 'token-ended';
  return pair.accessExpiresAt <= now ? 'token-expired' : whyAuthorizationEnded(pair);
}

/** @returns why neither token of a pair is good, nor any that could come of it; undefined: the authorization stands */
export function whyAuthorizationEnded(pair: FoundPair): AuthorizationEnd | undefined {
  if (pair.family.endedAt !== null) return 'family-ended';
  if (pair.grant.endedAt !== null) return 'grant-ended';
  if (pair.client.disabledAt !== null) return 'client-disabled';
  return pair.personDisabledAt === null ? undefined : 'user-disabled';
}
