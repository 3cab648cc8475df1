/** Redirect URIs (RFC 6749 §3.1.2, RFC 8252 §7 and §8.4): which can be registered, and which of them a request may name. Vectors and their verdicts. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  formTarget,
  isRegistered,
  leadsToThisComputer,
  redirectHost,
  whyNotRegistrable,
  withAnswer,
} from '../../src/oauth/redirect-uri.ts';
import type { ClientType } from '../../src/oauth/vocabulary.ts';

const usual = { allowHttp: false, hosts: [] };
const confidential = { clientType: 'confidential', policy: usual } as const;
const publicClient = { clientType: 'public', policy: usual } as const;
const closedNetwork = { clientType: 'confidential', policy: { ...usual, allowHttp: true } } as const;

suite('a redirect URI can be registered', () => {
  for (const uri of [
    'https://app.example.org/callback',
    'https://app.example.org',
    'https://app.example.org:8443/callback?tenant=1&x=%20y+z',
    'https://oauth.pstmn.io/v1/callback',
    'https://xn--bcher-kva.example/cb',
    'https://192.0.2.7/cb',
    'https://[2001:db8::1]/cb',
    'https://App.Example.org/Callback',
    'http://localhost/cb',
    'http://localhost:3000/cb',
    'http://127.0.0.1',
    'http://127.0.0.1:8080/cb?foo=bar',
    'http://[::1]:1024/cb',
  ]) {
    test(`by any client: ${uri}`, () => {
      assert.equal(whyNotRegistrable(uri, confidential), undefined);
      assert.equal(whyNotRegistrable(uri, publicClient), undefined);
    });
  }

  for (const uri of [
    'com.example.app:/cb',
    'com.example.app://cb',
    'com.example.app:///cb@2',
    'com.example.app://host:8080/cb',
    'org.example.desktop:/oauth/done?x=1',
  ]) {
    test(`by public clients only: ${uri}`, () => {
      assert.equal(whyNotRegistrable(uri, publicClient), undefined);
      assert.match(whyNotRegistrable(uri, confidential) ?? '', /public clients/);
    });
  }

  test('with plain http to any host only on a closed network', () => {
    assert.equal(whyNotRegistrable('http://intranet.example/cb', closedNetwork), undefined);
    assert.match(whyNotRegistrable('http://intranet.example/cb', confidential) ?? '', /https/);
    assert.match(whyNotRegistrable('http://intranet.example/cb', publicClient) ?? '', /https/);
  });
});

suite('where the settings name the hosts that redirect URIs may lead to', () => {
  const rules = {
    clientType: 'public',
    policy: { allowHttp: true, hosts: ['app.example.org', '*.apps.example.org', '2001:db8::1'] },
  } as const;

  for (const uri of [
    'https://app.example.org/cb',
    'https://APP.example.org:8443/cb',
    'http://app.example.org/cb',
    'https://one.apps.example.org/cb',
    'https://a.b.apps.example.org/cb',
    'https://[2001:db8::1]/cb',
    'http://localhost:3000/cb',
    'http://127.0.0.1:8080/cb',
    'com.example.app:/callback',
  ]) {
    test(`it may be ${uri}`, () => assert.equal(whyNotRegistrable(uri, rules), undefined));
  }

  for (const uri of [
    'https://example.org/cb',
    'https://app.example.org.evil.example/cb',
    'https://evilapp.example.org/cb',
    'https://apps.example.org/cb',
    'https://evilapps.example.org/cb',
    'https://evil.example/app.example.org',
    'http://evil.example/cb',
  ]) {
    test(`it may not be ${uri}`, () => assert.match(whyNotRegistrable(uri, rules) ?? '', /lead to app\.example\.org, /));
  }
});

suite('a redirect URI cannot be registered', () => {
  for (const uri of [
    '',
    ' ',
    ' https://app.example.org/cb',
    'https://app.example.org/cb ',
    'https://app.example.org/c b',
    'https://app.example.org/cb\n',
    'https://app.example.org/\tcb',
    'https://app.example.org/cb\0',
    'https://app.example.org/\u007f',
    'https://app.example.org/cb#fragment',
    'https://app.example.org/cb#',
    'https://*.example.org/cb',
    'https://app.example.org/*',
    'https://user@app.example.org/cb',
    'https://user:secret@app.example.org/cb',
    'https://app.example.org@evil.example/cb',
    'https://app.example.org\\@evil.example/cb',
    'https://app.example.org\\.evil.example/cb',
    'https:\\\\app.example.org/cb',
    'https:/app.example.org/cb',
    'https:app.example.org/cb',
    'https:///cb',
    'https://',
    'https://?x=1',
    'https://:443/cb',
    'https://app.example.org:/cb',
    'https://app.example.org:99999/cb',
    'https://app.example.org:80a/cb',
    'https://app%2eexample.org/cb',
    'https://%65vil.example/cb',
    'https://bücher.example/cb',
    'https://ａpp.example.org/cb',
    'https://[::1/cb',
    'https://127.1/cb',
    'https://0x7f.0.0.1/cb',
    'https://2130706433/cb',
    'HTTPS://app.example.org/cb',
    'Https://app.example.org/cb',
    'http://127.0.0.1.evil.example/cb',
    'http://localhost.evil.example/cb',
    'http://localhost@evil.example/cb',
    'http://127.0.0.1@evil.example/cb',
    'http://evil.example/127.0.0.1',
    'http://127.0.0.2/cb',
    'http://0.0.0.0/cb',
    'http://[::]/cb',
    'http://[::ffff:127.0.0.1]/cb',
    'http://localhost:@evil.example',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'javascript://app.example.org/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'blob:https://app.example.org/1',
    'about:blank',
    'ftp://app.example.org/cb',
    'ws://app.example.org/cb',
    'mailto:a@example.org',
    '//evil.example/cb',
    '///evil.example/cb',
    '/\\evil.example/cb',
    '\\\\evil.example',
    '/cb',
    'cb',
    '?x=1',
    ':/invalid.uri)bar',
    '://app.example.org',
    'app.example.org/cb',
    'wta://auth',
    'com.example.app://user@host/cb',
    'com.example.app://user:secret@host/cb',
    'com.example.app://@/cb',
    'com.example.app://[',
    'com.example.app://host:port/cb',
    'com.example.app://host:99999/cb',
    'wta:///auth',
    'web+application://callback',
    'myapp:/cb',
    'com.example.app:',
    '.com.example:/cb',
    '1com.example:/cb',
    'com.Example.app:/cb',
    'com.example_app:/cb',
    `https://app.example.org/${'a'.repeat(2000)}`,
  ]) {
    test(JSON.stringify(uri.slice(0, 60)), () => {
      assert.equal(typeof whyNotRegistrable(uri, confidential), 'string');
      assert.equal(typeof whyNotRegistrable(uri, publicClient), 'string');
    });
  }

  for (const uri of ['http://user@intranet.example/cb', 'http://intranet.example/cb#x', 'http://*/cb', 'http:intranet.example']) {
    test(`on a closed network either: ${uri}`, () => assert.equal(typeof whyNotRegistrable(uri, closedNetwork), 'string'));
  }
});

