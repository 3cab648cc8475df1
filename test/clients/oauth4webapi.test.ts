/** `oauth4webapi`, which nobody here wrote, against a running server: every check that it has is on. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { startWeir, type TestLink, type TestUser, type TestWeir } from '../support/weir.ts';

/** The library's one concession: the server under test is reached by http on this machine. */
const onLoopback = { [oauth.allowInsecureRequests]: true } as const;

/** How a client of each kind proves who it is. */
const clients = [
  { name: 'a confidential client that posts its secret', authentication: oauth.ClientSecretPost },
  { name: 'a confidential client by Basic', authentication: oauth.ClientSecretBasic },
  { name: 'a public client', authentication: undefined },
] as const;

for (const contextPath of ['', '/confluence']) {
  suite(`oauth4webapi at ${contextPath || 'the root'}`, async () => {
    const weir = await startWeir({ contextPath });
    after(() => weir.stop());
    const uma = await weir.user('uma');
    const issuer = new URL(weir.baseUrl);

    const discover = async () =>
      oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...onLoopback }));

    test('discovers the server by RFC 8414, and the resource by RFC 9728', async () => {
      const server = await discover();
      assert.equal(server.issuer, weir.baseUrl);
      assert.deepEqual(server.code_challenge_methods_supported?.includes('S256'), true);
      for (const path of ['', '/rest/api']) {
        const resource = new URL(weir.baseUrl + path);
        const answer = await oauth.resourceDiscoveryRequest(resource, onLoopback);
        const { authorization_servers } = await oauth.processResourceDiscoveryResponse(resource, answer);
        assert.deepEqual(authorization_servers, [weir.baseUrl]);
      }
    });

    for (const authentication of [oauth.ClientSecretPost, oauth.ClientSecretBasic]) {
      test(`a service account gets a token for itself with ${authentication.name} (RFC 6749 §4.4)`, async () => {
        const server = await discover();
        assert.ok(server.grant_types_supported?.includes('client_credentials'));
        const { clientId, clientSecret = '', account } = await weir.serviceAccount({ scope: 'WRITE' });
        const client: oauth.Client = { client_id: clientId };
        const auth = authentication(clientSecret);
        const tokens = await oauth.processClientCredentialsResponse(
          server,
          client,
          await oauth.clientCredentialsGrantRequest(server, client, auth, { scope: 'READ' }, onLoopback),
        );
        assert.deepEqual([tokens.scope, tokens.refresh_token], ['READ', undefined]);
        assert.equal(await usernameBehind(weir, tokens.access_token), account.username);
        const refused = await oauth.clientCredentialsGrantRequest(server, client, auth, { scope: 'ADMIN' }, onLoopback);
        await assert.rejects(oauth.processClientCredentialsResponse(server, client, refused), { error: 'invalid_scope' });
      });
    }

    for (const { name, authentication } of clients) {
      test(`${name} runs the code flow with PKCE, calls the API, refreshes and revokes`, async () => {
        const server = await discover();
        const link = await weir.link({ clientType: authentication === undefined ? 'public' : 'confidential', scope: 'WRITE' });
        const client: oauth.Client = { client_id: link.clientId };
        const auth = authentication?.(link.clientSecret ?? '') ?? oauth.None();

        const tokens = await authorizationCode(weir, { server, client, auth, link, user: uma });
        assert.equal(tokens.scope, 'READ WRITE');
        assert.ok(tokens.refresh_token);
        assert.equal(await usernameBehind(weir, tokens.access_token), 'uma');

        const refreshed = await oauth.processRefreshTokenResponse(
          server,
          client,
          await oauth.refreshTokenGrantRequest(server, client, auth, tokens.refresh_token, {
            additionalParameters: { scope: 'READ' },
            ...onLoopback,
          }),
        );
        assert.equal(refreshed.scope, 'READ');
        assert.equal(await usernameBehind(weir, refreshed.access_token), 'uma');
        await assert.rejects(usernameBehind(weir, tokens.access_token), oauth.WWWAuthenticateChallengeError);

        const token = refreshed.refresh_token ?? '';
        await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, auth, token, onLoopback));
        await assert.rejects(usernameBehind(weir, refreshed.access_token), (error) => {
          assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
          assert.equal(error.cause[0]?.parameters.error, 'invalid_token');
          return true;
        });
      });
    }

    for (const { name, authentication } of clients.slice(0, 2)) {
      test(`${name} introspects its tokens`, async () => {
        const server = await discover();
        const link = await weir.link();
        const client: oauth.Client = { client_id: link.clientId };
        const auth = authentication?.(link.clientSecret ?? '') ?? oauth.None();
        const introspect = async (token: string) =>
          oauth.processIntrospectionResponse(
            server,
            client,
            await oauth.introspectionRequest(server, client, auth, token, onLoopback),
          );
        const { access_token: token, refresh_token: refresh = '' } = await authorizationCode(weir, {
          server,
          client,
          auth,
          link,
          user: uma,
        });
        const { active, client_id, username, iss, token_type, sub, aud } = await introspect(token);
        assert.deepEqual([active, client_id, username, iss, token_type], [true, link.clientId, 'uma', weir.baseUrl, 'bearer']);
        assert.deepEqual([sub, aud], [uma.person.userKey, weir.baseUrl]);
        assert.equal((await introspect(refresh)).active, true);
        assert.deepEqual(await introspect(`${token}x`), { active: false });
      });
    }

    test('a public client may not introspect', async () => {
      const server = await discover();
      const { clientId } = await weir.link({ clientType: 'public' });
      const client: oauth.Client = { client_id: clientId };
      const answer = await oauth.introspectionRequest(server, client, oauth.None(), 'x', onLoopback);
      await assert.rejects(oauth.processIntrospectionResponse(server, client, answer), (error) => {
        assert.ok(error instanceof oauth.ResponseBodyError, String(error));
        assert.deepEqual([error.status, error.error], [401, 'invalid_client']);
        return true;
      });
    });

    test('reads what is wrong: a denial, a wrong secret, a wrong verifier', async () => {
      const server = await discover();
      const link = await weir.link();
      const client: oauth.Client = { client_id: link.clientId };
      const state = oauth.generateRandomState();
      const denied = await weir.authorize(await weir.signedIn(uma), link, { state }, 'deny');
      assert.throws(
        () => oauth.validateAuthResponse(server, client, denied, state),
        (error) => {
          assert.ok(error instanceof oauth.AuthorizationResponseError);
          assert.equal(error.error, 'access_denied');
          return true;
        },
      );
      const wrongSecret = oauth.ClientSecretBasic('wrong');
      await assert.rejects(authorizationCode(weir, { server, client, auth: wrongSecret, link, user: uma }), (error) => {
        assert.ok(error instanceof oauth.WWWAuthenticateChallengeError, String(error));
        assert.equal(error.cause[0]?.scheme, 'basic');
        return true;
      });
      const auth = oauth.ClientSecretPost(link.clientSecret ?? '');
      const verifier = oauth.generateRandomCodeVerifier();
      await assert.rejects(authorizationCode(weir, { server, client, auth, link, user: uma, verifier }), (error) => {
        assert.ok(error instanceof oauth.ResponseBodyError);
        assert.equal(error.error, 'invalid_grant');
        return true;
      });
    });
  });
}

