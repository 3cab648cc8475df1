/** Checks of the client and of the redirect URI. */
import { refuse } from '../errors.ts';
import { isRegistered, redirectUrisOf } from '../redirect-uri.ts';
import type { Check, UntrustedRequest } from './request.ts';

/** Of two values nobody knows which one is meant. */
export const clientAndRedirectUriAreUnambiguous: Check<UntrustedRequest> = ({ sent }) =>
  sent.repeated.includes('client_id') || sent.repeated.includes('redirect_uri')
    ? refuse('client-or-redirect-uri-repeated')
    : undefined;

export const clientIsKnown: Check<UntrustedRequest> = ({ sent, client }) => {
  if (sent.get('client_id') === undefined) return refuse('client-id-missing');
  return client === undefined ? refuse('client-unknown') : undefined;
};

export const clientIsEnabled: Check<UntrustedRequest> = ({ client }) =>
  client?.disabledAt === null ? undefined : refuse('client-disabled');

/** RFC 6749 §3.1.2.3; always required, even of a client that has only one. */
export const redirectUriIsRegistered: Check<UntrustedRequest> = ({ sent, client, settings }) => {
  const redirectUri = sent.get('redirect_uri');
  if (redirectUri === undefined) return refuse('redirect-uri-missing');
  const isIts = client !== undefined && isRegistered(redirectUri, redirectUrisOf(client, settings.baseUrl), client.clientType);
  return isIts ? undefined : refuse('redirect-uri-not-registered');
};
