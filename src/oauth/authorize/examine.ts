/** Runs the checks over a request; the result holds what they established. */
import type { ClientStore, RegisteredClient } from '../client-store.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { Parameters } from '../parameters.ts';
import { requestedResource } from '../resource.ts';
import { requestedScopes } from '../scopes.ts';
import type { OAuthSettings } from '../vocabulary.ts';
import { beforeTheRedirectUriIsTrusted, onceItIs } from './checks.ts';
import { stateCanBeReturned } from './parameter-checks.ts';
import { challengeOf } from './pkce-checks.ts';
import type { Check, Examined, TrustedRequest, UntrustedRequest } from './request.ts';

/** Looks the client up and runs every check, in order. */
export type Examine = (sent: Parameters) => Promise<Examined>;

export function examiner(clients: ClientStore, settings: () => OAuthSettings): Examine {
  return async (sent) => {
    const trusted = trust({ sent, client: await clientOf(sent, clients), settings: settings() });
    if (isRefusal(trusted)) return { kind: 'refused-here', refusal: trusted };
    return judge(trusted);
  };
}

/** @returns the client that a request names */
export async function clientOf(sent: Parameters, clients: ClientStore): Promise<RegisteredClient | undefined> {
  const clientId = sent.get('client_id');
  return clientId === undefined ? undefined : clients.byClientId(clientId);
}

/** Runs the checks that stand before the redirect URI is trusted. */
export function trust(request: UntrustedRequest): TrustedRequest | Refusal {
  const refusal = firstRefusal(beforeTheRedirectUriIsTrusted, request);
  if (refusal !== undefined) return refusal;
  const redirectUri = request.sent.get('redirect_uri');
  // The checks have made sure of both.
  if (request.client === undefined || redirectUri === undefined) return refuse('unexpected');
  return { ...request, client: request.client, redirectUri };
}

function judge(trusted: TrustedRequest): Examined {
  const { sent, client, redirectUri, settings } = trusted;
  const scopes = requestedScopes(sent.get('scope'), client.scope, 'scope-exceeds-client');
  const audience = requestedResource(settings.baseUrl, sent.get('resource'), undefined);
  const refusal = firstRefusal(onceItIs, trusted);
  const state = sent.get('state');
  if (refusal !== undefined || isRefusal(scopes) || isRefusal(audience)) {
    return {
      kind: 'refused-there',
      refusal: refusal ?? refuse('unexpected'),
      redirectUri,
      state: stateCanBeReturned(trusted) === undefined ? state : undefined,
    };
  }
  return {
    kind: 'good',
    request: { client, redirectUri, scopes, resource: audience.resource, state, challenge: challengeOf(sent) },
  };
}

function firstRefusal<Request>(checks: readonly Check<Request>[], request: Request): Refusal | undefined {
  for (const check of checks) {
    const refusal = check(request);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
