/** Addresses in answers are made of the configured base URL, whatever a request says of itself (regression: CVE-2026-53523), and what is not there. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { type RawAnswer, rawRequest } from '../support/raw-request.ts';
import { startWeir } from '../support/weir.ts';

const spoofs: readonly Readonly<Record<string, string>>[] = [
  { host: 'evil.example' },
  { host: 'evil.example:8443' },
  { host: 'localhost@evil.example' },
  { 'x-forwarded-host': 'evil.example' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443', 'x-forwarded-prefix': '/evil' },
  { 'x-forwarded-server': 'evil.example', 'x-host': 'evil.example', 'x-http-host-override': 'evil.example' },
  { forwarded: 'for=192.0.2.1;host=evil.example;proto=https' },
  { 'x-original-url': '/admin', 'x-rewrite-url': '/admin', 'x-forwarded-uri': '/admin' },
  { 'x-forwarded-for': 'not an address, 1.2.3', 'x-real-ip': 'evil.example' },
];

for (const [what, settings] of [
  ['a peer that nobody trusts', {}],
  ['a trusted proxy', { WEIR_TRUSTED_PROXIES: '127.0.0.1,::1' }],
] as const) {
  suite(`asked by ${what}, with other hosts in its headers, Weir answers the same`, async () => {
    const weir = await startWeir({ contextPath: '/confluence', settings });
    after(() => weir.stop());
    const uma = await weir.user('uma');
    const visitor = await weir.signedIn(uma);
    const link = await weir.link({ skipConsent: true });
    await weir.authorize(visitor, link);
    const { access_token: token } = await weir.tokensFor(uma, link);
    const { pathname, search } = new URL(weir.authorizeUrl(link, { state: 's' }));

    const requests: readonly (readonly [name: string, path: string, headers: Readonly<Record<string, string>>])[] = [
      ['the metadata of the server', '/.well-known/oauth-authorization-server/confluence', {}],
      ['the metadata of the API', '/.well-known/oauth-protected-resource/confluence/rest/api', {}],
      ['the challenge of the API', '/confluence/rest/api/user/current', {}],
      ['the API', '/confluence/rest/api/user/current', { authorization: `Bearer ${token}` }],
      ['a page that does not exist', '/confluence/rest/api/nothing', {}],
      ['the way to the login page', pathname + search, {}],
      ['an error page', `${pathname}?client_id=nobody`, {}],
      ['a refusal at the redirect URI', `${pathname}${search}&scope=NONE`, {}],
      ['a code', pathname + search, { cookie: visitor.cookieHeader() }],
    ];
    for (const [name, path, headers] of requests) {
      test(name, async () => {
        const plain = comparable(await rawRequest(weir.baseUrl, path, { headers }));
        assert.doesNotMatch(JSON.stringify(plain), /evil/);
        for (const spoof of spoofs) {
          const answer = comparable(await rawRequest(weir.baseUrl, path, { headers: { ...headers, ...spoof } }));
          assert.deepEqual(answer, plain, JSON.stringify(spoof));
        }
      });
    }
  });
}

/** @returns the parts of an answer that could name an address, without what differs from request to request */
function comparable({ status, headers, text }: RawAnswer) {
  const { location, 'www-authenticate': challenge } = headers;
  const withoutSecrets = (value: string) =>
    value
      .replace(/code=[\w-]+/, 'code=…')
      .replace(/value="[\w-]{40,}"/g, 'value="…"')
      .replace(/[0-9a-f]{16}/g, '…');
  return { status, location: withoutSecrets(String(location ?? '')), challenge, text: withoutSecrets(text) };
}

suite('what is not there', async () => {
  const weir = await startWeir({ contextPath: '/confluence' });
  after(() => weir.stop());

  for (const path of [
    '/.well-known/x',
    '/.well-known/',
    '/.well-known/openid-configuration',
    '/.well-known/openid-configuration/confluence',
    '/.well-known/oauth-authorization-server/other',
    '/.well-known/oauth-protected-resource/confluence/rest/other',
    '/confluence/.well-known/x',
    '/confluence/.well-known/openid-configuration',
    '/confluence/rest/oauth2/latest/nothing',
    '/confluence/rest/oauth2/2.0/token',
  ]) {
    test(`${path} is a JSON 404, and leads nowhere`, async () => {
      for (const headers of [{}, { accept: 'text/html' }] as const) {
        const answer = await rawRequest(weir.baseUrl, path, { headers });
        assert.equal(answer.status, 404);
        assert.match(String(answer.headers['content-type']), /^application\/json/);
        assert.equal(answer.headers.location, undefined);
        JSON.parse(answer.text);
      }
    });
  }
});
