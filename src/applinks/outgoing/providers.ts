/** The services that an outgoing link knows by name: where their endpoints are, and what each needs in a request beyond the standard. */

export type ProviderKey = 'google' | 'microsoft' | 'github' | 'gitlab' | 'confluence' | 'weir' | 'custom';

/** Where a provider answers. Absolute https addresses. */
export interface Endpoints {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** RFC 7009; empty: tokens cannot be ended over there. */
  readonly revocationEndpoint: string;
}

export interface Provider {
  readonly key: ProviderKey;
  /** As it calls itself; undefined for one without a name. */
  readonly title: string | undefined;
  /**
   * `known`: its metadata are at this address. `asked`: an administrator says where it is, and it has metadata or endpoints under that address.
   * `none`: it has no metadata.
   */
  readonly address: { readonly kind: 'known' | 'asked'; readonly initial: string } | { readonly kind: 'none' };
  /** What is known of its endpoints without asking it; with an address, for where it has no metadata. */
  endpoints(address: string): Endpoints | undefined;
  /** What the form begins with. */
  readonly scope: string;
  /** Parameters of its own for the authorization request. */
  readonly parameters: Readonly<Record<string, string>>;
}

const unknown = () => undefined;

export const providers: readonly Provider[] = [
  {
    key: 'google',
    title: 'Google',
    address: { kind: 'known', initial: 'https://accounts.google.com' },
    endpoints: unknown,
    scope: 'openid email',
    // Without them there is no refresh token, or only at the first time.
    parameters: { access_type: 'offline', prompt: 'consent' },
  },
  {
    key: 'microsoft',
    title: 'Microsoft',
    // The metadata for all organizations name no issuer that could be compared.
    address: { kind: 'none' },
    endpoints: () => ({
      authorizationEndpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
      tokenEndpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
      revocationEndpoint: '',
    }),
    scope: 'offline_access User.Read',
    parameters: {},
  },
  {
    key: 'github',
    title: 'GitHub',
    address: { kind: 'none' },
    endpoints: () => ({
      authorizationEndpoint: 'https://github.com/login/oauth/authorize',
      tokenEndpoint: 'https://github.com/login/oauth/access_token',
      revocationEndpoint: '',
    }),
    scope: 'read:user',
    parameters: {},
  },
  {
    key: 'gitlab',
    title: 'GitLab',
    address: { kind: 'asked', initial: 'https://gitlab.com' },
    endpoints: unknown,
    scope: 'read_user',
    parameters: {},
  },
  {
    key: 'confluence',
    title: 'Confluence',
    address: { kind: 'asked', initial: '' },
    // Data Center has no metadata.
    endpoints: (address) => ({
      authorizationEndpoint: `${address}/rest/oauth2/latest/authorize`,
      tokenEndpoint: `${address}/rest/oauth2/latest/token`,
      revocationEndpoint: '',
    }),
    scope: 'READ',
    parameters: {},
  },
  {
    key: 'weir',
    title: 'Weir',
    address: { kind: 'asked', initial: '' },
    endpoints: unknown,
    scope: 'READ',
    parameters: {},
  },
  {
    key: 'custom',
    title: undefined,
    address: { kind: 'asked', initial: '' },
    endpoints: unknown,
    scope: '',
    parameters: {},
  },
];

/** @returns the provider of this key; undefined when there is none */
export function providerOf(key: string): Provider | undefined {
  return providers.find((provider) => provider.key === key);
}

/**
 * @returns what an authorization request carries for this provider besides what OAuth names. An OpenID provider gives a refresh token for
 * `offline_access` only when it asked the person (OpenID Connect Core §11); Microsoft does without.
 */
export function extraParameters(key: ProviderKey, scope: string): Readonly<Record<string, string>> {
  const own = providerOf(key)?.parameters ?? {};
  return key !== 'microsoft' && scope.split(' ').includes('offline_access') ? { ...own, prompt: 'consent' } : own;
}
