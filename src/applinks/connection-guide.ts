/**
 * How to connect with one link: the addresses it needs, and example programs with the link's own values filled in. The curl and
 * JavaScript programs run as they stand; a test takes them from the page and runs them. The text around them belongs to the page.
 */
import type { Scope } from '../http/caller.ts';

/** What of a link the guide is filled in with. */
export interface GuideSubject {
  readonly clientId: string;
  /** Undefined: a public client, or one whose secret is not to be shown. */
  readonly clientSecret: string | undefined;
  readonly clientType: 'confidential' | 'public';
  readonly redirectUris: readonly string[];
  readonly scope: Scope;
}

/** The addresses of the provider, for a given base URL. */
export interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  readonly revocation: string;
  readonly introspection: string;
  /** RFC 8414, with the base URL's path inserted after the well-known part. */
  readonly metadata: string;
  /** The first call that an application makes: who is it acting for? */
  readonly currentUser: string;
}

export interface ConnectionGuide {
  readonly endpoints: Endpoints;
  /** Postman's fields, in the order in which Postman shows them. */
  readonly postman: readonly { readonly field: PostmanField; readonly value: string }[];
  /** Whether Postman's own callback address is registered; without it Postman cannot finish. */
  readonly postmanCallbackIsRegistered: boolean;
  /** A shell script. */
  readonly curl: string;
  /** An ECMAScript module for Node.js, with oauth4webapi. */
  readonly javascript: string;
  /** With requests-oauthlib. */
  readonly python: string;
  /** The configuration of an MCP client that starts mcp-atlassian. */
  readonly mcp: string;
}

export type PostmanField =
  | 'grantType'
  | 'callbackUrl'
  | 'authUrl'
  | 'accessTokenUrl'
  | 'clientId'
  | 'clientSecret'
  | 'codeChallengeMethod'
  | 'scope'
  | 'clientAuthentication';

/** Where Postman's desktop program and web page take the answer. */
const postmanCallback = 'https://oauth.pstmn.io/v1/callback';

/** @returns the provider's addresses under this base URL */
export function endpointsOf(baseUrl: string): Endpoints {
  const { origin, pathname } = new URL(baseUrl);
  const oauth2 = `${baseUrl}/rest/oauth2/latest`;
  return {
    authorization: `${oauth2}/authorize`,
    token: `${oauth2}/token`,
    revocation: `${oauth2}/revoke`,
    introspection: `${oauth2}/introspect`,
    metadata: `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`,
    currentUser: `${baseUrl}/rest/api/user/current`,
  };
}

/** @returns the guide for one link under this base URL */
export function connectionGuide(baseUrl: string, link: GuideSubject): ConnectionGuide {
  const values = { ...link, baseUrl, redirectUri: link.redirectUris[0] ?? '', endpoints: endpointsOf(baseUrl) };
  return {
    endpoints: values.endpoints,
    postman: postmanFields(values),
    postmanCallbackIsRegistered: link.redirectUris.includes(postmanCallback),
    curl: curlProgram(values),
    javascript: javascriptProgram(values),
    python: pythonProgram(values),
    mcp: mcpConfiguration(values),
  };
}

type Values = GuideSubject & { readonly baseUrl: string; readonly redirectUri: string; readonly endpoints: Endpoints };

function postmanFields({ endpoints, clientId, clientSecret, clientType, scope }: Values): ConnectionGuide['postman'] {
  return [
    { field: 'grantType', value: 'Authorization Code (With PKCE)' },
    { field: 'callbackUrl', value: postmanCallback },
    { field: 'authUrl', value: endpoints.authorization },
    { field: 'accessTokenUrl', value: endpoints.token },
    { field: 'clientId', value: clientId },
    ...(clientType === 'confidential' ? [{ field: 'clientSecret' as const, value: clientSecret ?? '' }] : []),
    { field: 'codeChallengeMethod', value: 'SHA-256' },
    { field: 'scope', value: scope },
    { field: 'clientAuthentication', value: 'Send client credentials in body' },
  ];
}

function curlProgram({ endpoints, clientId, clientSecret, redirectUri, scope }: Values): string {
  const known = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope });
  const credentials = [
    '--data-urlencode "client_id=$client_id"',
    ...(clientSecret === undefined ? [] : ['--data-urlencode "client_secret=$client_secret"']),
  ];
  const post = (address: string, ...fields: readonly string[]) =>
    [`curl -sS ${shellText(address)}`, ...credentials, ...fields.map((field) => `--data-urlencode "${field}"`)].join(' \\\n  ');
  return `client_id=${shellText(clientId)}
${clientSecret === undefined ? '' : `client_secret=${shellText(clientSecret)}\n`}redirect_uri=${shellText(redirectUri)}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
member() { sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p"; }

# 1. A fresh secret for this run (PKCE), and its hash, which goes ahead
verifier=$(openssl rand 32 | base64url)
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64url)
state=$(openssl rand -hex 16)

# 2. In the browser: log in and allow
echo "Open this address:"
echo ${shellText(`${endpoints.authorization}?${known}`)}"&state=$state&code_challenge=$challenge&code_challenge_method=S256"
printf 'Paste the address that the browser was sent to: '
read -r address
case "$address" in *"state=$state"*) ;; *) echo 'The answer is not to this request.' >&2; exit 1 ;; esac
code=$(printf %s "$address" | sed -n 's/.*[?&]code=\\([^&#]*\\).*/\\1/p')

# 3. The code for tokens
tokens=$(${post(endpoints.token, 'grant_type=authorization_code', 'code=$code', 'redirect_uri=$redirect_uri', 'code_verifier=$verifier')})
echo "$tokens"

# 4. The first call
curl -sS ${shellText(endpoints.currentUser)} \\
  -H "Authorization: Bearer $(printf %s "$tokens" | member access_token)"
echo

# 5. New tokens when the old ones expire
${post(endpoints.token, 'grant_type=refresh_token', 'refresh_token=$(printf %s "$tokens" | member refresh_token)')}
echo
`;
}

