/** RFC 8707: a token for one resource. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { eachDatabase } from '../support/databases.ts';
import { type OAuthApp, startOAuth, type TestLink, testBaseUrl, testRedirectUri, tokensIn } from '../support/oauth-app.ts';

const api = `${testBaseUrl}/rest/api`;

suite('a resource indicator', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    let link: TestLink;
    before(async () => {
      weir = await startOAuth(await open());
      link = await weir.register();
    });

    const audience = async (token: string) => (await weir.introspect(link, token)).json.aud;

    test('binds the tokens to it, with a slash at its end or without', async () => {
      assert.equal(await audience((await weir.tokensFor(link)).access_token), testBaseUrl);
      for (const [resource, bound] of [
        [testBaseUrl, testBaseUrl],
        [`${testBaseUrl}/`, testBaseUrl],
        [api, api],
        [`${api}/`, api],
      ] as const) {
        const tokens = await weir.tokensFor(link, { resource });
        assert.equal(await audience(tokens.access_token), bound);
        assert.equal(await audience(tokensIn(await weir.refresh(link, tokens.refresh_token)).access_token), bound);
      }
    });

    for (const resource of [
      'https://other.example',
      'https://wiki.example.org',
      `${testBaseUrl}/rest`,
      `${api}/content`,
      `${api}#fragment`,
      `${testBaseUrl}//`,
      `${testBaseUrl}x`,
      'https://wiki.example.org@evil.example/confluence',
      'http://wiki.example.org/confluence',
      'HTTPS://wiki.example.org/confluence',
      '/confluence',
      'nonsense',
    ]) {
      test(`that is not ours is invalid_target: ${resource}`, async () => {
        const answer = await weir.authorize({
          client_id: link.clientId,
          redirect_uri: testRedirectUri,
          response_type: 'code',
          resource,
        });
        assert.equal(new URL(answer.headers.location ?? '').searchParams.get('error'), 'invalid_target');
      });
    }

    test('sent twice is invalid_request: a token is for one', async () => {
      const resource = [api, testBaseUrl];
      const answer = await weir.authorize({
        client_id: link.clientId,
        redirect_uri: testRedirectUri,
        response_type: 'code',
        resource,
      });
      assert.equal(new URL(answer.headers.location ?? '').searchParams.get('error'), 'invalid_request');
    });

    test('at the token endpoint may narrow, and never widens or changes (§2.2)', async () => {
      const free = await weir.codeFor(link);
      assert.equal((await weir.exchange(link, { code: free, resource: 'https://other.example' })).json.error, 'invalid_target');
      assert.equal(await audience(tokensIn(await weir.exchange(link, { code: free, resource: api })).access_token), api);
      const bound = await weir.codeFor(link, { resource: api });
      assert.equal((await weir.exchange(link, { code: bound, resource: testBaseUrl })).json.error, 'invalid_target');
      const tokens = tokensIn(await weir.exchange(link, { code: bound, resource: api }));
      assert.equal((await weir.refresh(link, tokens.refresh_token, { resource: testBaseUrl })).json.error, 'invalid_target');
      assert.equal((await weir.refresh(link, tokens.refresh_token, { resource: api })).status, 200);
      const whole = await weir.tokensFor(link, { resource: testBaseUrl });
      assert.equal(await audience(tokensIn(await weir.refresh(link, whole.refresh_token, { resource: api })).access_token), api);
    });
  });
});
