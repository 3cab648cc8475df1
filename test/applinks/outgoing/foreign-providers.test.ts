/** Providers that are not ours: oidc-provider and oauth2-mock-server, as they come; and a provider that behaves badly (security rule 15). */
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { after, before, suite, test } from 'node:test';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';
import Provider from 'oidc-provider';
import { providers } from '../../../src/applinks/outgoing/providers.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import type { Database } from '../../../src/database/database.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { type FreshLocation, migratedLocation } from '../../support/databases.ts';
import { type ForeignProvider, startForeignProvider } from '../../support/foreign-provider.ts';
import { type HttpsServer, startHttps, testCertificate, trustTestCertificate } from '../../support/https-server.ts';
import { freePort } from '../../support/ports.ts';
import { createVisitor } from '../../support/visitor.ts';
import { clientSecret, outgoingRoom } from './room.ts';

let place: FreshLocation;
let database: Database;
let room: ReturnType<typeof outgoingRoom>;
let userId: number;

before(async () => {
  place = await migratedLocation('sqlite');
  database = await openDatabase(place.location);
  assert.equal((await migrate(database, 1)).kind, 'ready');
  room = outgoingRoom(database);
  userId = await room.person('uma');
});
after(async () => {
  await database.close();
  await place.remove();
});

suite('oidc-provider', () => {
  let server: ReturnType<typeof createServer>;
  let issuer: string;
  let redirectUri: string;
  const linkKey = 'abcdef0123456789abcdef0123456789';

  before(async () => {
    trustTestCertificate();
    const port = await freePort();
    issuer = `https://localhost:${port}`;
    redirectUri = room.outgoing.redirectUri(linkKey);
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'weir-as-client',
          client_secret: 'a-secret-of-oidc-provider',
          redirect_uris: [redirectUri],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        },
      ],
      cookies: { keys: ['for tests alone'] },
      pkce: { required: () => true },
      features: { revocation: { enabled: true }, devInteractions: { enabled: true } },
      findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
      scopes: ['openid', 'offline_access'],
      ttl: { AccessToken: 3600 },
    });
    server = createServer(testCertificate, provider.callback());
    await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const input = () =>
    room.inputFor(issuer, { linkKey, scope: 'openid offline_access', clientSecret: 'a-secret-of-oidc-provider', name: 'OIDC' });

  /** Signs in and allows, in the pages that the provider brings for developers. */
  async function allow(address: string): Promise<URLSearchParams> {
    const visitor = createVisitor(issuer);
    let at = address;
    for (let steps = 0; steps < 12; steps++) {
      const answer = await visitor.request(at);
      const location = answer.headers.get('location');
      if (location?.startsWith(redirectUri)) return new URL(location).searchParams;
      if (location !== null) {
        at = new URL(location, issuer).href;
        continue;
      }
      const page = await answer.text();
      assert.equal(answer.status, 200, page);
      const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
      const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
      const body = new URLSearchParams({ prompt, login: 'uma', password: 'anything' });
      const posted = await visitor.request(action, { method: 'POST', body });
      at = new URL(posted.headers.get('location') ?? '', issuer).href;
    }
    return assert.fail('the provider does not come to an end');
  }

  test('is found by its address, and connected, called, renewed and disconnected', async () => {
    const { outgoing, holder, clock } = room;
    const saved = await outgoing.create(input(), systemOrigin);
    assert.ok(saved.kind === 'saved', JSON.stringify(saved));
    const { link } = saved;
    assert.deepEqual([link.issuer, link.issSupported, link.tokenEndpoint], [issuer, true, `${issuer}/token`]);
    const who = holder(userId);
    const connected = await outgoing.return(linkKey, await allow(await outgoing.begin(link, 'person', who)), who);
    assert.equal(connected.kind, 'connected', JSON.stringify(connected));
    const first = await outgoing.accessTokenFor(link.id, { userId });
    assert.ok(first.kind === 'token');
    const me = (token: string) => fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await me(first.accessToken)).status, 200);
    clock.pass(3_600_000);
    const second = await outgoing.accessTokenFor(link.id, { userId });
    assert.ok(second.kind === 'token' && second.accessToken !== first.accessToken, JSON.stringify(second));
    assert.equal((await me(second.accessToken)).status, 200);
    assert.equal(await outgoing.disconnect(link, { userId }, systemOrigin), 'revoked');
    assert.equal((await me(second.accessToken)).status, 401);
  });

  test('passes the test with an account, and fails it with a wrong secret and a redirect URL that it does not know', async () => {
    const { outgoing, holder } = room;
    const link = await outgoing.findByKey(linkKey);
    assert.ok(link);
    const who = holder(userId);
    const tested = async () => {
      const address = await outgoing.beginTest(link, who, systemOrigin);
      if (address !== undefined) await outgoing.return(linkKey, await allow(address), who);
      return (await outgoing.findByKey(linkKey))?.testResult;
    };
    assert.deepEqual(await tested(), {
      kind: 'works',
      accessSeconds: 3600,
      scope: 'openid offline_access',
      refresh: 'works',
      revocation: 'revoked',
    });
    await outgoing.update(link, { ...input(), clientSecret: 'a-wrong-secret' }, systemOrigin);
    const wrong = await tested();
    assert.ok(wrong?.kind === 'failed' && wrong.failure.kind === 'token-refused', JSON.stringify(wrong));
    assert.equal(wrong.failure.error, 'invalid_client');
    const other = await outgoing.create({ ...input(), linkKey: 'f'.repeat(32), name: 'Elsewhere' }, systemOrigin);
    assert.ok(other.kind === 'saved');
    assert.equal(await outgoing.beginTest(other.link, who, systemOrigin), undefined);
    assert.deepEqual((await outgoing.findByKey('f'.repeat(32)))?.testResult, { kind: 'request-refused', status: 400 });
  });
});

