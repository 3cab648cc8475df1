/**
 * An authorization request (RFC 6749 §4.1.1): what was sent, what the checks have established so far, and the examined request at the
 * end.
 */
import type { RegisteredClient } from '../client-store.ts';
import type { Refusal } from '../errors.ts';
import type { Parameters } from '../parameters.ts';
import type { Challenge, OAuthSettings, Permission } from '../vocabulary.ts';

/** A request that nobody vouches for yet. */
export interface UntrustedRequest {
  readonly sent: Parameters;
  /** The client that it names, if there is one. */
  readonly client: RegisteredClient | undefined;
  readonly settings: OAuthSettings;
}

/** A request whose client and redirect URI are known to belong together: what else is wrong may be told to the client. */
export interface TrustedRequest extends UntrustedRequest {
  readonly client: RegisteredClient;
  readonly redirectUri: string;
}

/** A request that can be put before a person. */
export interface AuthorizationRequest extends Permission {
  readonly client: RegisteredClient;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly challenge: Challenge | undefined;
}

/** One thing that must hold. @returns why it does not */
export type Check<Request> = (request: Request) => Refusal | undefined;

/** What the checks make of a request. */
export type Examined =
  | { readonly kind: 'good'; readonly request: AuthorizationRequest }
  /** Shown on a page of ours. */
  | { readonly kind: 'refused-here'; readonly refusal: Refusal }
  /** Told to the client, at its redirect URI. */
  | {
      readonly kind: 'refused-there';
      readonly refusal: Refusal;
      readonly redirectUri: string;
      readonly state: string | undefined;
    };
