/** Why a connection failed, in words: what it means, what to do, and what the provider itself said. */
import type { ConnectionFailure } from '../../applinks/outgoing/connection-result.ts';
import type { View } from '../view.ts';

/** @returns paragraphs */
export function failureText({ text }: View, failure: ConnectionFailure): readonly string[] {
  const words = text.outgoing.failures;
  switch (failure.kind) {
    case 'denied':
      return failure.error === 'access_denied'
        ? [words.accessDenied, ...(failure.description === '' ? [] : [words.said(failure.description)])]
        : [meaningOf(failure.error) ?? words.denied, words.said(saidBy(failure))];
    case 'issuer-missing':
      return [words.issuerMissing];
    case 'other-issuer':
      return [words.otherIssuer(failure.issuer)];
    case 'malformed':
      return [words.malformed];
    case 'token-refused':
      return [meaningOf(failure.error) ?? words.tokenRefused, words.said(saidBy(failure))];
    case 'token-unreachable':
      return [words.tokenUnreachable];
    case 'token-not-understood':
      return [words.tokenNotUnderstood(failure.status)];
    case 'secret-unreadable':
      return [words.secretUnreadable];
  }

  /** What the words of RFC 6749 §4.1.2.1 and §5.2, and those of GitHub, come from. */
  function meaningOf(error: string): string | undefined {
    switch (error) {
      case 'invalid_client':
      case 'unauthorized_client':
      case 'incorrect_client_credentials':
        return words.wrongSecret;
      case 'redirect_uri_mismatch':
        return words.wrongRedirect;
      case 'invalid_grant':
      case 'bad_verification_code':
        return words.wrongGrant;
      case 'invalid_scope':
        return words.wrongScope;
      default:
        return undefined;
    }
  }
}

function saidBy({ error, description }: { readonly error: string; readonly description: string }): string {
  return description === '' ? error : `${error}: ${description}`;
}
