/** RFC 6749 §4.1.1 and §4.1.2.1: what an authorization request must hold, and who is told when it does not. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import {
  type Answer,
  type Form,
  type OAuthApp,
  startOAuth,
  type TestLink,
  testBaseUrl,
  testRedirectUri,
} from '../support/oauth-app.ts';

/** The answer as the client reads it at its redirect URI. */
function atTheClient(answer: Answer): Readonly<Record<string, string>> {
  const location = answer.headers.location ?? '';
  assert.equal(answer.status, 303, answer.text);
  assert.ok(location.startsWith(`${testRedirectUri}?`), location);
  return Object.fromEntries(new URL(location).searchParams);
}

suite('an authorization request', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    let link: TestLink;
    let good: Form;

    before(async () => {
      weir = await startOAuth(await open());
      link = await weir.register({ scope: 'WRITE' });
      good = { client_id: link.clientId, redirect_uri: testRedirectUri, response_type: 'code', state: 'abc' };
    });

    suite('is refused on a page of ours, and never redirected,', () => {
      const cases: readonly (readonly [what: string, changes: Form, reason: string])[] = [
        ['without client_id', { client_id: undefined }, 'client-id-missing'],
        ['with an empty client_id', { client_id: '' }, 'client-id-missing'],
        ['of an unknown client', { client_id: 'nobody' }, 'client-unknown'],
        ['without redirect_uri', { redirect_uri: undefined }, 'redirect-uri-missing'],
        ['with an empty redirect_uri', { redirect_uri: '' }, 'redirect-uri-missing'],
        ['with two client_ids', { client_id: ['a', 'b'] }, 'client-or-redirect-uri-repeated'],
        ['with two redirect_uris', { redirect_uri: [testRedirectUri, testRedirectUri] }, 'client-or-redirect-uri-repeated'],
        ...[
          'https://evil.example/cb',
          `${testRedirectUri}/`,
          `${testRedirectUri}?x=1`,
          `${testRedirectUri}#x`,
          `${testRedirectUri}\n`,
          'https://APP.example.org/callback',
          'https://app.example.org@evil.example/callback',
          'javascript:alert(1)',
          'data:text/html,x',
          '//evil.example',
          '/\\evil.example',
        ].map((uri) => [`with ${JSON.stringify(uri)}`, { redirect_uri: uri }, 'redirect-uri-not-registered'] as const),
        // Whatever else is wrong: the redirect URI comes first.
        [
          'with a bad scope and a foreign redirect URI',
          { scope: 'NO', redirect_uri: 'https://evil.example' },
          'redirect-uri-not-registered',
        ],
      ];
      for (const [what, changes, reason] of cases) {
        test(what, async () => {
          for (const as of ['uma', null]) {
            const answer = await weir.authorize({ ...good, ...changes }, { as });
            assert.equal(answer.status, 400);
            assert.equal(answer.headers.location, undefined);
            assert.equal(answer.json.reason, reason);
          }
        });
      }

      test('when the client is disabled, also if consent was given before', async () => {
        const other = await weir.register({ skipConsent: true });
        await weir.codeFor(other);
        await weir.clients.disable(other.id, systemOrigin);
        const answer = await weir.authorize({ ...good, client_id: other.clientId });
        assert.deepEqual([answer.status, answer.json.reason], [400, 'client-disabled']);
      });
    });

    suite('is refused at the redirect URI, with state and issuer,', () => {
      const cases: readonly (readonly [what: string, changes: Form, error: string])[] = [
        ['without response_type', { response_type: undefined }, 'invalid_request'],
        ['for the implicit grant', { response_type: 'token' }, 'unsupported_response_type'],
        ['for a hybrid', { response_type: 'code token' }, 'unsupported_response_type'],
        ['with an unknown scope', { scope: 'READ EVERYTHING' }, 'invalid_scope'],
        ['with a scope in the wrong case', { scope: 'read' }, 'invalid_scope'],
        ['with more scope than the client may ask for', { scope: 'ADMIN' }, 'invalid_scope'],
        ['with a scope of nothing but spaces', { scope: '  ' }, 'invalid_scope'],
        ['with a scope sent twice', { scope: ['READ', 'WRITE'] }, 'invalid_request'],
        ['with response_type sent twice', { response_type: ['code', 'code'] }, 'invalid_request'],
        ['with a challenge method alone', { code_challenge_method: 'S256' }, 'invalid_request'],
      ];
      for (const [what, changes, error] of cases) {
        test(what, async () => {
          for (const as of ['uma', null]) {
            const told = atTheClient(await weir.authorize({ ...good, ...changes }, { as }));
            assert.equal(told.error, error);
            assert.equal(told.state, 'abc');
            assert.equal(told.iss, testBaseUrl);
            assert.ok((told.error_description ?? '').length > 10);
            assert.equal(told.code, undefined);
          }
        });
      }

      test('which scope is wrong is said, in printable characters only', async () => {
        assert.match(atTheClient(await weir.authorize({ ...good, scope: 'READ FOO' })).error_description ?? '', /FOO/);
        assert.match(
          atTheClient(await weir.authorize({ ...good, scope: 'WRITE SYSTEM_ADMIN' })).error_description ?? '',
          /SYSTEM_ADMIN/,
        );
        const hostile = atTheClient(
          await weir.authorize({ ...good, scope: '<svg/onload="alert(1)">\\\u202e' }),
        ).error_description;
        assert.doesNotMatch(hostile ?? '', /["\\]|[^\x20-\x7e]/);
        const long = atTheClient(await weir.authorize({ ...good, scope: 'X'.repeat(5000) })).error_description;
        assert.ok((long ?? '').length < 200, 'no more of it than tells which');
      });

      test('a state sent twice is not returned', async () => {
        const told = atTheClient(await weir.authorize({ ...good, state: ['one', 'two'] }));
        assert.equal(told.error, 'invalid_request');
        assert.equal(told.state, undefined);
      });

      test('a person who may not use Weir cannot let an application use it', async () => {
        const id = await weir.addUser('lea');
        await weir.database.write((queries) =>
          queries.deleteFrom('global_permission').where('subject_kind', '=', 'user').where('subject_id', '=', id).execute(),
        );
        assert.equal(atTheClient(await weir.authorize(good, { as: 'lea' })).error, 'access_denied');
      });
    });

    suite('state', () => {
      for (const state of [
        'a b+c%20d&e=f#g?h/i',
        '"><svg onload=alert(1)>',
        '{"return":"/x?y=z","n":1}',
        'ü 漢 😀 \u202e',
        '\r\nLocation: https://evil.example',
        'x'.repeat(4096),
        'é'.repeat(2048),
      ]) {
        test(`comes back as it was sent: ${JSON.stringify(state.slice(0, 40))}`, async () => {
          assert.equal(atTheClient(await weir.authorize({ ...good, state, scope: 'NO' })).state, state);
          const back = await weir.decide(await weir.authorize({ ...good, state }), 'allow');
          assert.equal(back.searchParams.get('state'), state);
          assert.ok(!/[\r\n]/.test(back.href));
        });
      }

      test('of more than 4 KiB is refused', async () => {
        for (const state of ['x'.repeat(4097), 'é'.repeat(2049)]) {
          const told = atTheClient(await weir.authorize({ ...good, state }, { method: 'POST' }));
          assert.deepEqual([told.error, told.state], ['invalid_request', undefined]);
        }
      });

      test('left out or empty, is left out of the answer', async () => {
        for (const state of [undefined, '']) {
          const back = await weir.decide(await weir.authorize({ ...good, state }), 'allow');
          assert.equal(back.searchParams.has('state'), false);
        }
      });

      test('that is no UTF-8 is refused, since it could not be returned as it was', async () => {
        const query = new URLSearchParams({ client_id: link.clientId, redirect_uri: testRedirectUri, response_type: 'code' });
        const url = `/confluence/rest/oauth2/latest/authorize?${query}&state=%FF`;
        const told = atTheClient(await weir.send({ method: 'GET', url, headers: { 'x-test-user': 'uma' } }));
        assert.deepEqual([told.error, told.state], ['invalid_request', undefined]);
      });
    });

    test('of somebody who is not signed in goes to the login page and back, and stores nothing', async () => {
      const count = async () => (await weir.database.read.selectFrom('oauth_authorization_request').selectAll().execute()).length;
      const stored = await count();
      for (const method of ['GET', 'POST'] as const) {
        const answer = await weir.authorize({ ...good, scope: 'WRITE', audience: 'x', state: 'a&b c' }, { as: null, method });
        assert.equal(answer.status, 303);
        const login = new URL(answer.headers.location ?? '', testBaseUrl);
        assert.equal(login.origin, new URL(testBaseUrl).origin);
        assert.equal(login.pathname, '/confluence/login.action');
        const destination = login.searchParams.get('os_destination') ?? '';
        assert.ok(destination.startsWith('/confluence/rest/oauth2/latest/authorize?'));
        const returned = await weir.send({ method: 'GET', url: destination, headers: { 'x-test-user': 'uma' } });
        const back = await weir.decide(returned, 'allow');
        assert.equal(back.searchParams.get('state'), 'a&b c');
        assert.deepEqual(await weir.provider.waitingApplication(destination), {
          name: link.client.name,
          formTarget: 'https://app.example.org',
        });
      }
      assert.equal(await count(), stored + 2);
    });

    test('that ends on another page is of no application', async () => {
      for (const destination of [
        '/confluence/pages/viewpage.action?client_id=x',
        '/confluence/rest/oauth2/latest/authorize',
        '/confluence/rest/oauth2/latest/authorize?client_id=nobody&redirect_uri=https://app.example.org/callback',
        `/confluence/rest/oauth2/latest/authorize?client_id=${link.clientId}&redirect_uri=https://evil.example/`,
      ]) {
        assert.equal(await weir.provider.waitingApplication(destination), undefined);
      }
    });

    test('may be a POST, whose answer is a 303', async () => {
      const answer = await weir.authorize(good, { method: 'POST' });
      assert.equal(answer.status, 303);
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.match(answer.headers.location ?? '', /^\/confluence\/plugins\/servlet\/oauth2\/consent\?request=/);
    });

    test('by POST is a form: JSON, whose texts may hold what no address does, is shown a page (§3.1)', async () => {
      const payload = JSON.stringify({ ...good, client_id: link.clientId, redirect_uri: testRedirectUri, state: '\ud800' });
      const headers = { 'x-test-user': 'uma', 'content-type': 'application/json' };
      const answer = await weir.send({ method: 'POST', url: '/confluence/rest/oauth2/latest/authorize', headers, payload });
      assert.deepEqual([answer.status, answer.headers.location], [400, undefined]);
    });

    test('of more parameters than anybody sends is refused before they are compared with each other', async () => {
      const url = `/confluence/rest/oauth2/latest/authorize?${'a&'.repeat(10_000)}`;
      assert.equal((await weir.send({ method: 'GET', url })).status, 413);
      assert.equal((await weir.send({ method: 'POST', url: url.replace('authorize', 'token') })).status, 413);
    });

    test('by version 1.0 is the same as by latest', async () => {
      const url = `/confluence/rest/oauth2/1.0/authorize?${new URLSearchParams({ client_id: link.clientId, redirect_uri: testRedirectUri, response_type: 'code' })}`;
      const answer = await weir.send({ method: 'GET', url, headers: { 'x-test-user': 'uma' } });
      assert.match(answer.headers.location ?? '', /oauth2\/consent/);
    });

    test('may hold parameters that mean nothing here', async () => {
      const extra = { access_type: 'offline', audience: 'a', prompt: 'consent', nonce: 'n', display: 'page', __proto__x: '1' };
      const answer = await weir.authorize({ ...good, ...extra });
      assert.match(answer.headers.location ?? '', /oauth2\/consent/);
    });

    test('asks for READ when it names no scope, and an empty one counts as none', async () => {
      for (const scope of [undefined, '']) {
        assert.equal((await weir.tokensFor(link, { scope })).scope, 'READ');
      }
    });

    test('gets its scopes in their order, each once', async () => {
      assert.equal((await weir.tokensFor(link, { scope: 'WRITE READ WRITE' })).scope, 'READ WRITE');
      assert.equal((await weir.tokensFor(link, { scope: 'WRITE' })).scope, 'WRITE');
    });

    test('is refused while access tokens are switched off', async () => {
      const off = await startOAuth({ database: weir.database, settings: { accessTokensEnabled: false } });
      assert.equal(atTheClient(await off.authorize(good)).error, 'unauthorized_client');
    });
  });
});
