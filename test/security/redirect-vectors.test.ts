/**
 * Security rule 4: a redirect URI is checked at registration, first of all at authorize, and again at token, by string equality.
 * One table of hostile URIs goes through every door (regression rows 15 to 21).
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { credentialsOf, postForm } from '../support/forms.ts';
import { basicOf } from '../support/routes.ts';
import type { Visitor } from '../support/visitor.ts';
import { pkcePair, startWeir, type TestLink, type TestWeir } from '../support/weir.ts';
import { runCommand } from '../support/weir-process.ts';

const registered = 'https://app.example.org/callback';

/** What nobody may register, confidential or public. */
const never = [
  // Schemes that run or read something.
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'javascript://app.example.org/%0aalert(1)',
  'java\tscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://app.example.org/1',
  'ftp://app.example.org/cb',
  // Another host behind something that looks like ours.
  '//evil.example/cb',
  '///evil.example/cb',
  '/\\evil.example/cb',
  '\\\\evil.example/cb',
  'https://app.example.org@evil.example/cb',
  'https://user:secret@app.example.org/cb',
  'https://app.example.org\\@evil.example/cb',
  'https://app.example.org\\.evil.example/cb',
  'https:\\\\evil.example/cb',
  'https:/evil.example/cb',
  'https://app%2eexample.org/cb',
  'https://evil。example/cb',
  'https://ｅvil.example/cb',
  // Loopback that is none, and plain http.
  'http://127.0.0.1.evil.example/cb',
  'http://localhost.evil.example/cb',
  'http://localhost@evil.example/cb',
  'http://127.0.0.2/cb',
  'http://2130706433/cb',
  'http://0x7f.0.0.1/cb',
  'http://app.example.org/cb',
  // What is not an exact address.
  'https://*.example.org/cb',
  'https://app.example.org/*',
  'https://app.example.org/cb#fragment',
  'https://app.example.org/cb#',
  'https://app.example.org/c b',
  'https://app.example.org/cb\nX',
  'https://app.example.org/cb\r\nLocation: https://evil.example',
  'https://app.example.org/\u0000cb',
  'https://app.example.org/\u202ecb',
  'HTTPS://app.example.org/cb',
  '/relative',
  'relative',
  `https://app.example.org/${'a'.repeat(3000)}`,
];

/** Near the registered URI, and not it. */
const near = [
  'https://app.example.org/callback/',
  'https://app.example.org/callback?',
  'https://app.example.org/callback?x=1',
  'https://app.example.org/callback#',
  'https://app.example.org/callback/../evil',
  'https://app.example.org/callback%2f..%2fevil',
  'https://app.example.org/%63allback',
  'https://app.example.org/Callback',
  'https://app.example.org//callback',
  'https://APP.example.org/callback',
  'https://app.example.org./callback',
  'https://app.example.org:443/callback',
  'https://app.example.org.evil.example/callback',
  'https://appaexample.org/callback',
  'https://evil.example/callback?https://app.example.org/callback',
  'https://evil.example#https://app.example.org/callback',
  'http://app.example.org/callback',
  ' https://app.example.org/callback',
  'https://app.example.org/callback ',
  'https://app.example.org/callback\u0000',
  'https://app.example.org/callback\thttps://evil.example',
  'https://app.example.org/callback,https://evil.example',
];

let weir: TestWeir;
let admin: Visitor;
let link: TestLink;
let publicLink: TestLink;
before(async () => {
  weir = await startWeir();
  admin = await weir.signedIn(weir.admin);
  link = await weir.link({ redirectUris: [registered] });
  publicLink = await weir.link({
    clientType: 'public',
    requirePkce: true,
    redirectUris: ['http://127.0.0.1/cb', 'http://[::1]:4000/cb', 'http://localhost:3000/cb', 'com.example.app:/cb'],
  });
});
after(() => weir.stop());

const printable = (uri: string) => JSON.stringify(uri).slice(0, 80);
const linkCount = async () => (await weir.rooms.links.list()).length;