function javascriptProgram({ baseUrl, endpoints, clientId, clientSecret, redirectUri, scope }: Values): string {
  const insecure = baseUrl.startsWith('http:');
  return `import { createInterface } from 'node:readline/promises';
import * as oauth from 'oauth4webapi';

const issuer = new URL(${scriptText(baseUrl)});
const client = { client_id: ${scriptText(clientId)} };
const clientAuth = ${clientSecret === undefined ? 'oauth.None()' : `oauth.ClientSecretPost(${scriptText(clientSecret)})`};
const redirectUri = ${scriptText(redirectUri)};
const options = {${insecure ? ' [oauth.allowInsecureRequests]: true ' : ''}};

// 1. Where everything is (RFC 8414)
const server = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...options }),
);

// 2. In the browser: log in and allow
const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const authorize = new URL(server.authorization_endpoint);
authorize.search = new URLSearchParams({
  response_type: 'code',
  client_id: client.client_id,
  redirect_uri: redirectUri,
  scope: ${scriptText(scope)},
  state,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
});
console.log(\`Open this address:\\n\${authorize}\`);
const terminal = createInterface({ input: process.stdin, output: process.stdout });
const address = new URL(await terminal.question('Paste the address that the browser was sent to: '));
terminal.close();

// 3. The code for tokens
const answer = oauth.validateAuthResponse(server, client, address, state);
const tokens = await oauth.processAuthorizationCodeResponse(
  server,
  client,
  await oauth.authorizationCodeGrantRequest(server, client, clientAuth, answer, redirectUri, verifier, options),
);

// 4. The first call
const me = new URL(${scriptText(endpoints.currentUser)});
const response = await oauth.protectedResourceRequest(tokens.access_token, 'GET', me, undefined, undefined, options);
console.log(await response.json());

// 5. New tokens when the old ones expire
const renewed = await oauth.processRefreshTokenResponse(
  server,
  client,
  await oauth.refreshTokenGrantRequest(server, client, clientAuth, tokens.refresh_token, options),
);
console.log(\`The new access token lives for \${renewed.expires_in} seconds.\`);
`;
}

function pythonProgram({ baseUrl, endpoints, clientId, clientSecret, redirectUri, scope }: Values): string {
  const insecure = baseUrl.startsWith('http:');
  return `${insecure ? 'import os\n\n' : ''}from requests_oauthlib import OAuth2Session
${insecure ? '\n# This Weir is reached by http; the library asks for a word of consent.\nos.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"\n' : ''}
client_id = ${pythonText(clientId)}
${clientSecret === undefined ? '' : `client_secret = ${pythonText(clientSecret)}\n`}token_url = ${pythonText(endpoints.token)}

weir = OAuth2Session(
    client_id,
    redirect_uri=${pythonText(redirectUri)},
    scope=[${pythonText(scope)}],
    pkce="S256",
)

# 1. In the browser: log in and allow
address, state = weir.authorization_url(${pythonText(endpoints.authorization)})
print("Open this address:", address, sep="\\n")

# 2. The code for tokens
weir.fetch_token(
    token_url,
    authorization_response=input("Paste the address that the browser was sent to: "),
    include_client_id=True,${clientSecret === undefined ? '' : '\n    client_secret=client_secret,'}
)

# 3. The first call
print(weir.get(${pythonText(endpoints.currentUser)}).json())

# 4. New tokens when the old ones expire
weir.refresh_token(token_url, client_id=client_id${clientSecret === undefined ? '' : ', client_secret=client_secret'})
`;
}

function mcpConfiguration({ baseUrl, clientId, clientSecret, redirectUri, scope }: Values): string {
  const env = {
    CONFLUENCE_URL: baseUrl,
    ATLASSIAN_OAUTH_INSTANCE_TYPE: 'datacenter',
    ATLASSIAN_OAUTH_INSTANCE_URL: baseUrl,
    ATLASSIAN_OAUTH_CLIENT_ID: clientId,
    ATLASSIAN_OAUTH_CLIENT_SECRET: clientSecret ?? '',
    ATLASSIAN_OAUTH_REDIRECT_URI: redirectUri,
    ATLASSIAN_OAUTH_SCOPE: scope,
  };
  return JSON.stringify({ mcpServers: { weir: { command: 'uvx', args: ['mcp-atlassian'], env } } }, null, 2);
}

/** In single quotes nothing is special to a shell but the quote itself. */
export function shellText(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function scriptText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Python reads a JSON string as JavaScript does. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}
