/** The provider's settings, from the environment to the wire. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startWeir, type TestWeir } from '../support/weir.ts';

async function withSettings(settings: Readonly<Record<string, string>>, check: (weir: TestWeir) => Promise<void>) {
  const weir = await startWeir({ settings });
  try {
    await check(weir);
  } finally {
    await weir.stop();
  }
}

const second = 1000;

suite('the setting', () => {
  test('of the lives of tokens holds, and a link can have its own', async () => {
    const settings = { WEIR_ACCESS_TOKEN_SECONDS: '120', WEIR_REFRESH_TOKEN_SECONDS: '600' };
    await withSettings(settings, async (weir) => {
      const uma = await weir.user('uma');
      const own = await weir.link({ accessTokenSeconds: '300' });
      const usual = await weir.link();
      const tokens = await weir.tokensFor(uma, usual);
      assert.equal(tokens.expires_in, 120);
      assert.equal((await weir.tokensFor(uma, own)).expires_in, 300);
      weir.clock.advance(121 * second);
      assert.equal((await weir.call(tokens.access_token, '/rest/api/user/current')).status, 401);
      weir.clock.advance(480 * second);
      const late = await weir.token(usual, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
      assert.equal(late.body.error, 'invalid_grant');
    });
  });

  test('of the life of a code holds, and so does its default', async () => {
    for (const [settings, life] of [
      [{}, 60],
      [{ WEIR_AUTHORIZATION_CODE_SECONDS: '300' }, 300],
    ] as const) {
      await withSettings(settings, async (weir) => {
        const visitor = await weir.signedIn(await weir.user('uma'));
        const link = await weir.link();
        const redeemedAfter = async (seconds: number) => {
          const code = (await weir.authorize(visitor, link)).get('code') ?? '';
          weir.clock.advance(seconds * second);
          return (await weir.token(link, { grant_type: 'authorization_code', code, redirect_uri: link.redirectUri })).status;
        };
        assert.deepEqual([await redeemedAfter(life - 2), await redeemedAfter(life)], [200, 400]);
      });
    }
  });

  test('of repeated refreshes can be strict: the second use ends everything', async () => {
    await withSettings({ WEIR_REFRESH_RETRY_SECONDS: '0' }, async (weir) => {
      const link = await weir.link();
      const { refresh_token: token } = await weir.tokensFor(await weir.user('uma'), link);
      const refresh = () => weir.token(link, { grant_type: 'refresh_token', refresh_token: token });
      const { body } = await refresh();
      assert.equal((await refresh()).body.error, 'invalid_grant');
      assert.equal((await weir.call(String(body.access_token), '/rest/api/user/current')).status, 401);
    });
  });

  test('that switches access tokens off ends them all, and issues none', async () => {
    await withSettings({ WEIR_ENABLE_ACCESS_TOKENS: 'false' }, async (weir) => {
      const visitor = await weir.signedIn(await weir.user('uma'));
      const answer = await weir.authorize(visitor, await weir.link());
      assert.equal(answer.get('error'), 'unauthorized_client');
    });
  });

  test('that allows plain http redirect URLs is needed for them', async () => {
    const redirectUris = ['http://intranet.example/callback'];
    await withSettings({}, (weir) => assert.rejects(weir.link({ redirectUris })));
    await withSettings({ WEIR_ALLOW_HTTP_REDIRECT_URLS: 'true' }, async (weir) => {
      const visitor = await weir.signedIn(await weir.user('uma'));
      assert.ok((await weir.authorize(visitor, await weir.link({ redirectUris }))).has('code'));
    });
  });
});
