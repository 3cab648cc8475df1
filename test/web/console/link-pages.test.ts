/** The pages of application links, as plain forms: what an administrator does there, and what nobody else can. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { jpeg, png } from '../../applinks/pictures.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { atTheConsole, type ConsoleVisitor, linksPath, textOf, textOfElement } from './console.ts';

const minute = 60_000;
const form = {
  name: 'Postman',
  redirectUris: ['https://oauth.pstmn.io/v1/callback', ''],
  scope: 'WRITE',
  clientType: 'confidential',
  allowPlain: 'true',
  accessTokenSeconds: '',
  refreshTokenSeconds: '',
};

suite('the pages of application links', () => {
  let weir: TestWeir;
  let console: ConsoleVisitor;
  let uma: TestUser;

  before(async () => {
    weir = await startWeir({ contextPath: '/wiki' });
    console = await atTheConsole(weir);
    uma = await weir.user('uma');
  });
  after(() => weir.stop());

  const idIn = (answer: Response) => Number(/application-links\/(\d+)/.exec(answer.headers.get('location') ?? '')?.[1]);

  test('explain themselves while there is no link', async () => {
    const page = await console.page(linksPath);
    assert.match(page, /No application links yet/);
    assert.match(page, /href="\/wiki\/admin\/application-links\/create"/);
  });

  test('are where Confluence has them, too', async () => {
    const answer = await console.get('/plugins/servlet/applinks/listApplicationLinks');
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/wiki/admin/application-links']);
  });

  test('lead from Create link over External application and Incoming to the credentials', async () => {
    const console = await atTheConsole(weir);
    const create = await console.page(`${linksPath}/create`);
    assert.match(textOf(create), /External application .* Incoming .* Outgoing/);
    const chosen = await console.get(`${linksPath}/create?kind=external&direction=incoming`);
    assert.equal(chosen.headers.get('location'), `/wiki${linksPath}/create/incoming`);
    const saved = await console.post(`${linksPath}/create/incoming`, form);
    const credentials = await console.follow(saved);
    const link = await weir.rooms.links.find(idIn(saved));
    assert.equal(textOfElement(credentials, 'client-id'), link?.clientId);
    assert.match(textOfElement(credentials, 'client-secret'), /^[\w-]{43}$/);
    assert.match(textOf(credentials), /The link was saved/);
    for (const name of ['authorize', 'token', 'revoke', 'introspect']) {
      assert.ok(credentials.includes(`${weir.baseUrl}/rest/oauth2/latest/${name}`), name);
    }
  });

  test('list name, direction, client id, permissions, who made it and when, last use and users', async () => {
    const list = textOf(await console.page(linksPath));
    const [link] = await weir.rooms.links.list();
    assert.match(list, new RegExp(`Postman ${link?.clientId} Incoming Write .* by Ada Admin Never 0`));
  });

  test('say what is wrong beside each field, and keep what was typed', async () => {
    const answer = await console.post(`${linksPath}/create/incoming`, {
      ...form,
      name: '<b>Weird</b>',
      redirectUris: ['https://good.example/cb', 'http://evil.example/cb', 'javascript:alert(1)'],
      accessTokenSeconds: '1',
    });
    const page = await answer.text();
    assert.equal(answer.status, 400);
    assert.match(textOf(page), /3 things need your attention/);
    assert.match(page, /value="&lt;b&gt;Weird&lt;\/b&gt;"/);
    assert.match(page, /value="http:\/\/evil\.example\/cb"/);
    assert.match(textOf(page), /Plain http:\/\/ is only possible for localhost/);
    assert.match(page, /<details class="folded" open>/);
  });

  test('check a redirect URL while it is typed', async () => {
    const check = async (value: string) => {
      const answer = await console.get(`${linksPath}/check-redirect-url?${new URLSearchParams({ value })}`);
      return JSON.parse(await answer.text()).problem;
    };
    assert.equal(await check('https://app.example/callback'), null);
    assert.match(await check('http://app.example/callback'), /^Use https/);
    assert.match(await check('https://app.example/*'), /wildcard/);
  });

  test('ask for the password again when the last one is older than 10 minutes', async () => {
    const { id } = await weir.link({ scope: 'READ' });
    const visitor = await atTheConsole(weir);
    await visitor.page(`${linksPath}/${id}/credentials`);
    weir.clock.advance(11 * minute);
    const asked = await visitor.get(`${linksPath}/${id}/credentials`);
    const next = `/wiki${linksPath}/${id}/credentials`;
    assert.equal(asked.status, 303);
    assert.equal(asked.headers.get('location'), `/wiki/confirm-password?next=${encodeURIComponent(next)}`);
    assert.equal((await visitor.post('/confirm-password', { next, password: 'not this one' })).status, 403);
    assert.equal((await visitor.get(`${linksPath}/${id}/credentials`)).status, 303);
    const confirmed = await visitor.post('/confirm-password', { next, password: weir.admin.password });
    assert.match(await visitor.follow(confirmed), /id="client-secret"/);
  });

  test('change everything, and tell the audit trail what changed', async () => {
    const { id } = await weir.link({ name: 'To be edited', scope: 'READ' });
    const saved = await console.post(`${linksPath}/${id}/edit`, {
      ...form,
      name: 'Edited',
      scope: 'ADMIN',
      requirePkce: 'true',
      redirectUris: ['https://other.example/cb', 'http://127.0.0.1:8080/cb'],
      accessTokenSeconds: '600',
    });
    const page = textOf(await console.follow(saved));
    assert.match(page, /The changes were saved/);
    assert.match(page, /https:\/\/other\.example\/cb http:\/\/127\.0\.0\.1:8080\/cb/);
    assert.match(page, /PKCE required plain allowed/);
    assert.match(page, /Access 10 minutes, refresh 90 days \(default\)/);
    assert.match(page, /Permissions: READ → ADMIN/);
    assert.match(page, /Changed the application link Edited\.|Changed the application link To be edited\./);
    assert.match(page, /admin (127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)/);
  });

  test('keep what somebody else changed meanwhile, and say so with what was typed', async () => {
    const { id } = await weir.link({ name: 'Edited twice', scope: 'READ' });
    const edit = `${linksPath}/${id}/edit`;
    const seenIn = (page: string) => /name="seen" value="(\d+)"/.exec(page)?.[1] ?? '';
    const seen = seenIn(await console.page(edit));
    const change = (scope: string, version: string) =>
      console.post(edit, { ...form, name: 'Edited twice', scope, seen: version });
    await console.follow(await change('WRITE', seen));
    const late = await change('ADMIN', seen);
    assert.equal(late.status, 409);
    const page = await late.text();
    assert.match(textOf(page), /Somebody else changed this link/);
    assert.match(page, /id="scope-ADMIN"[^>]*checked/);
    assert.equal((await weir.rooms.links.find(id))?.scope, 'WRITE');
    await console.follow(await change('ADMIN', seenIn(page)));
    assert.equal((await weir.rooms.links.find(id))?.scope, 'ADMIN');
  });

  test('end the old secret before its time', async () => {
    const visitor = await atTheConsole(weir);
    const { id } = await weir.link({ scope: 'READ' });
    const shown = await visitor.follow(await visitor.post(`${linksPath}/${id}/rotate`, { overlap: '7' }));
    const [, end = ''] = /action="\/wiki([^"]*\/secrets\/\d+\/end)"/.exec(shown) ?? [];
    assert.ok(!textOf(await visitor.follow(await visitor.post(end))).includes('(old)'));
    assert.equal((await visitor.post(end)).status, 404);
  });

  test('rotate the secret with an overlap: both are shown with their ends, and both work', async () => {
    const console = await atTheConsole(weir);
    const link = await weir.link({ scope: 'READ' });
    const page = await console.follow(await console.post(`${linksPath}/${link.id}/rotate`, { overlap: '7' }));
    assert.equal(textOfElement(page, 'client-secret-2'), link.clientSecret);
    assert.match(textOf(page), /Client secret \(old\) .* Works until/);
    const renewed = textOfElement(page, 'client-secret');
    for (const clientSecret of [link.clientSecret, renewed]) {
      const answer = await weir.token({ ...link, clientSecret }, { grant_type: 'refresh_token', refresh_token: 'none' });
      assert.equal(answer.body.error, 'invalid_grant');
    }
    await console.post(`${linksPath}/${link.id}/rotate`, { overlap: '0' });
    const refused = await weir.token({ ...link, clientSecret: renewed }, { grant_type: 'refresh_token', refresh_token: 'none' });
    assert.equal(refused.body.error, 'invalid_client');
  });

  test('refuse an overlap that is not offered', async () => {
    const console = await atTheConsole(weir);
    const link = await weir.link({ scope: 'READ' });
    const answer = await console.post(`${linksPath}/${link.id}/rotate`, { overlap: '3650' });
    assert.equal(answer.headers.get('location'), `/wiki${linksPath}/${link.id}/rotate`);
    const page = await console.page(`${linksPath}/${link.id}/credentials`);
    assert.equal(textOfElement(page, 'client-secret'), link.clientSecret);
  });

  test('disable and enable: tokens stop, and go on', async () => {
    const link = await weir.link({ scope: 'READ' });
    const { access_token } = await weir.tokensFor(uma, link);
    const status = async () => (await weir.call(access_token, '/rest/api/user/current')).status;
    assert.match(textOf(await console.page(`${linksPath}/${link.id}/disable`)), /1 person loses access .* 2 tokens stop working/);
    assert.match(textOf(await console.follow(await console.post(`${linksPath}/${link.id}/disable`))), /This link is disabled/);
    assert.equal(await status(), 401);
    await console.post(`${linksPath}/${link.id}/enable`);
    assert.equal(await status(), 200);
  });

  test('delete only when the name was typed, and say how many people and tokens that ends', async () => {
    const link = await weir.link({ name: 'Old publisher', scope: 'READ' });
    const { access_token } = await weir.tokensFor(uma, link);
    const path = `${linksPath}/${link.id}/delete`;
    assert.match(textOf(await console.page(path)), /1 person loses access .* 2 tokens end for good/);
    const mistyped = await console.post(path, { confirmation: 'old publisher' });
    assert.equal(mistyped.status, 400);
    assert.match(textOf(await mistyped.text()), /Type the name exactly/);
    assert.match(
      textOf(await console.follow(await console.post(path, { confirmation: 'Old publisher' }))),
      /The link was deleted/,
    );
    assert.equal((await weir.call(access_token, '/rest/api/user/current')).status, 401);
    assert.equal((await console.get(`${linksPath}/${link.id}`)).status, 404);
  });

  test('show the users of a link, and revoke one or all', async () => {
    const link = await weir.link({ scope: 'WRITE' });
    const [vera, walt] = [await weir.user('vera'), await weir.user('walt')];
    const tokens = await Promise.all([uma, vera, walt].map((user) => weir.tokensFor(user, link, { scope: 'WRITE' })));
    const alive = async () =>
      Promise.all(tokens.map(async ({ access_token }) => (await weir.call(access_token, '/rest/api/user/current')).status));
    assert.deepEqual(await alive(), [200, 200, 200]);

    const page = await console.page(`${linksPath}/${link.id}/users`);
    assert.match(textOf(page), /Vera Example vera Write/);
    const [, revoke = ''] = /action="\/wiki([^"]+\/revoke)"[^>]*>(?:(?!<\/form>)[\s\S])*for Vera Example/.exec(page) ?? [];
    await console.post(revoke);
    assert.deepEqual(await alive(), [200, 401, 200]);

    assert.match(textOf(await console.page(`${linksPath}/${link.id}/users/revoke-all`)), /2 people lose the access at once/);
    await console.post(`${linksPath}/${link.id}/users/revoke-all`);
    assert.deepEqual(await alive(), [401, 401, 401]);
  });

  test('show what a person lets act for them, and revoke it', async () => {
    const link = await weir.link({ name: 'Known application', scope: 'READ' });
    const xena = await weir.user('xena');
    const { access_token } = await weir.tokensFor(xena, link);
    const path = `/admin/users/${xena.person.userKey}/applications`;
    const page = await console.page(path);
    assert.match(textOf(page), /Applications of Xena Example .* Known application Read/);
    const [, revoke = ''] = /action="\/wiki([^"]+\/revoke)"/.exec(page) ?? [];
    await console.follow(await console.post(revoke));
    assert.equal((await weir.call(access_token, '/rest/api/user/current')).status, 401);
    assert.equal((await console.get('/admin/users/nobody/applications')).status, 404);
  });

  test('take a logo that is a picture, and show it as nothing else (security rule 14)', async () => {
    const link = await weir.link({ scope: 'READ' });
    const path = `${linksPath}/${link.id}/logo`;
    const logo = () => fetch(`${weir.baseUrl}/plugins/servlet/applinks/logo/${link.clientId}`);
    assert.equal((await logo()).status, 404);

    const refused = await console.upload(
      path,
      'logo.png',
      Buffer.from('<svg onload="alert(1)" xmlns="http://www.w3.org/2000/svg"/>'),
    );
    assert.equal(refused.status, 400);
    assert.match(textOf(await refused.text()), /not a PNG or JPEG/);
    const large = await console.upload(path, 'logo.png', Buffer.alloc(520 * 1024));
    assert.deepEqual([large.status, /larger than 512 KB/.test(textOf(await large.text()))], [400, true]);
    assert.equal((await console.upload(path, 'logo.png', Buffer.alloc(2 * 1024 * 1024))).status, 413);

    await console.follow(await console.upload(path, 'picture.html', jpeg(64, 64)));
    await console.follow(await console.upload(path, 'logo.svg', png(64, 64)));
    const shown = await logo();
    assert.deepEqual(Buffer.from(await shown.arrayBuffer()), png(64, 64));
    assert.equal(shown.headers.get('content-type'), 'image/png');
    assert.equal(shown.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(shown.headers.get('content-security-policy'), "default-src 'none'; sandbox");
    assert.equal(shown.headers.get('content-disposition'), 'inline');

    await console.post(`${path}/remove`);
    assert.equal((await logo()).status, 404);
  });

  test('take no logo from a form of another site (security rule 7)', async () => {
    const link = await weir.link({ scope: 'READ' });
    const answer = await console.upload(`${linksPath}/${link.id}/logo`, 'logo.png', png(64, 64), { token: 'forged' });
    assert.equal(answer.status, 403);
    assert.equal((await weir.rooms.links.find(link.id))?.hasLogo, false);
  });

  test('never show a secret outside of the credentials', async () => {
    const console = await atTheConsole(weir);
    const link = await weir.link({ scope: 'READ' });
    await console.page(`${linksPath}/${link.id}/credentials`);
    for (const path of ['', `/${link.id}`, `/${link.id}/edit`, `/${link.id}/rotate`, `/${link.id}/users`, `/${link.id}/delete`]) {
      assert(!(await console.page(linksPath + path)).includes(link.clientSecret ?? '?'), path);
    }
  });

  test('show a name as text, whatever it looks like (regressions: CVE-2018-1000088, CVE-2017-18877)', async () => {
    const console = await atTheConsole(weir);
    const link = await weir.link({ name: `"><svg onload=alert(1)>'\u202e`, scope: 'READ' });
    const ofOne = ['', '/credentials', '/edit', '/rotate', '/disable', '/delete', '/users', '/users/revoke-all'];
    for (const path of ['', ...ofOne.map((part) => `/${link.id}${part}`)]) {
      const page = await console.page(linksPath + path);
      assert(!page.includes('<svg onload') && !page.includes('\u202e'), path);
    }
  });

  test('are no business of anybody but administrators (regression: CVE-2019-15011)', async () => {
    const link = await weir.link({ scope: 'READ' });
    const visitor = await atTheConsole(weir, uma);
    const readings = [
      '/admin',
      ...['', '/create', '/create/incoming', '/check-redirect-url?value=x'].map((path) => linksPath + path),
    ];
    const ofOne = ['', '/credentials', '/edit', '/rotate', '/disable', '/delete', '/users', '/users/revoke-all'];
    for (const path of [...readings, ...ofOne.map((part) => `${linksPath}/${link.id}${part}`)]) {
      assert.equal((await visitor.get(path)).status, 403, path);
      assert.equal((await weir.visitor().request(path)).status, 303, `${path} signed out`);
    }
    const writings = [
      'edit',
      'rotate',
      'disable',
      'enable',
      'delete',
      'try-it',
      'logo/remove',
      'users/1/revoke',
      'users/revoke-all',
    ];
    for (const part of writings) {
      assert.equal((await visitor.post(`${linksPath}/${link.id}/${part}`, { confirmation: 'x' })).status, 403, part);
    }
    assert.equal((await visitor.post(`${linksPath}/create/incoming`, form)).status, 403);
  });

  test('change nothing without the token of the session (security rule 7)', async () => {
    const link = await weir.link({ scope: 'READ' });
    const visitor = await weir.signedIn(weir.admin);
    for (const part of ['edit', 'rotate', 'disable', 'delete', 'try-it', 'users/revoke-all']) {
      const answer = await visitor.request(`${linksPath}/${link.id}/${part}`, {
        method: 'POST',
        body: new URLSearchParams({ overlap: '0' }),
      });
      assert.equal(answer.status, 403, part);
    }
  });

  test('keep a link that may ask for System admin to system administrators', async () => {
    const [strong, weak] = [await weir.link({ scope: 'SYSTEM_ADMIN' }), await weir.link({ scope: 'READ' })];
    const yves = await weir.user('yves');
    await weir.rooms.database.write((queries) =>
      queries
        .insertInto('global_permission')
        .values({ subject_kind: 'user', subject_id: yves.person.id, permission: 'administer' })
        .execute(),
    );
    const visitor = await atTheConsole(weir, yves);
    assert.equal((await visitor.get(`${linksPath}/${strong.id}`)).status, 200);
    for (const part of ['edit', 'credentials']) {
      assert.equal((await visitor.get(`${linksPath}/${strong.id}/${part}`)).status, 403, part);
      assert.equal((await visitor.get(`${linksPath}/${weak.id}/${part}`)).status, 200, part);
    }
    assert.equal((await visitor.post(`${linksPath}/${strong.id}/rotate`, { overlap: '0' })).status, 403);
    assert.doesNotMatch(await visitor.page(`${linksPath}/create/incoming`), /System admin/);
    const raised = await visitor.post(`${linksPath}/${weak.id}/edit`, { ...form, name: 'Raised', scope: 'SYSTEM_ADMIN' });
    assert.equal(raised.status, 400);
  });

  test('do not exist for numbers that no link has', async () => {
    for (const id of ['0', '999999', '-1', '1e3', '1%00', 'postman', '9'.repeat(30)]) {
      assert.ok([400, 404].includes((await console.get(`${linksPath}/${id}`)).status), id);
    }
  });

  test('send the secret with no referrer and keep it out of caches', async () => {
    const console = await atTheConsole(weir);
    const link = await weir.link({ scope: 'READ' });
    const { headers } = await console.get(`${linksPath}/${link.id}/credentials`);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
  });
});
