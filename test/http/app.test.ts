/** The ground that every route stands on: the access check, CSRF (security rule 7), limits (rule 13), headers (rule 11). */
import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { after, before, suite, test } from 'node:test';
import { systemRandom } from '../../src/foundation/random.ts';
import {
  type AccessControl,
  type AccessFailure,
  apiRoute,
  openPageRoute,
  pageRoute,
  publicRoute,
} from '../../src/http/access.ts';
import { type App, createApp } from '../../src/http/app.ts';
import { type Caller, type GlobalPermission, noPreferences, type Scope } from '../../src/http/caller.ts';
import { createCookieJar } from '../../src/http/cookies.ts';
import { createCsrfGuard } from '../../src/http/csrf.ts';
import { createLifecycle } from '../../src/http/lifecycle.ts';
import { silentLog } from '../support/silent-log.ts';

const baseUrl = 'https://wiki.example.org/confluence';
const random = systemRandom();

function person(permissions: readonly GlobalPermission[]) {
  return {
    id: 1,
    userKey: '0'.repeat(32),
    username: 'uma',
    fullName: 'Uma',
    email: 'uma@example.org',
    confined: false,
    preferences: noPreferences,
    picture: undefined,
    permissions: new Set(permissions),
  };
}

const session: Caller = {
  kind: 'session',
  person: person(['use']),
  session: { publicId: 'p', authenticatedAt: 0, csrfToken: 'the-token', mustSetUpTwoStep: false },
};

function bearer(scope: Scope, resource?: string): Caller {
  return { kind: 'bearer', person: person(['use']), scope, clientId: 'c', resource };
}

const tokens: Readonly<Record<string, Caller>> = {
  read: bearer('READ'),
  write: bearer('WRITE'),
  api: bearer('READ', `${baseUrl}/rest/api`),
  other: bearer('READ', `${baseUrl}/rest/apinot`),
  shorter: bearer('READ', `${baseUrl}/rest/ap`),
};

async function startApp(lifecycle = createLifecycle()): Promise<App> {
  const cookies = createCookieJar(baseUrl);
  const csrf = createCsrfGuard({ baseUrl, cookies, random });
  const statuses: Record<AccessFailure['reason'], number> = {
    'no-credential': 401,
    'bad-credential': 401,
    throttled: 429,
    'second-step-missing': 403,
    'insufficient-scope': 403,
    'not-permitted': 403,
    'cross-site': 403,
  };
  const surface = {
    refuse: (_request: unknown, reply: import('fastify').FastifyReply, failure: AccessFailure) =>
      reply.code(statuses[failure.reason]).send(failure),
  };
  const access: AccessControl = {
    baseUrl,
    surfaces: { api: surface, page: surface },
    isSameSite: csrf.isSameSite,
    resolvers: {
      session: async (request) =>
        cookies.read(request, 'weir_session') === 'good' ? { outcome: 'caller', caller: session } : { outcome: 'absent' },
      basic: async () => ({ outcome: 'refused', failure: { reason: 'bad-credential', scheme: 'Basic' } }),
      bearer: async (request) => {
        const caller = tokens[request.headers.authorization?.slice('Bearer '.length) ?? ''];
        return caller
          ? { outcome: 'caller', caller }
          : { outcome: 'refused', failure: { reason: 'bad-credential', scheme: 'Bearer' } };
      },
    },
  };
  return createApp({
    baseUrl,
    trustedProxies: [],
    log: silentLog,
    random,
    lifecycle,
    access,
    whyUnavailable: () => undefined,
    showFailure: (name, _request, reply, failure) => reply.code(failure.statusCode).send({ surface: name, ...failure }),
  });
}

