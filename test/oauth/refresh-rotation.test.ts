/** RFC 6749 §6 and RFC 9700 §4.14.2: refreshing rotates; what may be repeated, and what ends everything. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { type OAuthApp, startOAuth, testRedirectUri, tokensIn } from '../support/oauth-app.ts';

async function familyEnds(weir: OAuthApp): Promise<readonly (string | null)[]> {
  const rows = await weir.database.read.selectFrom('oauth_family').select('end_reason').orderBy('id').execute();
  return rows.map(({ end_reason: reason }) => reason);
}

async function auditKinds(weir: OAuthApp): Promise<readonly string[]> {
  const rows = await weir.database.read.selectFrom('audit_event').select('kind').orderBy('id').execute();
  return rows.map(({ kind }) => kind);
}

suite('a refresh token', () => {
  eachDatabase((_engine, open) => {
    test('brings a new pair, and the old one ends at once', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const old = await weir.tokensFor(link);
      const fresh = tokensIn(await weir.refresh(link, old.refresh_token));
      assert.notEqual(fresh.access_token, old.access_token);
      assert.notEqual(fresh.refresh_token, old.refresh_token);
      assert.equal(await weir.isLive(old.access_token), false);
      assert.equal(await weir.isLive(fresh.access_token), true);
      assert.deepEqual(await familyEnds(weir), [null]);
    });

    test('works ten times in a row', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      let { refresh_token: token, access_token: access } = await weir.tokensFor(link);
      for (let round = 0; round < 10; round++) {
        weir.clock.advance(600);
        ({ refresh_token: token, access_token: access } = tokensIn(await weir.refresh(link, token)));
        assert.equal(await weir.isLive(access), true);
      }
    });

    test('may be repeated within 60 seconds while the new pair is unused: a fresh pair, and the unused one ends', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const old = await weir.tokensFor(link);
      const lost = tokensIn(await weir.refresh(link, old.refresh_token));
      weir.clock.advance(59);
      const fresh = tokensIn(await weir.refresh(link, old.refresh_token));
      assert.equal(await weir.isLive(lost.access_token), false);
      assert.equal(await weir.isLive(fresh.access_token), true);
      // The one that was given up is refused, and what replaced it goes on.
      assert.equal((await weir.refresh(link, lost.refresh_token)).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(fresh.access_token), true);
      assert.equal((await weir.refresh(link, fresh.refresh_token)).status, 200);
      assert.deepEqual(await familyEnds(weir), [null]);
    });

    test('repeated after 60 seconds, ends the whole family, with an audit event and a count', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const old = await weir.tokensFor(link);
      const fresh = tokensIn(await weir.refresh(link, old.refresh_token));
      weir.clock.advance(60);
      assert.equal((await weir.refresh(link, old.refresh_token)).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(fresh.access_token), false);
      assert.equal((await weir.refresh(link, fresh.refresh_token)).json.error, 'invalid_grant');
      assert.deepEqual(await familyEnds(weir), ['refresh-token-replayed']);
      assert.ok((await auditKinds(weir)).includes('authorization.refresh-token-replayed'));
      assert.equal(weir.provider.counters.read()['refresh-tokens-replayed'], 1);
    });

    test('repeated after the new access token was used, ends the whole family', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const old = await weir.tokensFor(link);
      const fresh = tokensIn(await weir.refresh(link, old.refresh_token));
      assert.equal(await weir.isLive(fresh.access_token), true);
      assert.equal((await weir.refresh(link, old.refresh_token)).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(fresh.access_token), false);
    });

    test('repeated after the new refresh token was used, ends the whole family', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const old = await weir.tokensFor(link);
      const second = tokensIn(await weir.refresh(link, old.refresh_token));
      const third = tokensIn(await weir.refresh(link, second.refresh_token));
      assert.equal((await weir.refresh(link, old.refresh_token)).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(third.access_token), false);
      assert.equal((await weir.refresh(link, third.refresh_token)).json.error, 'invalid_grant');
    });

    test('given up in a race and presented much later, ends the whole family', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const old = await weir.tokensFor(link);
      const lost = tokensIn(await weir.refresh(link, old.refresh_token));
      const fresh = tokensIn(await weir.refresh(link, old.refresh_token));
      weir.clock.advance(60);
      assert.equal((await weir.refresh(link, lost.refresh_token)).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(fresh.access_token), false);
    });

    test('repeated at all, ends the whole family where the setting is strict', async () => {
      const weir = await startOAuth({ ...(await open()), settings: { refreshRetrySeconds: 0 } });
      const link = await weir.register();
      const old = await weir.tokensFor(link);
      const fresh = tokensIn(await weir.refresh(link, old.refresh_token));
      assert.equal((await weir.refresh(link, old.refresh_token)).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(fresh.access_token), false);
    });

    test('is used up once a resource server has asked about the new pair, which somebody must have shown it', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const old = await weir.tokensFor(link);
      const fresh = tokensIn(await weir.refresh(link, old.refresh_token));
      const resourceServer = await weir.register({ resourceServer: true });
      assert.equal((await weir.introspect(resourceServer, fresh.access_token)).json.active, true);
      assert.equal((await weir.refresh(link, old.refresh_token)).json.error, 'invalid_grant');
      assert.equal((await weir.introspect(resourceServer, fresh.access_token)).json.active, false);
    });

    test('is not used up by an introspection of the new pair by its own client', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const old = await weir.tokensFor(link);
      const lost = tokensIn(await weir.refresh(link, old.refresh_token));
      assert.equal((await weir.introspect(link, lost.access_token)).json.active, true);
      assert.equal((await weir.refresh(link, old.refresh_token)).status, 200);
    });

    test('presented by 32 callers at once, over two connections, leaves one pair alive and the family whole', async () => {
      const { database, location } = await open();
      const one = await startOAuth({ database });
      const two = await startOAuth({ database: (await open(location)).database, clock: one.clock });
      const link = await one.register();
      for (let round = 0; round < 3; round++) {
        const { refresh_token: token } = await one.tokensFor(link);
        const answers = await Promise.all(
          Array.from({ length: 32 }, (_, index) => (index % 2 === 0 ? one : two).refresh(link, token)),
        );
        const pairs = answers.map(tokensIn);
        const active = await Promise.all(pairs.map((pair) => one.introspect(link, pair.access_token)));
        assert.equal(active.filter(({ json }) => json.active === true).length, 1);
        const refreshed = await Promise.all(pairs.map((pair) => one.introspect(link, pair.refresh_token)));
        assert.equal(refreshed.filter(({ json }) => json.active === true).length, 1);
      }
      assert.deepEqual(await familyEnds(one), [null, null, null]);
    });

    test('refreshed while its new access token is being used first: either way both answers agree', async () => {
      const { database, location } = await open();
      const one = await startOAuth({ database });
      const two = await startOAuth({ database: (await open(location)).database, clock: one.clock });
      const link = await one.register();
      for (let round = 0; round < 20; round++) {
        const old = await one.tokensFor(link);
        const fresh = tokensIn(await one.refresh(link, old.refresh_token));
        const [used, retried] = await Promise.all([
          one.call(`Bearer ${fresh.access_token}`),
          two.refresh(link, old.refresh_token),
        ]);
        // The use was first, and the repetition a replay; or the repetition was first, and the token had ended.
        assert.ok(
          (used.status === 200 && retried.status === 400) || (used.status === 401 && retried.status === 200),
          `${used.status} and ${retried.status}`,
        );
      }
    });

    test('in strict mode, presented by 32 callers at once, is granted once', async () => {
      const { database, location } = await open();
      const settings = { refreshRetrySeconds: 0 };
      const one = await startOAuth({ database, settings });
      const two = await startOAuth({ database: (await open(location)).database, clock: one.clock, settings });
      const link = await one.register();
      const { refresh_token: token } = await one.tokensFor(link);
      const answers = await Promise.all(
        Array.from({ length: 32 }, (_, index) => (index % 2 === 0 ? one : two).refresh(link, token)),
      );
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    });

    test('keeps its scope, or narrows it for good on request, and never widens', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register({ scope: 'ADMIN' });
      const first = await weir.tokensFor(link, { scope: 'READ WRITE' });
      const wider = await weir.refresh(link, first.refresh_token, { scope: 'ADMIN' });
      assert.deepEqual([wider.status, wider.json.error], [400, 'invalid_scope']);
      assert.equal((await weir.refresh(link, first.refresh_token, { scope: 'FOO' })).json.error, 'invalid_scope');
      const same = tokensIn(await weir.refresh(link, first.refresh_token));
      assert.equal(same.scope, 'READ WRITE');
      const narrow = tokensIn(await weir.refresh(link, same.refresh_token, { scope: 'READ' }));
      assert.equal(narrow.scope, 'READ');
      assert.equal((await weir.call(`Bearer ${narrow.access_token}`, '/rest/api/change')).status, 403);
      assert.equal((await weir.refresh(link, narrow.refresh_token, { scope: 'WRITE' })).json.error, 'invalid_scope');
      assert.equal(tokensIn(await weir.refresh(link, narrow.refresh_token)).scope, 'READ');
    });

    test('brings no more than its link may have by now, and goes on so', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register({ scope: 'ADMIN' });
      const first = await weir.tokensFor(link, { scope: 'READ WRITE ADMIN' });
      await weir.clients.update(link.id, { scope: 'WRITE' }, systemOrigin);
      const next = tokensIn(await weir.refresh(link, first.refresh_token));
      assert.equal(next.scope, 'READ WRITE');
      assert.equal((await weir.refresh(link, next.refresh_token, { scope: 'ADMIN' })).json.error, 'invalid_scope');
      await weir.clients.update(link.id, { scope: 'ADMIN' }, systemOrigin);
      assert.equal(tokensIn(await weir.refresh(link, next.refresh_token)).scope, 'READ WRITE', 'what was lost stays lost');
    });

    test('brings nothing while its user is disabled or may not use Weir, and is not used up by that (CVE-2026-43983)', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const id = await weir.addUser('kim');
      const { refresh_token: token } = await weir.tokensFor(link, {}, { as: 'kim' });
      const set = (disabledAt: number | null) =>
        weir.database.write((queries) =>
          queries.updateTable('user_account').set({ disabled_at: disabledAt }).where('id', '=', id).execute(),
        );
      await set(1);
      assert.equal((await weir.refresh(link, token)).json.error, 'invalid_grant');
      await set(null);
      await weir.database.write((queries) =>
        queries.deleteFrom('global_permission').where('subject_id', '=', id).where('subject_kind', '=', 'user').execute(),
      );
      assert.equal((await weir.refresh(link, token)).json.error, 'invalid_grant');
      await weir.database.write((queries) =>
        queries.insertInto('global_permission').values({ subject_kind: 'user', subject_id: id, permission: 'use' }).execute(),
      );
      tokensIn(await weir.refresh(link, token));
    });

    test('lives 90 days from its last use, and a year in all', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const day = 24 * 3600;
      const idle = await weir.tokensFor(link);
      let { refresh_token: token } = await weir.tokensFor(link);
      weir.clock.advance(89 * day);
      token = tokensIn(await weir.refresh(link, token)).refresh_token;
      weir.clock.advance(day);
      assert.equal((await weir.refresh(link, idle.refresh_token)).json.error, 'invalid_grant');
      for (let passed = 90; passed + 80 < 365; passed += 80) {
        weir.clock.advance(80 * day);
        token = tokensIn(await weir.refresh(link, token)).refresh_token;
      }
      weir.clock.advance(80 * day);
      assert.equal((await weir.refresh(link, token)).json.error, 'invalid_grant');
    });

    test('has the life that its link gives it', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register({ accessTokenSeconds: 120, refreshTokenSeconds: 300 });
      const tokens = await weir.tokensFor(link);
      assert.equal(tokens.expires_in, 120);
      weir.clock.advance(119);
      assert.equal(await weir.isLive(tokens.access_token), true);
      weir.clock.advance(1);
      assert.equal(await weir.isLive(tokens.access_token), false);
      weir.clock.advance(180);
      assert.equal((await weir.refresh(link, tokens.refresh_token)).json.error, 'invalid_grant');
    });

    test('of another client is refused, with the right and with a wrong secret, and stays good', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const { refresh_token: token } = await weir.tokensFor(link);
      for (const clientType of ['confidential', 'public'] as const) {
        const other = await weir.register({ clientType });
        assert.equal((await weir.refresh(other, token)).json.error, 'invalid_grant');
      }
      assert.equal((await weir.refresh(link, token, { client_secret: 'wrong' })).json.error, 'invalid_client');
      assert.equal((await weir.refresh(link, token)).status, 200);
    });

    test('may come with a redirect URI only if that is one of the link’s own', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const { refresh_token: token } = await weir.tokensFor(link);
      const foreign = await weir.refresh(link, token, { redirect_uri: 'https://evil.example/cb' });
      assert.equal(foreign.json.error, 'invalid_grant');
      assert.equal((await weir.refresh(link, token, { redirect_uri: testRedirectUri })).status, 200);
    });

    test('altered in any way, is none', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const { refresh_token: token, access_token: access } = await weir.tokensFor(link);
      for (const altered of [
        token.slice(0, -1),
        `${token}x`,
        ` ${token}`,
        `${token}\0`,
        token.toUpperCase(),
        access,
        'x'.repeat(9000),
      ]) {
        assert.equal((await weir.refresh(link, altered)).json.error, 'invalid_grant');
      }
      assert.equal((await weir.refresh(link, token)).status, 200);
    });

    test('survives clocks that differ by five minutes (security rule 18)', async () => {
      const { database, location } = await open();
      const ahead = await startOAuth({ database });
      const behind = await startOAuth({ database: (await open(location)).database });
      ahead.clock.advance(300);
      const link = await ahead.register();
      const tokens = await ahead.tokensFor(link);
      assert.equal(await behind.isLive(tokens.access_token), true);
      const fresh = tokensIn(await behind.refresh(link, tokens.refresh_token));
      assert.equal(await ahead.isLive(fresh.access_token), true);
      assert.equal(await ahead.isLive(tokens.access_token), false);
    });
  });
});
