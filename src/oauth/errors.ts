/**
 * Every reason for a refusal in this room, and the one function that says what of it goes over the wire (RFC 6749 §4.1.2.1 and §5.2).
 * The reason itself is for the log; the text on the wire never tells an attacker how close a guess was.
 */

/** Reasons that say it all by themselves. */
type PlainReason =
  // Who asks, at the authorization endpoint.
  | 'client-or-redirect-uri-repeated'
  | 'client-id-missing'
  | 'client-unknown'
  | 'client-disabled'
  | 'client-expired'
  | 'redirect-uri-missing'
  | 'redirect-uri-not-registered'
  // What is asked there.
  | 'state-too-long'
  | 'state-malformed'
  | 'response-type-missing'
  | 'response-type-unsupported'
  | 'challenge-missing'
  | 'challenge-malformed'
  | 'challenge-method-alone'
  | 'challenge-method-unknown'
  | 'challenge-method-refused'
  | 'scope-empty'
  | 'resource-malformed'
  | 'resource-unknown'
  | 'resource-exceeds-grant'
  | 'access-tokens-disabled'
  // The person's part.
  | 'user-may-not-use-weir'
  | 'user-denied'
  | 'consent-unknown'
  | 'consent-of-another-session'
  | 'consent-expired'
  | 'consent-already-decided'
  // How a client authenticates.
  | 'two-authentication-methods'
  | 'authentication-missing'
  | 'authentication-scheme-unknown'
  | 'basic-credentials-malformed'
  | 'client-secret-wrong'
  | 'client-secret-missing'
  | 'public-client-with-secret'
  | 'public-client-not-allowed'
  | 'credentials-in-query'
  // What it presents at the token endpoint.
  | 'grant-type-unsupported'
  | 'grant-type-not-for-client'
  | 'code-unknown'
  | 'code-of-another-client'
  | 'code-replayed'
  | 'code-expired'
  | 'redirect-uri-omitted'
  | 'redirect-uri-differs'
  | 'redirect-uri-of-another-client'
  | 'verifier-missing'
  | 'verifier-unexpected'
  | 'verifier-malformed'
  | 'verifier-wrong'
  | 'grant-ended'
  | 'family-ended'
  | 'user-disabled'
  | 'user-lost-access'
  | 'refresh-token-unknown'
  | 'refresh-token-of-another-client'
  | 'refresh-token-expired'
  | 'refresh-token-given-up'
  | 'refresh-token-replayed'
  | 'token-of-another-client'
  // The request as such.
  | 'method-not-post'
  | 'form-expected'
  | 'body-unreadable'
  | 'body-too-large'
  | 'database-unavailable'
  | 'unexpected';

/** Why something was refused. */
export type Refusal =
  | { readonly reason: PlainReason }
  | { readonly reason: 'scope-unknown' | 'scope-exceeds-client' | 'scope-exceeds-grant'; readonly scope: string }
  | { readonly reason: 'parameter-missing' | 'parameter-repeated'; readonly parameter: string };

/** The `error` codes that Weir sends. */
type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'invalid_target'
  | 'unauthorized_client'
  | 'access_denied'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'server_error'
  | 'temporarily_unavailable';

/** A refusal as the wire has it. */
export interface WireError {
  readonly error: OAuthError;
  /** Printable ASCII without quotation mark and backslash (RFC 6749 §5.2). */
  readonly description: string;
  /** For a direct answer; a redirect has its own. */
  readonly status: 400 | 401 | 405 | 413 | 415 | 500 | 503;
}

/** @returns the refusal for a reason that says it all */
export function refuse(reason: PlainReason): Refusal {
  return { reason };
}

/** @returns the refusal of one scope key */
export function refuseScope(reason: 'scope-unknown' | 'scope-exceeds-client' | 'scope-exceeds-grant', scope: string): Refusal {
  return { reason, scope };
}

/** @returns the refusal of one parameter */
export function refuseParameter(reason: 'parameter-missing' | 'parameter-repeated', parameter: string): Refusal {
  return { reason, parameter };
}

/** @returns whether an outcome is a refusal */
export function isRefusal(outcome: object): outcome is Refusal {
  return 'reason' in outcome;
}