suite('a route', () => {
  let app: App;
  before(async () => {
    app = await startApp();
    app.get('/open', { config: { access: apiRoute('READ', { anonymous: true }) } }, async (request) => ({
      kind: request.caller.kind,
    }));
    app.get('/read', { config: { access: apiRoute('READ') } }, async () => ({}));
    app.post('/write', { config: { access: apiRoute('WRITE') } }, async (request) => ({ body: request.body ?? null }));
    app.get('/administer', { config: { access: apiRoute('READ', { permission: 'administer' }) } }, async () => ({}));
    app.get('/page', { config: { access: pageRoute() } }, async () => ({}));
    app.post('/page', { config: { access: pageRoute() } }, async () => ({}));
    app.post('/sign-in', { config: { access: publicRoute() } }, async () => ({}));
    app.get('/sign-in', { config: { access: openPageRoute() } }, async (request, reply) => ({
      token: csrfOf.token(request, reply),
    }));
    app.get('/unsendable', { config: { access: publicRoute('api') } }, async (_request, reply) =>
      reply.header('X-Name', 'a\nb').send('x'),
    );
    app.get('/broken-stream', { config: { access: publicRoute('api') } }, async (_request, reply) => {
      const bytes = new Readable({ read() {} });
      process.nextTick(() => bytes.destroy(new Error('the store hung up')));
      return reply.send(bytes);
    });
    app.post('/echo', { config: { access: publicRoute('api') } }, async (request) => ({ body: request.body ?? null }));
    app.post('/page-echo', { config: { access: { ...publicRoute(), fromAnySite: true } } }, async ({ body }) => ({ body }));
    await app.ready();
  });
  after(() => app.close());
  const csrfOf = createCsrfGuard({ baseUrl, cookies: createCookieJar(baseUrl), random });
  const cookie = '__Host-weir_session=good';

  test('that goes on while the server ends holds it up until its answer is complete, and no longer', {
    timeout: 10_000,
  }, async () => {
    const lifecycle = createLifecycle();
    const other = await startApp(lifecycle);
    const bytes = new PassThrough();
    other.get('/download', { config: { access: publicRoute('api') } }, async (_request, reply) => reply.send(bytes));
    const address = await other.listen({ host: '127.0.0.1', port: 0 });
    bytes.write('one half, ');
    const answer = await fetch(`${address}/download`);
    lifecycle.enter('STOPPING');
    const closed = other.close();
    bytes.end('the other');
    assert.equal(await answer.text(), 'one half, the other');
    await closed;
  });

  test('without a declaration of its access does not start', async () => {
    const other = await startApp();
    assert.throws(() => other.get('/forgotten', async () => ({})), /does not declare its access/);
    await other.close();
  });

  test('tells whoever uses another method which ones it takes (RFC 9110 §15.5.6, §9.3.7)', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const sent = { headers: { 'content-type': 'text/csv' }, payload: 'a,b' };
      const answer = await app.inject({ method, url: '/read/?a=b', ...sent });
      assert.deepEqual([answer.statusCode, answer.headers.allow], [405, 'GET, HEAD, OPTIONS'], method);
    }
    const asked = await app.inject({ method: 'OPTIONS', url: '/page', headers: { origin: 'https://other.example.org' } });
    assert.deepEqual([asked.statusCode, asked.headers.allow, asked.body], [204, 'GET, HEAD, OPTIONS, POST', '']);
    assert.deepEqual(
      Object.keys(asked.headers).filter((name) => name.startsWith('access-control')),
      [],
    );
    for (const method of ['GET', 'PATCH', 'OPTIONS'] as const) {
      const nowhere = await app.inject({ method, url: '/nowhere' });
      assert.deepEqual([nowhere.statusCode, nowhere.headers.allow], [404, undefined], method);
    }
  });

  test('whose answer cannot be sent fails alone: the server goes on', async () => {
    const base = await app.listen({ host: '127.0.0.1', port: 0 });
    const outcome = await fetch(`${base}/unsendable`).then(
      ({ status }) => status,
      () => 'hung up',
    );
    assert.ok(outcome === 500 || outcome === 'hung up', String(outcome));
    // What fails before anything of it was sent.
    assert.equal((await fetch(`${base}/broken-stream`)).status, 500);
    assert.equal((await fetch(`${base}/open`)).status, 200);
  });

  test('refuses a bad bearer token even where an anonymous reader is let in, and even beside a good session', async () => {
    const headers = { authorization: 'Bearer nonsense' };
    assert.equal((await app.inject({ url: '/open' })).statusCode, 200);
    assert.equal((await app.inject({ url: '/open', headers })).statusCode, 401);
    assert.equal((await app.inject({ url: '/open', headers: { ...headers, cookie } })).statusCode, 401);
  });

  test('asks a token for its scope and the person for the permission', async () => {
    assert.equal((await app.inject({ url: '/read', headers: { authorization: 'Bearer read' } })).statusCode, 200);
    const tooLittle = await app.inject({ method: 'POST', url: '/write', headers: { authorization: 'Bearer read' } });
    assert.deepEqual([tooLittle.statusCode, tooLittle.json()], [403, { reason: 'insufficient-scope', scope: 'WRITE' }]);
    assert.equal(
      (await app.inject({ method: 'POST', url: '/write', headers: { authorization: 'Bearer write' } })).statusCode,
      200,
    );
    assert.equal((await app.inject({ url: '/administer', headers: { authorization: 'Bearer write' } })).statusCode, 403);
  });

  test('is opened by a token for its own resource only (RFC 8707 §2)', async () => {
    assert.equal((await app.inject({ url: '/read', headers: { authorization: 'Bearer api' } })).statusCode, 200);
    assert.equal((await app.inject({ url: '/read', headers: { authorization: 'Bearer other' } })).statusCode, 401);
    // What only begins like it is another.
    assert.equal((await app.inject({ url: '/read', headers: { authorization: 'Bearer shorter' } })).statusCode, 401);
  });

  test('that is a page takes no token', async () => {
    assert.equal((await app.inject({ url: '/page', headers: { authorization: 'Bearer write' } })).statusCode, 401);
    assert.equal((await app.inject({ url: '/page', headers: { cookie } })).statusCode, 200);
  });

  test('with a session is changed only by a page of ours', async () => {
    const post = (headers: Record<string, string>, payload = 'csrf_token=the-token') =>
      app.inject({
        method: 'POST',
        url: '/page',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload,
      });
    assert.equal((await post({ origin: 'https://wiki.example.org' })).statusCode, 200);
    assert.equal((await post({ origin: 'null', 'sec-fetch-site': 'same-origin' })).statusCode, 200);
    assert.equal((await post({ origin: 'https://evil.example' })).statusCode, 403);
    assert.equal((await post({ origin: 'null', 'sec-fetch-site': 'cross-site' })).statusCode, 403);
    assert.equal((await post({ origin: 'https://wiki.example.org' }, 'csrf_token=another')).statusCode, 403);
    assert.equal((await post({ origin: 'https://wiki.example.org' }, '')).statusCode, 403);
    const twice = await post({ origin: 'https://wiki.example.org' }, 'csrf_token=the-token&csrf_token=the-token');
    assert.equal(twice.statusCode, 403);
  });

  test('of the API with a session needs the same proof, without one it does not', async () => {
    const withSession = {
      method: 'POST',
      url: '/write',
      headers: { cookie, 'content-type': 'application/json', 'x-atlassian-token': 'no-check' },
      payload: '{}',
    } as const;
    assert.equal((await app.inject(withSession)).statusCode, 403);
    const proven = {
      ...withSession,
      headers: { ...withSession.headers, 'x-csrf-token': 'the-token', origin: 'https://wiki.example.org' },
    };
    assert.equal((await app.inject(proven)).statusCode, 200);
    assert.equal(
      (await app.inject({ ...withSession, headers: { authorization: 'Bearer write', 'content-type': 'application/json' } }))
        .statusCode,
      200,
    );
  });

  test('for somebody not signed in binds the form to the browser', async () => {
    const page = await app.inject({ url: '/sign-in' });
    const visitor = page.cookies.find(({ name }) => name === '__Host-weir_visitor');
    assert.ok(visitor);
    assert.equal(visitor.httpOnly, true);
    assert.equal(visitor.sameSite, 'Lax');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const payload = `csrf_token=${page.json().token}`;
    assert.equal((await app.inject({ method: 'POST', url: '/sign-in', headers, payload })).statusCode, 403);
    assert.equal(
      (await app.inject({ method: 'POST', url: '/sign-in', headers, payload, cookies: { [visitor.name]: visitor.value } }))
        .statusCode,
      200,
    );
  });

  test('takes an empty JSON body as none', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/echo',
      headers: { 'content-type': 'application/json' },
      payload: '',
    });
    assert.deepEqual([answer.statusCode, answer.json()], [200, { body: null }]);
  });

  test('keeps bodies within limits: depth 400, members 413, size 413, type 415, fields 413', async () => {
    const send = async (type: string, payload: string) =>
      (await app.inject({ method: 'POST', url: '/echo', headers: { 'content-type': type }, payload })).statusCode;
    assert.equal(await send('application/json', '['.repeat(65) + ']'.repeat(65)), 400);
    assert.equal(await send('application/json', '['.repeat(64) + ']'.repeat(64)), 200);
    assert.equal(await send('application/json', JSON.stringify({ a: '[[[['.repeat(100) })), 200);
    assert.equal(await send('application/json', `[${'1,'.repeat(20_001)}1]`), 413);
    assert.equal(await send('application/json', `"${'a'.repeat(6 * 1024 * 1024)}"`), 413);
    assert.equal(await send('application/json', '{"a":'), 400);
    assert.equal(await send('application/json', '{"a":"b\\u0000c"}'), 400);
    assert.equal(await send('application/json', '{"a":"b\\\\u0000c"}'), 200);
    assert.equal(await send('application/xml', '<a/>'), 415);
    assert.equal(await send('application/x-www-form-urlencoded', 'a=1&'.repeat(201)), 413);
  });

  test('is not reached by an address with a NUL character', async () => {
    for (const url of ['/open?a=%00', '/open%00', '/rest/nothing?a=b%00c'])
      assert.equal((await app.inject({ url })).statusCode, 400, url);
  });

  test('that people use is not reached by a form with a NUL character; an endpoint for programs judges what it means', async () => {
    const send = async (url: string, payload: string) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return (await app.inject({ method: 'POST', url, headers, payload })).statusCode;
    };
    for (const payload of ['a=1&b=c%00d', 'a=1&a=%00', 'a=1&b=c\0d']) {
      assert.equal(await send('/page-echo', payload), 400, payload);
      assert.equal(await send('/echo', payload), 200, payload);
    }
    assert.equal(await send('/page-echo', 'a=1&b=c%2500d'), 200);
  });

  test('sees a form field that is sent twice as two values', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/echo',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'a=1&b=2&a=3&__proto__=x',
    });
    assert.deepEqual(answer.json().body.a, ['1', '3']);
    assert.equal(answer.json().body.b, '2');
  });

  test('carries the common headers and a request id of ours', async () => {
    const { headers } = await app.inject({ url: '/read', headers: { 'x-request-id': 'chosen', 'request-id': 'chosen' } });
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
    assert.equal(headers['strict-transport-security'], 'max-age=31536000');
    assert.match(String(headers['x-request-id']), /^[0-9a-f]{16}$/);
  });

  test('that does not exist is answered for programs below /rest/ and for people elsewhere', async () => {
    for (const [url, surface] of [
      ['/rest/nothing', 'api'],
      ['/confluence/rest/nothing', 'api'],
      ['/.well-known/nothing', 'api'],
      ['/nothing', 'page'],
      ['/rest/%zz', 'api'],
      ['//confluence//rest/nothing', 'api'],
    ] as const) {
      assert.equal((await app.inject({ url })).json().surface, surface, url);
    }
  });
});
