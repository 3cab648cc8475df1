/** RFC 8414, RFC 9728 and RFC 9207: what Weir tells of itself, from its base URL alone. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { eachDatabase } from '../support/databases.ts';
import { startOAuth, testBaseUrl, testRedirectUri } from '../support/oauth-app.ts';

suite('metadata', () => {
  eachDatabase((_engine, open) => {
    test('of the authorization server has every member that applies (RFC 8414 §2)', async () => {
      const weir = await startOAuth(await open());
      const answer = await weir.send({ method: 'GET', url: '/.well-known/oauth-authorization-server/confluence' });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/json;charset=UTF-8');
      assert.deepEqual(answer.json, {
        issuer: testBaseUrl,
        authorization_endpoint: `${testBaseUrl}/rest/oauth2/latest/authorize`,
        token_endpoint: `${testBaseUrl}/rest/oauth2/latest/token`,
        scopes_supported: ['READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN'],
        response_types_supported: ['code'],
        response_modes_supported: ['query'],
        grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
        revocation_endpoint: `${testBaseUrl}/rest/oauth2/latest/revoke`,
        revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
        introspection_endpoint: `${testBaseUrl}/rest/oauth2/latest/introspect`,
        introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
        code_challenge_methods_supported: ['S256', 'plain'],
        service_documentation: `${testBaseUrl}/help/integration-developers`,
        authorization_response_iss_parameter_supported: true,
        protected_resources: [testBaseUrl, `${testBaseUrl}/rest/api`],
      });
    });

    test('is found at the root, with the path inserted, and below the base URL', async () => {
      const weir = await startOAuth(await open());
      const get = async (url: string) => (await weir.send({ method: 'GET', url })).json;
      for (const suffix of ['/.well-known/oauth-authorization-server', '/.well-known/oauth-protected-resource']) {
        const document = await get(suffix);
        assert.ok(Object.keys(document).length > 3);
        assert.deepEqual(await get(`${suffix}/confluence`), document);
        assert.deepEqual(await get(`/confluence${suffix}`), document);
      }
      for (const url of [
        '/.well-known/oauth-protected-resource/confluence/rest/api',
        '/confluence/.well-known/oauth-protected-resource/rest/api',
      ]) {
        assert.deepEqual(await get(url), {
          resource: `${testBaseUrl}/rest/api`,
          authorization_servers: [testBaseUrl],
          scopes_supported: ['READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN'],
          bearer_methods_supported: ['header'],
          resource_name: 'Weir',
          resource_documentation: `${testBaseUrl}/reference`,
        });
      }
    });

    test('of a server at the root of its host is at the root', async () => {
      const weir = await startOAuth({ ...(await open()), settings: { baseUrl: 'https://wiki.example.org' } });
      const server = await weir.send({ method: 'GET', url: '/.well-known/oauth-authorization-server' });
      assert.equal(server.json.issuer, 'https://wiki.example.org');
      const resource = await weir.send({ method: 'GET', url: '/.well-known/oauth-protected-resource/rest/api' });
      assert.equal(resource.json.resource, 'https://wiki.example.org/rest/api');
      assert.equal((await weir.send({ method: 'GET', url: '/rest/oauth2/latest/token' })).status, 405);
    });

    test('and answers are never made of what a request says of the host (regression: Nezha)', async () => {
      const weir = await startOAuth(await open());
      const headers = {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'http',
        forwarded: 'host=evil.example',
      };
      const document = await weir.send({ method: 'GET', url: '/.well-known/oauth-authorization-server', headers });
      assert.doesNotMatch(document.text, /evil/);
      const link = await weir.register();
      const query = new URLSearchParams({ client_id: link.clientId, redirect_uri: testRedirectUri, response_type: 'code' });
      const answer = await weir.send({ method: 'GET', url: `/confluence/rest/oauth2/latest/authorize?${query}`, headers });
      assert.match(answer.headers.location ?? '', /^\/confluence\/login\.action\?/);
      assert.doesNotMatch(answer.headers.location ?? '', /evil/);
      assert.doesNotMatch(
        (await weir.send({ method: 'GET', url: '/confluence/rest/api/whoami', headers })).headers['www-authenticate'] ?? '',
        /evil/,
      );
    });

    test('the issuer stands in every answer at the redirect URI, good or bad (RFC 9207 §2)', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const request = { client_id: link.clientId, redirect_uri: testRedirectUri, response_type: 'code' };
      const allowed = await weir.decide(await weir.authorize(request), 'allow');
      const denied = await weir.decide(await weir.authorize(request), 'deny');
      const wrong = new URL((await weir.authorize({ ...request, scope: 'NO' })).headers.location ?? '');
      for (const location of [allowed, denied, wrong]) assert.equal(location.searchParams.get('iss'), testBaseUrl);
    });
  });
});
