/**
 * node-oidc-provider at its fastest: everything in memory, opaque tokens, no ID token to sign, no page to show.
 * Started by the benchmark as a child: says over IPC where it listens and who its client is, and mints codes and refresh
 * tokens on request, so that what is measured is the token endpoint and nothing before it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { memoryAdapter } from './memory-adapter.js';

const lifetime = 3600;
const scope = 'READ';
const redirectUri = 'https://client.example.org/callback';
const clientId = randomBytes(16).toString('hex');
const clientSecret = randomBytes(32).toString('base64url');
const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const baseUrl = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(baseUrl, {
  adapter: memoryAdapter(),
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      redirect_uris: [redirectUri],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  scopes: [scope],
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
  },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  issueRefreshToken: () => true,
  rotateRefreshToken: () => true,
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  ttl: {
    AccessToken: lifetime,
    AuthorizationCode: lifetime,
    ClientCredentials: lifetime,
    Grant: lifetime,
    RefreshToken: lifetime,
  },
});
server.on('request', provider.callback());

const client = await provider.Client.find(clientId);

/** @returns what a code and a refresh token have in common: a person's grant to the client, new each time */
async function granted() {
  const accountId = randomBytes(16).toString('hex');
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  return { accountId, client, grantId: await grant.save(), scope, gty: 'authorization_code' };
}

const mint = {
  codes: async () =>
    new provider.AuthorizationCode({
      ...(await granted()),
      redirectUri,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    }).save(),
  refreshTokens: async () => new provider.RefreshToken({ ...(await granted()), rotations: 0 }).save(),
};

process.on('message', async ({ kind, count }) => {
  const values = [];
  for (let index = 0; index < count; index += 1) values.push(await mint[kind]());
  process.send({ values });
});
process.on('disconnect', () => process.exit());
process.send({
  baseUrl,
  clientId,
  clientSecret,
  redirectUri,
  verifier,
  tokenPath: '/token',
  introspectionPath: '/token/introspection',
});
