/** RFC 6750: an access token at the API. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { type OAuthApp, startOAuth, type TestLink, testBaseUrl } from '../support/oauth-app.ts';

const metadata = 'resource_metadata="https://wiki.example.org/.well-known/oauth-protected-resource/confluence/rest/api"';

suite('an access token', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    let link: TestLink;
    before(async () => {
      weir = await startOAuth(await open());
      link = await weir.register({ scope: 'WRITE' });
    });

    test('opens the API for its user, with its scope (§2.1)', async () => {
      const { access_token: token } = await weir.tokensFor(link, { scope: 'WRITE' });
      const answer = await weir.call(`Bearer ${token}`);
      assert.deepEqual(answer.json, { username: 'uma', scope: 'WRITE', clientId: link.clientId, resource: null });
      assert.equal((await weir.call(`bearer   ${token}`)).status, 200);
    });

    test('missing is 401 with a challenge that leads to the metadata (RFC 9728 §5.1)', async () => {
      const answer = await weir.call(undefined);
      assert.equal(answer.status, 401);
      assert.equal(answer.headers['www-authenticate'], `Bearer realm="Weir", ${metadata}`);
    });

    test('altered in any way is 401 invalid_token (§3.1)', async () => {
      const { access_token: token, refresh_token: refresh } = await weir.tokensFor(link);
      const flipped = token.slice(0, 20) + (token[20] === 'a' ? 'b' : 'a') + token.slice(21);
      const swapped = [...token]
        .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
        .join('');
      for (const wrong of [
        '',
        'x',
        'null',
        token.slice(0, -1),
        token.slice(0, -8),
        `${token}x`,
        `${token} x`,
        `${token},`,
        `${token}%00`,
        flipped,
        swapped,
        refresh,
        token.replace('weir_at_', 'weir_rt_'),
        `weir_at_${'a'.repeat(49)}`,
        'x'.repeat(6000),
      ]) {
        const answer = await weir.call(`Bearer ${wrong}`);
        assert.equal(answer.status, 401, wrong);
        const challenge = answer.headers['www-authenticate'] ?? '';
        assert.match(challenge, /^Bearer realm="Weir", error="invalid_token", /);
        assert.ok(challenge.endsWith(metadata));
      }
    });

    test('in the query string is not looked at (§2.3)', async () => {
      const { access_token: token } = await weir.tokensFor(link);
      const answer = await weir.send({ method: 'GET', url: `/confluence/rest/api/whoami?access_token=${token}` });
      assert.equal(answer.status, 401);
      assert.doesNotMatch(answer.headers['www-authenticate'] ?? '', /error=/);
    });

    test('of too little scope is 403 insufficient_scope, which names the scope (§3.1)', async () => {
      const { access_token: token } = await weir.tokensFor(link, { scope: 'READ' });
      const answer = await weir.call(`Bearer ${token}`, '/rest/api/change');
      assert.equal(answer.status, 403);
      assert.equal(
        answer.headers['www-authenticate'],
        `Bearer realm="Weir", error="insufficient_scope", scope="WRITE", ${metadata}`,
      );
      const wide = await weir.tokensFor(link, { scope: 'WRITE' });
      assert.equal((await weir.call(`Bearer ${wide.access_token}`, '/rest/api/change')).status, 200);
    });

    test('of a user who may not use Weir any more is 403, without a challenge', async () => {
      const id = await weir.addUser('lea');
      const { access_token: token } = await weir.tokensFor(link, {}, { as: 'lea' });
      await weir.database.write((queries) =>
        queries.deleteFrom('global_permission').where('subject_kind', '=', 'user').where('subject_id', '=', id).execute(),
      );
      const answer = await weir.call(`Bearer ${token}`);
      assert.deepEqual([answer.status, answer.headers['www-authenticate']], [403, undefined]);
    });

    test('expires after an hour', async () => {
      const { access_token: token } = await weir.tokensFor(link);
      weir.clock.advance(3599);
      assert.equal(await weir.isLive(token), true);
      weir.clock.advance(1);
      assert.equal(await weir.isLive(token), false);
    });

    test('ends with its grant, its link and its user, on every node', async () => {
      const database = weir.database;
      const other = await startOAuth({ database, clock: weir.clock });
      const id = await weir.addUser('kim');
      const own = await weir.register();
      const issue = async () => (await weir.tokensFor(own, {}, { as: 'kim' })).access_token;

      const byGrant = await issue();
      const [grant] = await weir.grants.ofUser(id);
      assert.equal(await other.isLive(byGrant), true);
      assert.equal(await weir.grants.end(grant?.grantId ?? 0, id, systemOrigin), true);
      assert.equal(await other.isLive(byGrant), false);

      const byUser = await issue();
      await database.write((queries) =>
        queries.updateTable('user_account').set({ disabled_at: 1 }).where('id', '=', id).execute(),
      );
      assert.equal(await other.isLive(byUser), false);
      await database.write((queries) =>
        queries.updateTable('user_account').set({ disabled_at: null }).where('id', '=', id).execute(),
      );

      const byLink = await issue();
      await weir.clients.remove(own.id, systemOrigin);
      assert.equal(await other.isLive(byLink), false);
    });

    test('notes its first use durably, and only the first', async () => {
      const { access_token: token } = await weir.tokensFor(link);
      const uses = async () => {
        const rows = await weir.database.read
          .selectFrom('oauth_token_pair')
          .select('used_at')
          .where('used_at', 'is not', null)
          .execute();
        return rows.length;
      };
      const before = await uses();
      await Promise.all(Array.from({ length: 10 }, () => weir.isLive(token)));
      assert.equal(await uses(), before + 1);
    });

    test('for one resource does not open another (RFC 8707 §2)', async () => {
      const api = await weir.tokensFor(link, { resource: `${testBaseUrl}/rest/api` });
      assert.equal((await weir.call(`Bearer ${api.access_token}`)).json.resource, `${testBaseUrl}/rest/api`);
    });
  });
});
