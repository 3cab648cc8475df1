/** RFC 7662: what a token is good for, told to those who may know. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { type OAuthApp, startOAuth, type TestLink, testBaseUrl, tokensIn } from '../support/oauth-app.ts';

suite('introspection', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    let link: TestLink;
    before(async () => {
      weir = await startOAuth(await open());
      link = await weir.register({ scope: 'WRITE' });
    });

    test('tells a client about its own access token (§2.2)', async () => {
      const tokens = await weir.tokensFor(link, { scope: 'READ WRITE' });
      const answer = await weir.introspect(link, tokens.access_token);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['cache-control'], 'no-store');
      const { sub, ...rest } = answer.json;
      assert.match(String(sub), /^[0-9a-f]{32}$/);
      assert.deepEqual(rest, {
        active: true,
        scope: 'READ WRITE',
        client_id: link.clientId,
        username: 'uma',
        token_type: 'bearer',
        exp: tokens.created_at + 3600,
        iat: tokens.created_at,
        aud: testBaseUrl,
        iss: testBaseUrl,
      });
    });

    test('tells about a refresh token, which is of no token type', async () => {
      const tokens = await weir.tokensFor(link);
      const { json } = await weir.introspect(link, tokens.refresh_token);
      assert.deepEqual([json.active, json.exp, json.token_type], [true, tokens.created_at + 90 * 24 * 3600, undefined]);
    });

    test('says of what is not good only that it is inactive', async () => {
      const tokens = await weir.tokensFor(link);
      const fresh = tokensIn(await weir.refresh(link, tokens.refresh_token));
      for (const token of [
        'x',
        tokens.access_token,
        tokens.refresh_token,
        fresh.access_token.slice(0, -1),
        `${fresh.access_token}x`,
        fresh.access_token.replace('_at_', '_rt_'),
      ]) {
        assert.deepEqual((await weir.introspect(link, token)).json, { active: false });
      }
      assert.equal((await weir.introspect(link, fresh.access_token)).json.active, true);
    });

    test('of another client’s token is inactive, unless an administrator made the asker a resource server', async () => {
      const tokens = await weir.tokensFor(link);
      const curious = await weir.register();
      assert.deepEqual((await weir.introspect(curious, tokens.access_token)).json, { active: false });
      assert.deepEqual((await weir.introspect(curious, tokens.refresh_token)).json, { active: false });
      const resourceServer = await weir.register({ resourceServer: true });
      assert.equal((await weir.introspect(resourceServer, tokens.access_token)).json.active, true);
      assert.equal((await weir.introspect(resourceServer, tokens.access_token)).json.client_id, link.clientId);
    });

    test('is for confidential clients that prove who they are', async () => {
      const open = await weir.register({ clientType: 'public' });
      const { access_token: token } = await weir.tokensFor(open);
      for (const asker of [open, { ...link, secret: 'wrong' }, { ...link, secret: undefined }]) {
        const answer = await weir.introspect(asker, token);
        assert.deepEqual([answer.status, answer.json.error], [401, 'invalid_client']);
      }
      const missing = await weir.introspect(link, '');
      assert.deepEqual([missing.status, missing.json.error], [400, 'invalid_request']);
    });

    test('knows at once of every end: expiry, disabled link, disabled user, lost right, ended grant', async () => {
      const id = await weir.addUser('kim');
      const watcher = await weir.register({ resourceServer: true });
      const own = await weir.register();
      const tokens = await weir.tokensFor(own, {}, { as: 'kim' });
      const isActive = async () => {
        const [access, refresh] = await Promise.all([
          weir.introspect(watcher, tokens.access_token),
          weir.introspect(watcher, tokens.refresh_token),
        ]);
        assert.equal(access.json.active, refresh.json.active);
        return access.json.active;
      };
      const setDisabled = (at: number | null) =>
        weir.database.write((queries) =>
          queries.updateTable('user_account').set({ disabled_at: at }).where('id', '=', id).execute(),
        );
      const use = { subject_kind: 'user', subject_id: id, permission: 'use' } as const;

      assert.equal(await isActive(), true);
      await weir.clients.disable(own.id, systemOrigin);
      assert.equal(await isActive(), false);
      await weir.clients.enable(own.id, systemOrigin);
      assert.equal(await isActive(), true);
      await setDisabled(1);
      assert.equal(await isActive(), false);
      await setDisabled(null);
      await weir.database.write((queries) =>
        queries.deleteFrom('global_permission').where('subject_kind', '=', 'user').where('subject_id', '=', id).execute(),
      );
      assert.equal(await isActive(), false);
      await weir.database.write((queries) => queries.insertInto('global_permission').values(use).execute());
      assert.equal(await isActive(), true);
      await weir.grants.endAllOfUser(id, systemOrigin);
      assert.equal(await isActive(), false);
    });

    test('shows no more scope than the link may have now', async () => {
      const wide = await weir.register({ scope: 'ADMIN' });
      const tokens = await weir.tokensFor(wide, { scope: 'READ WRITE ADMIN' });
      await weir.clients.update(wide.id, { ...wide.client, scope: 'READ' }, systemOrigin);
      assert.equal((await weir.introspect(wide, tokens.access_token)).json.scope, 'READ');
      assert.equal((await weir.call(`Bearer ${tokens.access_token}`, '/rest/api/change')).status, 403);
      assert.equal(tokensIn(await weir.refresh(wide, tokens.refresh_token)).scope, 'READ');
    });

    test('is inactive for everything while access tokens are switched off', async () => {
      const { access_token: token } = await weir.tokensFor(link);
      const off = await startOAuth({ database: weir.database, settings: { accessTokensEnabled: false } });
      assert.deepEqual((await off.introspect(link, token)).json, { active: false });
      assert.equal(await off.isLive(token), false);
    });
  });
});
