/** Security rules 8 and 9 on a whole Weir: what begins a session, what ends it on every node, and what a guesser learns. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { usersGroup } from '../../src/accounts/default-groups.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { RunningServer } from '../../src/server.ts';
import { credentialsOf, postForm } from '../support/forms.ts';
import { startNode } from '../support/node.ts';
import { basicOf } from '../support/routes.ts';
import { createVisitor } from '../support/visitor.ts';
import { startWeir, type TestUser, type TestWeir } from '../support/weir.ts';

let weir: TestWeir;
let node: RunningServer;
let nodes: readonly string[];
before(async () => {
  weir = await startWeir();
  node = await startNode(weir);
  nodes = [weir.baseUrl, `http://localhost:${node.address.port}`];
});
after(async () => {
  await node.close();
  await weir.stop();
});

const sessionIn = (cookies: string) => /weir_session=([^;]+)/.exec(cookies)?.[1] ?? '';

async function opens(baseUrl: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return (await fetch(`${baseUrl}/rest/api/user/current`, { headers })).status;
}

suite('a session (security rule 8)', () => {
  test('has 128 bits or more, a new value at each sign-in, and takes none that somebody planted', async () => {
    const uma = await weir.user('uma');
    const values = new Set<string>();
    for (let count = 0; count < 3; count += 1) {
      const visitor = weir.visitor();
      await visitor.request('/login.action', { headers: { cookie: `weir_session=${'p'.repeat(43)}` } });
      await visitor.signIn(uma.username, uma.password);
      values.add(sessionIn(visitor.cookieHeader()));
    }
    assert.equal(values.size, 3);
    for (const value of values) assert.ok(Buffer.from(value, 'base64url').length >= 16);
    assert.ok(!values.has('p'.repeat(43)));
  });

  for (const [ending, end] of [
    ['signing out', (_user, visitor) => visitor.post('/logout.action', {})],
    ['disabling the account', (user) => weir.rooms.users.disable(user.person.id, systemOrigin)],
    [
      'a new password',
      (user) =>
        weir.rooms.users.changePassword(
          { userId: user.person.id, password: 'a password of another kind', alsoApplications: false },
          systemOrigin,
        ),
    ],
  ] as const satisfies readonly (readonly [
    string,
    (user: TestUser, visitor: ReturnType<typeof createVisitor>) => Promise<unknown>,
  ])[]) {
    test(`ends by ${ending}, at once and on every node`, async () => {
      const user = await weir.user(`ender-${ending.length}`);
      const visitor = await weir.signedIn(user);
      const cookie = visitor.cookieHeader();
      for (const baseUrl of nodes) assert.equal(await opens(baseUrl, { cookie }), 200);
      await end(user, visitor);
      for (const baseUrl of nodes) assert.equal(await opens(baseUrl, { cookie }), 401);
    });
  }

  test('and everything else of a disabled account ends with it (regression row 28)', async () => {
    const user = await weir.user('ida');
    const link = await weir.link();
    const tokens = await weir.tokensFor(user, link);
    const headers = [{ authorization: `Bearer ${tokens.access_token}` }, { authorization: basicOf(user) }];
    for (const each of headers) assert.equal(await opens(weir.baseUrl, each), 200);
    await weir.rooms.users.disable(user.person.id, systemOrigin);
    for (const baseUrl of nodes) {
      for (const each of headers) assert.equal(await opens(baseUrl, each), 401);
      const refreshed = await postForm(`${baseUrl}/rest/oauth2/latest/token`, {
        ...credentialsOf(link),
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
      });
      assert.equal(refreshed.json.error, 'invalid_grant');
    }
  });
});

suite('sign-in (security rule 9)', () => {
  test('is throttled over all roads and nodes together, whatever address a header claims (rows 41 and 42)', async () => {
    const user = await weir.user('tina');
    const roads: readonly ((guess: number) => Promise<number>)[] = [
      async (guess) => {
        const visitor = createVisitor(nodes[guess % 2] ?? '');
        const form = { os_username: guess % 2 === 0 ? 'tina' : 'TINA', os_password: `guess ${guess}` };
        return (await visitor.post('/login.action', form)).status;
      },
      (guess) =>
        opens(nodes[guess % 2] ?? '', {
          authorization: basicOf({ username: 'tina', password: `guess ${guess}` }),
          'x-forwarded-for': `198.51.100.${guess}, garbage`,
          forwarded: `for=198.51.100.${guess}`,
          'x-real-ip': `198.51.100.${guess}`,
        }),
    ];
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1) statuses.push((await roads[guess % roads.length]?.(guess)) ?? 0);
    assert.ok(statuses.filter((status) => status === 429).length >= 6, statuses.join());
    // The right password opens nothing meanwhile, and says nothing either.
    assert.equal(await opens(weir.baseUrl, { authorization: basicOf(user) }), 429);
  });

  test('is known by the address that it came from: what headers claim counts only from a trusted proxy', async () => {
    const user = await weir.user('xenia');
    const behind = await startNode(weir, { settings: { WEIR_TRUSTED_PROXIES: '127.0.0.1' } });
    const addressOf = async (baseUrl: string, claim: string) => {
      const headers = { 'x-forwarded-for': claim, 'x-real-ip': '192.0.2.1', forwarded: 'for=192.0.2.1', origin: baseUrl };
      const visitor = createVisitor(baseUrl);
      const page = await (await visitor.request('/login.action')).text();
      const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(page) ?? [];
      const body = new URLSearchParams({ csrf_token, os_username: 'xenia', os_password: user.password });
      assert.equal((await visitor.request('/login.action', { method: 'POST', body, headers })).status, 303, claim);
      const event = await weir.rooms.database.read
        .selectFrom('audit_event')
        .select('remote_address')
        .where('kind', '=', 'session.started')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      return event.remote_address;
    };
    try {
      const trusting = `http://localhost:${behind.address.port}`;
      for (const claim of ['198.51.100.7', 'not-an-address', '127.0.0.1, 198.51.100.7', '"', ',,,', '<script>']) {
        assert.match(await addressOf(weir.baseUrl, claim), /^(::ffff:)?127\.0\.0\.1$|^::1$/, claim);
        // Whatever it is, it is no fault (CVE-2024-47070).
        await addressOf(trusting, claim);
      }
      assert.equal(await addressOf(trusting, '203.0.113.9, 198.51.100.7'), '198.51.100.7');
    } finally {
      await behind.close();
    }
  });

  test('says the same of a name that is not there, of one that is disabled, and of a wrong password', async () => {
    const gone = await weir.user('gus');
    await weir.user('will');
    await weir.rooms.users.disable(gone.person.id, systemOrigin);
    const answers = await Promise.all(
      [
        ['nobody-at-all', 'some password'],
        ['gus', gone.password],
        ['will', 'some password'],
      ].map(async ([username = '', password = '']) => {
        const answer = await weir.visitor().post('/login.action', { os_username: username, os_password: password });
        const page = (await answer.text()).replaceAll(username, 'NAME');
        // What differs from page to page by itself.
        return `${answer.status} ${page
          .replaceAll(/value="[\w-]{43}"/g, '')
          .replaceAll(/data-options="[^"]*"/g, '')
          .replaceAll(/autofocus/g, '')}`;
      }),
    );
    assert.equal(new Set(answers).size, 1);
  });

  test('is not held up by tokens that come as passwords: they are none, and count as no guess', async () => {
    const user = await weir.user('toni');
    const tokens = await weir.tokensFor(user, await weir.link());
    for (let tries = 0; tries < 40; tries += 1) {
      const authorization = basicOf({ username: 'toni', password: tokens.access_token });
      assert.equal(await opens(weir.baseUrl, { authorization }), 401);
    }
    assert.equal(await opens(weir.baseUrl, { authorization: basicOf(user) }), 200);
  });

  test('takes no account that came with Weir, and none by a guess of the installation’s kind', async () => {
    const accounts = await weir.rooms.users.list({ limit: 100 });
    assert.equal(accounts[0]?.username, 'admin', 'the first is the one that set-up made');
    const guesses = [
      'admin:admin',
      'admin:password',
      'disabledsystemuser:disabled1system1user6708',
      'system:system',
      'weir:weir',
      'anonymous:',
    ];
    for (const guess of guesses) {
      const authorization = `Basic ${Buffer.from(guess).toString('base64')}`;
      assert.ok([401, 429].includes(await opens(weir.baseUrl, { authorization })), guess);
    }
  });

  test('needs a password of 8 to 128 characters that is none of the commonest, at every door', async () => {
    const bad = ['', '1234567', 'password1', 'iloveyou', 'x'.repeat(129)];
    const user = await weir.user('paul');
    const visitor = await weir.signedIn(user);
    for (const password of bad) {
      const made = await weir.rooms.users.create(
        { username: 'never', fullName: 'Never', email: 'never@example.org', password, groups: [usersGroup] },
        systemOrigin,
      );
      assert.equal(made.outcome, 'refused', password);
      const form = { currentPassword: user.password, password, passwordAgain: password };
      assert.equal((await visitor.post('/users/changemypassword.action', form)).status, 422, password);
    }
    const long = `ä ${'x'.repeat(125)} `;
    assert.equal(long.length, 128);
    const form = { currentPassword: user.password, password: long, passwordAgain: long };
    assert.equal((await visitor.post('/users/changemypassword.action', form)).status, 303);
    assert.equal(await opens(weir.baseUrl, { authorization: basicOf({ username: 'paul', password: long }) }), 200);
    // As typed: not cut, not trimmed.
    assert.equal(await opens(weir.baseUrl, { authorization: basicOf({ username: 'paul', password: long.trim() }) }), 401);
    assert.equal(await opens(weir.baseUrl, { authorization: basicOf({ username: 'paul', password: `${long}x` }) }), 401);
  });
});