/** RFC 6749 §4.1 with PKCE and the check of `iss` (RFC 9207). @param flow.verifier sent instead of the right one */
async function authorizationCode(
  weir: TestWeir,
  flow: {
    readonly server: oauth.AuthorizationServer;
    readonly client: oauth.Client;
    readonly auth: oauth.ClientAuth;
    readonly link: TestLink;
    readonly user: TestUser;
    readonly verifier?: string;
  },
): Promise<oauth.TokenEndpointResponse> {
  const { server, client, auth, link, user } = flow;
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const answer = await weir.authorize(await weir.signedIn(user), link, {
    scope: 'READ WRITE',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const parameters = oauth.validateAuthResponse(server, client, answer, state);
  return oauth.processAuthorizationCodeResponse(
    server,
    client,
    await oauth.authorizationCodeGrantRequest(
      server,
      client,
      auth,
      parameters,
      link.redirectUri,
      flow.verifier ?? verifier,
      onLoopback,
    ),
  );
}

/** @throws WWWAuthenticateChallengeError when the token is refused */
async function usernameBehind(weir: TestWeir, accessToken: string): Promise<string> {
  const url = new URL(`${weir.baseUrl}/rest/api/user/current`);
  const answer = await oauth.protectedResourceRequest(accessToken, 'GET', url, undefined, undefined, onLoopback);
  return JSON.parse(await answer.text()).username;
}
