/** RFC 6749 §4.4: a service account gets tokens for itself, and everything that ends them does so at once. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { serviceAccountInput } from '../../src/applinks/service-accounts.ts';
import { sha256 } from '../../src/foundation/digest.ts';
import { eachDatabase } from '../support/databases.ts';
import {
  type Answer,
  type OAuthApp,
  startOAuth,
  type TestServiceAccount,
  testAdministrator,
  testBaseUrl,
  tokensIn,
} from '../support/oauth-app.ts';

const day = 24 * 3600;

suite('the client credentials grant', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    let machine: TestServiceAccount;
    before(async () => {
      weir = await startOAuth(await open());
      machine = await weir.addServiceAccount({ name: 'Nightly export', scope: 'WRITE' });
    });

    const errorOf = ({ status, json }: Answer) => [status, json.error];
    const tokenOf = async (account: Pick<TestServiceAccount, 'clientId' | 'secret'>) =>
      tokensIn(await weir.grantTo(account)).access_token;
    const basic = (id: string, secret: string) => ({
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    });

    test('gives an access token and no refresh token (§4.4.3)', async () => {
      const answer = await weir.grantTo(machine);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(Object.keys(answer.json), ['access_token', 'token_type', 'expires_in', 'created_at', 'scope']);
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.json.expires_in, 3600);
      assert.match(String(answer.json.access_token), /^weir_at_/);
    });

    test('takes the secret by HTTP Basic too, and not both ways at once (§2.3.1)', async () => {
      const path = '/rest/oauth2/latest/token';
      const good = await weir.post(path, { grant_type: 'client_credentials' }, basic(machine.clientId, machine.secret));
      assert.equal(good.status, 200, good.text);
      const twice = await weir.post(
        path,
        { grant_type: 'client_credentials', client_id: machine.clientId, client_secret: machine.secret },
        basic(machine.clientId, machine.secret),
      );
      assert.deepEqual(errorOf(twice), [400, 'invalid_request']);
      const wrong = await weir.post(path, { grant_type: 'client_credentials' }, basic(machine.clientId, 'wrong'));
      assert.deepEqual(errorOf(wrong), [401, 'invalid_client']);
      assert.equal(wrong.headers['www-authenticate'], 'Basic realm="Weir"');
    });

    test('without the right secret: invalid_client', async () => {
      for (const secret of [undefined, '', 'wrong', machine.secret.slice(1), `${machine.secret}x`, 'null']) {
        const answer = await weir.grantTo(machine, { client_secret: secret });
        assert.deepEqual(errorOf(answer), [401, 'invalid_client'], String(secret));
      }
      assert.deepEqual(errorOf(await weir.grantTo({ ...machine, clientId: 'nobody' })), [401, 'invalid_client']);
    });

    test('the token acts as the account itself', async () => {
      const answer = await weir.call(`Bearer ${await tokenOf(machine)}`);
      assert.deepEqual(answer.json, {
        username: 'service-nightly-export',
        scope: 'WRITE',
        clientId: machine.clientId,
        resource: null,
      });
    });

    test('without a scope it is all that the account may have; a narrower one can be asked for (§3.3)', async () => {
      assert.equal((await weir.grantTo(machine)).json.scope, 'WRITE');
      const narrow = await weir.grantTo(machine, { scope: 'READ' });
      assert.equal(narrow.json.scope, 'READ');
      assert.equal((await weir.call(`Bearer ${narrow.json.access_token}`)).status, 200);
      assert.equal((await weir.call(`Bearer ${narrow.json.access_token}`, '/rest/api/change')).status, 403);
    });

    test('more than the account may have, or what is no scope: invalid_scope (§5.2)', async () => {
      for (const scope of ['ADMIN', 'SYSTEM_ADMIN', 'READ ADMIN', 'write', 'READ x']) {
        assert.deepEqual(errorOf(await weir.grantTo(machine, { scope })), [400, 'invalid_scope'], scope);
      }
    });

    test('the resource is honoured (RFC 8707)', async () => {
      const answer = await weir.grantTo(machine, { resource: `${testBaseUrl}/rest/api` });
      assert.equal((await weir.call(`Bearer ${answer.json.access_token}`)).json.resource, `${testBaseUrl}/rest/api`);
      assert.deepEqual(errorOf(await weir.grantTo(machine, { resource: 'https://elsewhere.example' })), [400, 'invalid_target']);
    });

    test('an application link may not use it: unauthorized_client (§5.2)', async () => {
      const link = await weir.register({ scope: 'WRITE' });
      const answer = await weir.grantTo({ clientId: link.clientId, secret: link.secret ?? '' });
      assert.deepEqual(errorOf(answer), [400, 'unauthorized_client']);
      const open = await weir.register({ clientType: 'public' });
      const form = { grant_type: 'client_credentials', client_id: open.clientId };
      assert.deepEqual(errorOf(await weir.post('/rest/oauth2/latest/token', form)), [400, 'unauthorized_client']);
    });

    test('a service account may use no other: unauthorized_client, and no page to authorize it', async () => {
      for (const form of [
        { grant_type: 'authorization_code', code: 'x' },
        { grant_type: 'refresh_token', refresh_token: 'x' },
      ]) {
        assert.deepEqual(errorOf(await weir.grantTo(machine, form)), [400, 'unauthorized_client']);
      }
      const parameters = { client_id: machine.clientId, redirect_uri: 'https://app.example.org/', response_type: 'code' };
      const asked = await weir.authorize(parameters);
      assert.deepEqual([asked.status, asked.headers.location], [400, undefined]);
    });

    test('introspection tells whose it is (RFC 7662)', async () => {
      const link = { ...machine, client: undefined as never };
      const { json } = await weir.introspect(link, await tokenOf(machine));
      assert.deepEqual(
        [json.active, json.username, json.sub, json.client_id, json.scope, json.token_type],
        [true, machine.account.username, machine.account.userKey, machine.clientId, 'WRITE', 'bearer'],
      );
    });

    test('revocation ends one token alone (RFC 7009)', async () => {
      const [one, other] = [await tokenOf(machine), await tokenOf(machine)];
      const answer = await weir.post('/rest/oauth2/latest/revoke', {
        client_id: machine.clientId,
        client_secret: machine.secret,
        token: one,
      });
      assert.equal(answer.status, 200);
      assert.deepEqual([await weir.isLive(one), await weir.isLive(other)], [false, true]);
    });

    test('the metadata names the grant (RFC 8414 §2)', async () => {
      const { json } = await weir.send({ method: 'GET', url: '/.well-known/oauth-authorization-server/confluence' });
      assert.deepEqual(json.grant_types_supported, ['authorization_code', 'refresh_token', 'client_credentials']);
    });

    test('its tokens expire', async () => {
      const brief = await weir.addServiceAccount({ accessTokenSeconds: '60' });
      const token = await tokenOf(brief);
      weir.clock.advance(59);
      assert.equal(await weir.isLive(token), true);
      weir.clock.advance(1);
      assert.equal(await weir.isLive(token), false);
    });

    test('disabling the account ends its tokens and its secret at once; enabling lets both go on', async () => {
      const account = await weir.addServiceAccount();
      const token = await tokenOf(account);
      await weir.serviceAccounts.disable(account.id, testAdministrator);
      assert.equal(await weir.isLive(token), false);
      assert.deepEqual(errorOf(await weir.grantTo(account)), [401, 'invalid_client']);
      await weir.serviceAccounts.enable(account.id, testAdministrator);
      assert.equal(await weir.isLive(token), true);
    });

    test('so does disabling the user account behind it', async () => {
      const account = await weir.addServiceAccount();
      const token = await tokenOf(account);
      await weir.database.write((queries) =>
        queries.updateTable('user_account').set({ disabled_at: 1 }).where('id', '=', account.account.userId).execute(),
      );
      assert.equal(await weir.isLive(token), false);
      assert.deepEqual(errorOf(await weir.grantTo(account)), [401, 'invalid_client']);
    });

    test('deleting it ends everything', async () => {
      const account = await weir.addServiceAccount();
      const token = await tokenOf(account);
      assert.equal((await weir.serviceAccounts.remove(account.id, testAdministrator)).kind, 'done');
      assert.equal(await weir.isLive(token), false);
      assert.deepEqual(errorOf(await weir.grantTo(account)), [401, 'invalid_client']);
      assert.equal(await weir.serviceAccounts.find(account.id), undefined);
    });

    test('with its last day everything ends, and a token promises no more than that', async () => {
      const account = await weir.addServiceAccount({ accessTokenSeconds: String(7 * day), lastDay: '2026-12-31' });
      const { access_token } = tokensIn(await weir.grantTo(account));
      // An earlier end that is chosen later holds for what was given out before.
      const lastDay = new Date(weir.clock.now() + 3 * day * 1000).toISOString().slice(0, 10);
      const input = { ...serviceAccountInput(account.account), lastDay };
      const saved = await weir.serviceAccounts.update(account.id, input, testAdministrator, account.account.updatedAt);
      assert.equal(saved.kind, 'saved');
      const late = tokensIn(await weir.grantTo(account));
      assert.ok(late.expires_in <= 4 * day, String(late.expires_in));
      weir.clock.advance(4 * day);
      assert.deepEqual([await weir.isLive(access_token), await weir.isLive(late.access_token)], [false, false]);
      assert.deepEqual(errorOf(await weir.grantTo(account)), [401, 'invalid_client']);
    });

    test('narrowing the permission narrows the tokens that are out', async () => {
      const account = await weir.addServiceAccount({ scope: 'WRITE' });
      const token = await tokenOf(account);
      const input = { ...serviceAccountInput(account.account), scope: 'READ' };
      await weir.serviceAccounts.update(account.id, input, testAdministrator, account.account.updatedAt);
      assert.equal((await weir.call(`Bearer ${token}`, '/rest/api/change')).status, 403);
      assert.equal((await weir.call(`Bearer ${token}`)).status, 200);
      assert.deepEqual(errorOf(await weir.grantTo(account, { scope: 'WRITE' })), [400, 'invalid_scope']);
    });

    test('an account that may not use Weir gets nothing', async () => {
      const account = await weir.addServiceAccount({ groups: [] });
      assert.deepEqual(errorOf(await weir.grantTo(account)), [400, 'invalid_grant']);
    });

    suite('when its secret is replaced', () => {
      async function rotated(overlap: 0 | 7) {
        const account = await weir.addServiceAccount({ accessTokenSeconds: String(30 * day) });
        const token = await tokenOf(account);
        const outcome = await weir.serviceAccounts.rotateSecret(account.id, overlap, testAdministrator);
        assert.ok(outcome.kind === 'rotated');
        return { account, token, renewed: { ...account, secret: outcome.secret } };
      }

      test('with an overlap both work, until the old one ends with all that it got', async () => {
        const { account, token, renewed } = await rotated(7);
        const [byOld, byNew] = [tokensIn(await weir.grantTo(account)), await tokenOf(renewed)];
        assert.equal(byOld.expires_in, 7 * day);
        weir.clock.advance(7 * day);
        assert.deepEqual(errorOf(await weir.grantTo(account)), [401, 'invalid_client']);
        assert.deepEqual(
          [await weir.isLive(token), await weir.isLive(byOld.access_token), await weir.isLive(byNew)],
          [false, false, true],
        );
      });

      test('what was being given out in that moment ends with the old one too', async () => {
        const { account, renewed } = await rotated(7);
        const byOld = tokensIn(await weir.grantTo(account)).access_token;
        const late = weir.clock.now() + 30 * day * 1000;
        // As a grant leaves it that had read the secret before it was replaced, and wrote after.
        await weir.database.write((queries) =>
          queries
            .updateTable('oauth_token_pair')
            .set({ access_expires_at: late, kept_until: late })
            .where('access_hash', '=', sha256(byOld))
            .execute(),
        );
        const form = { client_id: account.clientId, client_secret: renewed.secret, token: byOld };
        const { json } = await weir.post('/rest/oauth2/latest/introspect', form);
        assert.equal(json.exp, Math.floor(weir.clock.now() / 1000) + 7 * day);
        weir.clock.advance(7 * day);
        assert.equal(await weir.isLive(byOld), false);
      });

      test('without one the old secret ends at once, and what it got', async () => {
        const { account, token, renewed } = await rotated(0);
        assert.deepEqual(errorOf(await weir.grantTo(account)), [401, 'invalid_client']);
        assert.equal(await weir.isLive(token), false);
        assert.equal(await weir.isLive(await tokenOf(renewed)), true);
      });

      test('the old one can be ended before its time; the one in force cannot', async () => {
        const { account, token, renewed } = await rotated(7);
        const shown = await weir.serviceAccounts.viewCredentials(account.id, testAdministrator);
        assert.ok(shown.kind === 'shown');
        const [current, old] = shown.secrets;
        assert.deepEqual([current?.secret, old?.secret], [renewed.secret, account.secret]);
        const byNew = await tokenOf(renewed);
        assert.equal((await weir.serviceAccounts.endSecret(account.id, current?.id ?? 0, testAdministrator)).kind, 'unknown');
        assert.equal((await weir.serviceAccounts.endSecret(account.id, old?.id ?? 0, testAdministrator)).kind, 'done');
        assert.deepEqual(errorOf(await weir.grantTo(account)), [401, 'invalid_client']);
        assert.deepEqual([await weir.isLive(token), await weir.isLive(byNew)], [false, true]);
      });

      test('32 at the same moment leave two that work', async () => {
        const account = await weir.addServiceAccount();
        const outcomes = await Promise.all(
          Array.from({ length: 32 }, () => weir.serviceAccounts.rotateSecret(account.id, 7, testAdministrator)),
        );
        const secrets = outcomes.map((outcome) => (outcome.kind === 'rotated' ? outcome.secret : ''));
        assert.equal(new Set(secrets).size, 32);
        const answers = await Promise.all(
          [account.secret, ...secrets].map((secret) => weir.grantTo({ clientId: account.clientId, secret })),
        );
        assert.equal(answers.filter(({ status }) => status === 200).length, 2);
        assert.equal(answers.filter(({ status }) => status === 401).length, 31);
      });

      test('or the account removed, tokens asked for at the same moment are refused or end, and nothing fails', async () => {
        const account = await weir.addServiceAccount();
        const asked = Array.from({ length: 32 }, () => weir.grantTo(account));
        const [answers] = await Promise.all([Promise.all(asked), weir.serviceAccounts.remove(account.id, testAdministrator)]);
        for (const answer of answers) {
          assert.ok([200, 401].includes(answer.status), answer.text);
          if (answer.status === 200) assert.equal(await weir.isLive(String(answer.json.access_token)), false);
        }
      });
    });
  });
});
