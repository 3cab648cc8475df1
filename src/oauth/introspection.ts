/**
 * Token introspection (RFC 7662): what a token is good for at this moment. Confidential clients ask about their own tokens; a client
 * that an administrator made a resource server asks about any. Whatever a client may not know is answered as inactive (§2.2).
 */
import { isTokenShaped, tokenHash } from '../foundation/token-format.ts';
import { holds } from '../http/caller.ts';
import type { ClientRequest } from './client-request.ts';
import { type Refusal, refuse, refuseParameter } from './errors.ts';
import type { NoteFirstUse } from './first-use.ts';
import { within, writeScopes } from './scopes.ts';
import type { TokenStore } from './token-store.ts';
import { type FoundPair, whyAccessEnded, whyAuthorizationEnded } from './tokens.ts';
import type { OAuthSettings } from './vocabulary.ts';

/** RFC 7662 §2.2. Times in seconds since 1970. */
type Introspection = { readonly active: false } | ActiveToken;

interface ActiveToken {
  readonly active: true;
  readonly scope: string;
  readonly client_id: string;
  readonly username: string;
  /** Of an access token only. */
  readonly token_type?: 'bearer';
  readonly exp: number;
  readonly iat: number;
  /** The user key, which a change of the username leaves as it is. */
  readonly sub: string;
  readonly aud: string;
  readonly iss: string;
}

export type Introspect = (request: ClientRequest) => Promise<Introspection | Refusal>;

const inactive: Introspection = { active: false };

export function introspection(
  tokens: TokenStore,
  noteFirstUse: NoteFirstUse,
  settings: () => Pick<OAuthSettings, 'baseUrl' | 'accessTokensEnabled'>,
): Introspect {
  return async ({ client, parameters, now }) => {
    if (client.clientType === 'public') return refuse('public-client-not-allowed');
    const { baseUrl, accessTokensEnabled } = settings();
    const token = parameters.get('token');
    if (token === undefined) return refuseParameter('parameter-missing', 'token');
    const isRefresh = isTokenShaped('refresh', token);
    if (!accessTokensEnabled || !(isRefresh || isTokenShaped('access', token))) return inactive;

    const pair = await (isRefresh ? tokens.byRefreshHash : tokens.byAccessHash)(tokenHash(token));
    if (pair === undefined || (pair.client.id !== client.id && !client.resourceServer)) return inactive;
    if (!holds(pair.person.permissions, 'use')) return inactive;
    if (isRefresh ? !isRefreshGood(pair, now) : whyAccessEnded(pair, now) !== undefined) return inactive;
    // Somebody else has it from whoever uses it.
    if (!isRefresh && pair.client.id !== client.id && !(await noteFirstUse(pair))) return inactive;
    const expiresAt = isRefresh ? (pair.refreshExpiresAt ?? now) : pair.accessExpiresAt;
    return {
      active: true,
      scope: writeScopes(within(pair.scopes, pair.client.scope)),
      client_id: pair.client.clientId,
      username: pair.person.username,
      ...(isRefresh ? {} : { token_type: 'bearer' as const }),
      exp: Math.floor(expiresAt / 1000),
      iat: Math.floor(pair.createdAt / 1000),
      sub: pair.person.userKey,
      aud: pair.resource ?? baseUrl,
      iss: baseUrl,
    };
  };
}

function isRefreshGood(pair: FoundPair, now: number): boolean {
  const inForce = pair.endedAt === null && pair.refreshExpiresAt !== null && pair.refreshExpiresAt > now;
  return inForce && whyAuthorizationEnded(pair, now) === undefined;
}
