/**
 * Two Weirs linked to each other, in a real browser: the link is made on both sides, tested, an account is connected, a page of the second shown in the first, the
 * token renewed once under parallel use, revoked over there and noticed here, and disconnected. Each is a process of its own behind TLS, as operators run it.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { findPerson } from '../../../src/accounts/person.ts';
import type { OutgoingLink } from '../../../src/applinks/outgoing/outgoing-link.ts';
import { loadConfiguration } from '../../../src/foundation/configuration/load.ts';
import { systemRandom } from '../../../src/foundation/random.ts';
import { openRooms } from '../../../src/open-rooms.ts';
import type { Rooms } from '../../../src/rooms.ts';
import { launchBrowser, type TestBrowser, type Visit } from '../../support/browser.ts';
import { type HttpsFront, startHttpsFront } from '../../support/https-front.ts';
import { testCertificate, trustTestCertificate } from '../../support/https-server.ts';
import { freePort } from '../../support/ports.ts';
import { basicOf } from '../../support/routes.ts';
import { runCommand, setUpByCommand, startWeirProcess, type WeirProcess } from '../../support/weir-process.ts';

const password = 'correct horse battery staple';

interface Side {
  readonly baseUrl: string;
  readonly front: HttpsFront;
  readonly weir: WeirProcess;
  readonly environment: Readonly<Record<string, string>>;
}

suite('two Weirs that are linked to each other', () => {
  let folder: string;
  let browser: TestBrowser;
  let here: Side;
  let there: Side;
  /** Another process on the data of this side, which is later than the first. */
  let later: Rooms;
  let ahead = 0;
  let admin: Visit;
  let uma: Visit;
  /** The page here that shows one of over there. */
  let shownHere: string;

  before(async () => {
    trustTestCertificate();
    folder = await mkdtemp(join(tmpdir(), 'weir-two-'));
    await writeFile(join(folder, 'certificate.pem'), testCertificate.cert);
    // Cookies know no ports: the two have different host names.
    [here, there, browser] = await Promise.all([start('here', 'localhost'), start('there', '127.0.0.1'), launchBrowser()]);
    const loaded = loadConfiguration({ ...here.environment, WEIR_BASE_URL: here.baseUrl });
    assert.ok(loaded.ok);
    const { configuration, inForce } = loaded;
    later = await openRooms({ configuration, inForce, clock: { now: () => Date.now() + ahead }, random: systemRandom() });
    assert.equal(await later.migrate(), undefined);
  });
  after(async () => {
    await later?.database.close();
    await browser?.close();
    await Promise.all([here, there].map((side) => side?.weir.kill('SIGTERM')));
    await Promise.all([here, there].map((side) => side?.front.close()));
    await rm(folder, { recursive: true, force: true });
  });

  async function start(name: string, host: string): Promise<Side> {
    const port = await freePort();
    const front = await startHttpsFront(port);
    const baseUrl = `https://${host}:${front.port}`;
    const environment = {
      WEIR_HOME: join(folder, name),
      WEIR_LOG_LEVEL: 'error',
      WEIR_PORT: String(port),
      WEIR_BASE_URL: baseUrl,
      WEIR_ALLOWED_OUTBOUND_HOSTS: 'localhost,127.0.0.1',
      NODE_EXTRA_CA_CERTS: join(folder, 'certificate.pem'),
    };
    await setUpByCommand(environment, { username: 'admin', password });
    for (const person of ['uma', 'lin']) {
      const added = ['user', 'add', '--username', `${person}-${name}`, '--full-name', `${person} ${name}`];
      const command = [...added, '--email', `${person}@example.org`, '--password-file', '-'];
      const { code, stderr } = await runCommand(command, environment, password);
      assert.equal(code, 0, stderr);
    }
    return { baseUrl, front, weir: await startWeirProcess(environment), environment };
  }

  /** @param to the path to go on to */
  async function signIn({ page }: Visit, { baseUrl }: Side, username: string, to: string): Promise<void> {
    page.setDefaultTimeout(10_000);
    await page.goto(`${baseUrl}/login.action?os_destination=${encodeURIComponent(to)}`);
    await fillLogin(page, username);
    await page.waitForURL((url) => url.pathname !== '/login.action');
  }

  async function fillLogin(page: Visit['page'], username: string): Promise<void> {
    await page.fill('[name=os_username]', username);
    await page.fill('[name=os_password]', password);
    await page.press('[name=os_password]', 'Enter');
  }

  const refreshes = () =>
    there.front.posted('/rest/oauth2/latest/token').filter((form) => form.get('grant_type') === 'refresh_token').length;

  async function theLink(): Promise<OutgoingLink> {
    const [link, ...others] = await later.outgoingLinks.list();
    assert.ok(link && others.length === 0);
    return link;
  }

  async function tokenOfUma(rejected?: string): Promise<string> {
    const person = await later.users.byUsername('uma-here');
    assert.ok(person);
    const outcome = await later.outgoingLinks.accessTokenFor((await theLink()).id, { userId: person.id }, rejected);
    return outcome.kind === 'token' ? outcome.accessToken : outcome.reason;
  }

  const callThere = (token: string) =>
    fetch(`${there.baseUrl}/rest/api/user/current`, { headers: { authorization: `Bearer ${token}` } });

  /** Calls the API of one side as its administrator. */
  async function call({ baseUrl }: Side, method: string, path: string, body: object): Promise<{ readonly id: string }> {
    const answer = await fetch(baseUrl + path, {
      method,
      body: JSON.stringify(body),
      headers: { authorization: basicOf({ username: 'admin', password }), 'content-type': 'application/json' },
    });
    assert.equal(answer.status, 200, await answer.clone().text());
    const json: unknown = await answer.json();
    return json as { readonly id: string }; // The shape of what is made here.
  }

  const makePage = (side: Side, title: string, value: string) =>
    call(side, 'POST', '/rest/api/content', {
      type: 'page',
      title,
      space: { key: 'WATER' },
      body: { storage: { value, representation: 'storage' } },
    });

  /** Lets nobody but these read the page over there. */
  const letRead = (pageId: string, ...usernames: readonly string[]) =>
    call(there, 'PUT', `/rest/api/content/${pageId}/restriction`, [
      { operation: 'read', restrictions: { user: usernames.map((username) => ({ type: 'known', username })) } },
    ]);

  const told = async ({ page }: Visit) => (await page.locator('main').innerText()).replace(/\s+/g, ' ');

  test('get their link on both sides', async () => {
    admin = await browser.visit({ anyCertificate: true });
    const { page } = admin;
    await signIn(admin, here, 'admin', '/admin/application-links');
    await page.getByRole('link', { name: 'Create link' }).first().click();
    await page.click('label[for=direction-outgoing]');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.click('label[for=provider-weir]');
    await page.getByRole('button', { name: 'Continue' }).click();
    const redirectUrl = await page.locator('#redirect-url').innerText();
    assert.match(redirectUrl, /^https:\/\/localhost:\d+\/plugins\/servlet\/applinks\/outgoing\/callback\/[0-9a-f]{32}$/);
    await page.reload();
    assert.equal(await page.locator('#redirect-url').innerText(), redirectUrl);

    const over = await browser.visit({ anyCertificate: true });
    await signIn(over, there, 'admin', '/admin/application-links/create/incoming');
    await over.page.fill('[name=name]', 'The Weir here');
    await over.page.fill('[name=redirectUris]', redirectUrl);
    await over.page.getByRole('button', { name: 'Save and show credentials' }).click();
    const clientId = await over.page.locator('#client-id').innerText();
    await over.page.click('[data-unveil=client-secret]');
    const clientSecret = await over.page.locator('#client-secret').innerText();
    await over.close();

    await page.fill('[name=address]', there.baseUrl);
    await page.getByRole('button', { name: 'Find endpoints' }).click();
    assert.match(await told(admin), /Found, and checked/);
    assert.ok((await told(admin)).includes(`${there.baseUrl}/rest/oauth2/latest/token`));
    await page.fill('[name=name]', 'The Weir there');
    await page.fill('[name=clientId]', clientId);
    await page.fill('[name=clientSecret]', clientSecret);
    await page.press('[name=scope]', 'Enter');
    await page.waitForURL('**/application-links/outgoing/*').catch(async () => assert.fail(`${page.url()} ${await told(admin)}`));
    assert.match(await told(admin), /The link was saved/);
    const link = await theLink();
    assert.deepEqual([link.issuer, link.issSupported], [there.baseUrl, true]);
    await page.goto(`${here.baseUrl}/admin/application-links`);
    assert.match(await told(admin), /The Weir there .* Outgoing/);
  });

  test('pass the test of the connection, which leaves nothing behind', async () => {
    const { page } = admin;
    const { linkKey, id } = await theLink();
    await page.goto(`${here.baseUrl}/admin/application-links/outgoing/${linkKey}`);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.waitForURL(`${there.baseUrl}/login.action*`);
    await fillLogin(page, 'uma-there');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${here.baseUrl}/**`);
    assert.match(await told(admin), /The connection works .* it lives 1 hour .* it renews the access token .* ended over there/);
    assert.ok(!(await page.content()).includes('weir_at_') && !(await page.content()).includes('weir_rt_'));
    assert.deepEqual(await later.outgoingLinks.accountsOfLink(id), []);
  });

  test('connect an account of a person, with which Weir acts over there as that person', async () => {
    uma = await browser.visit({ anyCertificate: true });
    const { page } = uma;
    await signIn(uma, here, 'uma-here', '/users/connected-accounts');
    await page.getByRole('button', { name: 'Connect an account at The Weir there' }).click();
    await page.waitForURL(`${there.baseUrl}/login.action*`);
    await fillLogin(page, 'uma-there');
    assert.match(await told(uma), /The Weir here wants to use/);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${here.baseUrl}/users/connected-accounts`);
    assert.match(await told(uma), /The account is connected\. .* Connected READ/);
    const answer = await callThere(await tokenOfUma());
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /"username":"uma-there"/);
  });

  test('show a page of over there with the rights that its reader has there', async () => {
    for (const side of [here, there]) await call(side, 'POST', '/rest/api/space', { key: 'WATER', name: 'Water' });
    const far = await makePage(there, 'Gauges upstream', '<h2>Levels</h2><p>They stand at <strong>two metres</strong>.</p>');
    await letRead(far.id, 'admin', 'uma-there');
    const macro = `<ac:structured-macro ac:name="linked-page"><ac:parameter ac:name="link">The Weir there</ac:parameter><ac:parameter ac:name="space">WATER</ac:parameter><ac:parameter ac:name="title">Gauges upstream</ac:parameter></ac:structured-macro>`;
    const near = await makePage(here, 'Gauges of everybody', `<p>Ours.</p>${macro}`);
    shownHere = `${here.baseUrl}/pages/viewpage.action?pageId=${near.id}`;

    await uma.page.goto(shownHere);
    assert.match(await told(uma), /Ours\. Gauges upstream From The Weir there Levels They stand at two metres\./);
    assert.deepEqual(await uma.axe(), []);
    await uma.page.getByRole('link', { name: 'Gauges upstream' }).click();
    assert.match(await told(uma), /Gauges upstream .* They stand at two metres/);

    const lin = await browser.visit({ anyCertificate: true });
    await signIn(lin, here, 'lin-here', `/pages/viewpage.action?pageId=${near.id}`);
    assert.match(await told(lin), /Ours\. A page of The Weir there is shown here once you connect your account there\./);
    await lin.page.locator('main').getByRole('link', { name: 'Connected accounts' }).click();
    await lin.page.getByRole('button', { name: 'Connect an account at The Weir there' }).click();
    await lin.page.waitForURL(`${there.baseUrl}/login.action*`);
    await fillLogin(lin.page, 'lin-there');
    await lin.page.getByRole('button', { name: 'Allow' }).click();
    await lin.page.waitForURL(`${here.baseUrl}/**`);
    await lin.page.goto(shownHere);
    assert.match(await told(lin), /Ours\. The page is not at The Weir there, or your account there may not see it\./);
    assert.doesNotMatch(await lin.page.content(), /two metres/);

    for (const [visit, found] of [
      [uma, /From The Weir there Gauges upstream .* two metres/],
      [lin, /From The Weir there Nothing was found there\./],
    ] as const) {
      await visit.page.goto(`${here.baseUrl}/dosearchsite.action?queryString=upstream`);
      await visit.page.locator('.linked-results :is(.search-result, .muted:not([aria-busy] *))').waitFor();
      assert.match(await told(visit), found);
      assert.deepEqual(visit.problems, []);
    }
    await lin.close();

    // A restriction over there is noticed once what is kept is a minute old.
    const person = await later.users.byUsername('uma-here');
    const reader = person && (await findPerson(later.database.read, person.id));
    assert.ok(reader);
    const place = { content: undefined, spaceKey: '' };
    const rendered = async () => String(await later.wiki.renderer.preview(reader, macro, place, 'view'));
    assert.match(await rendered(), /two metres/);
    await letRead(far.id, 'admin');
    assert.match(await rendered(), /two metres/);
    ahead = 61_000;
    assert.match(await rendered(), /may not see it/);
    await letRead(far.id, 'admin', 'uma-there');
  });

  test('renew the token after its end by one request, whoever asks at once', async () => {
    const before = refreshes();
    const first = await tokenOfUma();
    ahead = 3_601_000;
    const tokens = await Promise.all(Array.from({ length: 24 }, () => tokenOfUma()));
    assert.equal(refreshes(), before + 1);
    assert.equal(new Set(tokens).size, 1);
    assert.notEqual(tokens[0], first);
    assert.equal((await callThere(tokens[0] ?? '')).status, 200);
    assert.equal((await callThere(first)).status, 401);
  });

  test('notice here what was revoked over there, and connect again', async () => {
    const { page } = uma;
    const token = await tokenOfUma();
    await page.goto(`${there.baseUrl}/users/authorized-applications`);
    await page.getByRole('link', { name: /^Revoke.*The Weir here/ }).click();
    await page.locator('main').getByRole('button').first().click();
    assert.match(await told(uma), /access was ended/);
    assert.equal((await callThere(token)).status, 401);
    assert.equal(await tokenOfUma(token), 'connect-again');
    await page.goto(shownHere);
    assert.match(await told(uma), /Your account at The Weir there needs connecting again before its page is shown here/);
    assert.doesNotMatch(await page.content(), /two metres/);
    await page.goto(`${here.baseUrl}/users/connected-accounts`);
    assert.match(await told(uma), /Needs connecting again/);
    await page.getByRole('button', { name: 'Connect again at The Weir there' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${here.baseUrl}/users/connected-accounts`);
    assert.doesNotMatch(await told(uma), /Needs connecting again/);
    assert.equal((await callThere(await tokenOfUma())).status, 200);
    await page.goto(shownHere);
    assert.match(await told(uma), /They stand at two metres/);
  });

  test('tell a person who denies over there, and connect nothing', async () => {
    const { page } = uma;
    const { linkKey } = await theLink();
    await page.goto(`${here.baseUrl}/users/connected-accounts/disconnect?link=${linkKey}`);
    const token = await tokenOfUma();
    assert.match(await told(uma), /Weir forgets the account and its tokens at once/);
    await page.locator('main').getByRole('button', { name: 'Disconnect' }).click();
    assert.match(await told(uma), /The account was disconnected, here and over there/);
    assert.equal(await tokenOfUma(), 'not-connected');
    assert.equal((await callThere(token)).status, 401);
    await page.getByRole('button', { name: 'Connect an account at The Weir there' }).click();
    await page.getByRole('button', { name: 'Deny' }).click();
    assert.match(await told(uma), /The Weir there was not connected Access was denied over there/);
    assert.equal(await tokenOfUma(), 'not-connected');
    assert.deepEqual(
      uma.problems.filter((problem) => !problem.includes('status of 4')),
      [],
    );
  });

  test('end the link here, with the accounts over there', async () => {
    const { page } = admin;
    const { linkKey } = await theLink();
    await page.goto(`${here.baseUrl}/admin/application-links/outgoing/${linkKey}`);
    await page.getByRole('button', { name: 'Connect an account for the system' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${here.baseUrl}/**`);
    const system = await later.outgoingLinks.accessTokenFor((await theLink()).id, 'system');
    assert.ok(system.kind === 'token');
    assert.equal((await callThere(system.accessToken)).status, 200);
    await page.goto(`${here.baseUrl}/admin/application-links/outgoing/${linkKey}/delete`);
    assert.match(await told(admin), /2 accounts are disconnected at once/);
    await page.fill('[name=confirmation]', 'The Weir there');
    await page.locator('main').getByRole('button', { name: 'Delete link' }).click();
    await page.waitForURL('**/application-links');
    assert.equal((await callThere(system.accessToken)).status, 401);
    assert.deepEqual(admin.problems, []);
  });
});
