/** What an administrator enters about an outgoing link: read, checked, and problems put into words. */
import { plainName } from '../../foundation/folding.ts';
import { type ClientAuth, cleanAddress, isEndpoint } from './discovery.ts';
import { type Endpoints, type ProviderKey, providerOf } from './providers.ts';

export interface OutgoingLinkInput extends Endpoints {
  /** 32 hex digits, chosen when the form was first shown: the redirect URI is known before anything is saved. */
  readonly linkKey: string;
  readonly provider: ProviderKey;
  readonly name: string;
  readonly description: string;
  /** Where the provider is; empty where it has no address, or its endpoints are entered instead. */
  readonly address: string;
  readonly clientId: string;
  /** Empty: as it is; for a new link, none. */
  readonly clientSecret: string;
  /** `automatic`: as the provider's metadata say. */
  readonly clientAuth: ClientAuth | 'automatic';
  readonly scope: string;
  /** Everybody may connect an account of their own; without it the system alone has one. */
  readonly forPeople: boolean;
}

export interface OutgoingLinkProblem {
  readonly field: keyof OutgoingLinkInput;
  /** One sentence: what is wrong and what to do. */
  readonly message: string;
}

const longest = { name: 100, description: 500, clientId: 500, clientSecret: 1000, scope: 1000 } as const;
const keyPattern = /^[0-9a-f]{32}$/;
/** RFC 6749 §3.3: printable ASCII without quotation marks and backslashes. */
const scopePattern = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;
/** RFC 6749, appendix A.1 and A.2. */
const visible = /^[\x20-\x7e]*$/;

/** @returns what a new link of a provider begins with */
export function blankOutgoingLink(provider: ProviderKey, linkKey: string): OutgoingLinkInput {
  const known = providerOf(provider);
  const address = known?.address.kind === 'asked' ? known.address.initial : '';
  return {
    linkKey,
    provider,
    name: known?.title ?? '',
    description: '',
    address,
    clientId: '',
    clientSecret: '',
    clientAuth: 'automatic',
    scope: known?.scope ?? '',
    forPeople: true,
    ...noEndpoints,
    ...(known?.address.kind === 'none' ? known.endpoints('') : {}),
  };
}

const noEndpoints: Endpoints = { authorizationEndpoint: '', tokenEndpoint: '', revocationEndpoint: '' };

/** @returns whether a text can be the key of a link */
export function isLinkKey(text: string): boolean {
  return keyPattern.test(text);
}

/**
 * Reads a form that was posted. @returns undefined when it is of no provider or has no key: no form of ours
 * @param field gives a field as it was typed
 */
export function readOutgoingLinkForm(field: (name: string) => string): OutgoingLinkInput | undefined {
  const provider = providerOf(field('provider'));
  const linkKey = field('linkKey');
  if (provider === undefined || !isLinkKey(linkKey)) return undefined;
  return tidy({
    linkKey,
    provider: provider.key,
    name: field('name'),
    description: field('description'),
    address: field('address'),
    clientId: field('clientId'),
    clientSecret: field('clientSecret'),
    clientAuth: clientAuths.find((auth) => auth === field('clientAuth')) ?? 'automatic',
    scope: field('scope'),
    forPeople: field('forPeople') === 'true',
    authorizationEndpoint: field('authorizationEndpoint'),
    tokenEndpoint: field('tokenEndpoint'),
    revocationEndpoint: field('revocationEndpoint'),
  });
}

export const clientAuths = ['automatic', 'client_secret_post', 'client_secret_basic', 'none'] as const;

function tidy(input: OutgoingLinkInput): OutgoingLinkInput {
  return {
    ...input,
    name: plainName(input.name),
    description: plainName(input.description),
    address: input.address.trim(),
    clientId: input.clientId.trim(),
    clientSecret: input.clientSecret.trim(),
    scope: input.scope.trim().replace(/\s+/g, ' '),
    authorizationEndpoint: input.authorizationEndpoint.trim(),
    tokenEndpoint: input.tokenEndpoint.trim(),
    revocationEndpoint: input.revocationEndpoint.trim(),
  };
}

/** Checks everything but the endpoints, so that all problems are told at once. Whether the name is free, only saving tells. */
export function checkOutgoingLink(input: OutgoingLinkInput): readonly OutgoingLinkProblem[] {
  const { name, address, clientId, clientSecret, clientAuth, scope } = input;
  const problem = (field: keyof OutgoingLinkInput, message: string) => ({ field, message });
  const tooLong = (field: keyof typeof longest) =>
    [...input[field]].length > longest[field] ? [problem(field, `Use up to ${longest[field]} characters.`)] : [];
  return [
    ...(name === '' ? [problem('name', 'Enter a name.')] : []),
    ...(address !== '' && cleanAddress(address) === undefined ? [problem('address', addressMessage)] : []),
    ...(clientId === '' ? [problem('clientId', 'Enter the client ID that the provider gave you.')] : []),
    ...(visible.test(clientId) ? [] : [problem('clientId', 'A client ID has plain letters, digits and signs only.')]),
    ...(clientAuth === 'none' && clientSecret !== ''
      ? [problem('clientSecret', 'Leave it empty, or choose under Advanced how the secret is sent.')]
      : []),
    ...(visible.test(clientSecret) ? [] : [problem('clientSecret', 'A client secret has plain letters, digits and signs only.')]),
    ...(scope === '' || scopePattern.test(scope)
      ? []
      : [problem('scope', 'Separate scopes by blanks; they have no quotation marks and no letters beyond a to z.')]),
    ...tooLong('name'),
    ...tooLong('description'),
    ...tooLong('clientId'),
    ...tooLong('clientSecret'),
    ...tooLong('scope'),
  ];
}

export const addressMessage =
  'Enter an https address such as https://wiki.example.com, without a user name, a question mark or a number sign.';

/** What is wrong with endpoints that are to be used as they are. */
export function checkEndpoints(endpoints: Endpoints): readonly OutgoingLinkProblem[] {
  return (['authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint'] as const).flatMap((field) => {
    const value = endpoints[field];
    if (isEndpoint(value) || (value === '' && field === 'revocationEndpoint')) return [];
    return [{ field, message: value === '' ? 'Enter the address, or the provider’s own address above.' : endpointMessage }];
  });
}

const endpointMessage = 'Enter an https address without a user name and without a number sign.';
