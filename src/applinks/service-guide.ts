/**
 * How a program connects as a service account: programs with the account's own values filled in. The curl and JavaScript programs run as they
 * stand; a test takes them from the page and runs them.
 */
import type { Scope } from '../http/caller.ts';
import { type Endpoints, endpointsOf, type PostmanField, pythonText, scriptText, shellText } from './connection-guide.ts';

export interface ServiceGuide {
  readonly endpoints: Endpoints;
  /** Postman's fields, in the order in which Postman shows them. */
  readonly postman: readonly { readonly field: PostmanField; readonly value: string }[];
  /** A shell script. */
  readonly curl: string;
  /** An ECMAScript module for Node.js, with oauth4webapi. */
  readonly javascript: string;
  /** With requests-oauthlib. */
  readonly python: string;
}

/** What of an account the guide is filled in with; the secret is empty where it is not to be shown. */
export interface ServiceGuideSubject {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: Scope;
}

/** @returns the guide for one service account under this base URL */
export function serviceGuide(baseUrl: string, { clientId, clientSecret, scope }: ServiceGuideSubject): ServiceGuide {
  const values = { baseUrl, endpoints: endpointsOf(baseUrl), clientId, clientSecret, scope };
  return {
    endpoints: values.endpoints,
    postman: [
      { field: 'grantType', value: 'Client Credentials' },
      { field: 'accessTokenUrl', value: values.endpoints.token },
      { field: 'clientId', value: clientId },
      { field: 'clientSecret', value: clientSecret },
      { field: 'scope', value: scope },
      { field: 'clientAuthentication', value: 'Send client credentials in body' },
    ],
    curl: curlProgram(values),
    javascript: javascriptProgram(values),
    python: pythonProgram(values),
  };
}

type Values = ServiceGuideSubject & { readonly baseUrl: string; readonly endpoints: Endpoints };

function curlProgram({ endpoints, clientId, clientSecret, scope }: Values): string {
  return `client_id=${shellText(clientId)}
client_secret=${shellText(clientSecret)}

# 1. A token; there is no refresh token, ask for another one when it expires
token=$(curl -sS ${shellText(endpoints.token)} \\
  --data-urlencode "grant_type=client_credentials" \\
  --data-urlencode "client_id=$client_id" \\
  --data-urlencode "client_secret=$client_secret" \\
  --data-urlencode ${shellText(`scope=${scope}`)} |
  sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p')

# 2. The first call: who is it?
curl -sS ${shellText(endpoints.currentUser)} -H "Authorization: Bearer $token"
echo
`;
}

function javascriptProgram({ baseUrl, endpoints, clientId, clientSecret, scope }: Values): string {
  const insecure = baseUrl.startsWith('http:');
  return `import * as oauth from 'oauth4webapi';

const issuer = new URL(${scriptText(baseUrl)});
const client = { client_id: ${scriptText(clientId)} };
const clientAuth = oauth.ClientSecretPost(${scriptText(clientSecret)});
const options = {${insecure ? ' [oauth.allowInsecureRequests]: true ' : ''}};

// 1. Where everything is (RFC 8414)
const server = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...options }),
);

// 2. A token; there is no refresh token, ask for another one when it expires
const tokens = await oauth.processClientCredentialsResponse(
  server,
  client,
  await oauth.clientCredentialsGrantRequest(server, client, clientAuth, { scope: ${scriptText(scope)} }, options),
);
console.log(\`The access token lives for \${tokens.expires_in} seconds.\`);

// 3. The first call: who is it?
const me = new URL(${scriptText(endpoints.currentUser)});
const response = await oauth.protectedResourceRequest(tokens.access_token, 'GET', me, undefined, undefined, options);
console.log(await response.json());
`;
}

function pythonProgram({ baseUrl, endpoints, clientId, clientSecret, scope }: Values): string {
  const insecure = baseUrl.startsWith('http:');
  return `${insecure ? 'import os\n\n' : ''}from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session
${insecure ? '\n# This Weir is reached by http; the library asks for a word of consent.\nos.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"\n' : ''}
client_id = ${pythonText(clientId)}
client_secret = ${pythonText(clientSecret)}

weir = OAuth2Session(client=BackendApplicationClient(client_id=client_id, scope=[${pythonText(scope)}]))

# 1. A token; there is no refresh token, ask for another one when it expires
weir.fetch_token(
    ${pythonText(endpoints.token)},
    include_client_id=True,
    client_secret=client_secret,
)

# 2. The first call: who is it?
print(weir.get(${pythonText(endpoints.currentUser)}).json())
`;
}
