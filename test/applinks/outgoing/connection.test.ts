/**
 * The way to a provider and back (RFC 6749 §4.1, RFC 7636, RFC 9207, RFC 9700): bound to the browser session, used once, at a redirect URI of its own;
 * what the provider says is told in words, and no token, code or secret with it.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type ForeignProvider, startForeignProvider } from '../../support/foreign-provider.ts';
import { clientSecret, outgoingRoom } from './room.ts';

suite('a connection to a provider', () => {
  let provider: ForeignProvider;
  before(async () => {
    provider = await startForeignProvider();
  });
  after(() => provider.close());
  beforeEach(() => {
    provider.answer('/token', undefined);
    provider.answer('/authorize', undefined);
    provider.answer('/revoke', undefined);
    provider.metadata({});
    provider.setRefresh(true);
    provider.setDelay(0);
  });

  eachDatabase((_engine, open) => {
    async function start(more: Parameters<ReturnType<typeof outgoingRoom>['inputFor']>[1] = {}) {
      const room = outgoingRoom((await open()).database);
      const userId = await room.person('uma');
      const link = await room.link(provider.issuer, more);
      const { outgoing, holder } = room;
      const begin = async () => new URL(await outgoing.begin(link, 'person', holder(userId)));
      /** Begins, and comes back with an answer that was changed on the way. */
      const returned = async (change: (answer: URLSearchParams) => void) => {
        const answer = await room.comeBack((await begin()).href);
        change(answer);
        return outgoing.return(link.linkKey, answer, holder(userId));
      };
      return { ...room, addLink: room.link, userId, link, begin, returned };
    }

    test('asks with state, an S256 challenge and a redirect URI of its own', async () => {
      const { begin, link, outgoing } = await start();
      const { origin, pathname, searchParams } = await begin();
      assert.equal(origin + pathname, `${provider.issuer}/authorize`);
      assert.equal(
        searchParams.get('redirect_uri'),
        `https://weir.example.org/wiki/plugins/servlet/applinks/outgoing/callback/${link.linkKey}`,
      );
      assert.equal(outgoing.redirectUri(link.linkKey), searchParams.get('redirect_uri'));
      assert.match(searchParams.get('state') ?? '', /^[\w-]{43}$/);
      assert.match(searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
      assert.equal(searchParams.get('code_challenge_method'), 'S256');
      assert.equal(searchParams.get('scope'), 'read');
      assert.notEqual((await begin()).searchParams.get('state'), searchParams.get('state'));
    });

    test('exchanges the code with the verifier of the challenge, and the secret in the body as the metadata ask', async () => {
      const { connect, begin, link, userId, comeBack, outgoing, holder } = await start();
      const address = await begin();
      assert.equal((await outgoing.return(link.linkKey, await comeBack(address.href), holder(userId))).kind, 'connected');
      const sent = provider.tokenRequests.at(-1);
      assert.equal(
        createHash('sha256')
          .update(sent?.code_verifier ?? '')
          .digest('base64url'),
        address.searchParams.get('code_challenge'),
      );
      assert.equal(sent?.redirect_uri, address.searchParams.get('redirect_uri'));
      assert.equal(sent?.client_secret, clientSecret);
      assert.equal(sent?.authorization, undefined);
      await connect(link, userId);
      const [account, ...others] = await outgoing.accountsOfUser(userId);
      assert.deepEqual(others, []);
      assert.equal(account?.problem, undefined);
    });

    test('sends the secret as Basic where the metadata name nothing else (RFC 8414 §2)', async () => {
      provider.metadata({ token_endpoint_auth_methods_supported: undefined });
      const { connect, link, userId } = await start();
      await connect(link, userId);
      const sent = provider.tokenRequests.at(-1);
      const [scheme, value = ''] = sent?.authorization?.split(' ') ?? [];
      const decoded = new URLSearchParams(`a=${Buffer.from(value, 'base64').toString().replace(':', '&b=')}`);
      assert.deepEqual([scheme, decoded.get('a'), decoded.get('b')], ['Basic', 'weir-as-client', clientSecret]);
      assert.equal(sent?.client_secret, undefined);
    });

    test('works for a public client, by PKCE alone', async () => {
      const { connect, link, userId } = await start({ clientSecret: '', clientAuth: 'none' });
      await connect(link, userId);
      assert.deepEqual(
        [provider.tokenRequests.at(-1)?.client_id, provider.tokenRequests.at(-1)?.client_secret],
        ['weir-as-client', undefined],
      );
    });

    test('takes an answer once, whatever number comes at the same moment', async () => {
      const { begin, comeBack, outgoing, link, holder, userId } = await start();
      const answer = await comeBack((await begin()).href);
      const outcomes = await Promise.all(Array.from({ length: 16 }, () => outgoing.return(link.linkKey, answer, holder(userId))));
      assert.deepEqual(
        outcomes
          .map(({ kind }) => kind)
          .sort()
          .slice(0, 2),
        ['connected', 'unknown-request'],
      );
      assert.equal(outcomes.filter(({ kind }) => kind === 'connected').length, 1);
      assert.equal((await outgoing.return(link.linkKey, answer, holder(userId))).kind, 'unknown-request');
    });

    test('refuses a state that is wrong, missing, sent twice, over, or of another link', async () => {
      const { returned, begin, comeBack, outgoing, addLink, link, holder, userId, clock } = await start();
      const asked = provider.tokenRequests.length;
      const unknown = { kind: 'unknown-request' };
      assert.deepEqual(await returned((answer) => answer.set('state', 'x'.repeat(43))), unknown);
      assert.deepEqual(await returned((answer) => answer.delete('state')), unknown);
      assert.deepEqual(await returned((answer) => answer.append('state', answer.get('state') ?? '')), unknown);
      assert.deepEqual(await outgoing.return('f'.repeat(32), new URLSearchParams(), holder(userId)), unknown);
      const late = await comeBack((await begin()).href);
      clock.pass(10 * 60_000 + 1);
      assert.deepEqual(await outgoing.return(link.linkKey, late, holder(userId)), unknown);
      // One provider's answer brought to another's redirect URI (mix-up, RFC 9700 §4.4).
      const other = await addLink(provider.issuer);
      const elsewhere = await comeBack(await outgoing.begin(other, 'person', holder(userId)));
      assert.deepEqual(await outgoing.return(link.linkKey, elsewhere, holder(userId)), unknown);
      assert.equal(provider.tokenRequests.length, asked);
      assert.equal((await outgoing.return(other.linkKey, elsewhere, holder(userId))).kind, 'connected', 'good in its own place');
    });

    test('is another session’s business in another browser, and stays good in its own', async () => {
      const { begin, comeBack, outgoing, link, holder, userId, person } = await start();
      const answer = await comeBack((await begin()).href);
      const eve = await person('eve');
      const another = { kind: 'another-session' };
      assert.deepEqual(await outgoing.return(link.linkKey, answer, holder(userId, 'a later session')), another);
      assert.deepEqual(await outgoing.return(link.linkKey, answer, holder(eve)), another);
      assert.deepEqual(await outgoing.return(link.linkKey, answer, undefined), another);
      assert.equal((await outgoing.return(link.linkKey, answer, holder(userId))).kind, 'connected');
      assert.deepEqual(await outgoing.accountsOfUser(eve), []);
    });

    test('for the system takes an administrator, also on the way back', async () => {
      const { comeBack, outgoing, link, holder, userId } = await start();
      const answer = await comeBack(await outgoing.begin(link, 'system', holder(userId)));
      assert.deepEqual(await outgoing.return(link.linkKey, answer, { ...holder(userId), mayAdminister: false }), {
        kind: 'another-session',
      });
      const again = await comeBack(await outgoing.begin(link, 'system', holder(userId)));
      assert.equal((await outgoing.return(link.linkKey, again, holder(userId))).kind, 'connected');
      assert.equal((await outgoing.accessTokenFor(link.id, 'system')).kind, 'token');
      assert.equal((await outgoing.accessTokenFor(link.id, { userId })).kind, 'none');
    });

    test('checks who answers (RFC 9207 §2.4): iss missing, wrong, or there twice', async () => {
      const { returned } = await start();
      const asked = provider.tokenRequests.length;
      const failure = async (change: (answer: URLSearchParams) => void) => {
        const outcome = await returned(change);
        assert.ok(outcome.kind === 'failed', outcome.kind);
        return outcome.failure;
      };
      assert.deepEqual(await failure((answer) => answer.delete('iss')), { kind: 'issuer-missing' });
      assert.deepEqual(await failure((answer) => answer.set('iss', 'https://evil.example')), {
        kind: 'other-issuer',
        issuer: 'https://evil.example',
      });
      assert.deepEqual(await failure((answer) => answer.set('iss', `${provider.issuer}/`)), {
        kind: 'other-issuer',
        issuer: `${provider.issuer}/`,
      });
      assert.deepEqual(await failure((answer) => answer.append('iss', provider.issuer)), { kind: 'malformed' });
      assert.deepEqual(await failure((answer) => answer.append('code', 'another')), { kind: 'malformed' });
      assert.deepEqual(await failure((answer) => answer.delete('code')), { kind: 'malformed' });
      // An error of somebody else's is somebody else's.
      assert.deepEqual(
        await failure((answer) => {
          answer.delete('code');
          answer.set('error', 'access_denied');
          answer.set('iss', 'https://evil.example');
        }),
        { kind: 'other-issuer', issuer: 'https://evil.example' },
      );
      assert.equal(provider.tokenRequests.length, asked);
    });

    test('takes an answer without iss from a provider that does not promise one, and compares one that comes', async () => {
      provider.metadata({ authorization_response_iss_parameter_supported: undefined });
      const { returned } = await start();
      assert.equal((await returned((answer) => answer.delete('iss'))).kind, 'connected');
      assert.equal((await returned((answer) => answer.set('iss', 'https://evil.example'))).kind, 'failed');
    });

    test('tells what the provider says, cleaned and cut, and nothing secret that it repeats', async () => {
      const { returned, events } = await start();
      const denied = await returned((answer) => {
        answer.delete('code');
        answer.set('error', 'access_denied');
        answer.set('error_description', `No\u202e thanks\u0000 ${'x'.repeat(500)}`);
      });
      assert.ok(denied.kind === 'failed' && denied.failure.kind === 'denied');
      assert.equal(denied.failure.error, 'access_denied');
      assert.match(denied.failure.description, /^No thanks x{190}…$/);

      let code = '';
      provider.answer('/token', { status: 400, body: { error: 'invalid_grant', error_description: 'to be replaced' } });
      const refused = await returned((answer) => {
        code = answer.get('code') ?? '';
        provider.answer('/token', {
          status: 400,
          body: { error: 'invalid_grant', error_description: `The code ${code} and ${clientSecret} are bad` },
        });
      });
      assert.deepEqual(refused.kind === 'failed' && refused.failure, {
        kind: 'token-refused',
        error: 'invalid_grant',
        description: 'The code … and … are bad',
      });
      const told = JSON.stringify(await events());
      assert.ok(!told.includes(code) && !told.includes(clientSecret));
    });

    test('stores no life beyond every calendar, and of a scope what can be shown', async () => {
      const { returned, outgoing, userId } = await start();
      const body = { access_token: 'foreign-at-odd', token_type: 'bearer', expires_in: 1e300, scope: 'read\0 \u202ewrite' };
      provider.answer('/token', { body });
      assert.equal((await returned(() => undefined)).kind, 'connected');
      const [account] = await outgoing.accountsOfUser(userId);
      assert.equal(account?.scope, 'read write');
      assert.ok(Number.isFinite(new Date(account.accessExpiresAt ?? Number.NaN).getTime()));
    });

    test('understands every way to fail at the token endpoint', async () => {
      const { returned } = await start();
      const failure = async (answer: Parameters<ForeignProvider['answer']>[1]) => {
        provider.answer('/token', answer);
        const outcome = await returned(() => undefined);
        assert.ok(outcome.kind === 'failed', outcome.kind);
        return outcome.failure;
      };
      const good = { access_token: 'foreign-at-good', token_type: 'bearer' };
      const challenge = { 'WWW-Authenticate': 'Basic realm="there"' };
      assert.deepEqual(await failure({ status: 401, headers: challenge, body: { error: 'invalid_client' } }), {
        kind: 'token-refused',
        error: 'invalid_client',
        description: '',
      });
      // GitHub's way.
      assert.deepEqual(await failure({ status: 200, body: { error: 'bad_verification_code', error_description: 'Bad.' } }), {
        kind: 'token-refused',
        error: 'bad_verification_code',
        description: 'Bad.',
      });
      assert.deepEqual(await failure({ status: 500, body: { error: 'server_error' } }), {
        kind: 'token-not-understood',
        status: 500,
      });
      assert.deepEqual(await failure({ status: 404, body: 'nothing here' }), { kind: 'token-not-understood', status: 404 });
      assert.deepEqual(await failure({ status: 200, body: '{"access_token":' }), { kind: 'token-not-understood', status: 200 });
      assert.deepEqual(await failure({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>' }), {
        kind: 'token-not-understood',
        status: 200,
      });
      for (const body of [
        { ...good, access_token: undefined },
        { ...good, access_token: '' },
        { ...good, access_token: 7 },
        { ...good, token_type: undefined },
        { ...good, token_type: 'mac' },
        { ...good, token_type: 'DPoP' },
        { ...good, expires_in: 'soon' },
        { ...good, expires_in: -1 },
        { ...good, refresh_token: '' },
        { ...good, scope: 7 },
        [],
      ]) {
        assert.deepEqual(await failure({ body }), { kind: 'token-not-understood', status: 200 }, JSON.stringify(body));
      }
      assert.deepEqual(await failure({ status: 302, headers: { Location: `${provider.issuer}/revoke` }, body: '' }), {
        kind: 'token-not-understood',
        status: 302,
      });
    });

    test('is tested by the real flow: what works is told, and nothing is left over there or here', async () => {
      const { outgoing, link, holder, userId, comeBack, events, database } = await start();
      const who = holder(userId);
      const address = await outgoing.beginTest(link, who, systemOrigin);
      assert.ok(address !== undefined);
      assert.deepEqual((await outgoing.findByKey(link.linkKey))?.testResult, { kind: 'waiting' });
      const count = provider.revoked.length;
      assert.equal((await outgoing.return(link.linkKey, await comeBack(address), who)).kind, 'tested');
      assert.deepEqual((await outgoing.findByKey(link.linkKey))?.testResult, {
        kind: 'works',
        accessSeconds: 3600,
        scope: 'read',
        refresh: 'works',
        revocation: 'revoked',
      });
      assert.equal(provider.revoked.length, count + 1);
      assert.deepEqual(await outgoing.accountsOfLink(link.id), []);
      assert.deepEqual((await events()).map(({ kind }) => kind).slice(-1), ['outgoing-link.tested']);
      const stored = await database.read.selectFrom('outgoing_link').selectAll().execute();
      assert.ok(!JSON.stringify(stored).includes('foreign-'));
    });

    test('is tested in words: refused at once, no refresh token, a wrong secret', async () => {
      const { outgoing, link, holder, userId, comeBack } = await start();
      const who = holder(userId);
      provider.answer('/authorize', { status: 400, body: 'redirect_uri is not registered' });
      assert.equal(await outgoing.beginTest(link, who, systemOrigin), undefined);
      const result = async () => (await outgoing.findByKey(link.linkKey))?.testResult;
      assert.deepEqual(await result(), { kind: 'request-refused', status: 400 });
      provider.answer('/authorize', undefined);
      const run = async () => {
        const address = await outgoing.beginTest(link, who, systemOrigin);
        await outgoing.return(link.linkKey, await comeBack(address ?? ''), who);
        return result();
      };
      provider.setRefresh(false);
      assert.deepEqual(await run(), {
        kind: 'works',
        accessSeconds: 3600,
        scope: 'read',
        refresh: 'no-token',
        revocation: 'revoked',
      });
      provider.answer('/revoke', { status: 503, body: 'down' });
      const withoutEnd = await run();
      assert.ok(withoutEnd?.kind === 'works' && withoutEnd.revocation === 'not-revoked');
      provider.answer('/token', { status: 401, body: { error: 'invalid_client', error_description: 'Who?' } });
      assert.deepEqual(await run(), {
        kind: 'failed',
        failure: { kind: 'token-refused', error: 'invalid_client', description: 'Who?' },
      });
    });

    test('ends: forgotten here at once, then ended over there, as far as the provider can', async () => {
      const { outgoing, link, userId, connect, row, events } = await start();
      await connect(link, userId);
      assert.equal(await outgoing.disconnect(link, { userId }, systemOrigin), 'revoked');
      assert.match(provider.revoked.at(-1) ?? '', /^foreign-rt-/);
      assert.equal(await row(link, userId), undefined);
      assert.equal(await outgoing.disconnect(link, { userId }, systemOrigin), 'not-connected');
      await connect(link, userId);
      provider.answer('/revoke', { status: 503, body: 'down' });
      assert.equal(await outgoing.disconnect(link, { userId }, systemOrigin), 'not-revoked');
      assert.equal(await row(link, userId), undefined);
      const kinds = (await events()).map(({ kind }) => kind.replace('outgoing-link.', ''));
      assert.deepEqual(kinds, ['created', 'connected', 'disconnected', 'connected', 'disconnected']);
    });

    test('ends with its link, and with its person', async () => {
      const { outgoing, link, userId, connect, row, person } = await start();
      await connect(link, userId);
      await connect(link, await person('nils'));
      const count = provider.revoked.length;
      assert.equal(await outgoing.remove(link, systemOrigin), true);
      assert.equal(provider.revoked.length, count + 2);
      assert.equal(await row(link, userId), undefined);
      assert.equal(await outgoing.remove(link, systemOrigin), false);
    });

    test('that was begun and never came back is deleted after a while', async () => {
      const { begin, outgoing, clock, database } = await start();
      await begin();
      assert.equal(await outgoing.prune(100), 0);
      clock.pass(21 * 60_000);
      assert.equal(await outgoing.prune(100), 1);
      assert.deepEqual(await database.read.selectFrom('outgoing_request').selectAll().execute(), []);
    });

    test('keeps no secret readable in its rows, nor in the audit trail', async () => {
      const { connect, link, userId, begin, database } = await start();
      await connect(link, userId);
      await begin();
      const rows = [
        await database.read.selectFrom('outgoing_link').selectAll().execute(),
        await database.read.selectFrom('outgoing_account').selectAll().execute(),
        await database.read.selectFrom('outgoing_request').selectAll().execute(),
        await database.read.selectFrom('audit_event').selectAll().execute(),
      ];
      const text = JSON.stringify(rows);
      const verifiers = provider.tokenRequests.flatMap(({ code_verifier }) => code_verifier ?? []);
      for (const secret of [clientSecret, 'foreign-', ...verifiers]) assert.ok(!text.includes(secret), secret);
    });
  });
});