suite('a hostile redirect URI is not registered (security rule 4, regression rows 16 and 17)', () => {
  let serial = 0;
  const settings = (clientType: string) => ({ name: `Hostile ${++serial}`, scope: 'READ', clientType });

  test('by the form of the console', async () => {
    const before = await linkCount();
    for (const clientType of ['confidential', 'public']) {
      for (const uri of never) {
        const answer = await admin.post('/admin/application-links/create/incoming', {
          ...settings(clientType),
          redirectUris: uri,
        });
        assert.equal(answer.status, 400, `${clientType} ${printable(uri)}`);
      }
    }
    assert.equal(await linkCount(), before);
  });

  test('by the REST resource, new or in an update, alone or among good ones', async () => {
    const before = await linkCount();
    const headers = { authorization: basicOf(weir.admin), 'content-type': 'application/json' };
    for (const clientType of ['confidential', 'public']) {
      for (const uri of never) {
        const body = JSON.stringify({ ...settings(clientType), redirects: [registered, uri] });
        const made = await fetch(`${weir.baseUrl}/rest/oauth2/latest/client`, { method: 'POST', headers, body });
        assert.equal(made.status, 400, `${clientType} ${printable(uri)}`);
        const changed = await fetch(`${weir.baseUrl}/rest/oauth2/latest/client/${link.id}`, {
          method: 'PUT',
          headers,
          body: JSON.stringify({ redirects: [uri] }),
        });
        assert.equal(changed.status, 400, printable(uri));
      }
    }
    assert.equal(await linkCount(), before);
    assert.deepEqual((await weir.rooms.links.find(link.id))?.redirectUris, [registered]);
  });

  test('by the command line', async () => {
    const before = await linkCount();
    for (const uri of [
      'javascript:alert(1)',
      'https://app.example.org@evil.example/cb',
      'http://127.0.0.1.evil.example/cb',
      '',
    ]) {
      const ran = await runCommand(['link', 'add', '--name', 'Hostile', '--redirect-url', uri], weir.environment);
      assert.notEqual(ran.code, 0, uri);
    }
    assert.equal(await linkCount(), before);
  });

  test('without any, or with more than twenty', async () => {
    for (const redirects of [[], Array.from({ length: 21 }, (_, index) => `${registered}/${index}`)]) {
      const answer = await fetch(`${weir.baseUrl}/rest/oauth2/latest/client`, {
        method: 'POST',
        headers: { authorization: basicOf(weir.admin), 'content-type': 'application/json' },
        body: JSON.stringify({ ...settings('confidential'), redirects }),
      });
      assert.equal(answer.status, 400);
    }
  });

  test('as a scheme of one’s own by a confidential client', async () => {
    const answer = await admin.post('/admin/application-links/create/incoming', {
      ...settings('confidential'),
      redirectUris: 'com.example.app:/cb',
    });
    assert.equal(answer.status, 400);
  });
});

