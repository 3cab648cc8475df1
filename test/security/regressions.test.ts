/** What went wrong elsewhere, as it would look here: one test a lesson, on a whole Weir, where no other test has it already. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { csrfTokenOf } from '../../src/http/csrf.ts';
import { rawRequest } from '../support/raw-request.ts';
import { addressOf, basicOf, type Premises, premises } from '../support/routes.ts';
import { sessionOf, type TestSession } from '../support/sessions.ts';
import { tableContents } from '../support/table-contents.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`lessons of others, on ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`, () => {
    let weir: TestWeir;
    let here: Premises;
    let admin: TestSession;
    before(async () => {
      weir = await startWeir({ engine });
      here = await premises(weir);
      admin = await sessionOf(weir, weir.admin);
      await weir.tokensFor(here.uma, here.link);
    });
    after(() => weir.stop());

    test('no number, cursor or name that was tampered with is a fault, or shows more (CVE-2026-33504)', async () => {
      const values = [
        '-1',
        '0',
        '00',
        '1.5',
        '1e9',
        '0x10',
        'NaN',
        'null',
        '',
        ' ',
        '2147483648',
        '9007199254740993',
        '9223372036854775808',
        '99999999999999999999999',
        '1;drop table content',
        "1' or '1'='1",
        '1)--',
        '%',
        '_',
        '\\',
        '\u0000',
        '\ufffd',
        '💧',
        '[]',
        '{}',
        '../../1',
        'a'.repeat(300),
      ];
      const headers = { cookie: admin.cookie };
      const before = await tableContents(weir.rooms.database);
      const faults: string[] = [];
      const ask = async (path: string) => {
        const answer = await fetch(weir.baseUrl + path, { headers, redirect: 'manual' });
        const text = await answer.text();
        if (answer.status >= 500 || /syntax error|SQLITE|invalid input|stack/i.test(text))
          faults.push(`${path}: ${answer.status}`);
      };
      for (const value of values) {
        const written = encodeURIComponent(value);
        const paths: string[] = [];
        for (const name of [
          'start',
          'limit',
          'expand',
          'spaceKey',
          'title',
          'status',
          'version',
          'key',
          'username',
          'type',
          'depth',
        ]) {
          paths.push(`/rest/api/content?${name}=${written}`);
          paths.push(`/rest/api/space?${name}=${written}`);
        }
        paths.push(`/rest/api/content/${here.pageId}?status=${written}&version=${written}&expand=${written}`);
        paths.push(`/rest/api/user?key=${written}`);
        paths.push(`/rest/api/user?username=${written}`);
        paths.push(`/rest/api/content?limit=1&limit=${written}&start[]=${written}`);
        for (const { url } of weir.app.declaredRoutes.filter(({ method, url }) => method === 'GET' && url.includes(':'))) {
          paths.push(url.replaceAll(/:\w+|\*/g, written));
        }
        paths.push(`/admin/application-links/${here.link.id}?before=${written}`);
        paths.push(`/admin/application-links/${here.link.id}/users?before=${written}`);
        paths.push(`/pages/viewpage.action?pageId=${written}&spaceKey=${written}&title=${written}`);
        await Promise.all(paths.map(ask));
      }
      assert.deepEqual(faults, []);
      assert.deepEqual(await tableContents(weir.rooms.database), before);
    });

    test('neither is a body: numbers, texts and lists where others belong', async () => {
      const values: readonly unknown[] = [
        null,
        true,
        -1,
        1e308,
        2 ** 53,
        '',
        '\u0000',
        'x'.repeat(70_000),
        [],
        [[]],
        {},
        { $ne: null },
        '\ud800',
      ];
      const authorization = basicOf(weir.admin);
      for (const value of values) {
        for (const [method, path, body] of [
          ['POST', '/rest/api/space', { key: value, name: 'Name', description: { plain: { value } } }],
          ['POST', '/rest/api/space', { key: 'TYPES', name: value }],
          ['POST', '/rest/api/content', { type: value, title: value, space: { key: here.spaceKey }, body: { storage: value } }],
          ['POST', '/rest/api/content', { title: value, space: { key: here.spaceKey }, ancestors: [{ id: value }] }],
          [
            'PUT',
            `/rest/api/content/${here.pageId}`,
            { version: { number: value, message: value }, title: value, ancestors: value },
          ],
          ['POST', '/rest/oauth2/latest/client', { name: value, redirects: [value], scope: value, accessTokenSeconds: value }],
          ['PUT', `/rest/oauth2/latest/client/${here.link.id}`, { name: value, refreshTokenSeconds: value }],
          ['POST', `/rest/api/space/${here.spaceKey}/permissions`, [{ groupName: value, operations: value }]],
        ] as const) {
          const answer = await fetch(weir.baseUrl + path, {
            method,
            headers: { authorization, ...json },
            body: JSON.stringify(body),
          });
          assert.ok(answer.status < 500, `${method} ${path} ${JSON.stringify(value).slice(0, 40)}: ${await answer.text()}`);
        }
      }
    });
  });
}