suite('oauth2-mock-server', () => {
  const issuer = new OAuth2Issuer();
  const service = new OAuth2Service(issuer);
  let server: HttpsServer;
  before(async () => {
    await issuer.keys.generate('ES256');
    server = await startHttps(service.requestHandler);
    issuer.url = `https://localhost:${server.port}`;
  });
  after(() => server.close());

  test('is found by OpenID Connect Discovery, connected and renewed; its ID token is nobody’s business', async () => {
    const { outgoing, connect, clock } = room;
    const link = await room.link(issuer.url ?? '', { scope: 'openid' });
    assert.equal(link.issuer, issuer.url);
    await connect(link, userId);
    const first = await outgoing.accessTokenFor(link.id, { userId });
    assert.ok(first.kind === 'token' && first.accessToken.split('.').length === 3);
    clock.pass(3_600_000);
    assert.equal((await outgoing.accessTokenFor(link.id, { userId })).kind, 'token');
  });

  test('whose metadata are somebody else’s is refused', async () => {
    const url = issuer.url ?? '';
    issuer.url = 'https://somebody.example';
    try {
      const outcome = await room.outgoing.create(room.inputFor(url), systemOrigin);
      assert.ok(outcome.kind === 'invalid');
      assert.deepEqual(
        outcome.problems.map(({ field }) => field),
        ['address'],
      );
      assert.match(outcome.problems[0]?.message ?? '', /those of https:\/\/somebody\.example/);
    } finally {
      issuer.url = url;
    }
  });

  test('whose token endpoint fails is told', async () => {
    const { outgoing, comeBack, holder } = room;
    const link = await room.link(issuer.url ?? '');
    service.once('beforeResponse', (answer: { statusCode: number; body: object }) => {
      answer.statusCode = 400;
      answer.body = { error: 'invalid_grant', error_description: 'Used already' };
    });
    const who = holder(userId);
    const outcome = await outgoing.return(link.linkKey, await comeBack(await outgoing.begin(link, 'person', who)), who);
    assert.ok(outcome.kind === 'failed');
    assert.deepEqual(outcome.failure, { kind: 'token-refused', error: 'invalid_grant', description: 'Used already' });
  });
});

