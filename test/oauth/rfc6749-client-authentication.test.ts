/** RFC 6749 §2.3 and §3.2: how a client proves who it is, and what the token endpoint takes. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import {
  type Answer,
  type Form,
  type OAuthApp,
  startOAuth,
  type TestLink,
  testRedirectUri,
  testVerifier,
  tokensIn,
} from '../support/oauth-app.ts';

const tokenPath = '/rest/oauth2/latest/token';

function basic(clientId: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
}

function isRefused(answer: Answer, status: number, error: string): void {
  assert.deepEqual([answer.status, answer.json.error], [status, error], answer.text);
  assert.deepEqual(Object.keys(answer.json), ['error', 'error_description']);
  assert.equal(answer.headers['content-type'], 'application/json;charset=UTF-8');
  assert.equal(answer.headers['cache-control'], 'no-store');
}

suite('at the token endpoint', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    let link: TestLink;
    let secret: string;
    before(async () => {
      weir = await startOAuth(await open());
      link = await weir.register();
      secret = link.secret ?? '';
    });

    async function codeForm(of: TestLink = link): Promise<Form> {
      return { grant_type: 'authorization_code', code: await weir.codeFor(of), redirect_uri: testRedirectUri };
    }

    test('a client may send its secret in the body', async () => {
      tokensIn(await weir.post(tokenPath, { ...(await codeForm()), client_id: link.clientId, client_secret: secret }));
    });

    test('a client may send its secret by Basic, with its id in the body or without', async () => {
      tokensIn(await weir.post(tokenPath, await codeForm(), basic(link.clientId, secret)));
      tokensIn(await weir.post(tokenPath, { ...(await codeForm()), client_id: link.clientId }, basic(link.clientId, secret)));
      const { authorization = '' } = basic(link.clientId, secret);
      tokensIn(await weir.post(tokenPath, await codeForm(), { authorization: authorization.replace('Basic', 'bAsIc') }));
    });

    test('Basic credentials may be form-encoded, as §2.3.1 says, or raw, as many send them', async () => {
      const encoded = [...secret].map((character) => `%${character.charCodeAt(0).toString(16)}`).join('');
      tokensIn(await weir.post(tokenPath, await codeForm(), basic(link.clientId, encoded)));
      tokensIn(await weir.post(tokenPath, await codeForm(), basic(link.clientId, secret)));
    });

    test('both ways at once are invalid_request', async () => {
      const form = await codeForm();
      const both = { ...form, client_id: link.clientId, client_secret: secret };
      isRefused(await weir.post(tokenPath, both, basic(link.clientId, secret)), 400, 'invalid_request');
      isRefused(
        await weir.post(tokenPath, { ...form, client_id: 'other' }, basic(link.clientId, secret)),
        400,
        'invalid_request',
      );
      tokensIn(await weir.post(tokenPath, form, basic(link.clientId, secret)));
    });

    test('a wrong secret is invalid_client, with a challenge when Basic was tried, and consumes nothing', async () => {
      const form = await codeForm();
      const byBasic = await weir.post(tokenPath, form, basic(link.clientId, 'wrong'));
      isRefused(byBasic, 401, 'invalid_client');
      assert.match(byBasic.headers['www-authenticate'] ?? '', /^Basic /);
      const byBody = await weir.post(tokenPath, { ...form, client_id: link.clientId, client_secret: 'wrong' });
      isRefused(byBody, 401, 'invalid_client');
      assert.equal(byBody.headers['www-authenticate'], undefined);
      tokensIn(await weir.post(tokenPath, { ...form, client_id: link.clientId, client_secret: secret }));
    });

    for (const [what, wrong] of [
      ['missing', undefined],
      ['empty', ''],
      ['the word null', 'null'],
      ['the word undefined', 'undefined'],
      ['cut short', 'short'],
      ['followed by a space', 'trailing'],
    ] as const) {
      test(`a secret that is ${what} is invalid_client`, async () => {
        const sent = wrong === 'short' ? secret.slice(0, -1) : wrong === 'trailing' ? `${secret} ` : wrong;
        const form = { ...(await codeForm()), client_id: link.clientId, client_secret: sent };
        isRefused(await weir.post(tokenPath, form), 401, 'invalid_client');
        isRefused(await weir.post(tokenPath, await codeForm(), basic(link.clientId, sent ?? '')), 401, 'invalid_client');
      });
    }

    test('a secret sent as an array, or twice, opens nothing', async () => {
      const form = { ...(await codeForm()), client_id: link.clientId };
      isRefused(await weir.post(tokenPath, { ...form, 'client_secret[]': secret }), 401, 'invalid_client');
      isRefused(await weir.post(tokenPath, { ...form, client_secret: [secret, secret] }), 400, 'invalid_request');
    });

    test('an unknown, disabled or missing client is invalid_client, with the same words', async () => {
      const disabled = await weir.register();
      const form = await codeForm(disabled);
      await weir.clients.disable(disabled.id, systemOrigin);
      const answers = [
        await weir.post(tokenPath, { ...form, client_id: disabled.clientId, client_secret: disabled.secret }),
        await weir.post(tokenPath, { ...form, client_id: 'nobody', client_secret: secret }),
        await weir.post(tokenPath, { ...form, client_id: 'a\0b', client_secret: secret }),
        await weir.post(tokenPath, { ...form, client_id: link.clientId, client_secret: 'wrong' }),
        await weir.post(tokenPath, form),
      ];
      for (const answer of answers) isRefused(answer, 401, 'invalid_client');
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    });

    test('malformed Basic and other schemes are invalid_client', async () => {
      for (const authorization of ['Basic', 'Basic ', 'Basic !!!', 'Basic bm9jb2xvbg==', 'Basic Og==', 'Bearer x', 'Digest x']) {
        const answer = await weir.post(tokenPath, await codeForm(), { authorization });
        isRefused(answer, 401, 'invalid_client');
        assert.equal(answer.headers['www-authenticate'], 'Basic realm="Weir"', 'says what would have been right (§5.2)');
      }
    });

    test('a public client sends its id alone; one that shows a secret is refused', async () => {
      const open = await weir.register({ clientType: 'public' });
      assert.equal(open.secret, undefined);
      tokensIn(await weir.refresh(open, (await weir.tokensFor(open)).refresh_token));
      const token = (await weir.tokensFor(open)).refresh_token;
      isRefused(await weir.refresh(open, token, { client_secret: 'anything' }), 401, 'invalid_client');
      const form = { grant_type: 'refresh_token', refresh_token: token };
      isRefused(await weir.post(tokenPath, form, basic(open.clientId, '')), 401, 'invalid_client');
    });

    test('the id of a confidential client alone is not enough', async () => {
      isRefused(await weir.post(tokenPath, { ...(await codeForm()), client_id: link.clientId }), 401, 'invalid_client');
    });

    test('two secrets are valid while one replaces the other, never three', async () => {
      const rotated = await weir.register();
      const works = async (value: string | undefined) =>
        (await weir.exchange({ ...rotated, secret: value }, { code: await weir.codeFor(rotated) })).status === 200;
      const second = await weir.clients.rotateSecret(rotated.id, 7, systemOrigin);
      assert.deepEqual([await works(rotated.secret), await works(second)], [true, true]);
      const third = await weir.clients.rotateSecret(rotated.id, 1, systemOrigin);
      assert.deepEqual([await works(rotated.secret), await works(second), await works(third)], [false, true, true]);
      weir.clock.advance(24 * 3600);
      assert.deepEqual([await works(second), await works(third)], [false, true]);
      const fourth = await weir.clients.rotateSecret(rotated.id, 0, systemOrigin);
      assert.deepEqual([await works(third), await works(fourth)], [false, true]);
    });

    suite('parameters in the query string', () => {
      async function byQuery(of: TestLink, body: Form = {}): Promise<Answer> {
        const query = new URLSearchParams({
          client_id: of.clientId,
          client_secret: of.secret ?? '',
          grant_type: 'authorization_code',
          code: await weir.codeFor(of),
          redirect_uri: testRedirectUri,
        });
        return weir.post(`${tokenPath}?${query}`, body);
      }

      test('are refused', async () => {
        isRefused(await byQuery(link), 400, 'invalid_request');
      });

      test('are refused for a single secret thing too', async () => {
        const form = { ...(await codeForm()), client_id: link.clientId, client_secret: secret };
        for (const name of ['client_secret', 'code', 'code_verifier', 'refresh_token']) {
          const answer = await weir.post(`${tokenPath}?${name}=x`, { ...form, [name]: undefined });
          isRefused(answer, 400, 'invalid_request');
          assert.match(String(answer.json.error_description), /not in the query string/, name);
        }
        for (const path of ['/rest/oauth2/latest/revoke', '/rest/oauth2/latest/introspect']) {
          const answer = await weir.post(`${path}?token=x`, { client_id: link.clientId, client_secret: secret });
          isRefused(answer, 400, 'invalid_request');
          assert.match(String(answer.json.error_description), /not in the query string/, path);
        }
      });

      test('are taken where the link allows it, with a form beside them or with no body at all', async () => {
        const old = await weir.register({ allowQueryCredentials: true });
        tokensIn(await byQuery(old));
        const query = new URLSearchParams({
          client_id: old.clientId,
          client_secret: old.secret ?? '',
          grant_type: 'authorization_code',
          code: await weir.codeFor(old),
          redirect_uri: testRedirectUri,
        });
        tokensIn(await weir.send({ method: 'POST', url: `/confluence${tokenPath}?${query}` }).then((answer) => answer));
        isRefused(await byQuery(old, { client_secret: old.secret }), 400, 'invalid_request');
        isRefused(await byQuery({ ...old, secret: 'wrong' }), 401, 'invalid_client');
      });
    });

    test('a form is the only thing that is taken', async () => {
      const form = { ...(await codeForm()), client_id: link.clientId, client_secret: secret };
      for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'nonsense']) {
        for (const payload of [JSON.stringify(form), '{', '']) {
          const answer = await weir.send({
            method: 'POST',
            url: `/confluence${tokenPath}`,
            headers: { 'content-type': type },
            payload,
          });
          isRefused(answer, 415, 'invalid_request');
        }
      }
      const withCharset = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
      isRefused(await weir.post(tokenPath, form, { ...withCharset, 'content-encoding': 'gzip' }), 415, 'invalid_request');
      tokensIn(await weir.post(tokenPath, form, { ...withCharset, 'content-encoding': 'identity' }));
    });

    test('other methods than POST are 405, and say which is allowed', async () => {
      for (const path of [tokenPath, '/rest/oauth2/1.0/token', '/rest/oauth2/latest/revoke', '/rest/oauth2/latest/introspect']) {
        for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
          const answer = await weir.send({ method, url: `/confluence${path}` });
          isRefused(answer, 405, 'invalid_request');
          assert.equal(answer.headers.allow, 'POST');
        }
        assert.equal((await weir.send({ method: 'HEAD', url: `/confluence${path}` })).status, 405);
      }
    });

    test('grants that Weir does not have are unsupported_grant_type, whoever asks', async () => {
      for (const type of [
        'password',
        'implicit',
        'urn:ietf:params:oauth:grant-type:jwt-bearer',
        'Authorization_Code',
        'constructor',
      ]) {
        const form = { grant_type: type, username: 'uma', password: 'x', client_id: link.clientId };
        isRefused(await weir.post(tokenPath, form), 400, 'unsupported_grant_type');
        isRefused(await weir.post(tokenPath, { ...form, client_secret: secret }), 400, 'unsupported_grant_type');
      }
    });

    test('a missing, empty or repeated parameter is invalid_request', async () => {
      const client = { client_id: link.clientId, client_secret: secret };
      isRefused(await weir.post(tokenPath, client), 400, 'invalid_request');
      isRefused(await weir.post(tokenPath, { ...client, grant_type: '' }), 400, 'invalid_request');
      isRefused(await weir.post(tokenPath, { ...client, grant_type: 'authorization_code' }), 400, 'invalid_request');
      isRefused(
        await weir.post(tokenPath, { ...client, grant_type: 'refresh_token', refresh_token: '' }),
        400,
        'invalid_request',
      );
      const form: Form = { ...client, ...(await codeForm()) };
      for (const name of ['grant_type', 'code', 'redirect_uri', 'client_id', 'client_secret'] as const) {
        const value = form[name];
        if (typeof value !== 'string') throw new Error(name);
        isRefused(await weir.post(tokenPath, { ...form, [name]: [value, value] }), 400, 'invalid_request');
      }
      tokensIn(await weir.post(tokenPath, form));
    });

    test('version 1.0 is the same as latest', async () => {
      tokensIn(
        await weir.post('/rest/oauth2/1.0/token', { ...(await codeForm()), client_id: link.clientId, client_secret: secret }),
      );
    });

    test('nothing is issued while access tokens are switched off', async () => {
      const off = await startOAuth({ database: weir.database, settings: { accessTokensEnabled: false } });
      isRefused(await off.exchange(link, { code: 'x' }), 400, 'unauthorized_client');
    });
  });
});

suite('a code', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    before(async () => {
      weir = await startOAuth(await open());
    });

    test('of another client is refused, whatever it proves, and stays good for its own (public and confidential)', async () => {
      for (const clientType of ['confidential', 'public'] as const) {
        const [own, other] = [await weir.register(), await weir.register({ clientType })];
        const code = await weir.codeFor(own);
        isRefused(await weir.exchange(other, { code }), 400, 'invalid_grant');
        isRefused(await weir.exchange(other, { code, code_verifier: testVerifier }), 400, 'invalid_grant');
        assert.equal(await weir.isLive(tokensIn(await weir.exchange(own, { code })).access_token), true);
        // Somebody else's replay harms nobody.
        isRefused(await weir.exchange(other, { code }), 400, 'invalid_grant');
      }
    });

    test('needs the redirect URI of its request, which only PKCE can stand in for', async () => {
      const other = 'https://app.example.org/other';
      const link = await weir.register({ redirectUris: [testRedirectUri, other] });
      const code = await weir.codeFor(link);
      for (const redirectUri of [undefined, '', other, `${testRedirectUri}/`, 'https://evil.example']) {
        isRefused(await weir.exchange(link, { code, redirect_uri: redirectUri }), 400, 'invalid_grant');
      }
      tokensIn(await weir.exchange(link, { code }));
      const proof = { code_challenge: testVerifier, code_challenge_method: 'plain' };
      const proved = await weir.codeFor(link, proof);
      isRefused(
        await weir.exchange(link, { code: proved, code_verifier: testVerifier, redirect_uri: other }),
        400,
        'invalid_grant',
      );
      tokensIn(await weir.exchange(link, { code: proved, code_verifier: testVerifier, redirect_uri: undefined }));
    });

    test('that never was is refused', async () => {
      const link = await weir.register();
      for (const code of ['x', 'x'.repeat(5000), '\0', "' or 1=1 --"]) {
        isRefused(await weir.exchange(link, { code }), 400, 'invalid_grant');
      }
    });

    test('brings nothing once its user is disabled, has lost the right to use Weir, or has ended the grant', async () => {
      const link = await weir.register();
      const id = await weir.addUser('kim');
      const codes = [await weir.codeFor(link, {}, { as: 'kim' }), await weir.codeFor(link, {}, { as: 'kim' })] as const;
      await weir.database.write((queries) =>
        queries.updateTable('user_account').set({ disabled_at: 1 }).where('id', '=', id).execute(),
      );
      isRefused(await weir.exchange(link, { code: codes[0] }), 400, 'invalid_grant');
      await weir.database.write(async (queries) => {
        await queries.updateTable('user_account').set({ disabled_at: null }).where('id', '=', id).execute();
        await queries.deleteFrom('global_permission').where('subject_id', '=', id).where('subject_kind', '=', 'user').execute();
      });
      isRefused(await weir.exchange(link, { code: codes[0] }), 400, 'invalid_grant');
      await weir.database.write((queries) =>
        queries.insertInto('global_permission').values({ subject_kind: 'user', subject_id: id, permission: 'use' }).execute(),
      );
      tokensIn(await weir.exchange(link, { code: codes[0] }));
      await weir.grants.endAllOfUser(id, systemOrigin);
      isRefused(await weir.exchange(link, { code: codes[1] }), 400, 'invalid_grant');
    });
  });
});
