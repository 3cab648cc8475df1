/** Token pairs: how they are made, what they hold, and whether one is still good. */
import { inMilliseconds, type Milliseconds, type Seconds } from '../foundation/clock.ts';
import type { Random } from '../foundation/random.ts';
import { mintToken, tokenHash } from '../foundation/token-format.ts';
import type { Person, Scope } from '../http/caller.ts';
import type { Client } from './client-store.ts';
import { writeScopes } from './scopes.ts';
import type { OAuthSettings, Permission } from './vocabulary.ts';

/** An access token that was just made; the only time that its value is known. */
export interface MintedAccess extends Permission {
  readonly accessToken: string;
  readonly accessHash: string;
  /** Milliseconds since 1970, both. */
  readonly createdAt: Milliseconds;
  readonly accessExpiresAt: Milliseconds;
  readonly expiresIn: Seconds;
}

/** An access token with the refresh token beside it. */
export interface MintedPair extends MintedAccess {
  readonly refreshToken: string;
  readonly refreshHash: string;
  readonly refreshExpiresAt: Milliseconds;
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
    readonly expiresAt: Milliseconds | null;
  };
  readonly person: Person;
  readonly personDisabledAt: Milliseconds | null;
}

/**
 * Makes an access token that has no refresh token beside it; nothing is stored.
 * @param end when it ends at the latest, in milliseconds since 1970
 */
export function mintAccess(
  { random, settings }: { readonly random: Random; readonly settings: () => OAuthSettings },
  client: Pick<Client, 'accessTokenSeconds'>,
  { scopes, resource }: Permission,
  now: Milliseconds,
  end: Milliseconds,
): MintedAccess {
  const accessToken = mintToken('access', random, now);
  const life = inMilliseconds(client.accessTokenSeconds ?? settings().accessTokenSeconds);
  const accessExpiresAt = Math.min(now + life, end);
  return {
    accessToken,
    accessHash: tokenHash(accessToken),
    scopes,
    resource,
    createdAt: now,
    accessExpiresAt,
    expiresIn: Math.floor((accessExpiresAt - now) / 1000),
  };
}

/**
 * Makes a pair; nothing is stored.
 * @param familyEnd when all refreshing of this family ends, in milliseconds since 1970
 */
export function mintPair(
  made: { readonly random: Random; readonly settings: () => OAuthSettings },
  client: Pick<Client, 'accessTokenSeconds' | 'refreshTokenSeconds'>,
  permission: Permission,
  now: Milliseconds,
  familyEnd: Milliseconds,
): MintedPair {
  const { random, settings } = made;
  const refreshToken = mintToken('refresh', random, now);
  const refreshLife = inMilliseconds(client.refreshTokenSeconds ?? settings().refreshTokenSeconds);
  return {
    ...mintAccess(made, client, permission, now, Number.POSITIVE_INFINITY),
    refreshToken,
    refreshHash: tokenHash(refreshToken),
    refreshExpiresAt: Math.min(now + refreshLife, familyEnd),
  };
}

/** The answer of the token endpoint (RFC 6749 §5.1), in the order in which Confluence writes it. */
export function tokenAnswer(pair: MintedPair | MintedAccess): Readonly<Record<string, string | number>> {
  return {
    access_token: pair.accessToken,
    token_type: 'bearer',
    expires_in: pair.expiresIn,
    ...('refreshToken' in pair && { refresh_token: pair.refreshToken }),
    created_at: Math.floor(pair.createdAt / 1000),
    scope: writeScopes(pair.scopes),
  };
}

/** Why nothing that was authorized is good any more, whatever the tokens' own state. */
export type AuthorizationEnd = 'family-ended' | 'grant-ended' | 'client-disabled' | 'client-expired' | 'user-disabled';

/** @returns why an access token opens nothing; undefined: it does */
export function whyAccessEnded(
  pair: FoundPair,
  now: Milliseconds,
): AuthorizationEnd | 'token-ended' | 'token-expired' | undefined {
  if (pair.endedAt !== null || pair.accessEndedAt !== null) return 'token-ended';
  return pair.accessExpiresAt <= now ? 'token-expired' : whyAuthorizationEnded(pair, now);
}

/** @returns why neither token of a pair is good, nor any that could come of it; undefined: the authorization stands */
export function whyAuthorizationEnded(pair: FoundPair, now: Milliseconds): AuthorizationEnd | undefined {
  if (pair.family.endedAt !== null) return 'family-ended';
  if (pair.grant.endedAt !== null) return 'grant-ended';
  if (pair.client.disabledAt !== null) return 'client-disabled';
  if (pair.client.expiresAt !== null && pair.client.expiresAt <= now) return 'client-expired';
  return pair.personDisabledAt === null ? undefined : 'user-disabled';
}