suite('a provider’s address', () => {
  let provider: ForeignProvider;
  before(async () => {
    provider = await startForeignProvider();
  });
  after(() => provider.close());

  const wellKnown = '/.well-known/oauth-authorization-server';
  const messageFor = async (address: string, of = room) => {
    const outcome = await of.outgoing.create(of.inputFor(address), systemOrigin);
    assert.ok(outcome.kind === 'invalid', outcome.kind);
    assert.deepEqual(
      outcome.problems.map(({ field }) => field),
      ['address'],
    );
    return outcome.problems[0]?.message ?? '';
  };

  test('leads to metadata at the root and under a path, with or without a slash at its end', async () => {
    assert.equal((await room.link(provider.issuer)).issuer, provider.issuer);
    assert.equal((await room.link(`${provider.issuer}/`)).address, provider.issuer);
    assert.match(await messageFor(`${provider.issuer}/wiki`), /no OAuth metadata/);
    assert.ok(provider.paths.includes(`${wellKnown}/wiki`) && provider.paths.includes('/wiki/.well-known/openid-configuration'));
  });

  test('with metadata that name no usable endpoint is refused', async () => {
    for (const [member, value] of [
      ['authorization_endpoint', undefined],
      ['authorization_endpoint', 'http://localhost/authorize'],
      ['authorization_endpoint', 'javascript:alert(1)'],
      ['authorization_endpoint', 'file:///c:/windows/system32/calc.exe'],
      ['authorization_endpoint', 'https://user:secret@localhost/authorize'],
      ['authorization_endpoint', 'https://localhost/#authorize'],
      ['token_endpoint', undefined],
      ['token_endpoint', 7],
      ['token_endpoint', 'http://169.254.169.254/latest'],
      ['revocation_endpoint', 'ftp://localhost/'],
    ] as const) {
      provider.metadata({ [member]: value });
      assert.match(await messageFor(provider.issuer), new RegExp(`no usable ${member}`), String(value));
    }
    provider.metadata({});
  });

  test('that answers anything but metadata is refused', async () => {
    for (const answer of [
      { status: 404, body: 'nothing' },
      { status: 200, body: 'not json' },
      { status: 200, body: [] },
      { status: 200, body: { issuer: 7 } },
      { status: 500, body: {} },
      { status: 302, headers: { Location: `${provider.issuer}/elsewhere` }, body: '' },
    ]) {
      provider.answer(wellKnown, answer);
      assert.match(await messageFor(provider.issuer), /no OAuth metadata/, JSON.stringify(answer));
    }
    assert.ok(!provider.paths.includes('/elsewhere'));
    provider.answer(wellKnown, undefined);
  });

  test('is https, without a user name, a query and a fragment', async () => {
    for (const address of [
      'http://wiki.example.com',
      'ftp://wiki.example.com',
      'javascript:alert(1)',
      'wiki.example.com',
      'https://user:secret@wiki.example.com',
      'https://wiki.example.com/?a=b',
      'https://wiki.example.com/#a',
      'https://',
    ]) {
      assert.match(await messageFor(address), /Enter an https address/, address);
    }
  });

  test('inside the network, slow, huge or dead is the same to whoever asks, in words and in time', async () => {
    const silent = await startHttps(() => undefined);
    const huge = await startHttps((_request, response) => response.end(`{"issuer":"${'x'.repeat(70_000)}"}`));
    const time = 400;
    const quick = outgoingRoom(database, { time });
    const outside = outgoingRoom(database, { time, allowedHosts: [] });
    try {
      const answers = await Promise.all(
        (
          [
            [`https://localhost:${silent.port}`, quick],
            [`https://localhost:${huge.port}`, quick],
            ['https://localhost:1', quick],
            [provider.issuer, outside],
            ['https://127.0.0.1:9', outside],
            ['https://169.254.169.254', outside],
            ['https://[::1]', outside],
            ['https://10.0.0.1', outside],
          ] as const
        ).map(async ([address, of]) => {
          const started = performance.now();
          const message = await messageFor(address, of);
          const took = performance.now() - started;
          assert.ok(took >= time - 5 && took < time + 400, `${address} took ${took} ms`);
          return message;
        }),
      );
      assert.equal(new Set(answers).size, 1, [...new Set(answers)].join());
    } finally {
      await Promise.all([silent.close(), huge.close()]);
    }
  });

  test('whose token endpoint redirects inside, is slow or huge gives nothing', async () => {
    const link = await room.link(provider.issuer);
    const { outgoing, comeBack, holder } = room;
    const who = holder(userId);
    const failure = async () => {
      const outcome = await outgoing.return(link.linkKey, await comeBack(await outgoing.begin(link, 'person', who)), who);
      return outcome.kind === 'failed' ? outcome.failure : outcome;
    };
    const before = provider.paths.length;
    provider.answer('/token', { status: 307, headers: { Location: `${provider.issuer}/inside` }, body: '' });
    assert.deepEqual(await failure(), { kind: 'token-not-understood', status: 307 });
    assert.ok(!provider.paths.slice(before).includes('/inside'));
    provider.answer('/token', { body: { access_token: 'x'.repeat(70_000), token_type: 'bearer' } });
    assert.deepEqual(await failure(), { kind: 'token-unreachable' });
    provider.answer('/token', undefined);
    provider.setDelay(2_500);
    assert.deepEqual(await failure(), { kind: 'token-unreachable' });
    provider.setDelay(0);
  });
});

