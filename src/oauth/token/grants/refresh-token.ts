/**
 * The refresh token grant (RFC 6749 §6, RFC 9700 §4.14.2): each use replaces the pair, and a token that is used again after that ends
 * its whole family.
 */
import type { Database } from '../../../database/database.ts';
import { inMilliseconds } from '../../../foundation/clock.ts';
import type { Random } from '../../../foundation/random.ts';
import { isTokenShaped, tokenHash } from '../../../foundation/token-format.ts';
import { holds } from '../../../http/caller.ts';
import type { Client, ClientStore } from '../../client-store.ts';
import type { Counters } from '../../counters.ts';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { isRegistered, redirectUrisOf } from '../../redirect-uri.ts';
import { requestedResource } from '../../resource.ts';
import { requestedScopes, widest, within } from '../../scopes.ts';
import type { TokenStore } from '../../token-store.ts';
import { mintPair, whyAuthorizationEnded } from '../../tokens.ts';
import type { OAuthSettings, ScopeSet } from '../../vocabulary.ts';
import type { Grant } from '../pipeline.ts';
import { endReplayed } from '../replay.ts';

export function refreshTokenGrant(rooms: {
  readonly database: Database;
  readonly clients: ClientStore;
  readonly tokens: TokenStore;
  readonly counters: Counters;
  readonly random: Random;
  readonly settings: () => OAuthSettings;
}): Grant {
  const { database, clients, tokens, counters, settings } = rooms;

  return {
    type: 'refresh_token',
    clients: 'applications',
    required: ['refresh_token'],

    async run({ client, parameters, origin, now }) {
      const presented = parameters.get('refresh_token') ?? '';
      const pair = isTokenShaped('refresh', presented) ? await tokens.byRefreshHash(tokenHash(presented)) : undefined;
      if (pair === undefined) return refuse('refresh-token-unknown');
      if (pair.client.id !== client.id) return refuse('refresh-token-of-another-client');
      const ended = whyAuthorizationEnded(pair, now);
      if (ended !== undefined) return refuse(ended);
      if (!holds(pair.person.permissions, 'use')) return refuse('user-lost-access');
      if (pair.refreshExpiresAt === null || pair.refreshExpiresAt <= now) return refuse('refresh-token-expired');
      const redirect = await checkRedirectUri(client, parameters.get('redirect_uri'));
      if (redirect !== undefined) return redirect;
      const scopes = narrowed(within(pair.scopes, client.scope), parameters.get('scope'));
      if (isRefusal(scopes)) return scopes;
      const audience = requestedResource(settings().baseUrl, parameters.get('resource'), pair.resource);
      if (isRefusal(audience)) return audience;

      const next = mintPair(rooms, client, { scopes, resource: audience.resource }, now, pair.family.expiresAt);
      const retry = inMilliseconds(settings().refreshRetrySeconds);
      // Everything above only reads. This transaction decides, and a replay that it finds ends the family in it.
      const outcome = await database.write(async (queries) => {
        const replacement = await tokens.replace(queries, pair, next, retry);
        if (replacement === 'replayed') {
          const reason = 'refresh-token-replayed';
          await endReplayed(queries, tokens, counters, { family: pair.family.id, reason, client, origin, now });
        }
        return replacement;
      });
      switch (outcome) {
        case 'replaced':
          return { tokens: next, grantId: pair.grant.id };
        case 'given-up':
          return refuse('refresh-token-given-up');
        case 'replayed':
          return refuse('refresh-token-replayed');
        case 'gone':
          return refuse('refresh-token-unknown');
      }
    },
  };

  /** Sent only by clients that send it with every token request; then it must be one of theirs. */
  async function checkRedirectUri(client: Client, sent: string | undefined): Promise<Refusal | undefined> {
    if (sent === undefined) return undefined;
    const registered = await clients.byId(client.id);
    const isOwn =
      registered !== undefined && isRegistered(sent, redirectUrisOf(registered, settings().baseUrl), client.clientType);
    return isOwn ? undefined : refuse('redirect-uri-of-another-client');
  }
}

/** RFC 6749 §6 would let a later refresh ask for the first scope again. Here what was given up stays given up: a refresh never widens. */
function narrowed(held: ScopeSet, requested: string | undefined): ScopeSet | Refusal {
  return requested === undefined ? held : requestedScopes(requested, widest(held), 'scope-exceeds-grant');
}
