/**
 * Redirect URIs (RFC 6749 §3.1.2, RFC 8252 §7): which may be registered, which registered one a request may name, and how the answer
 * is appended. They are compared as strings, never as patterns; how a browser would read an unusual one is checked once, at
 * registration.
 */
import { type ClientType, endpointPaths } from './vocabulary.ts';

/** How many redirect URIs a client can have. */
export const mostRedirectUris = 20;

const longest = 2000;

/** What registration depends on besides the URI. */
export interface RegistrationRules {
  readonly clientType: ClientType;
  readonly policy: RedirectPolicy;
}

/** What the settings say of redirect URIs. */
export interface RedirectPolicy {
  /** Plain http to any host: for closed networks. */
  readonly allowHttp: boolean;
  /** The hosts that they may lead to, `*.` before one for all below it; empty: any. The person's own machine is always among them. */
  readonly hosts: readonly string[];
}

/** Printable characters that a URI never holds as they are (RFC 3986 §2). */
const notInUris = '"<>\\^`{|}';

const hasUserinfo = 'A redirect URL cannot have a user name or password.';

const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** Ports of these may differ between registration and request (RFC 8252 §7.3); of a name they may not, since a name can be made to lead elsewhere. */
const loopbackAddresses: readonly string[] = ['http://127.0.0.1', 'http://[::1]'];

/**
 * Whether a redirect URI may be registered.
 * @returns undefined when it may; otherwise one sentence that says why not and what to do
 */
export function whyNotRegistrable(uri: string, { clientType, policy }: RegistrationRules): string | undefined {
  if (uri === '') return 'Enter a redirect URL.';
  if (uri.length > longest) return `A redirect URL can have up to ${longest} characters.`;
  if (![...uri].every(isUriCharacter))
    return 'Remove spaces, control characters and letters outside ASCII; write them percent-encoded.';
  if (uri.includes('*')) return 'A redirect URL cannot have a wildcard. Enter each address in full.';
  if (uri.includes('#')) return 'A redirect URL cannot have a fragment. Remove the # and what follows.';
  const scheme = uri.slice(0, Math.max(0, uri.indexOf(':')));
  if (!isScheme(scheme)) return 'Enter a whole address that begins with https://, with the scheme in lower case.';
  if (scheme === 'https') return whyNotWeb(uri, 'https://') ?? whyNotHost(uri, policy);
  if (scheme === 'http') return whyNotWeb(uri, 'http://') ?? whyNotPlain(uri, policy) ?? whyNotHost(uri, policy);
  if (!scheme.includes('.')) return 'Use https://. A scheme of your own needs a dot, as in com.example.app:/callback.';
  if (clientType !== 'public') return 'Only public clients can use a scheme of their own. Use https://.';
  return whyNotPrivateUse(uri, scheme);
}

/**
 * @param requested as the authorization request has it
 * @param registered the client's own
 * @returns whether the request may name it: the same string, or for a public client the same but for the port of a loopback address
 */
export function isRegistered(requested: string, registered: readonly string[], clientType: ClientType): boolean {
  if (registered.includes(requested)) return true;
  const portless = clientType === 'public' ? withoutLoopbackPort(requested) : undefined;
  return portless !== undefined && registered.some((uri) => withoutLoopbackPort(uri) === portless);
}

/** @returns the redirect URIs of a client: its own, and Weir's callback where “Try it” is switched on */
export function redirectUrisOf(
  client: { readonly redirectUris: readonly string[]; readonly allowTryIt: boolean },
  baseUrl: string,
): readonly string[] {
  return client.allowTryIt ? [...client.redirectUris, tryItRedirectUri(baseUrl)] : client.redirectUris;
}

/** @returns Weir's own callback, to which “Try it” has its codes sent */
export function tryItRedirectUri(baseUrl: string): string {
  return baseUrl + endpointPaths.tryItCallback;
}

/** @returns the redirect URI with the parameters of an answer after those that it has (RFC 6749 §4.1.2); undefined ones are left out */
export function withAnswer(redirectUri: string, answer: Readonly<Record<string, string | undefined>>): string {
  const query = Object.entries(answer)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
  if (!redirectUri.includes('?')) return `${redirectUri}?${query}`;
  return redirectUri.endsWith('?') || redirectUri.endsWith('&') ? redirectUri + query : `${redirectUri}&${query}`;
}

/** @returns what a page calls the place that a redirect leads to: the host, or the scheme of an application on the person's device */
export function redirectHost(redirectUri: string): string {
  const { host, protocol } = new URL(redirectUri);
  return host === '' || !isWeb(protocol) ? protocol : host;
}

