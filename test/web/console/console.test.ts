/** The pages of the console without a browser: who may do what, what is refused, what is taken along. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { globalPermissionStore } from '../../../src/accounts/global-permissions.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { startNode } from '../../support/node.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { atTheConsole, type ConsoleVisitor, textOf } from './console.ts';

const settingPages = ['/admin/site', '/admin/security', '/admin/mail'];

suite('the console', () => {
  let weir: TestWeir;
  let administrator: TestUser;
  let system: ConsoleVisitor;
  let visitor: ConsoleVisitor;

  before(async () => {
    weir = await startWeir({ settings: { WEIR_SIGN_IN_ATTEMPTS: '7', WEIR_MAIL_PASSWORD: 'hunter22' } });
    administrator = await weir.user('vera');
    const { database } = weir.rooms;
    const permissions = globalPermissionStore(database, weir.clock);
    await permissions.grant({ kind: 'user', id: administrator.person.id }, 'administer', systemOrigin);
    [system, visitor] = await Promise.all([atTheConsole(weir), atTheConsole(weir, administrator)]);
  });
  after(() => weir.stop());

  suite('shows settings to an administrator, and lets a system administrator change them:', () => {
    for (const path of settingPages) {
      test(path, async () => {
        const seen = await visitor.page(path);
        assert.match(textOf(seen), /Only a system administrator can change these settings/);
        assert.doesNotMatch(seen, /name="revision"/);
        assert.equal((await visitor.post(path, { siteName: 'Taken over' })).status, 403);
        assert.match(await system.page(path), /name="revision"/);
      });
    }

    test('what concerns the machine is a system administrator’s alone', async () => {
      assert.equal((await visitor.get('/admin/system')).status, 403);
      assert.doesNotMatch(await visitor.page('/admin'), /\/admin\/system/);
      assert.match(textOf(await system.page('/admin/system')), /WEIR_SIGN_IN_ATTEMPTS 7 Environment/);
      assert.equal((await visitor.post('/admin/web-hooks/all', { enabled: 'false' })).status, 403);
      assert.equal((await visitor.post('/admin/audit-log/retention', { amount: '1', unit: 'DAYS' })).status, 403);
      assert.equal(weir.rooms.settings.inForce().webHooksEnabled, true);
    });

    test('nobody else sees any of it', async () => {
      const uma = await atTheConsole(weir, await weir.user('uma'));
      for (const path of [
        '/admin',
        ...settingPages,
        '/admin/web-hooks',
        '/admin/audit-log',
        '/admin/audit-log/export',
        '/admin/system',
      ])
        assert.equal((await uma.get(path)).status, 403, path);
    });
  });

  test('finds pages and settings by words, by the names of the environment too', async () => {
    const found = async (words: string) => textOf(await visitor.page(`/admin?q=${encodeURIComponent(words)}`));
    assert.match(await visitor.page('/admin?q=weir_session_idle'), /href="\/admin\/security#sessionIdleSeconds"/);
    assert.match(await found('fewest characters'), /Settings Fewest characters of a password Security/);
    assert.match(await found('CSV'), /Pages for “CSV” Watch over it Audit log/);
    assert.match(await found('"><script>'), /No page is about “"><script>”/);
  });

  test('keeps what a form says, with the rest as it was, and leaves it in the audit trail under the person’s name', async () => {
    const answer = await system.post('/admin/site', { siteName: '  Rivers & Weirs  ' });
    assert.match(textOf(await system.follow(answer)), /The settings were saved/);
    assert.match(await (await weir.visitor().request('/login.action')).text(), /<title>Log in · Rivers &amp; Weirs<\/title>/);
    const [event] = await weir.rooms.audit.list({ limit: 1, kind: 'settings.changed' });
    assert.equal(event?.origin.actor.name, 'admin');
    assert.deepEqual(event?.changes, [{ name: 'WEIR_SITE_NAME', oldValue: 'Weir', newValue: 'Rivers & Weirs' }]);
    assert.match(textOf(await system.follow(await system.post('/admin/site', { siteName: '' }))), /saved/);
    assert.equal(weir.rooms.settings.inForce().siteName, 'Weir');
    assert.match(textOf(await system.follow(await system.post('/admin/site', { siteName: '' }))), /Nothing was changed/);
  });

  test('says beside each field what is wrong, in the words of the start, and saves none', async () => {
    const answer = await system.post('/admin/security', {
      codeSeconds: '4',
      sessionIdleSeconds: '50000',
      accessTokenSeconds: '120',
    });
    assert.equal(answer.status, 422);
    const page = await answer.text();
    assert.match(textOf(page), /Nothing was saved/);
    assert.match(page, /id="codeSeconds-error"[\s\S]{0,400}It must be a whole number from 5 to 600\./);
    assert.match(page, /name="codeSeconds"[^>]* value="4"/);
    assert.match(page, /name="accessTokenSeconds"[^>]* value="120"/);
    assert.equal(weir.rooms.settings.inForce().accessTokenSeconds, 3600);
    const together = await system.post('/admin/security', { sessionIdleSeconds: '50000' });
    assert.match(
      await together.text(),
      /id="sessionIdleSeconds-error"[\s\S]{0,400}It must be at most WEIR_SESSION_MAX_SECONDS \(43200\)\./,
    );
  });

  test('shows what the environment sets as locked, with its name, and refuses to change it', async () => {
    const page = await system.page('/admin/security');
    assert.match(textOf(page), /7 Set by WEIR_SIGN_IN_ATTEMPTS in the environment/);
    assert.doesNotMatch(page, /name="signInAttempts"/);
    const answer = await system.post('/admin/security', { signInAttempts: '50', codeSeconds: '90' });
    assert.equal(answer.status, 422);
    assert.equal(weir.rooms.settings.inForce().codeSeconds, 60);
    for (const path of ['/admin/mail', '/admin/system']) assert.doesNotMatch(await system.page(path), /hunter22/);
  });

  test('does not overwrite what somebody else changed after the form was opened', async () => {
    const [, seen = ''] = /name="revision" value="(\d+)"/.exec(await system.page('/admin/security')) ?? [];
    await system.follow(await system.post('/admin/security', { codeSeconds: '70' }));
    const answer = await system.post('/admin/security', { revision: seen, codeSeconds: '80' });
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /Somebody else has changed it meanwhile/);
    assert.equal(weir.rooms.settings.inForce().codeSeconds, 70);
  });

  test('changes what holds on this node at the next request, and on another within a second', async (context) => {
    const other = await startNode(weir);
    context.after(() => other.close());
    const nameOn = async () =>
      /<title>Log in · (.*)<\/title>/.exec(
        await (await fetch(`http://localhost:${other.address.port}/login.action`)).text(),
      )?.[1];
    assert.equal(await nameOn(), 'Weir');
    await system.follow(await system.post('/admin/site', { siteName: 'Delta' }));
    const start = performance.now();
    while ((await nameOn()) !== 'Delta') assert.ok(performance.now() - start < 1_000, 'not within a second');
    await system.follow(await system.post('/admin/site', { siteName: '' }));
  });

  suite('makes rooms keep to a setting at once:', () => {
    const set = async (path: string, fields: Readonly<Record<string, string>>) =>
      void (await system.follow(await system.post(path, fields)));

    test('the length of passwords', async () => {
      await set('/admin/security', { passwordMinLength: '30' });
      const outcome = await weir.rooms.users.create(
        { username: 'nils', fullName: 'Nils', email: 'n@example.org', password: 'of twenty characters', groups: [] },
        systemOrigin,
      );
      await set('/admin/security', { passwordMinLength: '' });
      assert.deepEqual(outcome, {
        outcome: 'refused',
        problems: [{ field: 'password', reason: 'password-too-short', least: 30 }],
      });
    });

    test('the life of access tokens', async () => {
      await set('/admin/security', { accessTokenSeconds: '77' });
      const tokens = await weir.tokensFor(weir.admin, await weir.link());
      await set('/admin/security', { accessTokenSeconds: '' });
      assert.equal(tokens.expires_in, 77);
    });

    test('whether access tokens open the API', async () => {
      const { access_token } = await weir.tokensFor(weir.admin, await weir.link());
      await set('/admin/security', { accessTokensEnabled: 'false' });
      const refused = await weir.call(access_token, '/rest/api/user/current');
      await set('/admin/security', { accessTokensEnabled: 'true' });
      assert.equal(refused.status, 401);
      assert.equal((await weir.call(access_token, '/rest/api/user/current')).status, 200);
    });

    test('the hosts of redirect URLs', async () => {
      await set('/admin/security', { allowedRedirectHosts: '*.example.org' });
      assert.match(
        weir.rooms.links.redirectUriProblem('https://evil.example/cb', 'confidential') ?? '',
        /\*\.example\.org alone/,
      );
      await set('/admin/security', { allowedRedirectHosts: '' });
      assert.equal(weir.rooms.links.redirectUriProblem('https://evil.example/cb', 'confidential'), undefined);
    });
  });

  suite('web hooks', () => {
    const form = {
      name: 'Chat',
      url: 'https://chat.invalid/hook',
      'event-page_created': 'true',
      active: 'true',
      verifyCertificate: 'true',
    };

    async function made(fields: Readonly<Record<string, string>> = {}): Promise<string> {
      const answer = await visitor.post('/admin/web-hooks/create', { ...form, ...fields });
      assert.equal(answer.status, 303, await answer.text());
      return answer.headers.get('location') ?? '';
    }

    test('are made, changed and switched by administrators; a key that is not typed again stays', async () => {
      const path = await made({ secret: 'sekret44', username: 'weir', password: 'hunter33' });
      const id = Number(path.split('/').at(-1));
      const stored = () =>
        weir.rooms.database.read.selectFrom('web_hook').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      const before = await stored();
      assert.doesNotMatch(await visitor.page(`${path}/edit`), /sekret44|hunter33/);
      await visitor.follow(await visitor.post(`${path}/edit`, { ...form, name: 'Chat room', username: 'weir' }));
      const edited = await stored();
      assert.equal(edited.name, 'Chat room');
      assert.deepEqual(
        [edited.secret_encrypted, edited.password_encrypted],
        [before.secret_encrypted, before.password_encrypted],
      );
      await visitor.follow(await visitor.post(`${path}/state`, { active: 'false' }));
      assert.deepEqual([(await stored()).active, (await stored()).secret_encrypted], [0, before.secret_encrypted]);
      await visitor.follow(await visitor.post(`${path}/edit`, { ...form, removeSecret: 'true' }));
      assert.deepEqual([(await stored()).secret_encrypted, (await stored()).username], [null, null]);
      await visitor.follow(await visitor.post(`${path}/delete`));
      assert.equal((await visitor.get(path)).status, 404);
    });

    test('are refused with the reason beside the field, and what was typed stays', async () => {
      const answer = await visitor.post('/admin/web-hooks/create', { name: 'Chat', url: 'http://chat.invalid/', active: 'true' });
      assert.equal(answer.status, 422);
      const page = await answer.text();
      assert.match(page, /id="url-error"/);
      assert.match(page, /Choose at least one event/);
      assert.match(page, /value="http:\/\/chat\.invalid\/"/);
    });

    test('are tested, and say alike that it did not arrive', async () => {
      const path = await made({ url: 'https://127.0.0.1/hook' });
      const page = textOf(await (await visitor.post(`${path}/test`)).text());
      assert.match(page, /The test did not arrive: The address could not be reached/);
    });

    test('that are all switched off are told nothing, and say so', async () => {
      await made();
      await system.follow(await system.post('/admin/web-hooks/all', { enabled: 'false' }));
      assert.match(textOf(await visitor.page('/admin/web-hooks')), /Web hooks are switched off/);
      const deliveries = () => weir.rooms.database.read.selectFrom('web_hook_delivery').selectAll().execute();
      const before = await deliveries();
      await weir.rooms.database.write((queries) =>
        weir.rooms.webHooks.deliveries.announce(queries, {
          name: 'page_created',
          at: weir.clock.now(),
          userKey: administrator.person.userKey,
          about: { page: { id: 1 } },
        }),
      );
      assert.equal((await deliveries()).length, before.length);
      await system.follow(await system.post('/admin/web-hooks/all', { enabled: 'true' }));
      assert.equal(weir.rooms.settings.inForce().webHooksEnabled, true);
    });
  });

  suite('the audit log', () => {
    const record = (name: string, kind = 'recorded.by-program') =>
      weir.rooms.audit.append({
        at: weir.clock.now(),
        origin: { ...systemOrigin, actor: { userId: administrator.person.id, name: 'vera' } },
        kind,
        object: { type: 'space', id: 'DOC', name },
        summary: name,
        changes: [{ name: 'a', oldValue: null, newValue: '1' }],
      });

    test('is found by person, thing, kind and day', async () => {
      await record('Needle in the hay');
      await record('Needle of a space', 'space.changed');
      await record('Needle of permissions', 'space.permissions-changed');
      const found = async (query: string) =>
        [...(await visitor.page(`/admin/audit-log?${query}`)).matchAll(/class="event">(Needle[^<]*)/g)].map(([, text]) => text);
      assert.deepEqual(await found('person=Vera&thing=needle'), [
        'Needle of permissions',
        'Needle of a space',
        'Needle in the hay',
      ]);
      assert.deepEqual(await found('thing=needle&kind=spaces'), ['Needle of a space']);
      assert.deepEqual(await found('thing=needle&kind=permissions'), ['Needle of permissions']);
      assert.deepEqual(await found('thing=needle&kind=system'), []);
      assert.deepEqual(await found('thing=needle&person=nobody'), []);
      assert.deepEqual(await found('thing=100%25'), []);
      const today = new Date(weir.clock.now()).toISOString().slice(0, 10);
      assert.equal((await found(`thing=needle&from=${today}&until=${today}`)).length, 3);
      assert.deepEqual(await found('thing=needle&until=2020-01-01'), []);
      assert.match(await visitor.page('/admin/audit-log?from=yesterday'), /id="from-error"/);
    });

    test('is read a page at a time', async () => {
      for (let count = 0; count < 55; count++) await record(`Paged ${String(count).padStart(2, '0')}`);
      const first = await visitor.page('/admin/audit-log?thing=paged');
      const older = /href="([^"]*before=\d+[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const second = await visitor.page(older);
      const names = [first, second].flatMap((page) => [...page.matchAll(/class="event">(Paged \d\d)/g)].map(([, name]) => name));
      assert.equal(new Set(names).size, 55);
      assert.deepEqual(names, [...names].sort().reverse());
      assert.doesNotMatch(second, /before=/);
    });

    test('is taken along as a table that no spreadsheet computes, and as JSON', async () => {
      for (const name of [
        '=HYPERLINK("https://evil.example")',
        '+1',
        '-1',
        '@SUM(A1)',
        '\t=1',
        ' =1',
        '＝1',
        'a "quoted", name\r\nof two lines',
      ])
        await record(`${name}`, 'web-hook.export-test');
      const answer = await visitor.get('/admin/audit-log/export?format=csv&kind=web-hooks&person=vera');
      assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
      assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="audit-log.csv"');
      const csv = await answer.text();
      assert.match(csv, /^"Time \(UTC\)",/);
      assert.match(csv, /,"'=HYPERLINK\(""https:\/\/evil\.example""\)",/);
      assert.doesNotMatch(csv, /"\s*[=+\-@＝]/);
      assert.match(csv, /"a ""quoted"", name\r\nof two lines"/);
      const json: unknown = await (await visitor.get('/admin/audit-log/export?format=json&kind=web-hooks&person=vera')).json();
      assert.ok(Array.isArray(json));
      assert.equal(json.length >= 8, true);
      assert.deepEqual(json.at(0).thing, { type: 'space', id: 'DOC', name: 'a "quoted", name\r\nof two lines' });
      assert.deepEqual(await (await visitor.get('/admin/audit-log/export?format=json&person=nobody')).json(), []);
    });

    test('is kept as long as a system administrator says', async () => {
      await system.follow(await system.post('/admin/audit-log/retention', { amount: '2', unit: 'MONTHS' }));
      assert.deepEqual(await weir.rooms.auditRetention.inForce(), { amount: 2, unit: 'MONTHS' });
      const refused = await system.post('/admin/audit-log/retention', { amount: '0', unit: 'MONTHS' });
      assert.equal(refused.status, 422);
      assert.match(await refused.text(), /id="amount-error"/);
    });
  });

  test('counts what people and programs do, overall and for each link', async () => {
    const link = await weir.link({ name: 'Counted' });
    const { access_token } = await weir.tokensFor(await weir.user('otto'), link, { scope: 'READ' });
    await weir.call(access_token, '/rest/api/user/current');
    await weir.call(access_token, '/rest/api/content/999999999');
    await weir.token(link, { grant_type: 'refresh_token', refresh_token: 'nonsense' });
    const summary = async () =>
      [...(await system.page(`/admin/application-links/${link.id}`)).matchAll(/aria-label="(\w+): (\d+) in all/g)].map(
        ([, name, sum]) => `${name} ${sum}`,
      );
    const start = performance.now();
    // They are written every five seconds.
    while ((await summary()).includes('Calls 0') && performance.now() - start < 15_000)
      await new Promise((wake) => setTimeout(wake, 200));
    assert.deepEqual(await summary(), ['Calls 2', 'Tokens 1', 'Errors 2']);
    assert.match(await system.page('/admin'), /aria-label="Sign-ins: [1-9]/);
  });
});
