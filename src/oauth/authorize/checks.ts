/**
 * The checks of an authorization request, in the order in which they run. The order is the security: a check of the first group that fails
 * shows a page of ours, since nobody has shown yet that the redirect URI belongs to the client; a check of the second group
 * that fails is told to the client there (RFC 6749 §4.1.2.1).
 */
import { clientAndRedirectUriAreUnambiguous, clientIsEnabled, clientIsKnown, redirectUriIsRegistered } from './client-checks.ts';
import {
  accessTokensAreEnabled,
  noParameterIsRepeated,
  resourceIsOurs,
  responseTypeIsCode,
  scopeIsGrantable,
  stateCanBeReturned,
} from './parameter-checks.ts';
import { challengeIsPresentWhereRequired, challengeIsWellFormed, challengeMethodIsAllowed } from './pkce-checks.ts';
import type { Check, TrustedRequest, UntrustedRequest } from './request.ts';

export const beforeTheRedirectUriIsTrusted: readonly Check<UntrustedRequest>[] = [
  clientAndRedirectUriAreUnambiguous,
  clientIsKnown,
  clientIsEnabled,
  redirectUriIsRegistered,
];

export const onceItIs: readonly Check<TrustedRequest>[] = [
  stateCanBeReturned,
  noParameterIsRepeated,
  responseTypeIsCode,
  challengeIsPresentWhereRequired,
  challengeMethodIsAllowed,
  challengeIsWellFormed,
  scopeIsGrantable,
  resourceIsOurs,
  accessTokensAreEnabled,
];
