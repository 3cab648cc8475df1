/**
 * The error rows of the authorization endpoint on the whole server: by GET and POST, under both names of the API, signed in or not. Who is told,
 * and how. The checks themselves are tested one by one under test/oauth.
 */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { type RawAnswer, rawRequest } from '../support/raw-request.ts';
import { startWeir } from '../support/weir.ts';

type Changes = Readonly<Record<string, string | readonly string[] | undefined>>;

suite('the authorization endpoint', async () => {
  const weir = await startWeir({ contextPath: '/confluence' });
  after(() => weir.stop());
  const uma = await weir.user('uma');
  const visitor = await weir.signedIn(uma);
  const link = await weir.link({ scope: 'WRITE', redirectUris: ['https://app.example.org/callback?tenant=1'] });
  const disabled = await weir.link({ redirectUris: [link.redirectUri] });
  await weir.rooms.links.disable(disabled.id, { origin: systemOrigin, isSystemAdministrator: true });
  const publicLink = await weir.link({ clientType: 'public', redirectUris: [link.redirectUri] });
  const good: Changes = { response_type: 'code', client_id: link.clientId, redirect_uri: link.redirectUri, state: 'a+b c&d' };

  /** Sends a request in each of the ways that there are. */
  async function everyWay(changes: Changes): Promise<readonly RawAnswer[]> {
    const form = formOf({ ...good, ...changes });
    const answers: Promise<RawAnswer>[] = [];
    for (const version of ['latest', '1.0']) {
      const path = `/confluence/rest/oauth2/${version}/authorize`;
      for (const headers of [{}, { cookie: visitor.cookieHeader() }] as const) {
        answers.push(rawRequest(weir.baseUrl, `${path}?${form}`, { headers }));
        const type = { 'content-type': 'application/x-www-form-urlencoded' };
        answers.push(rawRequest(weir.baseUrl, path, { method: 'POST', headers: { ...headers, ...type }, body: form }));
      }
    }
    return Promise.all(answers);
  }

  const foreign = 'https://evil.example/callback';
  const here: readonly (readonly [what: string, changes: Changes])[] = [
    ['no client_id', { client_id: undefined }],
    ['an empty client_id', { client_id: '' }],
    ['an unknown client', { client_id: 'nobody' }],
    ['a client whose id has markup', { client_id: '"><svg onload=alert(1)>' }],
    ['a disabled client', { client_id: disabled.clientId }],
    ['two client_ids', { client_id: [link.clientId, link.clientId] }],
    ['no redirect_uri', { redirect_uri: undefined }],
    ['an empty redirect_uri', { redirect_uri: '' }],
    ['two redirect_uris', { redirect_uri: [link.redirectUri, foreign] }],
    ['a redirect_uri of nobody', { redirect_uri: foreign }],
    ['a redirect_uri but for its query', { redirect_uri: 'https://app.example.org/callback' }],
    ['a foreign redirect_uri and everything else wrong', { redirect_uri: foreign, scope: 'NONE', response_type: 'token' }],
  ];
  for (const [what, changes] of here) {
    test(`shows ${what} on a page of ours with status 400, and leads nowhere`, async () => {
      for (const { status, headers, text } of await everyWay(changes)) {
        assert.equal(status, 400);
        assert.equal(headers.location, undefined);
        assert.match(String(headers['content-type']), /^text\/html/);
        assert.match(String(headers['content-security-policy']), /form-action 'self';.*frame-ancestors 'none'/);
        assert.equal(headers['referrer-policy'], 'no-referrer');
        assert.doesNotMatch(text, /evil\.example|<svg onload/);
      }
    });
  }

  const there: readonly (readonly [what: string, changes: Changes, error: string])[] = [
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['the implicit grant', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope that is none', { scope: 'READ everything' }, 'invalid_scope'],
    ['more scope than the link has', { scope: 'ADMIN' }, 'invalid_scope'],
    ['a scope twice', { scope: ['READ', 'READ'] }, 'invalid_request'],
    ['an unknown parameter twice', { prompt: ['login', 'consent'] }, 'invalid_request'],
    ['a public client without a challenge', { client_id: publicLink.clientId }, 'invalid_request'],
    ['an unknown challenge method', { code_challenge: 'a'.repeat(43), code_challenge_method: 'S512' }, 'invalid_request'],
    ['a malformed challenge', { code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request'],
    ['a resource of somebody else', { resource: 'https://elsewhere.example/' }, 'invalid_target'],
    ['a resource with a fragment', { resource: `${weir.baseUrl}#x` }, 'invalid_target'],
  ];
  for (const [what, changes, error] of there) {
    test(`tells the application of ${what} at its redirect URI, with state and issuer`, async () => {
      for (const { status, headers, text } of await everyWay(changes)) {
        assert.equal(status, 303, text);
        const [before, answer] = String(headers.location).split('&error=', 2);
        assert.equal(before, link.redirectUri);
        const told = new URLSearchParams(`error=${answer}`);
        assert.deepEqual([...told.keys()], ['error', 'error_description', 'state', 'iss']);
        assert.deepEqual([told.get('error'), told.get('state'), told.get('iss')], [error, 'a+b c&d', weir.baseUrl]);
      }
    });
  }

  test('goes on whatever else a request holds: parameters that mean nothing here, and empty ones', async () => {
    const nothing: Changes = { access_type: 'offline', audience: 'x', prompt: 'none', nonce: 'n', display: 'popup' };
    const odd: Changes = { constructor: 'x', 'redirect_uri[]': foreign, 'a b': '<>' };
    const empty: Changes = { scope: '', resource: '', code_challenge: '', code_challenge_method: '', nonce: '' };
    for (const changes of [nothing, odd, { ...nothing, ...empty }, JSON.parse('{"__proto__":"x"}')]) {
      for (const { status, headers } of await everyWay(changes)) {
        assert.equal(status, 303);
        assert.match(String(headers.location), /^\/confluence\/(login\.action|plugins\/servlet\/oauth2\/consent)\?/);
      }
    }
  });

  test('answers in the query alone, whatever response_mode asks for', async () => {
    for (const mode of ['query', 'fragment', 'form_post', 'web_message', 'query.jwt']) {
      const parameters = { response_mode: mode, state: 's' };
      const denied = await weir.authorize(visitor, link, parameters, 'deny');
      assert.deepEqual([denied.get('tenant'), denied.get('error'), denied.get('state')], ['1', 'access_denied', 's']);
      const allowed = await weir.authorize(visitor, link, parameters);
      assert.deepEqual([...allowed.keys()], ['tenant', 'code', 'state', 'iss']);
    }
  });

  test('takes no other method', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await rawRequest(weir.baseUrl, `/confluence/rest/oauth2/latest/authorize?${formOf(good)}`, { method });
      assert.ok([404, 405].includes(answer.status), String(answer.status));
      assert.equal(answer.headers.location, undefined);
    }
  });

  test('is not opened by a token, nor by a password in a header: people sign in', async () => {
    const { access_token: token } = await weir.tokensFor(uma, link);
    for (const authorization of [`Bearer ${token}`, `Basic ${Buffer.from(`uma:${uma.password}`).toString('base64')}`]) {
      const path = `/confluence/rest/oauth2/latest/authorize?${formOf(good)}`;
      const answer = await rawRequest(weir.baseUrl, path, { headers: { authorization } });
      assert.match(String(answer.headers.location), /^\/confluence\/login\.action/);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  });

  test('is found without its query by a curious person: a page that says what is missing', async () => {
    const answer = await rawRequest(weir.baseUrl, '/confluence/rest/oauth2/latest/authorize');
    assert.equal(answer.status, 400);
    assert.match(answer.text, /client_id/);
  });
});

function formOf(changes: Changes): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(changes)) {
    for (const one of value === undefined ? [] : [value].flat()) form.append(name, one);
  }
  return form.toString();
}
