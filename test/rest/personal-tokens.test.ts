/** Personal access tokens over HTTP: how a program makes, lists and ends one, and what one opens (rest-contract 1.1, 1.2). */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Engine } from '../../src/database/database.ts';
import { apiClient } from '../support/api-client.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir, type TestUser, type TestWeir } from '../support/weir.ts';

const tokensPath = '/rest/pat/latest/tokens';

for (const engine of ['sqlite', 'postgresql'] as const satisfies readonly Engine[]) {
  suite(`personal access tokens on ${engine}`, () => {
    let weir: TestWeir;
    let uma: TestUser;

    before(async () => {
      weir = await startWeir({ engine });
      uma = await weir.user('uma');
    });
    after(() => weir.stop());

    const call = (authorization: string | undefined, method: string, path: string, body?: object) =>
      apiClient(weir, authorization)(method, path, body);
    const withToken = (token: string, method: string, path: string, body?: object) => call(`Bearer ${token}`, method, path, body);

    async function make(user: TestUser, body: object = {}) {
      const answer = await call(basicOf(user), 'POST', tokensPath, { name: 'A script', ...body });
      assert.equal(answer.status, 201, answer.text);
      return answer.json;
    }

    test('a password makes one, and the answer alone shows it', async () => {
      const answer = await call(basicOf(uma), 'POST', tokensPath, { name: 'Publisher', expirationDuration: 90 });
      assert.equal(answer.status, 201);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      const made = answer.json;
      assert.deepEqual(Object.keys(made).sort(), [
        'createdAt',
        'expiringAt',
        'id',
        'lastAccessedAt',
        'name',
        'rawToken',
        'scope',
      ]);
      assert.match(made.rawToken, /^weir_pat_/);
      assert.match(made.expiringAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.equal(Date.parse(made.expiringAt) - Date.parse(made.createdAt), 90 * 24 * 3_600_000);
      const list = (await call(basicOf(uma), 'GET', tokensPath)).text;
      assert.ok(list.startsWith('[') && list.includes('Publisher') && !list.includes(made.rawToken.slice(9)));
    });

    test('it opens the API as its owner, with all of the owner’s rights where no scope narrows it', async () => {
      const { rawToken, expiringAt } = await make(uma, { expirationDuration: null });
      assert.equal(expiringAt, null);
      const answer = await withToken(rawToken, 'GET', '/rest/api/user/current');
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('x-ausername'), 'uma');
      assert.equal(answer.json.username, 'uma');
      const made = await withToken(rawToken, 'POST', '/rest/api/space', { key: 'PAT', name: 'Made by a token' });
      assert.equal(made.status, 200);
      assert.equal((await weir.call(rawToken, '/rest/oauth2/latest/client')).status, 403);
      const { rawToken: ofAdmin } = await make(weir.admin);
      assert.equal((await weir.call(ofAdmin, '/rest/oauth2/latest/client')).status, 200);
    });

    test('a scope narrows it', async () => {
      const { rawToken } = await make(weir.admin, { scope: 'READ' });
      assert.equal((await weir.call(rawToken, '/rest/api/user/current')).status, 200);
      const refused = await weir.call(rawToken, '/rest/oauth2/latest/client');
      assert.equal(refused.status, 403);
      assert.match(refused.headers.get('www-authenticate') ?? '', /error="insufficient_scope", scope="ADMIN"/);
      const answer = await call(basicOf(uma), 'POST', tokensPath, { name: 'x', scope: 'EVERYTHING' });
      assert.equal(answer.status, 400);
    });

    test('no token makes another, nor a client secret: neither a personal one nor one of OAuth (security 45)', async () => {
      const { rawToken } = await make(weir.admin);
      const link = await weir.link({ name: `Maker ${engine}` });
      const { access_token } = await weir.tokensFor(weir.admin, link, { scope: 'SYSTEM_ADMIN' });
      for (const token of [rawToken, access_token]) {
        for (const path of [tokensPath, '/rest/pat/1.0/tokens', '/rest/oauth2/latest/client']) {
          const answer = await withToken(token, 'POST', path, { name: 'another' });
          assert.equal(answer.status, 403, path);
          assert.match(answer.json.message, /token cannot make/);
        }
      }
    });

    test('it opens nothing as a Basic password or name, in the query string, or cut short (security 29, 43)', async () => {
      const { rawToken } = await make(uma);
      const path = '/rest/api/user/current';
      const asBasic = [basicOf({ username: 'uma', password: rawToken }), basicOf({ username: rawToken, password: '' })];
      for (const authorization of [...asBasic, `Bearer ${rawToken.slice(0, -1)}`, `Bearer ${rawToken}A`, 'Bearer weir_pat_']) {
        assert.equal((await call(authorization, 'GET', path)).status, 401);
      }
      assert.equal((await call(undefined, 'GET', `${path}?access_token=${rawToken}`)).status, 401);
    });

    test('it opens no page and leaves no session behind', async () => {
      const { rawToken } = await make(uma);
      const page = await weir.call(rawToken, '/users/personal-access-tokens');
      assert.equal(page.status, 303);
      assert.deepEqual((await weir.call(rawToken, '/rest/api/user/current')).headers.getSetCookie(), []);
    });

    test('it is listed and ended by itself too, and then a 401 even where strangers may read', async () => {
      const { rawToken, id } = await make(uma);
      const list = (await withToken(rawToken, 'GET', tokensPath)).json;
      assert.ok(list.some((token: { id: number }) => token.id === id));
      assert.equal((await weir.call(rawToken, `${tokensPath}/${id}`, { method: 'DELETE' })).status, 204);
      assert.equal((await weir.call(rawToken, '/rest/api/accessmode')).status, 401);
    });

    test('what is not one’s own is as good as absent', async () => {
      const { id } = await make(weir.admin);
      for (const other of [id, 999999999, 'x', '1e3']) {
        assert.equal((await call(basicOf(uma), 'DELETE', `${tokensPath}/${other}`)).status, 404, String(other));
      }
    });

    test('an administrator sees and ends those of others; nobody else does', async () => {
      const { rawToken, id } = await make(uma);
      const path = `/rest/weir/1.0/users/${uma.person.userKey}/tokens`;
      assert.equal((await call(basicOf(uma), 'GET', path)).status, 403);
      assert.equal((await call(basicOf(uma), 'DELETE', `${path}/${id}`)).status, 403);
      const list = (await call(basicOf(weir.admin), 'GET', path)).json;
      assert.ok(list.some((token: { id: number; rawToken?: string }) => token.id === id && token.rawToken === undefined));
      assert.equal((await call(basicOf(weir.admin), 'DELETE', `${path}/${id}`)).status, 204);
      assert.equal((await call(basicOf(weir.admin), 'DELETE', `${path}/${id}`)).status, 404);
      assert.equal((await weir.call(rawToken, '/rest/api/user/current')).status, 401);
    });

    test('a form of another site makes none with the session’s cookie (rule 7)', async () => {
      const visitor = await weir.signedIn(uma);
      const json = { 'content-type': 'application/json' };
      const answer = await visitor.request(tokensPath, { method: 'POST', body: '{"name":"x"}', headers: json });
      assert.equal(answer.status, 403);
    });

    test('errors say what is allowed', async () => {
      const message = async (body: object) => {
        const answer = await call(basicOf(uma), 'POST', tokensPath, body);
        assert.equal(answer.status, 400);
        return answer.json.message;
      };
      assert.match(await message({ name: '  ' }), /name/i);
      assert.match(await message({ name: 'x', expirationDuration: 0 }), /whole number of days/);
      assert.match(await message({ name: 'x', expirationDuration: 'soon' }), /whole number of days/);
      assert.ok(await message({}));
    });

    test('on the profile page it is made, shown once, and revoked, without a script', async () => {
      const visitor = await weir.signedIn(uma);
      const create = '/users/personal-access-tokens/create';
      const missing = await visitor.post(create, { name: '', days: 'many', scope: 'all' });
      assert.equal(missing.status, 422);
      const shown = await visitor.post(create, { name: 'From <the> page', days: '30', scope: 'READ' });
      assert.equal(shown.status, 200);
      assert.match(shown.headers.get('cache-control') ?? '', /no-store/);
      const page = await shown.text();
      const [, rawToken = ''] = />(weir_pat_[\w-]+)</.exec(page) ?? [];
      assert.equal((await weir.call(rawToken, '/rest/api/user/current')).status, 200);
      assert.ok(page.includes('From &lt;the&gt; page'));
      const list = await (await visitor.request('/users/personal-access-tokens')).text();
      assert.ok(list.includes('From &lt;the&gt; page') && !list.includes(rawToken));
      const [, id = ''] = /revoke\?token=(\d+)" aria-label="Revoke the token From/.exec(list) ?? [];
      const revoked = await visitor.post(`/users/personal-access-tokens/revoke?token=${id}`, { token: id });
      assert.equal(revoked.status, 303);
      assert.equal((await weir.call(rawToken, '/rest/api/user/current')).status, 401);
    });
  });
}
