/** RFC 7636: a challenge and its verifier, for each kind of client. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import type { ClientSettings } from '../../src/oauth/client-store.ts';
import { eachDatabase } from '../support/databases.ts';
import { challengeOf, type OAuthApp, startOAuth, testRedirectUri, testVerifier } from '../support/oauth-app.ts';

const other = 'another-verifier-of-forty-three-characters-x';
const s256 = { code_challenge: challengeOf(testVerifier), code_challenge_method: 'S256' };

suite('a code with PKCE', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    before(async () => {
      weir = await startOAuth(await open());
    });

    /** challenge sent, verifier sent, whether the exchange is granted */
    const matrix = [
      ['a challenge and its verifier', s256, testVerifier, true],
      ['a challenge and another verifier', s256, other, false],
      ['a challenge and no verifier', s256, undefined, false],
      ['a challenge and an empty verifier', s256, '', false],
      ['a challenge and the challenge as its verifier', s256, s256.code_challenge, false],
      ['a challenge and a verifier that is cut short', s256, testVerifier.slice(0, -1), false],
    ] as const;
    const withoutChallenge = [
      ['neither challenge nor verifier', {}, undefined, true],
      ['a verifier without a challenge', {}, testVerifier, false],
    ] as const;

    for (const clientType of ['confidential', 'public'] as const) {
      for (const [what, challenge, verifier, granted] of clientType === 'public' ? matrix : [...matrix, ...withoutChallenge]) {
        test(`${clientType}: ${what} is ${granted ? 'granted' : 'invalid_grant'}`, async () => {
          const link = await weir.register({ clientType });
          const code = await weir.codeFor(link, challenge);
          const answer = await weir.exchange(link, { code, code_verifier: verifier });
          assert.equal(answer.status, granted ? 200 : 400, answer.text);
          assert.equal(answer.json.error, granted ? undefined : 'invalid_grant');
        });
      }
    }

    test('public: a request without a challenge is refused', async () => {
      assert.equal(await errorOf({ clientType: 'public' }, {}), 'invalid_request');
      assert.equal(await errorOf({ clientType: 'public' }, { code_challenge: '' }), 'invalid_request');
    });

    test('public: the method plain is refused, also when it is only meant', async () => {
      const plain = { code_challenge: testVerifier };
      assert.equal(await errorOf({ clientType: 'public' }, plain), 'invalid_request');
      assert.equal(await errorOf({ clientType: 'public' }, { ...plain, code_challenge_method: 'plain' }), 'invalid_request');
    });

    test('a link can require it', async () => {
      assert.equal(await errorOf({ requirePkce: true }, {}), 'invalid_request');
      assert.equal(await errorOf({ requirePkce: true }, s256), undefined);
    });

    test('a link can refuse plain', async () => {
      assert.equal(await errorOf({ allowPlain: false }, { code_challenge: testVerifier }), 'invalid_request');
      assert.equal(await errorOf({ allowPlain: true }, { code_challenge: testVerifier }), undefined);
      assert.equal(await errorOf({ allowPlain: false }, s256), undefined);
    });

    test('by plain is granted for the verifier itself (§4.6), with the method named or meant', async () => {
      const link = await weir.register();
      for (const method of [undefined, 'plain']) {
        const challenge = { code_challenge: testVerifier, code_challenge_method: method };
        const wrong = await weir.exchange(link, { code: await weir.codeFor(link, challenge), code_verifier: other });
        assert.equal(wrong.json.error, 'invalid_grant');
        const right = await weir.exchange(link, { code: await weir.codeFor(link, challenge), code_verifier: testVerifier });
        assert.equal(right.status, 200);
      }
    });

    test('takes S256 by the names that Confluence’s documentation has, and no other', async () => {
      for (const method of ['S256', 's256', 'sha256']) {
        const link = await weir.register({ clientType: 'public' });
        const code = await weir.codeFor(link, { ...s256, code_challenge_method: method });
        assert.equal((await weir.exchange(link, { code, code_verifier: testVerifier })).status, 200);
      }
      for (const method of ['S512', 'PLAIN', 'none', 'S256 ']) {
        assert.equal(await errorOf({}, { ...s256, code_challenge_method: method }), 'invalid_request', method);
      }
    });

    test('refuses a challenge that cannot be one (§4.2)', async () => {
      for (const challenge of [
        'short',
        `${s256.code_challenge}=`,
        s256.code_challenge.slice(1),
        `${s256.code_challenge.slice(1)}+`,
      ]) {
        assert.equal(await errorOf({}, { ...s256, code_challenge: challenge }), 'invalid_request', challenge);
      }
      for (const challenge of ['a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(43)}!`]) {
        assert.equal(
          await errorOf({}, { code_challenge: challenge, code_challenge_method: 'plain' }),
          'invalid_request',
          challenge,
        );
      }
    });

    test('takes a verifier of 43 to 128 unreserved characters (§4.1)', async () => {
      const link = await weir.register();
      for (const [verifier, granted] of [
        ['a'.repeat(43), true],
        [`${'aA0-._~'.repeat(18)}zz`, true],
        ['a'.repeat(42), false],
        ['a'.repeat(129), false],
        [`${'a'.repeat(42)} `, false],
        [`${'a'.repeat(42)}é`, false],
      ] as const) {
        const code = await weir.codeFor(link, { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' });
        assert.equal((await weir.exchange(link, { code, code_verifier: verifier })).status, granted ? 200 : 400, verifier);
      }
    });

    test('a wrong verifier consumes nothing', async () => {
      const link = await weir.register();
      const code = await weir.codeFor(link, s256);
      assert.equal((await weir.exchange(link, { code, code_verifier: other })).status, 400);
      assert.equal((await weir.exchange(link, { code })).status, 400);
      assert.equal((await weir.exchange(link, { code, code_verifier: testVerifier })).status, 200);
    });

    /** @returns the error that the client is told; undefined: the request reached the consent page */
    async function errorOf(settings: Partial<ClientSettings>, challenge: Record<string, string>): Promise<string | undefined> {
      const link = await weir.register(settings);
      const answer = await weir.authorize({
        client_id: link.clientId,
        redirect_uri: testRedirectUri,
        response_type: 'code',
        ...challenge,
      });
      return new URL(answer.headers.location ?? '', testRedirectUri).searchParams.get('error') ?? undefined;
    }
  });
});
