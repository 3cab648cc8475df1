/**
 * Access tokens at the API (RFC 6750): resolves `Authorization: Bearer …` to a person and their permissions, and words the challenge
 * of a refusal. Everything that can end a token is checked at each use, as the database holds it at that moment.
 */
import { ofKept } from '../database/prepared.ts';
import type { Clock } from '../foundation/clock.ts';
import { isTokenShaped, tokenHash } from '../foundation/token-format.ts';
import type { AccessFailure, CredentialOutcome, CredentialResolver } from '../http/access.ts';
import { bearerToken } from '../http/bearer-token.ts';
import type { NoteFirstUse } from './first-use.ts';
import { protectedResourceMetadataUrl } from './metadata.ts';
import { widest, within } from './scopes.ts';
import type { TokenStore } from './token-store.ts';
import { type FoundPair, whyAccessEnded } from './tokens.ts';
import type { Usage } from './usage.ts';

const refused: CredentialOutcome = { outcome: 'refused', failure: { reason: 'bad-credential', scheme: 'Bearer' } };

export function bearerResolver(rooms: {
  readonly tokens: TokenStore;
  readonly usage: Usage;
  readonly clock: Clock;
  readonly accessTokensEnabled: () => boolean;
  readonly noteFirstUse: NoteFirstUse;
}): CredentialResolver {
  const { tokens, usage, clock, accessTokensEnabled, noteFirstUse } = rooms;

  const outcomeOf = ofKept(
    ({ person, scopes, client, resource }: FoundPair): CredentialOutcome => ({
      outcome: 'caller',
      caller: Object.freeze({
        kind: 'bearer',
        person,
        // An administrator may have narrowed the client since the token was issued.
        scope: widest(within(scopes, client.scope)),
        clientId: client.clientId,
        resource,
      }),
    }),
  );

  return async (request) => {
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) return { outcome: 'absent' };
    const refuse = (reason: string) => {
      request.log.info({ kind: 'bearer-refused', reason }, 'access token refused');
      return refused;
    };
    if (!accessTokensEnabled()) return refuse('access-tokens-disabled');
    if (!isTokenShaped('access', token)) return refuse('malformed');
    const pair = await tokens.byAccessHash(tokenHash(token));
    if (pair === undefined) return refuse('unknown');
    const now = clock.now();
    const ended = whyAccessEnded(pair, now);
    if (ended !== undefined) return refuse(ended);
    if (!(await noteFirstUse(pair))) return refuse('ended meanwhile');

    usage.note({ client: pair.client.id, grant: pair.grant.id, at: now, address: request.ip });
    return outcomeOf(pair);
  };
}

/**
 * The `WWW-Authenticate` value for a refusal on the API (RFC 6750 §3, RFC 9728 §5.1).
 * @param resource the path below the base URL that names the route's resource, as the route declares it
 * @returns undefined for failures that no token would mend
 */
export function bearerChallenge(baseUrl: string, resource: string, failure: AccessFailure): string | undefined {
  const metadata = `resource_metadata="${protectedResourceMetadataUrl(baseUrl, resource)}"`;
  switch (failure.reason) {
    case 'no-credential':
      return `Bearer realm="Weir", ${metadata}`;
    case 'bad-credential':
      return failure.scheme === 'Bearer'
        ? `Bearer realm="Weir", error="invalid_token", error_description="The access token is wrong, expired or revoked.", ${metadata}`
        : `Bearer realm="Weir", ${metadata}`;
    case 'insufficient-scope':
      return `Bearer realm="Weir", error="insufficient_scope", scope="${failure.scope}", ${metadata}`;
    case 'second-step-missing':
      return failure.credential === 'password' ? `Bearer realm="Weir", ${metadata}` : undefined;
    case 'throttled':
    case 'not-permitted':
    case 'cross-site':
      return undefined;
  }
}
