/**
 * Finds the endpoints of a provider from its address: RFC 8414 first, then OpenID Connect Discovery 1.0. Metadata is accepted only
 * when the issuer it names is the address that was asked (RFC 8414 §3.3), so no server can pose as another.
 */
import * as oauth from 'oauth4webapi';
import { isOutboundUrl, type Outbound } from '../../http/outbound.ts';
import { membersOf, outboundFetch } from './outbound-fetch.ts';
import { shown } from './provider-words.ts';
import type { Endpoints } from './providers.ts';

/** How a client proves itself at the token endpoint (OpenID Connect Core §9). */
export type ClientAuth = 'client_secret_basic' | 'client_secret_post' | 'none';

export interface Discovered extends Endpoints {
  readonly issuer: string;
  /** Its answers always carry `iss` (RFC 9207 §3). */
  readonly issSupported: boolean;
  /** The way that it takes a secret. */
  readonly clientAuth: Exclude<ClientAuth, 'none'>;
}

export type DiscoveryOutcome =
  | { readonly kind: 'found'; readonly provider: Discovered }
  /** `issuer`: as the metadata say, cleaned for showing. */
  | { readonly kind: 'other-issuer'; readonly issuer: string }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'no-metadata' }
  /** There are metadata, and this member is missing or cannot be used. */
  | { readonly kind: 'unusable'; readonly member: string };

const algorithms = ['oauth2', 'oidc'] as const;

/**
 * Asks both addresses at once, so that one that does not answer takes no longer than two.
 * @param address an https address, as `cleanAddress` gives it
 */
export async function discover(outbound: Outbound, address: string): Promise<DiscoveryOutcome> {
  const outcomes = await Promise.all(algorithms.map((algorithm) => ask(outbound, new URL(address), algorithm)));
  const order = ['found', 'other-issuer', 'unusable', 'no-metadata', 'unreachable'] as const;
  const best = order.flatMap((kind) => outcomes.filter((outcome) => outcome.kind === kind))[0];
  return best ?? { kind: 'no-metadata' };
}

/**
 * @returns the address as an issuer is written: https, without what an issuer cannot have (RFC 8414 §2) and without a slash at its end;
 * undefined when it is no such address
 */
export function cleanAddress(text: string): string | undefined {
  const typed = text.trim();
  if (!isOutboundUrl(typed)) return undefined;
  const url = new URL(typed);
  if (url.search !== '' || url.hash !== '') return undefined;
  return url.href.replace(/\/$/, '');
}

async function ask(outbound: Outbound, address: URL, algorithm: (typeof algorithms)[number]): Promise<DiscoveryOutcome> {
  const sent = outboundFetch(outbound);
  try {
    const response = await oauth.discoveryRequest(address, { algorithm, [oauth.customFetch]: sent.fetch });
    return usable(await oauth.processDiscoveryResponse(address, response));
  } catch (error) {
    const last = sent.last();
    if (last === undefined || last.outcome === 'failed') return { kind: 'unreachable', reason: last?.reason ?? String(error) };
    const issuer = membersOf(last).get('issuer');
    if (last.status !== 200 || typeof issuer !== 'string' || isSame(issuer, address)) return { kind: 'no-metadata' };
    return { kind: 'other-issuer', issuer: shown(issuer) };
  }
}

function usable(metadata: oauth.AuthorizationServer): DiscoveryOutcome {
  const endpoints = {
    authorizationEndpoint: metadata.authorization_endpoint,
    tokenEndpoint: metadata.token_endpoint,
    revocationEndpoint: metadata.revocation_endpoint ?? '',
  };
  if (!isEndpoint(endpoints.authorizationEndpoint)) return { kind: 'unusable', member: 'authorization_endpoint' };
  if (!isEndpoint(endpoints.tokenEndpoint)) return { kind: 'unusable', member: 'token_endpoint' };
  if (endpoints.revocationEndpoint !== '' && !isEndpoint(endpoints.revocationEndpoint)) {
    return { kind: 'unusable', member: 'revocation_endpoint' };
  }
  return {
    kind: 'found',
    provider: {
      issuer: metadata.issuer,
      authorizationEndpoint: endpoints.authorizationEndpoint,
      tokenEndpoint: endpoints.tokenEndpoint,
      revocationEndpoint: endpoints.revocationEndpoint,
      issSupported: metadata.authorization_response_iss_parameter_supported === true,
      clientAuth: authOf(metadata.token_endpoint_auth_methods_supported),
    },
  };
}

/** What the library compares. */
function isSame(issuer: string, address: URL): boolean {
  return URL.parse(issuer)?.href === address.href;
}

/** Left out, it is Basic (RFC 8414 §2). In the body nothing can be read in two ways; in Basic not everybody decodes what was encoded. */
function authOf(methods: unknown): Discovered['clientAuth'] {
  return Array.isArray(methods) && methods.includes('client_secret_post') ? 'client_secret_post' : 'client_secret_basic';
}

/** @returns whether a text is an address that Weir calls or sends a browser to: https, without a fragment (RFC 6749 §3.1, §3.2) */
export function isEndpoint(text: unknown): text is string {
  return typeof text === 'string' && text.length <= longestEndpoint && isOutboundUrl(text) && !text.includes('#');
}

const longestEndpoint = 2048;
