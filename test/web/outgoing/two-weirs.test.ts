/**
 * Two Weirs linked to each other, in a real browser: the link is made on both sides, tested, an account is connected, used, renewed once under parallel
 * use, revoked over there and noticed here, and disconnected. Each is a process of its own behind TLS, as operators run it.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { OutgoingLink } from '../../../src/applinks/outgoing/link-store.ts';
import { loadConfiguration } from '../../../src/foundation/configuration/load.ts';
import { systemRandom } from '../../../src/foundation/random.ts';
import { openRooms, type Rooms } from '../../../src/rooms.ts';
import { launchBrowser, type TestBrowser, type Visit } from '../../support/browser.ts';
import { type HttpsFront, startHttpsFront } from '../../support/https-front.ts';
import { testCertificate, trustTestCertificate } from '../../support/https-server.ts';
import { freePort } from '../../support/ports.ts';
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
    const added = ['user', 'add', '--username', `uma-${name}`, '--full-name', `Uma ${name}`, '--email', 'uma@example.org'];
    const { code, stderr } = await runCommand([...added, '--password-file', '-'], environment, password);
    assert.equal(code, 0, stderr);
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
    await page.goto(`${here.baseUrl}/users/connected-accounts`);
    assert.match(await told(uma), /Needs connecting again/);
    await page.getByRole('button', { name: 'Connect again at The Weir there' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${here.baseUrl}/users/connected-accounts`);
    assert.doesNotMatch(await told(uma), /Needs connecting again/);
    assert.equal((await callThere(await tokenOfUma())).status, 200);
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
    assert.match(await told(admin), /1 account is disconnected at once/);
    await page.fill('[name=confirmation]', 'The Weir there');
    await page.locator('main').getByRole('button', { name: 'Delete link' }).click();
    await page.waitForURL('**/application-links');
    assert.equal((await callThere(system.accessToken)).status, 401);
    assert.deepEqual(admin.problems, []);
  });
});
