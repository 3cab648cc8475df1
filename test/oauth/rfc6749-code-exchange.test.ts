/** RFC 6749 §4.1.2 to §4.1.4: what a code is good for, for how long, and what it brings. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { startOAuth, tokensIn } from '../support/oauth-app.ts';

suite('an authorization code', () => {
  eachDatabase((_engine, open) => {
    test('is exchanged for tokens, in the shape that Confluence documents (RFC 6749 §5.1)', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register({ scope: 'WRITE' });
      const code = await weir.codeFor(link, { scope: 'WRITE READ' });
      const answer = await weir.exchange(link, { code });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/json;charset=UTF-8');
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.headers.pragma, 'no-cache');
      const tokens = tokensIn(answer);
      assert.deepEqual(Object.keys(answer.json), [
        'access_token',
        'token_type',
        'expires_in',
        'refresh_token',
        'created_at',
        'scope',
      ]);
      assert.match(tokens.access_token, /^weir_at_/);
      assert.match(tokens.refresh_token, /^weir_rt_/);
      assert.equal(answer.json.token_type, 'bearer');
      assert.equal(tokens.expires_in, 3600);
      assert.equal(tokens.created_at, Math.floor(weir.clock.now() / 1000));
      assert.equal(tokens.scope, 'READ WRITE');
      assert.equal(await weir.isLive(tokens.access_token), true);
    });

    test('presented twice, is refused and ends the tokens of its first use (§4.1.2)', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const code = await weir.codeFor(link);
      const first = tokensIn(await weir.exchange(link, { code }));
      assert.equal(await weir.isLive(first.access_token), true);
      const again = await weir.exchange(link, { code });
      assert.equal(again.status, 400);
      assert.equal(again.json.error, 'invalid_grant');
      assert.equal(await weir.isLive(first.access_token), false);
      assert.equal((await weir.refresh(link, first.refresh_token)).json.error, 'invalid_grant');
      assert.equal(weir.provider.counters.read()['codes-replayed'], 1);
    });

    test('of 32 callers at once, over two connections, is granted to one (security rule 1)', async () => {
      const { database, location } = await open();
      const one = await startOAuth({ database });
      const other = await startOAuth({ database: (await open(location)).database, clock: one.clock });
      const link = await one.register();
      for (let round = 0; round < 5; round++) {
        const code = await one.codeFor(link);
        const answers = await Promise.all(
          Array.from({ length: 32 }, (_, index) => (index % 2 === 0 ? one : other).exchange(link, { code })),
        );
        const statuses = answers.map(({ status }) => status).sort();
        assert.deepEqual(statuses, [200, ...Array.from({ length: 31 }, () => 400)]);
      }
    });

    test('brings no more than its link may have by then', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register({ scope: 'ADMIN' });
      const code = await weir.codeFor(link, { scope: 'ADMIN' });
      await weir.clients.update(link.id, { scope: 'READ' }, systemOrigin);
      const tokens = tokensIn(await weir.exchange(link, { code }));
      assert.equal(tokens.scope, 'READ');
      await weir.clients.update(link.id, { scope: 'ADMIN' }, systemOrigin);
      assert.equal((await weir.introspect(link, tokens.access_token)).json.scope, 'READ');
    });

    test('lives 60 seconds', async () => {
      const weir = await startOAuth(await open());
      const link = await weir.register();
      const code = await weir.codeFor(link);
      const late = await weir.codeFor(link);
      weir.clock.advance(59);
      assert.equal((await weir.exchange(link, { code })).status, 200);
      weir.clock.advance(1);
      assert.equal((await weir.exchange(link, { code: late })).json.error, 'invalid_grant');
    });
  });
});