suite('lessons of others', () => {
  let weir: TestWeir;
  let here: Premises;
  let uma: TestSession;
  before(async () => {
    weir = await startWeir();
    here = await premises(weir);
    uma = await sessionOf(weir, here.uma);
  });
  after(() => weir.stop());

  test('set-up is dead once there is an account, however it is asked (CVE-2023-22515)', async () => {
    const before = await tableContents(weir.rooms.database);
    const token = await weir.rooms.setup.newAddress();
    const fields = {
      token,
      username: 'mallory',
      fullName: 'Mallory',
      email: 'm@evil.example',
      password: 'a good enough password',
      passwordAgain: 'a good enough password',
      csrf_token: csrfTokenOf('v'),
      'bootstrapStatusProvider.applicationConfig.setupComplete': 'false',
    };
    for (const path of [
      '/setup',
      '/setup/',
      '//setup',
      `/setup?token=${token}`,
      '/setup/setupadministrator.action',
      '/server-info.action',
    ]) {
      for (const method of ['GET', 'POST', 'PUT']) {
        const answer = await rawRequest(weir.baseUrl, path, {
          method,
          headers: { ...form, cookie: 'weir_visitor=v' },
          ...(method === 'GET' ? {} : { body: new URLSearchParams(fields).toString() }),
        });
        assert.ok([404, 405].includes(answer.status), `${method} ${path}: ${answer.status}`);
      }
    }
    const { one_time_address: _, ...rest } = await tableContents(weir.rooms.database);
    const { one_time_address: __, ...same } = before;
    assert.deepEqual(rest, same);
    assert.equal((await weir.rooms.users.byUsername('mallory')) === undefined, true);
  });

  test('a form or a body says no more than its own fields (mass assignment, CVE-2023-22515)', async () => {
    const more = {
      id: '1',
      user_id: '1',
      userKey: '0'.repeat(32),
      username: 'admin',
      groups: 'weir-administrators',
      permissions: 'administer-system',
      disabled_at: '',
      password: 'a password of a stranger',
      __proto__: 'x',
      constructor: 'x',
      'person.permissions': 'administer',
    };
    const profile = await fetch(`${weir.baseUrl}/users/viewmyprofile.action`, {
      method: 'POST',
      headers: { ...form, cookie: uma.cookie },
      body: new URLSearchParams({ ...more, fullName: 'Uma', email: 'uma@example.org', csrf_token: uma.csrfToken }),
      redirect: 'manual',
    });
    assert.equal(profile.status, 303);
    const user = await weir.rooms.users.byUsername('uma');
    assert.deepEqual([user?.userKey, user?.fullName], [here.uma.person.userKey, 'Uma']);
    assert.equal((await fetch(`${weir.baseUrl}/admin`, { headers: { cookie: uma.cookie } })).status, 403);
    assert.equal(
      (await fetch(`${weir.baseUrl}/rest/api/user/current`, { headers: { authorization: basicOf(here.uma) } })).status,
      200,
    );

    const body = {
      name: 'Assigned',
      redirects: ['https://app.example.org/cb'],
      id: '1',
      clientId: 'chosen',
      clientSecret: 'chosen by the caller',
      allowTryIt: true,
      createdBy: 'nobody',
      enabled: false,
    };
    const made = await fetch(`${weir.baseUrl}/rest/oauth2/latest/client`, {
      method: 'POST',
      headers: { ...json, authorization: basicOf(weir.admin) },
      body: `${JSON.stringify(body).slice(0, -1)},"__proto__":{"scope":"SYSTEM_ADMIN"},"constructor":{"prototype":{"x":1}}}`,
    });
    const link = (await made.json()) as Readonly<Record<string, unknown>>; // Checked here.
    assert.equal(made.status, 201);
    assert.notEqual(link.id, '1');
    assert.notEqual(link.clientId, 'chosen');
    assert.notEqual(link.clientSecret, 'chosen by the caller');
    assert.deepEqual([link.scope, link.enabled, link.createdBy], ['READ', true, 'Ada Admin']);
    assert.equal(Object.hasOwn(Object.prototype, 'scope') || Object.hasOwn(Object.prototype, 'x'), false);
  });

  test('no answer is made of a host or an address that a header claims (CVE-2026-53523, CVE-2024-47070, CVE-2026-40575)', async () => {
    const claims = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'javascript',
      'x-forwarded-port': '99999',
      'x-forwarded-prefix': '//evil.example',
      'x-forwarded-for': ', not-an-address, \u00ff',
      'x-forwarded-uri': '/status',
      'x-original-url': '/status',
      'x-rewrite-url': '/status',
      'x-http-method-override': 'DELETE',
      x_forwarded_for: '127.0.0.1',
      forwarded: 'host=evil.example;proto=https;for="[::1',
      'x-atlassian-confluence-url': 'https://evil.example',
      via: '1.1 evil.example',
    };
    for (const { method, url, access } of weir.app.declaredRoutes.filter((route) => route.method === 'GET')) {
      const path = addressOf({ method, url, access }, here);
      const [plain, claimed] = await Promise.all([
        rawRequest(weir.baseUrl, path),
        rawRequest(weir.baseUrl, path, { headers: claims }),
      ]);
      assert.equal(claimed.status, plain.status, path);
      assert.equal(claimed.headers.location, plain.headers.location, path);
      assert.ok(!JSON.stringify([claimed.headers, claimed.text]).includes('evil.example'), path);
    }
  });

  test('what administrators see of links is for them alone (CVE-2019-15011)', async () => {
    const token = (await weir.tokensFor(here.uma, here.link, { scope: 'SYSTEM_ADMIN' })).access_token;
    for (const { method, url, access } of weir.app.declaredRoutes) {
      if (method !== 'GET' || !/\/admin|applinks\/list|\/rest\/oauth2\/[\w.]+\/client/.test(url)) continue;
      const path = addressOf({ method, url, access }, here);
      for (const headers of [
        {},
        { cookie: uma.cookie },
        { authorization: `Bearer ${token}` },
        { authorization: basicOf(here.uma) },
      ]) {
        const answer = await rawRequest(weir.baseUrl, path, { headers });
        assert.ok([303, 401, 403].includes(answer.status), `${path}: ${answer.status}`);
        assert.ok(!answer.text.includes(here.link.clientId), path);
      }
    }
  });

  test('a token makes no credential that outlives it (CVE-2026-56654, CVE-2020-10187)', async () => {
    const { access_token } = await weir.tokensFor(weir.admin, here.link, { scope: 'SYSTEM_ADMIN' });
    const before = await tableContents(weir.rooms.database);
    const call = (method: string, path: string, body: object) =>
      weir.call(access_token, path, { method, headers: json, body: JSON.stringify(body) });
    const client = { name: 'Minted', redirects: ['https://app.example.org/cb'], scope: 'SYSTEM_ADMIN' };
    for (const version of ['latest', '1.0']) {
      assert.equal((await call('POST', `/rest/oauth2/${version}/client`, client)).status, 403);
      assert.equal((await call('POST', `/rest/oauth2/${version}/client/${here.link.id}/rotate`, {})).status, 403);
      const answer = await call('GET', `/rest/oauth2/${version}/client/${here.link.id}`, {}).catch(() => undefined);
      assert.ok(!(await answer?.text())?.includes(here.link.clientSecret ?? '-'));
    }
    const cookies = (await weir.call(access_token, '/rest/api/user/current')).headers.getSetCookie();
    assert.deepEqual(cookies, []);
    for (const page of [
      '/users/viewmyprofile.action',
      '/admin',
      '/users/changemypassword.action',
      '/plugins/servlet/oauth2/consent',
    ]) {
      assert.equal((await weir.call(access_token, page)).status, 303, page);
    }
    const { oauth_token_pair: _, oauth_grant: __, ...after } = await tableContents(weir.rooms.database);
    const { oauth_token_pair: ___, oauth_grant: ____, ...same } = before;
    assert.deepEqual(after, same);
  });

  test('two people’s requests at the same moment never answer with each other’s data (CVE-2026-48529)', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, (_, index) => weir.user(`person${index}`)));
    const tokens = await Promise.all(people.map((user) => weir.tokensFor(user, here.link)));
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const which = index % people.length;
        const answer = await weir.call(tokens[which]?.access_token ?? '', '/rest/api/user/current');
        assert.equal(answer.headers.get('x-ausername'), `person${which}`);
        assert.match(await answer.text(), new RegExp(`"username":"person${which}"`));
      }),
    );
  });

  test('no file of the server is read by a path (CVE-2021-26085, CVE-2019-8451)', async () => {
    const names = ['package.json', 'etc/passwd', 'WEB-INF/web.xml', 'weir.db', 'encryption.key'];
    const climbs = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..\\', '..%5c', '....//', '%252e%252e%252f', '..;/', '\u0000/', ''];
    for (const start of [
      '/static/hash/',
      '/s/x/_/;/',
      '/static/',
      '/',
      '/download/attachments/',
      '/plugins/servlet/applinks/logo/',
    ]) {
      for (const climb of climbs) {
        for (const name of names) {
          const path = start + encodeURI(climb.repeat(6)).replaceAll('%25', '%') + name;
          const answer = await rawRequest(weir.baseUrl, path);
          assert.ok(answer.status >= 300 && answer.status < 500, `${path}: ${answer.status}`);
          assert.doesNotMatch(answer.text, /root:|"devDependencies"|SQLite format/, path);
        }
      }
    }
  });

  test('a picture that is none is not taken, and what is taken runs nothing (CVE-2017-9506, CVE-2024-21683)', async () => {
    const admin = await sessionOf(weir, weir.admin);
    const upload = (bytes: string, name: string, type: string) =>
      fetch(`${weir.baseUrl}/admin/application-links/${here.link.id}/logo`, {
        method: 'POST',
        headers: { cookie: admin.cookie, 'content-type': 'multipart/form-data; boundary=x' },
        body: Buffer.from(
          `--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n${admin.csrfToken}\r\n--x\r\nContent-Disposition: form-data; name="logo"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n${bytes}\r\n--x--\r\n`,
          'latin1',
        ),
        redirect: 'manual',
      });
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
    for (const [bytes, name, type] of [
      [svg, 'logo.svg', 'image/svg+xml'],
      [svg, 'logo.png', 'image/png'],
      ['<html><script>alert(1)</script></html>', '../../../logo.png', 'image/png'],
      ['\u0089PNG\r\n\u001a\n<script>alert(1)</script>', 'logo.png', 'image/png'],
      ['GIF89a', 'logo.gif', 'image/gif'],
      ['', 'logo.png', 'image/png'],
      ['#!/bin/sh', 'logo.sh', 'application/x-sh'],
    ] as const) {
      assert.equal((await upload(bytes, name, type)).status, 400, name);
    }
    const logo = await fetch(`${weir.baseUrl}/plugins/servlet/applinks/logo/${here.link.clientId}`);
    assert.equal(logo.status, 404);
  });

  test('signing out takes a form: a link, a picture or a foreign page changes nothing (CVE-2015-9284)', async () => {
    const victim = await sessionOf(weir, here.uma);
    const header = { cookie: victim.cookie };
    const isIn = async () => (await fetch(`${weir.baseUrl}/rest/api/user/current`, { headers: header })).status === 200;
    await fetch(`${weir.baseUrl}/logout.action`, { headers: header, redirect: 'manual' });
    await fetch(`${weir.baseUrl}/logout.action`, { method: 'HEAD', headers: header, redirect: 'manual' });
    await fetch(`${weir.baseUrl}/logout.action`, {
      method: 'POST',
      headers: { ...header, ...form, origin: 'https://evil.example' },
      body: '',
    });
    assert.ok(await isIn());
  });

  test('disabling a link ends its tokens and its authorizations while they run (CVE-2024-25619)', async () => {
    const link = await weir.link();
    const tokens = await weir.tokensFor(here.uma, link);
    const asked = await fetch(weir.authorizeUrl(link), { headers: { cookie: uma.cookie }, redirect: 'manual' });
    const consent = weir.baseUrl + (asked.headers.get('location') ?? '').replace(weir.baseUrl, '');
    assert.equal((await fetch(consent, { headers: { cookie: uma.cookie } })).status, 200);
    await weir.rooms.links.disable(link.id, { origin: systemOrigin, isSystemAdministrator: true });
    assert.equal((await weir.call(tokens.access_token, '/rest/api/user/current')).status, 401);
    const refreshed = await weir.token(link, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
    assert.equal(refreshed.status, 401);
    assert.equal((await fetch(consent, { headers: { cookie: uma.cookie } })).status, 400);
    const request = new URL(consent).searchParams.get('request') ?? '';
    const decided = await fetch(`${weir.baseUrl}/plugins/servlet/oauth2/consent`, {
      method: 'POST',
      headers: { ...form, cookie: uma.cookie },
      body: new URLSearchParams({ request, decision: 'allow', csrf_token: uma.csrfToken }),
      redirect: 'manual',
    });
    assert.deepEqual([decided.status, decided.headers.get('location')], [400, null]);
  });
});
