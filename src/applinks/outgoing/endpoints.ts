/** The endpoints of a link: discovered and checked at the provider's address, known in advance, or typed in. */
import type { Outbound } from '../../http/outbound.ts';
import { type ClientAuth, cleanAddress, type DiscoveryOutcome, discover } from './discovery.ts';
import { addressMessage, checkEndpoints, type OutgoingLinkInput, type OutgoingLinkProblem } from './link-input.ts';
import type { OutgoingLinkSettings } from './outgoing-link.ts';
import { type Endpoints, providerOf } from './providers.ts';

export type FoundEndpoints =
  | {
      readonly kind: 'found';
      readonly endpoints: Endpoints & Pick<OutgoingLinkSettings, 'address' | 'issuer' | 'issSupported'>;
      /** How the provider takes the secret, as far as is known. */
      readonly clientAuth: Exclude<ClientAuth, 'none'>;
      /** Whether its metadata say so. */
      readonly byMetadata: boolean;
    }
  | { readonly kind: 'invalid'; readonly problems: readonly OutgoingLinkProblem[] };

/** @param before as the link is stored: what was found once holds while a provider does not answer */
export async function findEndpoints(
  outbound: Outbound,
  input: OutgoingLinkInput,
  before?: OutgoingLinkSettings,
): Promise<FoundEndpoints> {
  const provider = providerOf(input.provider);
  const typed =
    provider?.address.kind === 'known' ? provider.address.initial : provider?.address.kind === 'none' ? '' : input.address;
  if (provider === undefined || typed === '') return entered(isLeftToUs(input) ? (provider?.endpoints('') ?? input) : input);
  const address = cleanAddress(typed);
  if (address === undefined) return invalid(addressMessage);
  const outcome = await discover(outbound, address);
  if (outcome.kind === 'found') {
    const { clientAuth, ...endpoints } = outcome.provider;
    return { kind: 'found', endpoints: { ...endpoints, address }, clientAuth, byMetadata: true };
  }
  const known = provider.endpoints(address);
  if (known !== undefined && outcome.kind !== 'other-issuer') {
    return {
      kind: 'found',
      endpoints: { ...known, address, issuer: '', issSupported: false },
      clientAuth: 'client_secret_post',
      byMetadata: false,
    };
  }
  if (before?.address === address && before.provider === provider.key && outcome.kind === 'unreachable') {
    const { authorizationEndpoint, tokenEndpoint, revocationEndpoint, issuer, issSupported, clientAuth } = before;
    return {
      kind: 'found',
      endpoints: { authorizationEndpoint, tokenEndpoint, revocationEndpoint, address, issuer, issSupported },
      clientAuth: clientAuth === 'none' ? 'client_secret_post' : clientAuth,
      byMetadata: false,
    };
  }
  return invalid(messageOf(outcome));
}

/** A form shows no endpoints where those of the service are the same for everybody. */
function isLeftToUs({ authorizationEndpoint, tokenEndpoint, revocationEndpoint }: Endpoints): boolean {
  return authorizationEndpoint + tokenEndpoint + revocationEndpoint === '';
}

function entered(endpoints: Endpoints): FoundEndpoints {
  const problems = checkEndpoints(endpoints);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const { authorizationEndpoint, tokenEndpoint, revocationEndpoint } = endpoints;
  return {
    kind: 'found',
    endpoints: { authorizationEndpoint, tokenEndpoint, revocationEndpoint, address: '', issuer: '', issSupported: false },
    clientAuth: 'client_secret_post',
    byMetadata: false,
  };
}

function invalid(message: string): FoundEndpoints {
  return { kind: 'invalid', problems: [{ field: 'address', message }] };
}

function messageOf(outcome: Exclude<DiscoveryOutcome, { readonly kind: 'found' }>): string {
  switch (outcome.kind) {
    case 'unreachable':
      return 'The address could not be reached. Check it; a host in your own network has to be allowed by WEIR_ALLOWED_OUTBOUND_HOSTS.';
    case 'no-metadata':
      return 'There is no OAuth metadata at this address. Check it, or leave it empty and enter the endpoints under Endpoints.';
    case 'other-issuer':
      return `The metadata at this address are those of ${outcome.issuer}. Enter the address exactly as the provider writes it.`;
    case 'unusable':
      return `The metadata at this address have no usable ${outcome.member}. Ask whoever runs the provider.`;
  }
}