suite('a requested redirect URI', () => {
  /** registered, requested, whether a confidential client may, whether a public one may */
  const vectors: readonly (readonly [
    registered: readonly string[],
    requested: string,
    confidential: boolean,
    publicClient: boolean,
  ])[] = [
    [[], 'https://foo.example/cb', false, false],
    [[''], 'https://foo.example/cb', false, false],
    [['com.example.app:/cb'], 'com.example.app:/cb', true, true],
    [['com.example.app://host/cb'], 'com.example.app://host/cb2', false, false],
    [['https://bar.example/cb'], 'https://foo.example/cb', false, false],
    [['https://bar.example/cb'], '', false, false],
    [['https://bar.example/cb'], 'https://bar.example/cb', true, true],
    [['https://bar.example/cb'], 'https://bar.example/cb123', false, false],
    [['https://bar.example/cb'], 'https://bar.example/cb/', false, false],
    [['https://bar.example/cb'], 'https://bar.example/cb?', false, false],
    [['https://bar.example/cb'], 'https://bar.example/Cb', false, false],
    [['https://bar.example/cb'], 'https://BAR.example/cb', false, false],
    [['https://bar.example/cb'], 'HTTPS://bar.example/cb', false, false],
    [['https://bar.example/cb'], 'https://bar.example:443/cb', false, false],
    [['https://bar.example/cb'], 'https://bar.example/x/../cb', false, false],
    [['https://bar.example/cb'], 'https://bar.example/%63b', false, false],
    [['https://bar.example/cb'], 'https://bar.example@evil.example/cb', false, false],
    [['https://bar.example/cb'], 'https://barxexample/cb', false, false],
    [['https://bar.example/cb'], 'http://bar.example/cb', false, false],
    [['https://bar.example/cb'], ' https://bar.example/cb', false, false],
    [['https://bar.example/cb'], 'https://bar.example/cb\n', false, false],
    [['https://a.example/cb', 'https://b.example/cb'], 'https://b.example/cb', true, true],
    [['https://bar.example/?foo=bar%20foo+baz'], 'https://bar.example/?foo=bar%20foo+baz', true, true],
    [['http://[::1]'], 'http://[::1]:1024', false, true],
    [['http://[::1]'], 'http://[::1]:1024/cb', false, false],
    [['http://[::1]/cb'], 'http://[::1]:1024/cb', false, true],
    [['http://[::1]'], 'http://foo.example/bar', false, false],
    [['http://[::1]/cb'], 'http://127.0.0.1/cb', false, false],
    [['http://127.0.0.1'], 'http://127.0.0.1', true, true],
    [['http://127.0.0.1'], 'http://127.0.0.1:1024', false, true],
    [['http://127.0.0.1/cb'], 'http://127.0.0.1:64000/cb', false, true],
    [['http://127.0.0.1:8080/cb'], 'http://127.0.0.1:64000/cb', false, true],
    [['http://127.0.0.1:8080/cb'], 'http://127.0.0.1/cb', false, true],
    [['http://127.0.0.1'], 'http://127.0.0.1:64000/cb', false, false],
    [['http://127.0.0.1/Cb'], 'http://127.0.0.1:8080/Cb', false, true],
    [['http://127.0.0.1:8080/cb'], 'http://127.0.0.1:8080/Cb', false, false],
    [['http://127.0.0.1:8080/cb'], 'http://127.0.0.1:8080/cb?foo=bar', false, false],
    [['http://127.0.0.1:8080/cb?foo=bar'], 'http://127.0.0.1:8080/cb?foo=bar', true, true],
    [['http://127.0.0.1:8080/cb?foo=bar'], 'http://127.0.0.1:9/cb?foo=bar', false, true],
    [['http://127.0.0.1:8080/cb?foo=bar'], 'http://127.0.0.1:8080/cb?baz=bar&foo=bar', false, false],
    [['http://127.0.0.1:8080/cb?foo=bar&baz=bar'], 'http://127.0.0.1:8080/cb?baz=bar&foo=bar', false, false],
    [['http://127.0.0.1/cb'], 'http://127.0.0.1.evil.example/cb', false, false],
    [['http://127.0.0.1/cb'], 'http://127.0.0.1@evil.example/cb', false, false],
    [['http://127.0.0.1/cb'], 'http://127.0.0.1:80@evil.example/cb', false, false],
    [['http://127.0.0.1/cb'], 'http://127.0.0.1:8080\\@evil.example/cb', false, false],
    [['http://127.0.0.1/cb'], 'http://127.0.0.1:/cb', false, false],
    [['http://127.0.0.1/cb'], 'http://127.0.0.1:99999/cb', false, false],
    [['http://127.0.0.1/cb'], 'http://127.0.0.1:1:2/cb', false, false],
    [['http://127.0.0.1/cb'], 'http://127.0.0.1:8080#/cb', false, false],
    [['http://127.0.0.1/cb'], 'https://127.0.0.1:8080/cb', false, false],
    [['http://127.0.0.1/cb'], 'http://127.0.0.2:8080/cb', false, false],
    // A name can be made to lead elsewhere: its port is compared like everything else.
    [['http://localhost/cb'], 'http://localhost:1024/cb', false, false],
    [['http://localhost:3000/cb'], 'http://localhost:3000/cb', true, true],
    [['http://localhost/cb'], 'http://127.0.0.1/cb', false, false],
    [['https://bar.example/cb'], 'http://127.0.0.1:8080/cb', false, false],
    [['http://127.0.0.1:8080/cb'], 'https://bar.example/cb', false, false],
    [['https://bar.example/cb'], 'javascript:alert(1)', false, false],
    [['https://bar.example/cb'], '//evil.example', false, false],
  ];

  for (const [registered, requested, forConfidential, forPublic] of vectors) {
    test(`${JSON.stringify(requested)} of ${JSON.stringify(registered)}`, () => {
      const verdict = (clientType: ClientType) => isRegistered(requested, registered, clientType);
      assert.deepEqual([verdict('confidential'), verdict('public')], [forConfidential, forPublic]);
    });
  }
});