/** @returns what a refusal looks like from outside */
export function toWire(refusal: Refusal): WireError {
  switch (refusal.reason) {
    case 'client-or-redirect-uri-repeated':
      return badRequest('client_id and redirect_uri must each be sent once.');
    case 'client-id-missing':
      return badRequest('client_id is missing.');
    case 'client-unknown':
    case 'client-disabled':
    case 'client-expired':
    case 'authentication-missing':
    case 'authentication-scheme-unknown':
    case 'basic-credentials-malformed':
    case 'client-secret-wrong':
    case 'client-secret-missing':
    case 'public-client-with-secret':
    case 'public-client-not-allowed':
      return { error: 'invalid_client', description: 'Client authentication failed.', status: 401 };
    case 'redirect-uri-missing':
      return badRequest('redirect_uri is missing.');
    case 'redirect-uri-not-registered':
      return badRequest('redirect_uri is not registered for this client.');
    case 'state-too-long':
      return badRequest('state is longer than 4096 bytes.');
    case 'state-malformed':
      return badRequest('state is not valid UTF-8.');
    case 'response-type-missing':
      return badRequest('response_type is missing. Send response_type=code.');
    case 'response-type-unsupported':
      return error('unsupported_response_type', 'Only response_type=code is supported.');
    case 'challenge-missing':
      return badRequest('This client must use PKCE: send code_challenge and code_challenge_method=S256.');
    case 'challenge-malformed':
      return badRequest(
        'code_challenge is malformed: 43 characters of base64url for S256, 43 to 128 unreserved characters for plain.',
      );
    case 'challenge-method-alone':
      return badRequest('code_challenge_method was sent without code_challenge.');
    case 'challenge-method-unknown':
      return badRequest('code_challenge_method must be S256 or plain.');
    case 'challenge-method-refused':
      return badRequest('This client must use code_challenge_method=S256.');
    case 'scope-empty':
      return error('invalid_scope', 'scope has no key in it.');
    case 'scope-unknown':
      return error('invalid_scope', `${printable(refusal.scope)} is not a scope. Known: READ WRITE ADMIN SYSTEM_ADMIN.`);
    case 'scope-exceeds-client':
      return error('invalid_scope', `This client may not ask for ${printable(refusal.scope)}.`);
    case 'scope-exceeds-grant':
      return error('invalid_scope', `${printable(refusal.scope)} is more than the refresh token holds.`);
    case 'resource-malformed':
      return error('invalid_target', 'resource must be an absolute URI without a fragment.');
    case 'resource-unknown':
      return error('invalid_target', 'resource is not a resource of this server.');
    case 'resource-exceeds-grant':
      return error('invalid_target', 'resource is not what was authorized.');
    case 'access-tokens-disabled':
      return error('unauthorized_client', 'An administrator has switched access tokens off.');
    case 'user-may-not-use-weir':
      return error('access_denied', 'The user may not use this site.');
    case 'user-denied':
      return error('access_denied', 'The user denied the request.');
    case 'consent-unknown':
    case 'consent-of-another-session':
    case 'consent-expired':
    case 'consent-already-decided':
      return badRequest('This request for consent has expired or was answered already.');
    case 'two-authentication-methods':
      return badRequest('Client credentials were sent in more than one way.');
    case 'credentials-in-query':
      return badRequest('Parameters must be sent in the body, not in the query string.');
    case 'parameter-missing':
      return badRequest(`${refusal.parameter} is missing.`);
    case 'parameter-repeated':
      return badRequest(`${printable(refusal.parameter)} was sent more than once.`);
    case 'grant-type-unsupported':
      return error('unsupported_grant_type', 'Supported: authorization_code, refresh_token, client_credentials.');
    case 'grant-type-not-for-client':
      return error('unauthorized_client', 'This client may not use this grant type.');
    case 'code-unknown':
    case 'code-of-another-client':
    case 'code-replayed':
    case 'code-expired':
      return error('invalid_grant', 'The authorization code is wrong, expired, used, or of another client.');
    case 'redirect-uri-omitted':
    case 'redirect-uri-differs':
      return error('invalid_grant', 'redirect_uri must be the one of the authorization request.');
    case 'redirect-uri-of-another-client':
      return error('invalid_grant', 'redirect_uri is not registered for this client.');
    case 'verifier-missing':
      return error('invalid_grant', 'code_verifier is missing.');
    case 'verifier-unexpected':
      return error('invalid_grant', 'code_verifier was sent, but the authorization request had no code_challenge.');
    case 'verifier-malformed':
      return error('invalid_grant', 'code_verifier must be 43 to 128 unreserved characters.');
    case 'verifier-wrong':
      return error('invalid_grant', 'code_verifier does not match code_challenge.');
    case 'grant-ended':
    case 'family-ended':
    case 'user-disabled':
    case 'user-lost-access':
      return error('invalid_grant', 'The authorization has ended.');
    case 'refresh-token-unknown':
    case 'refresh-token-of-another-client':
    case 'refresh-token-expired':
    case 'refresh-token-given-up':
    case 'refresh-token-replayed':
      return error('invalid_grant', 'The refresh token is wrong, expired, revoked, used, or of another client.');
    case 'token-of-another-client':
      return error('invalid_grant', 'The token was issued to another client.');
    case 'method-not-post':
      return { error: 'invalid_request', description: 'Use POST.', status: 405 };
    case 'form-expected':
      return { error: 'invalid_request', description: 'Send the parameters as application/x-www-form-urlencoded.', status: 415 };
    case 'body-unreadable':
      return badRequest('The body cannot be read.');
    case 'body-too-large':
      return { error: 'invalid_request', description: 'The body is too large.', status: 413 };
    case 'database-unavailable':
      return {
        error: 'temporarily_unavailable',
        description: 'The database does not answer at the moment. Try again shortly.',
        status: 503,
      };
    case 'unexpected':
      return { error: 'server_error', description: 'Something went wrong. The log has the details.', status: 500 };
  }
}

function badRequest(description: string): WireError {
  return { error: 'invalid_request', description, status: 400 };
}

function error(code: OAuthError, description: string): WireError {
  return { error: code, description, status: 400 };
}

/** @returns a text of the client's own as an error description may hold it, and no longer than anyone needs */
function printable(text: string): string {
  return text.slice(0, 60).replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
