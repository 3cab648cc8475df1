/** RFC 7009: a client gives up its tokens. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { eachDatabase } from '../support/databases.ts';
import { type Answer, type Form, type OAuthApp, startOAuth, type TestLink, tokensIn } from '../support/oauth-app.ts';

suite('revoking', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    let link: TestLink;
    before(async () => {
      weir = await startOAuth(await open());
      link = await weir.register();
    });

    function revoke(token: string | undefined, by: TestLink = link, form: Form = {}): Promise<Answer> {
      return weir.post('/rest/oauth2/latest/revoke', { client_id: by.clientId, client_secret: by.secret, token, ...form });
    }

    test('an access token ends it alone; the refresh token goes on (§2.1)', async () => {
      const tokens = await weir.tokensFor(link);
      const answer = await revoke(tokens.access_token);
      assert.deepEqual([answer.status, answer.text, answer.headers['cache-control']], [200, '', 'no-store']);
      assert.equal(await weir.isLive(tokens.access_token), false);
      assert.equal(await weir.isLive(tokensIn(await weir.refresh(link, tokens.refresh_token)).access_token), true);
    });

    test('a refresh token ends all that came from its authorization (§2.1)', async () => {
      const first = await weir.tokensFor(link);
      const second = tokensIn(await weir.refresh(link, first.refresh_token));
      const unrelated = await weir.tokensFor(link);
      assert.equal((await revoke(second.refresh_token)).status, 200);
      assert.equal(await weir.isLive(second.access_token), false);
      assert.equal((await weir.refresh(link, second.refresh_token)).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(unrelated.access_token), true);
    });

    test('a refresh token that was replaced ends the family too', async () => {
      const first = await weir.tokensFor(link);
      const second = tokensIn(await weir.refresh(link, first.refresh_token));
      assert.equal((await revoke(first.refresh_token)).status, 200);
      assert.equal(await weir.isLive(second.access_token), false);
    });

    test('ignores the hint, right, wrong or unknown', async () => {
      for (const hint of ['access_token', 'refresh_token', 'nonsense']) {
        const tokens = await weir.tokensFor(link);
        assert.equal((await revoke(tokens.access_token, link, { token_type_hint: hint })).status, 200);
        assert.equal(await weir.isLive(tokens.access_token), false);
      }
    });

    test('what is no token, or has been revoked before, is a success (§2.2)', async () => {
      const tokens = await weir.tokensFor(link);
      for (const token of ['x', 'weir_at_x', tokens.access_token.slice(0, -1), tokens.access_token, tokens.access_token]) {
        assert.equal((await revoke(token)).status, 200);
      }
    });

    test('another client’s token is refused and changes nothing (§2.1), by a confidential and by a public client', async () => {
      const tokens = await weir.tokensFor(link);
      for (const clientType of ['confidential', 'public'] as const) {
        const other = await weir.register({ clientType });
        for (const token of [tokens.access_token, tokens.refresh_token]) {
          const answer = await revoke(token, other);
          assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_grant']);
        }
      }
      assert.equal(await weir.isLive(tokens.access_token), true);
      assert.equal((await weir.refresh(link, tokens.refresh_token)).status, 200);
    });

    test('works for public clients, by their id', async () => {
      const open = await weir.register({ clientType: 'public' });
      const tokens = await weir.tokensFor(open);
      assert.equal((await revoke(tokens.refresh_token, open)).status, 200);
      assert.equal(await weir.isLive(tokens.access_token), false);
    });

    test('needs the client’s secret, and a token', async () => {
      const tokens = await weir.tokensFor(link);
      const wrong = await revoke(tokens.access_token, link, { client_secret: 'wrong' });
      assert.deepEqual([wrong.status, wrong.json.error], [401, 'invalid_client']);
      assert.equal(await weir.isLive(tokens.access_token), true);
      const missing = await revoke(undefined);
      assert.deepEqual([missing.status, missing.json.error], [400, 'invalid_request']);
    });
  });
});
