/** Clients as an administrator manages them: what can be registered, what each change does, and that each is told to the audit trail. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import type { Origin } from '../../src/audit/origin.ts';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { clientList } from '../../src/oauth/client-list.ts';
import { checkClient, defaultClientSettings } from '../../src/oauth/client-rules.ts';
import { clientSecrets } from '../../src/oauth/client-secrets.ts';
import type { ClientSettings } from '../../src/oauth/client-store.ts';
import { eachDatabase } from '../support/databases.ts';
import { type OAuthApp, startOAuth, testRedirectUri } from '../support/oauth-app.ts';

const policy = { allowHttp: false, hosts: [] };
const settings: ClientSettings = { ...defaultClientSettings, name: 'App', redirectUris: [testRedirectUri] };

suite('a client', () => {
  suite('cannot be saved', () => {
    const cases: readonly (readonly [what: string, changes: Partial<ClientSettings>, field: string])[] = [
      ['without a name', { name: '' }, 'name'],
      ['with a name of nothing that can be seen', { name: ' \u200b\u202e\n' }, 'name'],
      ['with a name of letters that are blank', { name: '\u3164\u2800\ud800' }, 'name'],
      ['with a name of more than 100 characters', { name: 'é'.repeat(101) }, 'name'],
      ...[
        'Weir',
        'weir',
        'W e i r',
        'WEIR.',
        'Wеіг',
        'We1r',
        'vveir',
        'Ｗｅｉｒ',
        'We\u200bir',
        'Wëir',
        'Weir\u3164',
        '\u2800Weir',
        'ᴡᴇɪʀ',
        'ᎳᎬᎥᎡ',
      ].map((name) => [`under our own name: ${name}`, { name }, 'name'] as const),
      ['without a redirect URI', { redirectUris: [] }, 'redirectUris'],
      [
        'with 21 redirect URIs',
        { redirectUris: Array.from({ length: 21 }, (_, index) => `${testRedirectUri}/${index}`) },
        'redirectUris',
      ],
      ['with a redirect URI twice', { redirectUris: [testRedirectUri, testRedirectUri] }, 'redirectUris'],
      ['with a bad redirect URI', { redirectUris: ['javascript:alert(1)'] }, 'redirectUris'],
      ['with a scheme of its own, being confidential', { redirectUris: ['com.example.app:/cb'] }, 'redirectUris'],
      ['with a life of zero seconds', { accessTokenSeconds: 0 }, 'accessTokenSeconds'],
      ['with a life of half a second more', { accessTokenSeconds: 60.5 }, 'accessTokenSeconds'],
      ['with an endless life', { refreshTokenSeconds: Number.POSITIVE_INFINITY }, 'refreshTokenSeconds'],
      ['as a public resource server', { clientType: 'public', resourceServer: true }, 'clientType'],
    ];
    for (const [what, changes, field] of cases) {
      test(what, () => {
        const problems = checkClient({ ...settings, ...changes }, policy);
        assert.deepEqual(
          problems.map((problem) => problem.field),
          [field],
        );
        for (const { message } of problems) assert.match(message, /^[A-Z].*\.$/);
      });
    }

    test('and each redirect URI is told by its place', () => {
      const problems = checkClient({ ...settings, redirectUris: [testRedirectUri, 'http://a.example/cb', ''] }, policy);
      assert.deepEqual(
        problems.map(({ index }) => index),
        [1, 2],
      );
    });
  });

  test('can be saved', () => {
    for (const changes of [
      {},
      { name: 'é'.repeat(100) },
      { name: 'Weir staging' },
      { redirectUris: Array.from({ length: 20 }, (_, index) => `${testRedirectUri}/${index}`) },
      { clientType: 'public', redirectUris: ['com.example.app:/cb'] },
      { accessTokenSeconds: 60, refreshTokenSeconds: 60 },
    ] as const) {
      assert.deepEqual(checkClient({ ...settings, ...changes }, policy), []);
    }
    assert.deepEqual(
      checkClient({ ...settings, redirectUris: ['http://intranet.example/cb'] }, { ...policy, allowHttp: true }),
      [],
    );
  });

  eachDatabase((_engine, open) => {
    let weir: OAuthApp;
    let origin: Origin;
    before(async () => {
      weir = await startOAuth(await open());
      origin = { actor: { userId: await weir.addUser('uma'), name: 'uma' }, remoteAddress: '192.0.2.1', requestId: 'r' };
    });

    const list = () => clientList(weir.database);
    async function lastEvent() {
      const event = await weir.database.read
        .selectFrom('audit_event')
        .selectAll()
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      return {
        kind: event.kind,
        actor: event.actor_name,
        from: event.remote_address,
        object: event.object_name,
        changes: event.changes,
      };
    }

    test('gets an id and a secret that can be viewed again, and a cleaned name', async () => {
      const outcome = await weir.clients.create({ ...settings, name: ' My\u202e \n App ' }, origin);
      assert.equal(outcome.kind, 'saved');
      if (outcome.kind !== 'saved') return;
      assert.match(outcome.client.clientId, /^[0-9a-f]{32}$/);
      assert.equal(outcome.client.name, 'My App');
      const shown = await weir.clients.viewSecrets(outcome.client.id, origin);
      const [{ id = 0 } = {}] = shown ?? [];
      assert.deepEqual(shown, [{ id, secret: outcome.secret, createdAt: weir.clock.now(), expiresAt: null }]);
      assert.equal((await lastEvent()).kind, 'application-link.credentials-viewed');
      assert.ok(!JSON.stringify(await list().all()).includes(String(outcome.secret)));
    });

    test('changed by two who read the same, keeps the first change and tells the second', async () => {
      const { id, client } = await weir.register();
      const change = (scope: 'WRITE' | 'ADMIN') => weir.clients.update(id, { scope }, origin, client.updatedAt);
      const outcomes = await Promise.all([change('WRITE'), change('ADMIN')]);
      assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), ['changed-meanwhile', 'saved']);
      assert.equal((await change('WRITE')).kind, 'changed-meanwhile');
      const [saved] = outcomes.flatMap((outcome) => (outcome.kind === 'saved' ? [outcome.client.updatedAt] : []));
      assert.equal((await weir.clients.update(id, { scope: 'READ' }, origin, saved)).kind, 'saved');
    });

    test('keeps the settings that a change says nothing of', async () => {
      const { id } = await weir.register();
      await Promise.all([
        weir.clients.update(id, { allowTryIt: true }, origin),
        weir.clients.update(id, { scope: 'ADMIN' }, origin),
      ]);
      const [saved] = (await list().all()).filter((client) => client.id === id);
      assert.deepEqual([saved?.allowTryIt, saved?.scope], [true, 'ADMIN']);
    });

    test('has its replaced secret ended before its time, and only that one', async () => {
      const link = await weir.register();
      const tokens = await weir.tokensFor(link);
      const renewed = await weir.clients.rotateSecret(link.id, 7, origin);
      const [current, old] = (await weir.clients.viewSecrets(link.id, origin)) ?? [];
      assert.equal(await weir.clients.endSecret(link.id, current?.id ?? 0, origin), false);
      assert.equal(await weir.clients.endSecret((await weir.register()).id, old?.id ?? 0, origin), false);
      assert.equal(await weir.clients.endSecret(link.id, old?.id ?? 0, origin), true);
      assert.equal((await lastEvent()).kind, 'application-link.secret-ended');
      assert.equal((await weir.refresh(link, tokens.refresh_token)).status, 401);
      // What people allowed is theirs to end, not the secret's.
      assert.equal((await weir.refresh({ ...link, secret: renewed }, tokens.refresh_token)).status, 200);
    });

    test('shares its name with no other, whatever the case', async () => {
      await weir.register({ name: 'Unique Name' });
      const again = await weir.clients.create({ ...settings, name: 'unique  NAME' }, origin);
      assert.equal(again.kind, 'invalid');
      const other = await weir.register();
      const renamed = await weir.clients.update(other.id, { ...other.client, name: 'UNIQUE NAME' }, origin);
      assert.deepEqual(renamed.kind === 'invalid' && renamed.problems.map(({ field }) => field), ['name']);
    });

    test('created by two administrators at once under one name, exists once', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () => weir.clients.create({ ...settings, name: 'Contested' }, origin)),
      );
      assert.equal(outcomes.filter(({ kind }) => kind === 'saved').length, 1);
    });

    test('is changed as a whole, and the audit trail has what differs', async () => {
      const link = await weir.register({ name: 'Before' });
      const changed = await weir.clients.update(
        link.id,
        {
          ...link.client,
          name: 'After',
          scope: 'WRITE',
          redirectUris: ['https://b.example/cb', testRedirectUri],
          requirePkce: true,
        },
        origin,
      );
      assert.equal(changed.kind, 'saved');
      const listed = await list().one(link.id);
      assert.deepEqual([listed?.name, listed?.scope, listed?.requirePkce], ['After', 'WRITE', true]);
      assert.deepEqual(listed?.redirectUris, ['https://b.example/cb', testRedirectUri]);
      const event = await lastEvent();
      assert.deepEqual([event.kind, event.actor, event.from], ['application-link.changed', 'uma', '192.0.2.1']);
      assert.deepEqual(JSON.parse(event.changes), [
        { name: 'name', oldValue: 'Before', newValue: 'After' },
        { name: 'redirectUris', oldValue: testRedirectUri, newValue: `https://b.example/cb ${testRedirectUri}` },
        { name: 'scope', oldValue: 'READ', newValue: 'WRITE' },
        { name: 'requirePkce', oldValue: 'false', newValue: 'true' },
      ]);
    });

    test('that becomes public loses its secrets, and gets one when it becomes confidential again', async () => {
      const link = await weir.register();
      await weir.clients.update(link.id, { ...link.client, clientType: 'public' }, origin);
      assert.deepEqual(await weir.clients.viewSecrets(link.id, origin), []);
      assert.equal(await weir.clients.rotateSecret(link.id, 0, origin), undefined);
      const back = await weir.clients.update(link.id, link.client, origin);
      assert.ok(back.kind === 'saved' && typeof back.secret === 'string' && back.secret !== link.secret);
    });

    test('shows both secrets with their ends while one replaces the other', async () => {
      const link = await weir.register();
      const fresh = await weir.clients.rotateSecret(link.id, 7, origin);
      assert.equal((await lastEvent()).kind, 'application-link.secret-rotated');
      const shown = await weir.clients.viewSecrets(link.id, origin);
      const week = 7 * 24 * 3600 * 1000;
      assert.deepEqual(
        shown?.map(({ secret, expiresAt }) => ({ secret, expiresAt })),
        [
          { secret: fresh, expiresAt: null },
          { secret: link.secret, expiresAt: weir.clock.now() + week },
        ],
      );
    });

    test('whose secret is rotated by eight administrators at once, has two secrets', async () => {
      const link = await weir.register();
      await Promise.all(Array.from({ length: 8 }, () => weir.clients.rotateSecret(link.id, 7, origin)));
      const shown = await weir.clients.viewSecrets(link.id, origin);
      assert.equal(shown?.length, 2);
      assert.equal(shown?.filter(({ expiresAt }) => expiresAt === null).length, 1);
    });

    test('is disabled, enabled and removed, each told once', async () => {
      const link = await weir.register();
      const { access_token: token } = await weir.tokensFor(link);
      assert.equal(await weir.clients.disable(link.id, origin), true);
      assert.equal((await lastEvent()).kind, 'application-link.disabled');
      assert.equal(await weir.isLive(token), false);
      const events = async () => (await weir.database.read.selectFrom('audit_event').select('id').execute()).length;
      const told = await events();
      assert.equal(await weir.clients.disable(link.id, origin), true);
      assert.equal(await events(), told);
      assert.equal(await weir.clients.enable(link.id, origin), true);
      assert.equal(await weir.isLive(token), true);
      assert.equal(await weir.clients.remove(link.id, origin), true);
      assert.equal((await lastEvent()).kind, 'application-link.removed');
      assert.equal(await weir.isLive(token), false);
      assert.equal(await weir.clients.remove(link.id, origin), false);
      assert.deepEqual(await weir.clients.update(link.id, link.client, origin), { kind: 'unknown' });
      assert.equal(await weir.clients.viewSecrets(link.id, origin), undefined);
    });

    test('has a logo, or none', async () => {
      const link = await weir.register();
      const bytes = Buffer.from([1, 2, 3]);
      assert.equal(await list().logo(link.id), undefined);
      await weir.clients.setLogo(link.id, { mediaType: 'image/png', bytes }, origin);
      await weir.clients.setLogo(link.id, { mediaType: 'image/jpeg', bytes }, origin);
      assert.deepEqual(await list().logo(link.id), { mediaType: 'image/jpeg', bytes, updatedAt: weir.clock.now() });
      assert.equal((await list().one(link.id))?.hasLogo, true);
      await weir.clients.setLogo(link.id, undefined, origin);
      assert.equal(await list().logo(link.id), undefined);
    });

    test('is listed by name, with who registered it and how many people use it', async () => {
      await weir.addUser('kim');
      const link = await weir.register({ name: 'A listed one' });
      await weir.tokensFor(link);
      await weir.tokensFor(link);
      await weir.tokensFor(link, {}, { as: 'kim' });
      const all = await list().all();
      assert.deepEqual(
        all.map(({ name }) => name.toLowerCase()),
        all.map(({ name }) => name.toLowerCase()).sort(),
      );
      assert.equal(all.find(({ id }) => id === link.id)?.users, 2);
      assert.equal(all.find(({ name }) => name === 'My App')?.createdByName, 'uma of the tests');
    });

    test('keeps a secret that no key opens any more working, and says that it cannot be shown', async () => {
      const link = await weir.register();
      const otherKey = clientSecrets(createKeyring([Buffer.alloc(32, 9)], systemRandom()), systemRandom());
      const shown = await weir.database.write((queries) => otherKey.show(queries, link.client, weir.clock.now()));
      assert.equal(shown[0]?.secret, undefined);
    });

    test('keeps its secret out of the database: neither in the clear nor under another client’s name', async () => {
      const [link, other] = [await weir.register(), await weir.register()];
      const rows = await weir.database.read.selectFrom('oauth_client_secret').selectAll().execute();
      assert.ok(!JSON.stringify(rows).includes(String(link.secret)));
      const sealed = rows.find(({ client }) => client === link.id)?.secret_encrypted ?? '';
      await weir.database.write((queries) =>
        queries.updateTable('oauth_client_secret').set({ secret_encrypted: sealed }).where('client', '=', other.id).execute(),
      );
      assert.equal((await weir.clients.viewSecrets(other.id, origin))?.[0]?.secret, undefined);
    });
  });
});