/** @returns whether the redirect leads to the person's own machine */
export function leadsToThisComputer(redirectUri: string): boolean {
  const { hostname, protocol } = new URL(redirectUri);
  return !isWeb(protocol) || loopbackHosts.includes(hostname);
}

/**
 * @returns the source that a page's `form-action` must name, so that a browser follows a form's redirect there. CSP cannot write an IPv6
 *   address, so that for one the scheme stands
 */
export function formTarget(redirectUri: string): string {
  const { origin, protocol, hostname } = new URL(redirectUri);
  return isWeb(protocol) && !hostname.startsWith('[') ? origin : protocol;
}

function isWeb(protocol: string): boolean {
  return protocol === 'https:' || protocol === 'http:';
}

function whyNotWeb(uri: string, start: 'https://' | 'http://'): string | undefined {
  if (!uri.startsWith(start)) return `Write two slashes after the scheme: ${start}`;
  const authority = upToFirst(uri.slice(start.length), '/?');
  if (authority.includes('@')) return hasUserinfo;
  const { host, port } = splitPort(authority);
  // An unusual way to write a host (escapes, numbers, a missing part) reads as another one in a browser.
  if (host === '' || !URL.canParse(uri) || new URL(uri).hostname !== host.toLowerCase()) return 'The host is not valid.';
  return port === undefined || isPort(port) ? undefined : 'The port is not valid.';
}

/** What follows a scheme of one's own may be a path alone, or have a host before it (RFC 8252 §7.1); pages show it as `URL` reads it. */
function whyNotPrivateUse(uri: string, scheme: string): string | undefined {
  const rest = uri.slice(scheme.length + 1);
  if (rest === '') return 'Add a path after the scheme, as in com.example.app:/callback.';
  if (rest.startsWith('//') && upToFirst(rest.slice(2), '/?').includes('@')) return hasUserinfo;
  return URL.canParse(uri) ? undefined : `What stands after ${scheme}:// is not valid.`;
}

function whyNotPlain(uri: string, { allowHttp }: RedirectPolicy): string | undefined {
  if (allowHttp || loopbackHosts.includes(new URL(uri).hostname)) return undefined;
  return 'Use https://. Plain http:// is only possible for localhost, 127.0.0.1 and [::1].';
}

function whyNotHost(uri: string, { hosts }: RedirectPolicy): string | undefined {
  const { hostname } = new URL(uri);
  const isAllowed = (host: string) =>
    host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host || hostname === `[${host}]`;
  if (hosts.length === 0 || loopbackHosts.includes(hostname) || hosts.some(isAllowed)) return undefined;
  return `Redirect URLs may lead to ${hosts.join(', ')} alone. A system administrator can allow more hosts under Security.`;
}

/** @returns a URI on a loopback address with its port cut out; undefined for any other */
function withoutLoopbackPort(uri: string): string | undefined {
  const start = loopbackAddresses.find((address) => uri.startsWith(address));
  if (start === undefined) return undefined;
  const rest = uri.slice(start.length);
  const portPart = upToFirst(rest, '/?');
  if (portPart !== '' && !(portPart.startsWith(':') && isPort(portPart.slice(1)))) return undefined;
  return start + rest.slice(portPart.length);
}

function splitPort(authority: string): { readonly host: string; readonly port: string | undefined } {
  const colon = authority.indexOf(':', Math.max(0, authority.indexOf(']')));
  return colon === -1
    ? { host: authority, port: undefined }
    : { host: authority.slice(0, colon), port: authority.slice(colon + 1) };
}

function isPort(text: string): boolean {
  return text.length > 0 && text.length <= 5 && [...text].every((digit) => digit >= '0' && digit <= '9') && Number(text) <= 65535;
}

/** RFC 3986 §3.1, in lower case, so that one scheme has one spelling. */
function isScheme(scheme: string): boolean {
  const isLetter = (character: string) => character >= 'a' && character <= 'z';
  const isRest = (character: string) =>
    isLetter(character) || (character >= '0' && character <= '9') || '+-.'.includes(character);
  return isLetter(scheme.slice(0, 1)) && [...scheme].every(isRest);
}

function isUriCharacter(character: string): boolean {
  return character > ' ' && character <= '~' && !notInUris.includes(character);
}

function upToFirst(text: string, ends: string): string {
  const end = [...text].findIndex((character) => ends.includes(character));
  return end === -1 ? text : text.slice(0, end);
}
