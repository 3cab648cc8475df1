/** `/rest/oauth2/{latest,1.0}/client[/{id}]`: links for automation. Black box: a running server, real HTTP. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestUser, type TestWeir } from '../support/weir.ts';

type Body = Readonly<Record<string, unknown>>;

const postman = { name: 'Postman', redirects: ['https://oauth.pstmn.io/v1/callback'], scope: 'WRITE' };

suite('the resource for links', () => {
  let weir: TestWeir;
  let uma: TestUser;

  before(async () => {
    weir = await startWeir({ contextPath: '/wiki' });
    uma = await weir.user('uma');
  });
  after(() => weir.stop());

  const basic = ({ username, password }: TestUser) => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

  async function ask(
    method: string,
    path: string,
    options: {
      readonly body?: unknown;
      readonly authorization?: string;
      readonly version?: string;
      readonly ifMatch?: string;
    } = {},
  ) {
    const answer = await fetch(`${weir.baseUrl}/rest/oauth2/${options.version ?? 'latest'}/client${path}`, {
      method,
      headers: {
        authorization: options.authorization ?? basic(weir.admin),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await answer.text();
    // The shapes are what the tests look at.
    return { status: answer.status, headers: answer.headers, text, json: (text === '' ? undefined : JSON.parse(text)) as Body };
  }

  let count = 0;
  async function create(more: Body = {}) {
    const { status, json } = await ask('POST', '', { body: { ...postman, name: `Link ${++count}`, ...more } });
    assert.equal(status, 201, JSON.stringify(json));
    return json;
  }

  async function adminToken(scope = 'ADMIN') {
    const { access_token } = await weir.tokensFor(weir.admin, await weir.link(), { scope });
    return `Bearer ${access_token}`;
  }

  test('creates a link, and shows its secret in this answer alone', async () => {
    const { status, json, headers } = await ask('POST', '', { body: postman });
    assert.equal(status, 201);
    assert.equal(headers.get('location'), `/wiki/rest/oauth2/latest/client/${json.id}`);
    assert.equal(headers.get('cache-control'), 'no-store');
    const secret = String(json.clientSecret);
    assert.match(secret, /^[\w-]{43}$/);
    const { clientSecret: _, ...shown } = json;
    assert.deepEqual((await ask('GET', `/${json.id}`)).json, shown);
    assert.deepEqual(
      [shown.name, shown.redirects, shown.scope, shown.clientType],
      ['Postman', postman.redirects, 'WRITE', 'confidential'],
    );
    for (const path of ['', `/${json.id}`, `/${json.clientId}`]) assert(!(await ask('GET', path)).text.includes(secret), path);
  });

  test('is the same under both names of the API', async () => {
    const { clientId } = await create();
    for (const version of ['latest', '1.0']) {
      const { json } = await ask('GET', '', { version });
      assert(Array.isArray(json) && json.some((link) => link.clientId === clientId));
    }
  });

  test('changes what is said and keeps what is not', async () => {
    const link = await create({ requirePkce: true, accessTokenSeconds: 600 });
    const { status, json } = await ask('PUT', `/${link.id}`, { body: { scope: 'READ', accessTokenSeconds: null } });
    assert.equal(status, 200);
    const { updated: _, ...before } = link;
    const { updated: __, ...after } = json;
    const { clientSecret: ___, ...expected } = { ...before, scope: 'READ', accessTokenSeconds: null } as Body;
    assert.deepEqual(after, expected);
  });

  test('takes back what it showed', async () => {
    const link = await create();
    const { json } = await ask('GET', `/${link.id}`);
    assert.equal((await ask('PUT', `/${link.id}`, { body: json })).status, 200);
  });

  test('gives a client that becomes confidential its secret, once', async () => {
    const link = await create({ clientType: 'public' });
    assert.equal('clientSecret' in link, false);
    const { json } = await ask('PUT', `/${link.id}`, { body: { clientType: 'confidential' } });
    assert.match(String(json.clientSecret), /^[\w-]{43}$/);
  });

  test('rotates the secret with an overlap', async () => {
    const link = await create();
    const { status, json } = await ask('POST', `/${link.id}/rotate`, { body: { overlapDays: 7 } });
    assert.equal(status, 200);
    assert.notEqual(json.clientSecret, link.clientSecret);
    for (const clientSecret of [json.clientSecret, link.clientSecret]) {
      const known = { id: 0, clientId: String(link.clientId), clientSecret: String(clientSecret), redirectUri: '' };
      assert.equal((await weir.token(known, { grant_type: 'refresh_token', refresh_token: 'x' })).body.error, 'invalid_grant');
    }
    assert.equal((await ask('POST', `/${link.id}/rotate`, { body: { overlapDays: 8 } })).status, 400);
    assert.equal((await ask('POST', `/${link.id}/rotate`)).status, 200);
    assert.equal((await ask('POST', `/${(await create({ clientType: 'public' })).id}/rotate`)).status, 400);
  });

  test('changes a link that is still as it was read, and no other, when it is told which (RFC 9110 §13.1.1)', async () => {
    const { id } = await create();
    const ifMatch = (await ask('GET', `/${id}`)).headers.get('etag') ?? '';
    assert.equal((await ask('PUT', `/${id}`, { body: { scope: 'ADMIN' }, ifMatch })).status, 200);
    assert.equal((await ask('PUT', `/${id}`, { body: { scope: 'READ' }, ifMatch })).status, 412);
    assert.equal((await ask('PUT', `/${id}`, { body: { scope: 'READ' }, ifMatch: '*' })).status, 200);
  });

  test('knows no service accounts', async () => {
    const { id, clientId } = await weir.serviceAccount();
    for (const reference of [id, clientId]) {
      for (const method of ['GET', 'DELETE']) assert.equal((await ask(method, `/${reference}`)).status, 404);
      assert.equal((await ask('POST', `/${reference}/rotate`)).status, 404);
    }
    assert.ok(!(await ask('GET', '')).text.includes(clientId));
  });

  test('deletes a link', async () => {
    const link = await create();
    assert.equal((await ask('DELETE', `/${link.id}`)).status, 204);
    assert.equal((await ask('GET', `/${link.id}`)).status, 404);
    assert.equal((await ask('DELETE', `/${link.id}`)).status, 404);
    assert.equal((await ask('GET', '/not-a-link')).status, 404);
  });

  test('says all that is wrong, by the names that it was sent with', async () => {
    const body = {
      name: '',
      redirects: ['https://good.example/cb', 'http://evil.example/cb'],
      scope: 'ROOT',
      accessTokenSeconds: 1,
    };
    const { status, json } = await ask('POST', '', { body });
    assert.equal(status, 400);
    for (const name of ['name:', 'redirects[1]:', 'scope:', 'accessTokenSeconds:']) {
      assert(String(json.message).includes(name), `${name} in ${json.message}`);
    }
  });

  test('refuses bodies of another shape, and sets nothing that is not offered (regression: CVE-2023-22515)', async () => {
    for (const body of [[], 'text', { name: 7 }, { name: 'x', redirects: 'https://a.example/cb' }]) {
      assert.equal((await ask('POST', '', { body })).status, 400, JSON.stringify(body));
    }
    const link = await create({
      clientId: 'mine',
      clientSecret: 'known',
      id: 1,
      allowTryIt: true,
      enabled: false,
      createdBy: 'god',
    });
    assert.notEqual(link.clientId, 'mine');
    assert.notEqual(link.clientSecret, 'known');
    assert.equal(link.enabled, true);
    assert.equal((await weir.rooms.links.findByReference(String(link.clientId)))?.allowTryIt, false);
  });

  test('needs an administrator', async () => {
    const link = await create();
    const authorization = basic(uma);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', `/${link.id}`],
      ['DELETE', `/${link.id}`],
    ] as const) {
      assert.equal((await ask(method, path, { authorization })).status, 403);
      assert.equal((await ask(method, path, { authorization: 'Basic bm9ib2R5Og==' })).status, 401);
    }
    assert.equal((await ask('POST', '', { authorization, body: { ...postman, name: 'No' } })).status, 403);
    assert.equal((await fetch(`${weir.baseUrl}/rest/oauth2/latest/client`)).status, 401);
  });

  test('needs the scope ADMIN of a token', async () => {
    const { status, headers } = await ask('GET', '', { authorization: await adminToken('WRITE') });
    assert.equal(status, 403);
    assert.match(headers.get('www-authenticate') ?? '', /error="insufficient_scope", scope="ADMIN"/);
    assert.equal((await ask('GET', '', { authorization: await adminToken() })).status, 200);
    const { access_token } = await weir.tokensFor(uma, await weir.link(), { scope: 'ADMIN' });
    assert.equal((await ask('GET', '', { authorization: `Bearer ${access_token}` })).status, 403);
  });

  test('lets no token make credentials (regression: CVE-2026-56654)', async () => {
    const authorization = await adminToken('SYSTEM_ADMIN');
    const link = await create();
    const created = await ask('POST', '', { authorization, body: { ...postman, name: 'By token' } });
    const rotated = await ask('POST', `/${link.id}/rotate`, { authorization });
    const publicLink = await create({ clientType: 'public' });
    const turned = await ask('PUT', `/${publicLink.id}`, { authorization, body: { clientType: 'confidential' } });
    for (const { status, json } of [created, rotated, turned]) {
      assert.equal(status, 403);
      assert.match(String(json.message), /access token cannot make client credentials/);
    }
    assert.equal((await ask('PUT', `/${link.id}`, { authorization, body: { name: 'Renamed by token' } })).status, 200);
    assert.equal((await ask('DELETE', `/${link.id}`, { authorization })).status, 204);
  });

  test('lets a token with ADMIN touch no link with System admin', async () => {
    const link = await create({ scope: 'SYSTEM_ADMIN' });
    const authorization = await adminToken('ADMIN');
    assert.equal(
      (await ask('PUT', `/${link.id}`, { authorization, body: { redirects: ['https://evil.example/cb'] } })).status,
      403,
    );
    const other = await create();
    assert.equal((await ask('PUT', `/${other.id}`, { authorization, body: { scope: 'SYSTEM_ADMIN' } })).status, 400);
  });

  test('takes a session only with its token', async () => {
    const visitor = await weir.signedIn(weir.admin);
    assert.equal((await visitor.request('/rest/oauth2/latest/client')).status, 200);
    const { origin } = new URL(weir.baseUrl);
    const send = async (token?: string) => {
      const headers = { 'content-type': 'application/json', origin, ...(token && { 'x-csrf-token': token }) };
      const body = JSON.stringify({ ...postman, name: 'By session' });
      return (await visitor.request('/rest/oauth2/latest/client', { method: 'POST', headers, body })).status;
    };
    const page = await (await visitor.request('/admin')).text();
    assert.equal(await send(), 403);
    assert.equal(await send('forged'), 403);
    assert.equal(await send(/name="csrf_token" value="([^"]+)"/.exec(page)?.[1]), 201);
  });

  test('answers as the rest of the API: for nobody on the way to keep, with who called, and to JSON alone', async () => {
    const link = await create();
    for (const { status, headers } of [await ask('GET', ''), await ask('GET', `/${link.id}`), await ask('GET', '/999999')]) {
      assert.equal(headers.get('cache-control'), 'no-store', String(status));
      assert.equal(headers.get('x-ausername'), 'admin', String(status));
    }
    // What a form of another site could send with a password that the browser keeps.
    const form = { method: 'POST', headers: { authorization: basic(weir.admin) }, body: new URLSearchParams({ any: 'thing' }) };
    const rotated = await fetch(`${weir.baseUrl}/rest/oauth2/latest/client/${link.id}/rotate`, form);
    assert.equal(rotated.status, 415);
  });

  test('shows no new secret to a browser that was left open', async () => {
    const link = await create();
    const publicLink = await create({ clientType: 'public' });
    const { cookie, csrfToken } = await sessionOf(weir, weir.admin);
    weir.clock.advance(11 * 60_000);
    const send = async (method: string, path: string, body: Body) => {
      const headers = { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' };
      const init = { method, headers, body: JSON.stringify(body) };
      const answer = await fetch(`${weir.baseUrl}/rest/oauth2/latest/client${path}`, init);
      return [answer.status, /confirm-password/.test(await answer.text())];
    };
    assert.deepEqual(await send('POST', '', { ...postman, name: 'Left open' }), [403, true]);
    assert.deepEqual(await send('POST', `/${link.id}/rotate`, {}), [403, true]);
    assert.deepEqual(await send('PUT', `/${publicLink.id}`, { clientType: 'confidential' }), [403, true]);
    assert.deepEqual(await send('PUT', `/${link.id}`, { name: 'Renamed by session' }), [200, false]);
  });
});