suite('a link', () => {
  let provider: ForeignProvider;
  let other: ForeignProvider;
  before(async () => {
    [provider, other] = await Promise.all([startForeignProvider(), startForeignProvider('127.0.0.1')]);
  });
  after(() => Promise.all([provider.close(), other.close()]));

  test('that is pointed at another provider takes neither the secret nor anybody’s tokens along', async () => {
    const { outgoing, connect, inputFor } = room;
    const link = await room.link(provider.issuer, { name: 'Moving' });
    await connect(link, userId);
    const moved = { ...inputFor(other.issuer, { name: 'Moving' }), clientSecret: '' };
    const refused = await outgoing.update(link, moved, systemOrigin);
    assert.ok(refused.kind === 'invalid');
    assert.deepEqual(
      refused.problems.map(({ field }) => field),
      ['clientSecret'],
    );
    assert.equal((await outgoing.accessTokenFor(link.id, { userId })).kind, 'token');
    assert.equal((await outgoing.update(link, { ...moved, clientSecret }, systemOrigin)).kind, 'saved');
    assert.deepEqual(await outgoing.accessTokenFor(link.id, { userId }), { kind: 'none', reason: 'connect-again' });
    const row = await room.row(link, userId);
    assert.deepEqual([row?.access_token_encrypted, row?.refresh_token_encrypted], [null, null]);
    assert.deepEqual([...other.tokenRequests, ...other.revoked], []);
  });

  test('keeps its secret, its key and its accounts when something else changes, also while the provider is away', async () => {
    const { outgoing, connect, inputFor } = room;
    const link = await room.link(provider.issuer, { name: 'Steady' });
    await connect(link, userId);
    const change = inputFor(provider.issuer, {
      name: 'Steady',
      description: 'For search',
      clientSecret: '',
      clientAuth: 'client_secret_post',
    });
    assert.equal((await outgoing.update(link, change, systemOrigin)).kind, 'saved');
    const away = await startForeignProvider();
    const gone = await room.link(away.issuer, { name: 'Gone' });
    await away.close();
    const again = { ...inputFor(away.issuer, { name: 'Gone', description: 'Still here' }), clientSecret: '' };
    const saved = await outgoing.update(gone, again, systemOrigin);
    assert.ok(saved.kind === 'saved' && saved.link.issuer === away.issuer && saved.link.description === 'Still here');
    assert.equal((await outgoing.findByKey(link.linkKey))?.description, 'For search');
    assert.equal((await outgoing.accessTokenFor(link.id, { userId })).kind, 'token');
  });

  test('is told everything that is wrong with it at once', async () => {
    const bad = room.inputFor('', {
      name: '',
      clientId: 'schlüssel',
      clientSecret: '',
      scope: 'read "all"',
      authorizationEndpoint: 'http://example.org',
    });
    const outcome = await room.outgoing.create(bad, systemOrigin);
    assert.ok(outcome.kind === 'invalid');
    assert.deepEqual(outcome.problems.map(({ field }) => field).sort(), [
      'authorizationEndpoint',
      'clientId',
      'clientSecret',
      'name',
      'scope',
      'tokenEndpoint',
    ]);
    await room.link(provider.issuer, { name: 'Taken' });
    const taken = await room.outgoing.create(room.inputFor(provider.issuer, { name: 'TAKEN' }), systemOrigin);
    assert.ok(taken.kind === 'invalid' && taken.problems[0]?.field === 'name');
  });

  test('of a service with a name knows its endpoints or where to find them', () => {
    for (const { key, address, endpoints } of providers) {
      if (address.kind === 'none') assert.ok(endpoints('')?.tokenEndpoint.startsWith('https://'), key);
      if (address.kind === 'known') assert.ok(address.initial.startsWith('https://'), key);
    }
    const confluence = providers.find(({ key }) => key === 'confluence')?.endpoints('https://wiki.example.com/c');
    assert.equal(confluence?.tokenEndpoint, 'https://wiki.example.com/c/rest/oauth2/latest/token');
  });
});
