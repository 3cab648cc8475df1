/** Sessions and Basic as requests bring them: cookie, CSRF token, fresh proof of the password (security rules 7 and 8, regression row 43). */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { FastifyReply } from 'fastify';
import { basicResolver } from '../../src/accounts/basic.ts';
import { pendingSignIns } from '../../src/accounts/second-factors/pending-sign-ins.ts';
import { browserSessions, sessionResolver } from '../../src/accounts/session-cookie.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { type AccessFailure, apiRoute, openPageRoute, pageRoute } from '../../src/http/access.ts';
import { type App, createApp } from '../../src/http/app.ts';
import { createCookieJar } from '../../src/http/cookies.ts';
import { createCsrfGuard, csrfTokenOf } from '../../src/http/csrf.ts';
import { createLifecycle } from '../../src/http/lifecycle.ts';
import { eachDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';
import { lives, newUser, password, type Room, room } from './room.ts';

const baseUrl = 'https://wiki.example.org';
const cookieName = '__Host-weir_session';

/** An application with the least routes that use the room. */
async function appOf(here: Room): Promise<App> {
  const random = systemRandom();
  const cookies = createCookieJar(baseUrl);
  const csrf = createCsrfGuard({ baseUrl, cookies, random });
  const browser = browserSessions({
    sessions: here.sessions,
    signIn: here.signIn,
    pending: pendingSignIns({ database: here.database, clock: here.clock, random }),
    cookies,
    lives: () => lives,
    clock: here.clock,
  });
  const surface = {
    refuse: (_request: unknown, reply: FastifyReply, failure: AccessFailure) =>
      reply.code(failure.reason === 'throttled' ? 429 : failure.reason === 'cross-site' ? 403 : 401).send(failure),
  };
  const app = await createApp({
    baseUrl,
    trustedProxies: [],
    log: silentLog,
    random,
    lifecycle: createLifecycle(),
    whyUnavailable: () => undefined,
    showFailure: (_surface, _request, reply, failure) => reply.code(failure.statusCode).send(failure),
    access: {
      baseUrl,
      surfaces: { api: surface, page: surface },
      isSameSite: csrf.isSameSite,
      resolvers: {
        session: sessionResolver(here.sessions, cookies, async () => false),
        basic: basicResolver(here.signIn, async () => false),
        bearer: async () => ({ outcome: 'absent' }),
      },
    },
  });
  app.get('/form', { config: { access: openPageRoute() } }, (request, reply) =>
    reply.send({ token: csrf.token(request, reply) }),
  );
  app.post('/sign-in', { config: { access: openPageRoute() } }, async (request, reply) => {
    const { username, password: typed, remember } = request.body as Record<string, string>; // The forms of this test.
    const outcome = await browser.signIn(request, reply, {
      username: username ?? '',
      password: typed ?? '',
      remember: remember !== undefined,
    });
    return reply.send({ outcome: outcome.outcome });
  });
  app.post('/sign-out', { config: { access: openPageRoute() } }, async (request, reply) => {
    await browser.signOut(request, reply);
    return reply.send({});
  });
  app.post('/confirm', { config: { access: pageRoute() } }, async (request, reply) => {
    const { password: typed } = request.body as Record<string, string>; // The forms of this test.
    return reply.send(await browser.confirm(request, typed ?? ''));
  });
  app.get('/me', { config: { access: apiRoute('READ') } }, (request, reply) => {
    const { caller } = request;
    return reply.send({
      username: caller.person?.username,
      kind: caller.kind,
      fresh: caller.kind === 'session' && browser.isFresh(caller.session),
    });
  });
  return app;
}

function form(fields: Record<string, string>, cookie: string) {
  const payload = new URLSearchParams(fields).toString();
  return { method: 'POST', payload, headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' } } as const;
}

/** Signs in as a browser does: the form first, with its visitor cookie and token. */
async function signIn(app: App, fields: Record<string, string> = {}, cookieBefore = '') {
  const page = await app.inject({ url: '/form', headers: { cookie: cookieBefore } });
  const visitor = page.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const filled = { username: 'uma', password, ...fields, csrf_token: page.json().token };
  const answer = await app.inject({ url: '/sign-in', ...form(filled, `${cookieBefore}; ${visitor}`) });
  const cookie = answer.cookies.find(({ name }) => name === cookieName);
  return { answer, cookie, value: cookie?.value ?? '', header: `${cookieName}=${cookie?.value}` };
}

eachDatabase((_engine, open) => {
  let here: Room;
  let app: App;
  before(async () => {
    here = room((await open()).database);
    await here.user('uma');
    await here.users.create({ ...newUser('Üwe'), password: 'pass:wörd 🐎 mit:Doppelpunkt' }, systemOrigin);
    app = await appOf(here);
  });
  after(() => app.close());

  suite('a browser', () => {
    test('gets a cookie that is pinned to this host and ends with the browser', async () => {
      const { answer, cookie, value } = await signIn(app);
      assert.equal(answer.json().outcome, 'verified');
      assert.match(value, /^[A-Za-z0-9_-]{43}$/);
      assert.deepEqual(
        { ...cookie, value: '' },
        { name: cookieName, value: '', path: '/', httpOnly: true, secure: true, sameSite: 'Lax' },
      );
    });

    test('keeps the cookie with “Remember me” as long as the session lives', async () => {
      const { cookie } = await signIn(app, { remember: 'true' });
      assert.equal(cookie?.maxAge, lives.rememberMeSeconds);
    });

    test('gets no cookie for a wrong password', async () => {
      const { answer, cookie } = await signIn(app, { password: 'wrong' });
      assert.equal(answer.json().outcome, 'wrong');
      assert.equal(cookie, undefined);
    });

    test('gets a new value at each sign-in, and what it had before is worth nothing', async () => {
      const chosen = 'x'.repeat(43);
      const first = await signIn(app, {}, `${cookieName}=${chosen}`);
      assert.notEqual(first.value, chosen);
      const page = await app.inject({ url: '/form', headers: { cookie: first.header } });
      const again = await app.inject({
        url: '/sign-in',
        ...form({ username: 'uma', password, csrf_token: page.json().token }, first.header),
      });
      const second = again.cookies.find(({ name }) => name === cookieName)?.value;
      assert.notEqual(second, first.value);
      assert.equal((await app.inject({ url: '/me', headers: { cookie: first.header } })).statusCode, 401);
      assert.equal((await app.inject({ url: '/me', headers: { cookie: `${cookieName}=${second}` } })).statusCode, 200);
    });

    test('with a stale or made-up cookie is nobody, and loses it', async () => {
      for (const value of ['x'.repeat(43), 'short', '%00']) {
        const answer = await app.inject({ url: '/form', headers: { cookie: `${cookieName}=${value}` } });
        assert.equal(answer.statusCode, 200);
        assert.equal(answer.cookies.find(({ name }) => name === cookieName)?.value, '');
      }
    });

    test('posts with the token of its session only', async () => {
      const { header, value } = await signIn(app);
      const post = (token: string) => app.inject({ url: '/confirm', ...form({ password, csrf_token: token }, header) });
      assert.equal((await post(csrfTokenOf('another'))).statusCode, 403);
      assert.equal((await post(csrfTokenOf(value))).statusCode, 200);
    });

    test('is fresh for ten minutes, and again once the password was confirmed', async () => {
      const { header, value } = await signIn(app);
      const isFresh = async () => (await app.inject({ url: '/me', headers: { cookie: header } })).json().fresh;
      const confirm = (typed: string) =>
        app.inject({ url: '/confirm', ...form({ password: typed, csrf_token: csrfTokenOf(value) }, header) });
      here.clock.pass(10 * 60 * 1000 - 1);
      assert.equal(await isFresh(), true);
      here.clock.pass(1);
      assert.equal(await isFresh(), false);
      assert.equal((await confirm('wrong')).json().outcome, 'wrong');
      assert.equal(await isFresh(), false);
      assert.equal((await confirm(password)).json().outcome, 'confirmed');
      assert.equal(await isFresh(), true);
    });

    test('that signs out ends the session, and the cookie is worth nothing', async () => {
      const { header, value } = await signIn(app);
      const answer = await app.inject({ url: '/sign-out', ...form({ csrf_token: csrfTokenOf(value) }, header) });
      assert.equal(answer.cookies.find(({ name }) => name === cookieName)?.value, '');
      assert.equal((await app.inject({ url: '/me', headers: { cookie: header } })).statusCode, 401);
    });
  });

  suite('HTTP Basic', () => {
    const basic = (credentials: string | Buffer) => `Basic ${Buffer.from(credentials).toString('base64')}`;
    const me = (authorization: string) => app.inject({ url: '/me', headers: { authorization } });

    test('takes UTF-8 and a password with colons (RFC 7617 §2)', async () => {
      const answer = await me(basic('üwe:pass:wörd 🐎 mit:Doppelpunkt'));
      assert.deepEqual(answer.json(), { username: 'Üwe', kind: 'basic', fresh: false });
    });

    test('leaves no session and no cookie behind', async () => {
      const count = () => here.database.read.selectFrom('session').select('public_id').execute();
      const sessions = await count();
      const answer = await me(basic(`uma:${password}`));
      assert.equal(answer.statusCode, 200);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.equal((await count()).length, sessions.length);
    });

    test('refuses what is malformed, wrong, or a token (regression row 43)', async () => {
      const refused = [
        'Basic',
        'Basic ',
        'Basic !!!',
        'Basic dW1h',
        basic(Buffer.from([0x75, 0x3a, 0xff, 0xfe])),
        basic('uma'),
        basic(':'),
        basic(`:${password}`),
        basic(`uma:weir_at_${'a'.repeat(49)}`),
        basic('uma:weir_rt_x'),
        basic('uma:weir_pat_x'),
        basic('weir_at_x:'),
        basic('\0:\0'),
      ];
      for (const authorization of refused) {
        const answer = await me(authorization);
        assert.deepEqual([answer.statusCode, answer.json()], [401, { reason: 'bad-credential', scheme: 'Basic' }], authorization);
      }
    });

    test('is not saved by a good cookie beside it', async () => {
      const { header } = await signIn(app);
      const answer = await app.inject({ url: '/me', headers: { cookie: header, authorization: basic('uma:wrong') } });
      assert.equal(answer.statusCode, 401);
    });

    test('is throttled together with the form, and says for how long; a forwarded address changes nothing (row 41)', async () => {
      for (let guess = 0; guess < 5; guess += 1) {
        const headers = { authorization: basic(`ghost:wrong ${guess}`), 'x-forwarded-for': `not-an-address-${guess}` };
        assert.equal((await app.inject({ url: '/me', headers })).statusCode, 401);
      }
      const answer = await me(basic('ghost:wrong'));
      assert.deepEqual([answer.statusCode, answer.json()], [429, { reason: 'throttled', retryAfterSeconds: 2 }]);
      assert.equal((await signIn(app, { username: 'ghost' })).answer.json().outcome, 'throttled');
    });
  });
});