suite('authorize redirects to no URI but a registered one, whatever else is right or wrong (security rule 4, rows 15 and 20)', () => {
  /** What else a request says: none of it may come before the redirect URI is known good. */
  const requests: readonly Record<string, string>[] = [
    {},
    { response_type: 'token' },
    { scope: 'NONSENSE' },
    { prompt: 'none' },
    { code_challenge_method: 'S256' },
    { response_mode: 'form_post' },
  ];

  for (const who of ['signed in', 'signed out'] as const) {
    test(`to somebody ${who}, by GET and by POST`, async () => {
      const visitor = who === 'signed in' ? admin : weir.visitor();
      // A consent that stands changes nothing (CVE-2025-4143).
      if (who === 'signed in') await weir.authorize(admin, link, {});
      for (const uri of [...never, ...near]) {
        for (const request of requests.slice(0, near.includes(uri) ? requests.length : 2)) {
          const query = new URLSearchParams({ response_type: 'code', ...request, client_id: link.clientId, redirect_uri: uri });
          const answers = [
            await visitor.request(`/rest/oauth2/latest/authorize?${query}`),
            await visitor.request('/rest/oauth2/latest/authorize', { method: 'POST', body: query }),
          ];
          for (const answer of answers) {
            assert.deepEqual([answer.status, answer.headers.get('location')], [400, null], printable(uri));
            const page = await answer.text();
            assert.ok(!page.includes('evil') && !page.includes('alert(1)'), `the page repeats ${printable(uri)}`);
          }
        }
      }
    });
  }

  test('nor to the registered one of another client, or one that is sent twice', async () => {
    const other = await weir.link({ redirectUris: ['https://other.example.org/cb'] });
    for (const query of [
      `client_id=${link.clientId}&redirect_uri=https://other.example.org/cb&response_type=code`,
      `client_id=${link.clientId}&redirect_uri=${registered}&redirect_uri=https://other.example.org/cb&response_type=code`,
      `client_id=${link.clientId}&client_id=${other.clientId}&redirect_uri=${registered}&response_type=code`,
      `client_id=${link.clientId}&redirect_uri[]=${registered}&response_type=code`,
      `client_id=${link.clientId}&redirect_uri=&response_type=code`,
      `client_id=${link.clientId}&response_type=code`,
      `client_id=nobody&redirect_uri=${registered}&response_type=code`,
    ]) {
      const answer = await admin.request(`/rest/oauth2/latest/authorize?${query}`);
      assert.deepEqual([answer.status, answer.headers.get('location')], [400, null], query);
    }
  });

  test('except to another port of the same loopback address, for a public client (RFC 8252 §7.3)', async () => {
    const { challenge } = pkcePair();
    const ask = async (client: TestLink, redirect_uri: string) => {
      const parameters = { redirect_uri, code_challenge: challenge, code_challenge_method: 'S256' };
      return (await admin.request(weir.authorizeUrl(client, parameters))).status;
    };
    for (const uri of ['http://127.0.0.1/cb', 'http://127.0.0.1:51234/cb', 'http://[::1]:51234/cb', 'com.example.app:/cb']) {
      assert.equal(await ask(publicLink, uri), 303, uri);
    }
    for (const uri of [
      'http://localhost:51234/cb',
      'http://127.0.0.1:51234/cb2',
      'http://127.0.0.1:99999/cb',
      'http://127.0.0.1:/cb',
      'http://127.0.0.1:80@evil.example/cb',
      'http://127.0.0.1.evil.example:80/cb',
      'https://127.0.0.1/cb',
      'com.example.app://cb',
      'com.example.app:/cb/',
      'com.example.apps:/cb',
    ]) {
      assert.equal(await ask(publicLink, uri), 400, uri);
    }
    const confidential = await weir.link({ redirectUris: ['http://127.0.0.1:4000/cb'] });
    assert.equal(await ask(confidential, 'http://127.0.0.1:4000/cb'), 303);
    assert.equal(await ask(confidential, 'http://127.0.0.1:4001/cb'), 400);
  });
});

suite('the token endpoint takes the redirect URI of the request and no other (security rule 4, RFC 6749 §4.1.3)', () => {
  test('and a wrong one does not use the code up', async () => {
    const code = (await weir.authorize(admin, link, {})).get('code') ?? '';
    const exchange = (redirect_uri: string) =>
      postForm(`${weir.baseUrl}/rest/oauth2/latest/token`, {
        ...credentialsOf(link),
        grant_type: 'authorization_code',
        code,
        redirect_uri,
      });
    for (const uri of [...never, ...near, '']) {
      const { status, json } = await exchange(uri);
      assert.deepEqual([status, json.error], [400, 'invalid_grant'], printable(uri));
    }
    assert.equal((await exchange(registered)).status, 200);
  });

  test('to the port that was asked with, too', async () => {
    const { verifier, challenge } = pkcePair();
    const answer = await weir.authorize(admin, publicLink, {
      redirect_uri: 'http://127.0.0.1:51234/cb',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const exchange = (redirect_uri: string) =>
      weir.token(publicLink, {
        grant_type: 'authorization_code',
        code: answer.get('code') ?? '',
        redirect_uri,
        code_verifier: verifier,
      });
    assert.equal((await exchange('http://127.0.0.1:51235/cb')).body.error, 'invalid_grant');
    assert.equal((await exchange('http://127.0.0.1:51234/cb')).status, 200);
  });
});
