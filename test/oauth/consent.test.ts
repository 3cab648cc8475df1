/** A person's consent (RFC 6749 §4.1.1, §10.12): bound to the browser session and the request, taken once, within ten minutes. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { isRefusal } from '../../src/oauth/errors.ts';
import { eachDatabase } from '../support/databases.ts';
import {
  challengeOf,
  type Form,
  type OAuthApp,
  startOAuth,
  type TestLink,
  testBaseUrl,
  testRedirectUri,
  testVerifier,
  tokensIn,
  type Visitor,
} from '../support/oauth-app.ts';

suite('consent', () => {
  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    let link: TestLink;
    let uma: number;
    before(async () => {
      weir = await startOAuth(await open());
      link = await weir.register({ scope: 'ADMIN' });
      uma = await weir.addUser('uma');
    });

    /** @returns the id of a request that waits for consent */
    async function request(of: TestLink = link, parameters: Form = {}, visitor: Visitor = {}): Promise<string> {
      const answer = await weir.authorize(
        { client_id: of.clientId, redirect_uri: testRedirectUri, response_type: 'code', state: 's', ...parameters },
        visitor,
      );
      const location = new URL(answer.headers.location ?? '', testBaseUrl);
      assert.equal(location.pathname, '/confluence/plugins/servlet/oauth2/consent', answer.text);
      return location.searchParams.get('request') ?? '';
    }

    const holder = () => ({ sessionPublicId: 'first', userId: uma });
    const origin = () => ({ actor: { userId: uma, name: 'uma' }, remoteAddress: '192.0.2.1', requestId: 'r' });

    async function decide(id: string, decision: 'allow' | 'deny' = 'allow', by = holder()): Promise<URL | string> {
      const outcome = await weir.provider.consent.decide(id, by, decision, origin());
      return typeof outcome === 'string' ? new URL(outcome) : outcome.reason;
    }

    test('shows who asks, for what, who registered it, and where the browser goes next', async () => {
      const mine = await weir.clients.create(
        { ...link.client, name: 'Umas App', redirectUris: ['http://127.0.0.1:8080/cb'] },
        { actor: { userId: uma, name: 'uma' }, remoteAddress: '', requestId: '' },
      );
      assert.equal(mine.kind, 'saved');
      if (mine.kind !== 'saved') return;
      const id = await request(
        { id: mine.client.id, clientId: mine.client.clientId, secret: mine.secret, client: mine.client },
        { scope: 'READ WRITE', redirect_uri: 'http://127.0.0.1:8080/cb' },
      );
      const view = await weir.provider.consent.find(id, holder());
      assert.ok(!isRefusal(view));
      assert.equal(view.client.name, 'Umas App');
      assert.equal(view.client.createdByName, 'uma of the tests');
      assert.equal(view.client.createdAt, weir.clock.now());
      assert.equal(view.scope, 'WRITE');
      assert.equal(view.redirectHost, '127.0.0.1:8080');
      assert.equal(view.leadsToThisComputer, true);
      assert.equal(view.formTarget, 'http://127.0.0.1:8080');
    });

    test('allowed, sends the browser back with a code; denied, with access_denied', async () => {
      const allowed = await decide(await request());
      assert.ok(allowed instanceof URL);
      assert.equal(allowed.origin + allowed.pathname, testRedirectUri);
      assert.deepEqual([...allowed.searchParams.keys()], ['code', 'state', 'iss']);
      assert.equal(Buffer.from(allowed.searchParams.get('code') ?? '', 'base64url').length, 32);
      const denied = await decide(await request(), 'deny');
      assert.ok(denied instanceof URL);
      assert.equal(denied.searchParams.get('error'), 'access_denied');
      assert.equal(denied.searchParams.get('state'), 's');
      assert.equal(denied.searchParams.get('code'), null);
    });

    test('is given once: the second decision finds the first', async () => {
      const id = await request();
      assert.ok((await decide(id, 'deny')) instanceof URL);
      assert.equal(await decide(id, 'allow'), 'consent-already-decided');
      const refusal = await weir.provider.consent.find(id, holder());
      assert.deepEqual(refusal, { reason: 'consent-already-decided' });
    });

    test('of 32 clicks at once, over two connections, one counts', async () => {
      const { database, location } = await open();
      const one = await startOAuth({ database });
      const two = await startOAuth({ database: (await open(location)).database, clock: one.clock });
      const app = await one.register();
      const answer = await one.authorize({ client_id: app.clientId, redirect_uri: testRedirectUri, response_type: 'code' });
      const id = new URL(answer.headers.location ?? '', testBaseUrl).searchParams.get('request') ?? '';
      const by = { sessionPublicId: 'first', userId: await one.addUser('uma') };
      const outcomes = await Promise.all(
        Array.from({ length: 32 }, (_, index) =>
          (index % 2 === 0 ? one : two).provider.consent.decide(id, by, 'allow', origin()),
        ),
      );
      assert.equal(outcomes.filter((outcome) => typeof outcome === 'string').length, 1);
      assert.equal((await database.read.selectFrom('oauth_code').selectAll().execute()).length, 1);
    });

    test('belongs to the session and the person that it was asked of', async () => {
      const id = await request();
      const other = await weir.addUser('kim');
      assert.equal(await decide(id, 'allow', { sessionPublicId: 'second', userId: uma }), 'consent-of-another-session');
      assert.equal(await decide(id, 'allow', { sessionPublicId: 'first', userId: other }), 'consent-of-another-session');
      const seen = await weir.provider.consent.find(id, { sessionPublicId: 'first', userId: other });
      assert.deepEqual(seen, { reason: 'consent-of-another-session' });
      assert.ok((await decide(id)) instanceof URL);
    });

    test('is not taken from a session that has ended since the request for it came', async () => {
      const app = await weir.register();
      const id = await request(app, {}, { session: 'over' });
      weir.endSession('over');
      assert.equal(await decide(id, 'allow', { sessionPublicId: 'over', userId: uma }), 'consent-of-another-session');
      assert.deepEqual(await weir.grants.ofClient(app.id, { limit: 10 }), []);
    });

    test('is gone after ten minutes', async () => {
      const [early, late] = [await request(), await request()];
      weir.clock.advance(599);
      assert.ok((await decide(early)) instanceof URL);
      weir.clock.advance(1);
      assert.equal(await decide(late), 'consent-expired');
      assert.equal(await decide('never-was'), 'consent-unknown');
    });

    test('is examined again when it is given: the link may have changed meanwhile', async () => {
      const changing = await weir.register({ scope: 'WRITE' });
      const id = await request(changing, { scope: 'WRITE' });
      await weir.clients.disable(changing.id, systemOrigin);
      assert.equal(await decide(id), 'client-disabled');
      await weir.clients.enable(changing.id, systemOrigin);
      await weir.clients.update(changing.id, { ...changing.client, redirectUris: ['https://new.example/cb'] }, systemOrigin);
      assert.equal(await decide(id), 'redirect-uri-not-registered');
      await weir.clients.update(changing.id, { ...changing.client, scope: 'READ' }, systemOrigin);
      assert.equal(await decide(id), 'scope-exceeds-client');
      await weir.clients.update(changing.id, changing.client, systemOrigin);
      assert.ok((await decide(id)) instanceof URL);
    });

    test('names the request by an id of which only the hash is kept', async () => {
      const id = await request();
      const rows = await weir.database.read.selectFrom('oauth_authorization_request').selectAll().execute();
      assert.ok(!JSON.stringify(rows).includes(id));
    });

    test('widens the grant that stands, and never narrows it', async () => {
      const app = await weir.register({ scope: 'ADMIN' });
      const kim = await weir.addUser('kim');
      const scopeAfter = async (scope: string) => {
        await weir.codeFor(app, { scope }, { as: 'kim' });
        const standing = await weir.grants.ofUser(kim);
        return standing.filter(({ client }) => client.id === app.id).map((grant) => grant.scope);
      };
      assert.deepEqual(await scopeAfter('WRITE'), ['WRITE']);
      assert.deepEqual(await scopeAfter('READ'), ['WRITE']);
      assert.deepEqual(await scopeAfter('ADMIN'), ['ADMIN']);
      assert.deepEqual(await scopeAfter('WRITE'), ['ADMIN']);
    });

    test('is told to the audit trail', async () => {
      await decide(await request(link, { scope: 'WRITE' }));
      const event = await weir.database.read
        .selectFrom('audit_event')
        .selectAll()
        .where('kind', '=', 'authorization.allowed')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      assert.deepEqual([event.actor_name, event.object_id, event.remote_address], ['uma', link.clientId, '192.0.2.1']);
      assert.match(event.summary, /WRITE/);
    });

    suite('is skipped', () => {
      const proof = { code_challenge: challengeOf(testVerifier), code_challenge_method: 'S256' };
      async function isSkipped(app: TestLink, parameters: Form = {}): Promise<boolean> {
        const answer = await weir.authorize({
          client_id: app.clientId,
          redirect_uri: testRedirectUri,
          response_type: 'code',
          ...proof,
          ...parameters,
        });
        assert.equal(answer.status, 303);
        return answer.headers.location?.startsWith(`${testRedirectUri}?code=`) ?? false;
      }

      test('only where the link says so, and the same or a wider grant stands', async () => {
        const app = await weir.register({ skipConsent: true, scope: 'ADMIN' });
        assert.equal(await isSkipped(app), false);
        await weir.tokensFor(app, { scope: 'WRITE' });
        assert.equal(await isSkipped(app, { scope: 'WRITE' }), true);
        assert.equal(await isSkipped(app, { scope: 'READ' }), true);
        assert.equal(await isSkipped(app, { scope: 'ADMIN' }), false);
        await weir.grants.endAllOfClient(app.id, systemOrigin);
        assert.equal(await isSkipped(app, { scope: 'READ' }), false);
        const asking = await weir.register();
        await weir.tokensFor(asking);
        assert.equal(await isSkipped(asking), false);
      });

      test('and brings a code that is as good', async () => {
        const app = await weir.register({ skipConsent: true });
        await weir.tokensFor(app);
        const answer = await weir.authorize({
          client_id: app.clientId,
          redirect_uri: testRedirectUri,
          response_type: 'code',
          state: 'x',
        });
        const back = new URL(answer.headers.location ?? '');
        assert.deepEqual([...back.searchParams.keys()], ['code', 'state', 'iss']);
        tokensIn(await weir.exchange(app, { code: back.searchParams.get('code') ?? '' }));
      });

      test('never for a public client', async () => {
        const app = await weir.register({ clientType: 'public', skipConsent: true });
        await weir.tokensFor(app);
        assert.equal(await isSkipped(app), false);
      });

      test('not for another person, nor for a redirect URI that is not registered', async () => {
        const app = await weir.register({ skipConsent: true });
        await weir.tokensFor(app);
        await weir.addUser('noa');
        const query = { client_id: app.clientId, redirect_uri: testRedirectUri, response_type: 'code' };
        assert.match((await weir.authorize(query, { as: 'noa' })).headers.location ?? '', /oauth2\/consent/);
        assert.equal((await weir.authorize({ ...query, redirect_uri: 'https://evil.example/cb' })).status, 400);
      });
    });

    test('for “Try it” leads to Weir’s own callback only where an administrator switched it on', async () => {
      const callback = `${testBaseUrl}/plugins/servlet/oauth2/try-it/callback`;
      const app = await weir.register();
      const query = { client_id: app.clientId, redirect_uri: callback, response_type: 'code' };
      assert.equal((await weir.authorize(query)).status, 400);
      await weir.clients.update(app.id, { ...app.client, allowTryIt: true }, systemOrigin);
      assert.equal((await weir.authorize(query)).status, 303);
    });
  });
});
