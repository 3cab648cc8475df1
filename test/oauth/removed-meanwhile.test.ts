/** A link that is removed while its application is in the middle of something: whatever was under way is refused or ends, and nothing is a fault. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { type Answer, type OAuthApp, startOAuth, type TestLink, testRedirectUri } from '../support/oauth-app.ts';

const callers = Array.from({ length: 8 }, (_, index) => index);
const rounds = 2;

suite('a link that is removed while its application', () => {
  eachDatabase((engine, open) => {
    let weir: OAuthApp;
    before(async () => {
      weir = await startOAuth(await open());
    });

    /** Removes a link at one of the moments between what the callers do. */
    async function whileRemoving(link: TestLink, calls: readonly (() => Promise<Answer>)[], moment: number): Promise<Answer[]> {
      const removal = Math.floor((calls.length * moment) / rounds);
      const running = calls.map((call, index) => {
        const answer = call();
        return index === removal ? weir.clients.remove(link.id, systemOrigin).then(() => answer) : answer;
      });
      const answers = await Promise.all(running);
      for (const { status, text } of answers) assert.ok(status < 500, text);
      return answers;
    }

    async function eachRound(what: (round: number, link: TestLink) => Promise<void>): Promise<void> {
      for (let round = 0; round < rounds; round++) await what(round, await weir.register({ scope: 'WRITE' }));
    }

    test('redeems codes', () =>
      eachRound(async (round, link) => {
        const codes = await Promise.all(callers.map(() => weir.codeFor(link)));
        const exchange = (code: string) =>
          weir.exchange(link, { grant_type: 'authorization_code', code, redirect_uri: testRedirectUri });
        const answers = await whileRemoving(
          link,
          codes.map((code) => () => exchange(code)),
          round,
        );
        for (const { status, json } of answers) if (status === 200) assert.ok(!(await weir.isLive(String(json.access_token))));
      }));

    test('refreshes tokens, also with one and the same', () =>
      eachRound(async (round, link) => {
        const pairs = await Promise.all(callers.map(() => weir.tokensFor(link)));
        const asked = pairs.map(({ refresh_token }, index) =>
          index % 2 === 0 ? refresh_token : (pairs[0]?.refresh_token ?? ''),
        );
        const answers = await whileRemoving(
          link,
          asked.map((token) => () => weir.refresh(link, token)),
          round,
        );
        for (const { status, json } of answers) if (status === 200) assert.ok(!(await weir.isLive(String(json.access_token))));
      }));

    test('calls with tokens for the first time, asks about them and gives them up', () =>
      eachRound(async (round, link) => {
        const pairs = await Promise.all(callers.map(() => weir.tokensFor(link)));
        const form = (token: string) => ({ client_id: link.clientId, client_secret: link.secret, token });
        const acts = [
          (token: string) => weir.call(`Bearer ${token}`),
          (token: string) => weir.introspect(link, token),
          (token: string) => weir.post('/rest/oauth2/latest/revoke', form(token)),
        ];
        await whileRemoving(
          link,
          pairs.map(
            ({ access_token }, index) =>
              () =>
                acts[index % acts.length]?.(access_token) ?? weir.introspect(link, access_token),
          ),
          round,
        );
      }));

    // SQLite has one writer: nothing is removed between a look and the write that follows.
    test('is a service account that asks for a token', { skip: engine === 'sqlite' }, async () => {
      const account = await weir.addServiceAccount();
      const asked = await weir.database.write(async (queries) => {
        await queries.deleteFrom('oauth_client').where('client_id', '=', account.clientId).execute();
        // It sees the account still, and waits with its token until this commits.
        const answer = weir.grantTo(account);
        await sql`select pg_sleep(0.5)`.execute(queries);
        return { answer };
      });
      const { status, json } = await asked.answer;
      assert.deepEqual([status, json.error], [401, 'invalid_client']);
    });

    test('asks for consent, and is allowed it', () =>
      eachRound(async (round, link) => {
        const parameters = { client_id: link.clientId, redirect_uri: testRedirectUri, response_type: 'code' };
        const asked = await Promise.all(callers.map(() => weir.authorize(parameters)));
        const holder = { sessionPublicId: 'first', userId: await weir.addUser('uma') };
        const allow = async ({ headers }: Answer): Promise<Answer> => {
          const request = new URL(headers.location ?? '', testRedirectUri).searchParams.get('request') ?? '';
          const decided = await weir.provider.consent.decide(request, holder, 'allow', systemOrigin);
          return { status: typeof decided === 'string' ? 303 : 400, headers: {}, text: '', json: {} };
        };
        const acts = asked.map((answer, index) => () => (index % 3 === 0 ? weir.authorize(parameters) : allow(answer)));
        await whileRemoving(link, acts, round);
      }));
  });
});
