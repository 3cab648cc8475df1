/**
 * A request that a client itself makes, to the token, revocation or introspection endpoint: the form is parsed once, no parameter is
 * repeated, and the client is authenticated.
 */
import type { FastifyRequest } from 'fastify';
import { type Origin, systemOrigin } from '../audit/origin.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { authenticate, presentedClient } from './client-authentication.ts';
import type { Client, ClientStore } from './client-store.ts';
import { isRefusal, type Refusal, refuse, refuseParameter } from './errors.ts';
import { formParameters, type Parameters, queryParameters, together } from './parameters.ts';

export interface ClientRequest {
  readonly client: Client;
  /** The hash of the secret that it showed; undefined: a public client. */
  readonly secretHash: string | undefined;
  readonly parameters: Parameters;
  /** For the audit trail: no person acts. */
  readonly origin: Origin;
  /** When it came, in milliseconds since 1970. */
  readonly now: Milliseconds;
}

export type ReadClientRequest = (request: FastifyRequest) => Promise<ClientRequest | Refusal>;

/** What has no business in an address, which ends up in logs and histories (RFC 6749 §2.3.1). */
const notForAddresses = ['client_secret', 'code', 'code_verifier', 'refresh_token', 'token', 'password'];

export function clientRequestReader(clients: ClientStore, clock: Clock): ReadClientRequest {
  return async (request) => {
    const now = clock.now();
    const query = request.url.includes('?') ? queryParameters(request.url) : undefined;
    const reliesOnQuery = query !== undefined && notForAddresses.some((name) => query.has(name));
    const body = formParameters(request.body);
    const parameters = reliesOnQuery ? together(body, query) : body;
    const [repeated] = parameters.repeated;
    if (repeated !== undefined) return refuseParameter('parameter-repeated', repeated);

    const presented = presentedClient(request.headers.authorization, parameters);
    if (isRefusal(presented)) return presented;
    const found = await clients.withSecrets(presented.clientId, now);
    // Older documentation of Confluence sends everything in the query string; a client can be allowed to go on doing so.
    if (reliesOnQuery && found?.client.allowQueryCredentials !== true) return refuse('credentials-in-query');
    const authenticated = authenticate(presented, found, now);
    if (isRefusal(authenticated)) return authenticated;
    const origin = { ...systemOrigin, remoteAddress: request.ip, requestId: request.id };
    return { ...authenticated, parameters, origin, now };
  };
}
