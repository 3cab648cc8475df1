/** `openid-client`, which nobody here wrote, against a running server as a plain OAuth 2.0 provider: every check that it has is on. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import * as client from 'openid-client';
import { startWeir, type TestLink } from '../support/weir.ts';

for (const contextPath of ['', '/confluence']) {
  suite(`openid-client at ${contextPath || 'the root'}`, async () => {
    const weir = await startWeir({ contextPath });
    after(() => weir.stop());
    const uma = await weir.user('uma');

    const discover = (link: TestLink, authentication: client.ClientAuth) =>
      client.discovery(new URL(weir.baseUrl), link.clientId, undefined, authentication, {
        algorithm: 'oauth2',
        // The server under test is reached by http on this machine.
        execute: [client.allowInsecureRequests],
      });

    /** Goes to the address that the library builds. @returns the address that the browser came back to */
    async function comeBackFrom(address: URL, link: TestLink): Promise<URL> {
      const answer = await weir.authorize(await weir.signedIn(uma), link, Object.fromEntries(address.searchParams));
      return new URL(`${link.redirectUri}?${answer}`);
    }

    async function tokensFor(config: client.Configuration, link: TestLink) {
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const expectedState = client.randomState();
      const address = client.buildAuthorizationUrl(config, {
        redirect_uri: link.redirectUri,
        scope: 'READ WRITE',
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
      });
      assert.ok(address.href.startsWith(`${weir.baseUrl}/rest/oauth2/latest/authorize?`));
      const back = await comeBackFrom(address, link);
      return client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState });
    }

    async function statusOf(config: client.Configuration, token: string): Promise<number> {
      const url = new URL(`${weir.baseUrl}/rest/api/user/current`);
      try {
        return (await client.fetchProtectedResource(config, token, url, 'GET')).status;
      } catch (error) {
        assert.ok(error instanceof client.WWWAuthenticateChallengeError, String(error));
        return error.status;
      }
    }

    for (const [name, authentication] of [
      ['a confidential client that posts its secret', client.ClientSecretPost],
      ['a confidential client by Basic', client.ClientSecretBasic],
      ['a public client', undefined],
    ] as const) {
      test(`${name} discovers, gets a token with PKCE, calls the API, refreshes and revokes`, async () => {
        const link = await weir.link({ clientType: authentication === undefined ? 'public' : 'confidential' });
        const config = await discover(link, authentication?.(link.clientSecret ?? '') ?? client.None());
        assert.equal(config.serverMetadata().issuer, weir.baseUrl);
        assert.equal(config.serverMetadata().supportsPKCE(), true);

        const first = await tokensFor(config, link);
        assert.equal(first.scope, 'READ WRITE');
        assert.equal(first.expires_in, 3600);
        assert.equal(await statusOf(config, first.access_token), 200);

        const second = await client.refreshTokenGrant(config, first.refresh_token ?? '');
        assert.equal(await statusOf(config, second.access_token), 200);
        assert.equal(await statusOf(config, first.access_token), 401);

        if (authentication !== undefined) {
          const told = await client.tokenIntrospection(config, second.access_token);
          assert.deepEqual([told.active, told.username, told.scope], [true, 'uma', 'READ WRITE']);
          assert.deepEqual(await client.tokenIntrospection(config, first.access_token), { active: false });
        }

        await client.tokenRevocation(config, second.access_token);
        assert.equal(await statusOf(config, second.access_token), 401);
        const third = await client.refreshTokenGrant(config, second.refresh_token ?? '');
        assert.equal(await statusOf(config, third.access_token), 200);
        await client.tokenRevocation(config, third.refresh_token ?? '');
        assert.equal(await statusOf(config, third.access_token), 401);
        await assert.rejects(client.refreshTokenGrant(config, third.refresh_token ?? ''), (error) => {
          assert.ok(error instanceof client.ResponseBodyError);
          assert.equal(error.error, 'invalid_grant');
          return true;
        });
      });
    }

    for (const [name, authentication] of [
      ['in the body', client.ClientSecretPost],
      ['by Basic', client.ClientSecretBasic],
    ] as const) {
      test(`a service account gets a token for itself with its secret ${name}, and gives it up (RFC 6749 §4.4)`, async () => {
        const machine = await weir.serviceAccount({ scope: 'WRITE' });
        const config = await discover(machine, authentication(machine.clientSecret ?? ''));
        const tokens = await client.clientCredentialsGrant(config, { resource: `${weir.baseUrl}/rest/api` });
        assert.deepEqual([tokens.scope, tokens.refresh_token, tokens.expires_in], ['WRITE', undefined, 3600]);
        assert.equal(await statusOf(config, tokens.access_token), 200);
        const told = await client.tokenIntrospection(config, tokens.access_token);
        assert.deepEqual([told.active, told.username], [true, machine.account.username]);
        await client.tokenRevocation(config, tokens.access_token);
        assert.equal(await statusOf(config, tokens.access_token), 401);
      });
    }
  });
}
