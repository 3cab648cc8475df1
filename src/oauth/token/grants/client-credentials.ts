/**
 * The client credentials grant (RFC 6749 §4.4): a service account gets an access token for itself, without a refresh token (§4.4.3):
 * the secret gets the next one.
 */
import type { Random } from '../../../foundation/random.ts';
import { holds } from '../../../http/caller.ts';
import type { Client } from '../../client-store.ts';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { requestedResource } from '../../resource.ts';
import { requestedScopes } from '../../scopes.ts';
import type { FindServicePrincipal } from '../../service-principal.ts';
import type { TokenStore } from '../../token-store.ts';
import { mintAccess } from '../../tokens.ts';
import type { OAuthSettings, ScopeSet } from '../../vocabulary.ts';
import type { Grant } from '../pipeline.ts';

export function clientCredentialsGrant(rooms: {
  readonly findPrincipal: FindServicePrincipal;
  readonly tokens: TokenStore;
  readonly random: Random;
  readonly settings: () => OAuthSettings;
}): Grant {
  const { findPrincipal, tokens, settings } = rooms;

  return {
    type: 'client_credentials',
    clients: 'service-accounts',
    required: [],

    async run({ client, secretHash, parameters, now }) {
      const principal = secretHash === undefined ? undefined : await findPrincipal(client.id, secretHash);
      // The secret was good a moment ago.
      if (principal === undefined) return refuse('client-secret-wrong');
      if (principal.personDisabledAt !== null) return refuse('client-disabled');
      if (!holds(principal.person.permissions, 'use')) return refuse('user-lost-access');
      const scopes = scopesFor(client, parameters.get('scope'));
      if (isRefusal(scopes)) return scopes;
      const audience = requestedResource(settings().baseUrl, parameters.get('resource'), undefined);
      if (isRefusal(audience)) return audience;

      const end = Math.min(client.expiresAt ?? Number.POSITIVE_INFINITY, principal.secretExpiresAt ?? Number.POSITIVE_INFINITY);
      const access = mintAccess(rooms, client, { scopes, resource: audience.resource }, now, end);
      // Everything above only reads. This write decides: a secret that ended meanwhile has taken its family along.
      const stored = await tokens.add(principal.family, access);
      return stored ? { tokens: access, grantId: principal.grantId } : refuse('client-secret-wrong');
    },
  };
}

/** Nobody is asked who could be asked for less: without a scope it is all that the account may have. */
function scopesFor(client: Client, requested: string | undefined): ScopeSet | Refusal {
  return requested === undefined ? [client.scope] : requestedScopes(requested, client.scope, 'scope-exceeds-client');
}
