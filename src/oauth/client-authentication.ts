/**
 * Client authentication at the token, revocation and introspection endpoints (RFC 6749 §2.3): a secret in the body, a secret by HTTP Basic,
 * or, for a public client, its `client_id` alone.
 */
import type { Milliseconds } from '../foundation/clock.ts';
import { hashAmong } from './client-secrets.ts';
import type { Client, ClientWithSecrets } from './client-store.ts';
import { isRefusal, type Refusal, refuse } from './errors.ts';
import type { Parameters } from './parameters.ts';

/** What a request says of the client that makes it. */
export interface PresentedClient {
  readonly clientId: string;
  /** The secret, in each way that it can be read; empty: none was sent. */
  readonly secrets: readonly string[];
}

/**
 * @param authorization the header, if there is one
 * @param parameters of the body
 */
export function presentedClient(authorization: string | undefined, parameters: Parameters): PresentedClient | Refusal {
  const clientId = parameters.get('client_id');
  const secret = parameters.get('client_secret');
  if (authorization === undefined) {
    return clientId === undefined
      ? refuse('authentication-missing')
      : { clientId, secrets: secret === undefined ? [] : [secret] };
  }
  const basic = basicCredentials(authorization);
  if (isRefusal(basic)) return basic;
  const alsoInBody = secret !== undefined || (clientId !== undefined && clientId !== basic.clientId);
  return alsoInBody ? refuse('two-authentication-methods') : basic;
}

/** A client that is who it says. */
export interface AuthenticatedClient {
  readonly client: Client;
  /** The hash of the secret that it showed; undefined: a public client. */
  readonly secretHash: string | undefined;
}

/**
 * @param found the client of that `client_id`, if there is one
 * @returns the client when it is who it says, and is neither disabled nor expired
 */
export function authenticate(
  { secrets }: PresentedClient,
  found: ClientWithSecrets | undefined,
  now: Milliseconds,
): AuthenticatedClient | Refusal {
  if (found === undefined) return refuse('client-unknown');
  const { client, secretHashes } = found;
  const secretHash = secrets.map((secret) => hashAmong(secretHashes, secret)).find((hash) => hash !== undefined);
  if (client.clientType === 'public') {
    // A public client that shows a secret is misconfigured, and what it shows proves nothing.
    if (secrets.length > 0) return refuse('public-client-with-secret');
  } else {
    if (secrets.length === 0) return refuse('client-secret-missing');
    if (secretHash === undefined) return refuse('client-secret-wrong');
  }
  if (client.disabledAt !== null) return refuse('client-disabled');
  if (client.expiresAt !== null && client.expiresAt <= now) return refuse('client-expired');
  return { client, secretHash };
}

/** RFC 6749 §2.3.1 has both parts form-encoded before they are joined; many clients leave that out, so that a secret has two readings. */
function basicCredentials(authorization: string): PresentedClient | Refusal {
  if (authorization.slice(0, 'basic '.length).toLowerCase() !== 'basic ') return refuse('authentication-scheme-unknown');
  const pair = Buffer.from(authorization.slice('basic '.length), 'base64').toString();
  const colon = pair.indexOf(':');
  const clientId = formDecode(pair.slice(0, Math.max(0, colon)));
  if (clientId === undefined || clientId === '') return refuse('basic-credentials-malformed');
  const raw = pair.slice(colon + 1);
  return { clientId, secrets: [...new Set([formDecode(raw) ?? raw, raw])] };
}

function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