suite('an answer on a redirect URI', () => {
  test('begins a query, or continues one', () => {
    assert.equal(withAnswer('https://a.example/cb', { code: 'x', state: undefined }), 'https://a.example/cb?code=x');
    assert.equal(withAnswer('https://a.example/cb?', { code: 'x' }), 'https://a.example/cb?code=x');
    assert.equal(withAnswer('https://a.example/cb?t=1', { code: 'x', state: 's' }), 'https://a.example/cb?t=1&code=x&state=s');
    assert.equal(withAnswer('https://a.example?t=%20+&', { code: 'x' }), 'https://a.example?t=%20+&code=x');
    assert.equal(withAnswer('com.example.app:/cb', { code: 'x' }), 'com.example.app:/cb?code=x');
  });

  test('escapes what is in it', () => {
    assert.equal(withAnswer('https://a.example', { state: 'a b&c=d#e+f' }), 'https://a.example?state=a%20b%26c%3Dd%23e%2Bf');
  });
});

suite('a page that leads to a redirect URI', () => {
  test('names its host', () => {
    assert.equal(redirectHost('https://app.example.org:8443/cb'), 'app.example.org:8443');
    assert.equal(redirectHost('com.example.app:/cb'), 'com.example.app:');
    assert.equal(redirectHost('com.example.app://trusted.example/cb'), 'com.example.app:');
  });

  test('says when that is this computer', () => {
    assert.equal(leadsToThisComputer('https://app.example.org/cb'), false);
    for (const uri of ['http://localhost:1/cb', 'http://127.0.0.1/cb', 'http://[::1]:9/', 'com.example.app:/cb']) {
      assert.equal(leadsToThisComputer(uri), true, uri);
    }
  });

  test('lets its form be redirected there: CSP has no way to write an IPv6 address', () => {
    assert.equal(formTarget('https://app.example.org:8443/cb?x'), 'https://app.example.org:8443');
    assert.equal(formTarget('http://127.0.0.1:9/cb'), 'http://127.0.0.1:9');
    assert.equal(formTarget('http://[::1]:9/cb'), 'http:');
    assert.equal(formTarget('com.example.app:/cb'), 'com.example.app:');
  });
});
