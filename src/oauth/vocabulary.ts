/** What every file of this room shares: settings, endpoint paths, and the small types of the protocol. */
import type { Configuration } from '../foundation/configuration/load.ts';
import type { Scope } from '../http/caller.ts';

/** The settings that this room reads; units as their names say. */
export type OAuthSettings = Pick<
  Configuration,
  | 'baseUrl'
  | 'accessTokenSeconds'
  | 'refreshTokenSeconds'
  | 'refreshFamilySeconds'
  | 'refreshRetrySeconds'
  | 'codeSeconds'
  | 'accessTokensEnabled'
  | 'allowHttpRedirectUrls'
>;

/** Paths below the base URL, as they stand in answers. `/rest/oauth2/1.0/…` names the same endpoints. */
export const endpointPaths = {
  authorize: '/rest/oauth2/latest/authorize',
  token: '/rest/oauth2/latest/token',
  revoke: '/rest/oauth2/latest/revoke',
  introspect: '/rest/oauth2/latest/introspect',
  /** The consent page. */
  consent: '/plugins/servlet/oauth2/consent',
  /** Where “Try it” receives its code: a redirect URI of every client whose administrator switched it on. */
  tryItCallback: '/plugins/servlet/oauth2/try-it/callback',
  login: '/login.action',
  /** For developers: the guide, and the reference of the API. */
  guide: '/help/integration-developers',
  reference: '/reference',
} as const;

/** RFC 6749 §2.1: a confidential client can keep a secret, a public one cannot and has none. */
export type ClientType = 'confidential' | 'public';

/** RFC 7636 §4.2. */
export type ChallengeMethod = 'S256' | 'plain';

export interface Challenge {
  readonly method: ChallengeMethod;
  readonly value: string;
}

/** Scope keys without repetition, from the narrowest to the widest; at least one. */
export type ScopeSet = readonly [Scope, ...Scope[]];

/** What a token lets its holder do, and where. */
export interface Permission {
  readonly scopes: ScopeSet;
  /** The audience (RFC 8707); undefined: all of Weir. */
  readonly resource: string | undefined;
}
