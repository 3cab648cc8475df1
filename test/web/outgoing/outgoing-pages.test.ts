/** The pages of outgoing links and connected accounts in a real browser: wide and narrow, light and dark, by keyboard, without scripts. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { blankOutgoingLink } from '../../../src/applinks/outgoing/link-input.ts';
import type { OutgoingLink } from '../../../src/applinks/outgoing/outgoing-link.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { launchBrowser, type TestBrowser, type Visit, type VisitOptions } from '../../support/browser.ts';
import { type ForeignProvider, startForeignProvider } from '../../support/foreign-provider.ts';
import { trustTestCertificate } from '../../support/https-server.ts';
import { tabTo } from '../../support/keyboard.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { atTheConsole } from '../console/console.ts';

const linksPath = '/admin/application-links';
const minePath = '/users/connected-accounts';

suite('the pages of outgoing links, in a browser,', () => {
  let weir: TestWeir;
  let uma: TestUser;
  let provider: ForeignProvider;
  let browser: TestBrowser;
  let link: OutgoingLink;
  /** Accounts in each state, by the name of the link. */
  const others: OutgoingLink[] = [];

  before(async () => {
    trustTestCertificate();
    [weir, provider, browser] = await Promise.all([
      startWeir({ contextPath: '/wiki', settings: { WEIR_ALLOWED_OUTBOUND_HOSTS: 'localhost' } }),
      startForeignProvider(),
      launchBrowser(),
    ]);
    uma = await weir.user('uma');
    link = await make('Release calendar');
    for (const name of ['Chat', 'Issues', 'Photos', 'Storage']) others.push(await make(name));
  });
  after(async () => {
    await browser?.close();
    await Promise.all([weir?.stop(), provider?.close()]);
  });

  async function make(name: string): Promise<OutgoingLink> {
    const key = Buffer.from(name.padEnd(16, '.')).toString('hex');
    const outcome = await weir.rooms.outgoingLinks.create(
      {
        ...blankOutgoingLink('custom', key),
        name,
        description: `Shows what happens in ${name.toLowerCase()} beside the pages about it.`,
        address: provider.issuer,
        clientId: 'weir-as-client',
        clientSecret: 'a secret of this test',
        scope: 'read write offline_access',
      },
      systemOrigin,
    );
    assert.ok(outcome.kind === 'saved', JSON.stringify(outcome));
    return outcome.link;
  }

  async function visitAs(user: TestUser, path: string, options: VisitOptions = {}): Promise<Visit> {
    const visit = await browser.visit({ anyCertificate: true, ...options });
    const { page } = visit;
    page.setDefaultTimeout(10_000);
    await page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent(`/wiki${path}`)}`);
    await page.fill('[name=os_username]', user.username);
    await page.fill('[name=os_password]', user.password);
    await page.press('[name=os_password]', 'Enter');
    await page.waitForURL((url) => url.pathname !== '/wiki/login.action');
    return visit;
  }

  const told = async ({ page }: Visit) => (await page.locator('main').innerText()).replace(/\s+/g, ' ');
  const ofLink = (part = '') => `${linksPath}/outgoing/${link.linkKey}${part}`;

  async function looked(visit: Visit, name: string): Promise<void> {
    assert.deepEqual(await visit.faults(`outgoing/${name}`), [], name);
  }

  test('lead from Create link to a saved link, without scripts too', async () => {
    const visit = await visitAs(weir.admin, `${linksPath}/create`, { scripts: false });
    const { page } = visit;
    await page.click('label[for=direction-outgoing]');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.click('label[for=provider-custom]');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.fill('[name=address]', `${provider.issuer}/nowhere`);
    await page.getByRole('button', { name: 'Find endpoints' }).click();
    assert.match(await told(visit), /There is no OAuth metadata at this address/);
    const redirectUrl = await page.locator('#redirect-url').innerText();
    await page.fill('[name=address]', provider.issuer);
    await page.fill('[name=clientSecret]', 'typed too early');
    await page.getByRole('button', { name: 'Find endpoints' }).click();
    assert.match(await told(visit), /Found, and checked: .* Enter the client secret once more/);
    assert.equal(await page.inputValue('[name=clientSecret]'), '');
    assert.equal(await page.locator('#redirect-url').innerText(), redirectUrl);
    await page.fill('[name=name]', 'Without scripts');
    await page.fill('[name=clientId]', 'weir');
    await page.getByRole('button', { name: 'Save link' }).click();
    assert.match(await told(visit), /One thing needs your attention\. .* Enter the client secret/);
    await page.fill('[name=clientSecret]', 'the right one');
    await page.getByRole('button', { name: 'Save link' }).click();
    assert.match(await told(visit), /The link was saved/);
    assert.equal(await page.locator('#redirect-url').innerText(), redirectUrl);
    await page.getByRole('link', { name: 'Edit' }).first().click();
    assert.match(await told(visit), /One is stored. Leave it empty to keep it/);
    assert.ok(!(await page.content()).includes('the right one'));
    await page.fill('[name=description]', 'A description');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    assert.match(await told(visit), /The changes were saved\. .*A description/);
    await page.goto(page.url().replace(/$/, '/delete'));
    await page.fill('[name=confirmation]', 'without scripts');
    await page.locator('main').getByRole('button', { name: 'Delete link' }).click();
    assert.match(await told(visit), /Type the name exactly/);
    await page.fill('[name=confirmation]', 'Without scripts');
    await page.locator('main').getByRole('button', { name: 'Delete link' }).click();
    assert.match(await told(visit), /The link was deleted/);
    await visit.close();
  });

  test('make and change a link of a service whose endpoints are known, which no form shows', async () => {
    const at = await atTheConsole(weir);
    const linkKey = 'c'.repeat(32);
    const form = await at.page(`${linksPath}/create/outgoing/form?provider=github&key=${linkKey}`);
    assert.doesNotMatch(form, /name="tokenEndpoint"/);
    const typed = { provider: 'github', linkKey, name: 'Code', clientId: 'weir', scope: 'read:user', act: 'save' };
    const made = await at.post(`${linksPath}/create/outgoing/form`, { ...typed, clientSecret: 'of GitHub' });
    assert.equal(made.status, 303, await made.text());
    const change = { ...typed, description: 'For search' };
    assert.equal((await at.post(`${linksPath}/outgoing/${linkKey}/edit`, change)).status, 303);
    const saved = await weir.rooms.outgoingLinks.findByKey(linkKey);
    assert.equal(saved?.description, 'For search');
    assert.equal(saved?.tokenEndpoint, 'https://github.com/login/oauth/access_token');
    await weir.rooms.outgoingLinks.remove(saved, systemOrigin);
  });

  test('tell the second of two who change a link at once, who keeps what they typed and may save it again', async () => {
    const at = await atTheConsole(weir);
    const edit = ofLink('/edit');
    const seenIn = (text: string) => /name="seen" value="(\d+)"/.exec(text)?.[1] ?? '';
    const seen = seenIn(await at.page(edit));
    assert.notEqual(seen, '');
    const typed = {
      provider: 'custom',
      linkKey: link.linkKey,
      name: link.name,
      address: provider.issuer,
      clientId: 'weir-as-client',
      scope: link.scope,
      act: 'save',
    };
    assert.equal((await at.post(edit, { ...typed, description: 'Of the first', seen })).status, 303);
    const late = await at.post(edit, { ...typed, description: 'Of the second', seen });
    assert.equal(late.status, 409);
    const told = await late.text();
    assert.match(told, /Somebody else changed this link while you were editing it/);
    assert.match(told, /Of the second/);
    assert.equal((await weir.rooms.outgoingLinks.findByKey(link.linkKey))?.description, 'Of the first');
    assert.equal((await at.post(edit, { ...typed, description: 'Of the second', seen: seenIn(told) })).status, 303);
    assert.equal((await weir.rooms.outgoingLinks.findByKey(link.linkKey))?.description, 'Of the second');
    const { rooms } = weir;
    assert.equal((await rooms.outgoingLinks.update(link, { ...link, clientSecret: '' }, systemOrigin)).kind, 'saved');
  });

  test('tell in words what a test finds', async () => {
    const visit = await visitAs(weir.admin, ofLink());
    const { page } = visit;
    const run = async () => {
      await page.getByRole('button', { name: /^Test/ }).click();
      await page.waitForURL(`${weir.baseUrl}${ofLink()}*`);
      return told(visit);
    };
    provider.answer('/authorize', { status: 400, body: 'No.' });
    assert.match(await run(), /does not work The provider refuses the request .* redirect URL above is not registered/);
    await looked(visit, 'link-test-refused');
    provider.answer('/authorize', undefined);
    provider.answer('/token', { status: 401, body: { error: 'invalid_client', error_description: 'Who are you?' } });
    assert.match(await run(), /does not accept the client ID and client secret .* said: invalid_client: Who are you\?/);
    provider.answer('/token', undefined);
    provider.setRefresh(false);
    assert.match(await run(), /works Ask for offline access: .* None came/);
    provider.setRefresh(true);
    assert.match(await run(), /works .* it renews the access token .* read write offline_access .* ended over there/);
    assert.doesNotMatch(await page.content(), /foreign-(at|rt)-/);
    assert.match(await told(visit), /Audit trail .* Tested the outgoing link Release calendar: it works/);
    provider.answer('/authorize', {
      status: 200,
      headers: { 'Content-Type': 'text/html' },
      body: '<p>The redirect URL is wrong.',
    });
    await page.getByRole('button', { name: 'Test again' }).click();
    await page.waitForURL(`${provider.issuer}/**`);
    await page.goto(weir.baseUrl + ofLink());
    assert.match(await told(visit), /No answer has come back yet .* error about the redirect URL/);
    await looked(visit, 'link-test-waiting');
    provider.answer('/authorize', undefined);
    await run();
    assert.deepEqual(
      visit.problems.filter((problem) => !problem.includes('status of 4')),
      [],
    );
    await visit.close();
  });

  test('connect accounts and show the state of each', async () => {
    const visit = await visitAs(uma, minePath);
    const { page } = visit;
    const connect = async (name: string) => {
      await page.getByRole('button', { name: `Connect an account at ${name}` }).click();
      await page.waitForURL(`${weir.baseUrl}${minePath}`);
    };
    await connect('Release calendar');
    assert.match(await told(visit), /The account is connected/);
    provider.setRefresh(false);
    await connect('Chat');
    provider.setRefresh(true);
    await connect('Issues');
    await connect('Photos');
    const [, issues, photos] = others;
    const tokenOf = (of: OutgoingLink | undefined, rejected?: string) =>
      weir.rooms.outgoingLinks.accessTokenFor(of?.id ?? 0, { userId: uma.person.id }, rejected);
    const rejected = async (of: OutgoingLink | undefined) => {
      const found = await tokenOf(of);
      return found.kind === 'token' ? found.accessToken : '';
    };
    provider.answer('/token', { status: 400, body: { error: 'invalid_grant' } });
    assert.equal((await tokenOf(issues, await rejected(issues))).kind, 'none');
    provider.answer('/token', { status: 401, body: { error: 'invalid_client' } });
    assert.equal((await tokenOf(photos, await rejected(photos))).kind, 'none');
    provider.answer('/token', undefined);
    await page.reload();
    const text = await told(visit);
    assert.match(text, /Chat .* Connected, ends/);
    assert.match(text, /Issues .* Needs connecting again/);
    assert.match(text, /Photos .* Not working An administrator has to mend this link/);
    assert.match(text, /Release calendar .* Connected read write offline_access/);
    assert.match(text, /Storage .* Not connected/);
    provider.answer('/authorize', {
      status: 302,
      headers: { Location: `${weir.baseUrl}/plugins/servlet/applinks/outgoing/callback/${link.linkKey}?state=unknown&code=x` },
      body: '',
    });
    await page.getByRole('button', { name: 'Connect an account at Storage' }).click();
    await page.getByRole('heading', { name: 'This answer belongs to no request of yours' }).waitFor();
    provider.answer('/authorize', undefined);
    await visit.close();
    const admin = await visitAs(weir.admin, ofLink());
    await admin.page.getByRole('button', { name: 'Connect an account for the system' }).click();
    await admin.page.waitForURL(`${weir.baseUrl}${ofLink()}*`);
    assert.match(await told(admin), /The account is connected\. .* Account of the system .* Connected .* Uma Example/);
    await admin.close();
  });

  test('are accessible, fit and show no error, wide and narrow, light and dark', async () => {
    const visit = await visitAs(weir.admin, linksPath);
    const { page } = visit;
    await looked(visit, 'list');
    const pages = {
      create: `${linksPath}/create`,
      choose: `${linksPath}/create/outgoing`,
      google: `${linksPath}/create/outgoing/form?provider=google`,
      microsoft: `${linksPath}/create/outgoing/form?provider=microsoft`,
      custom: `${linksPath}/create/outgoing/form?provider=custom`,
      link: ofLink(),
      edit: ofLink('/edit'),
      delete: ofLink('/delete'),
      disconnect: ofLink('/accounts/system/disconnect'),
      'disconnect-uma': ofLink(`/accounts/${uma.person.userKey}/disconnect`),
    };
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(weir.baseUrl + path);
      await page.evaluate('for (const each of document.querySelectorAll("details.folded")) each.open = true');
      await looked(visit, name);
    }
    await page.goto(`${weir.baseUrl}${linksPath}/create/outgoing/form?provider=weir`);
    await page.fill('[name=address]', provider.issuer);
    await page.getByRole('button', { name: 'Find endpoints' }).click();
    await looked(visit, 'found');
    await page.fill('[name=name]', '');
    await page.$eval('[name=name]', (field) => field.removeAttribute('required'));
    await page.$eval('[name=clientId]', (field) => field.removeAttribute('required'));
    await page.getByRole('button', { name: 'Save link' }).click();
    await page.getByText('3 things need your attention').waitFor();
    await looked(visit, 'problems');
    await page.goto(`${weir.baseUrl}/plugins/servlet/applinks/outgoing/callback/${link.linkKey}?state=unknown`);
    await looked(visit, 'callback');
    const mine = await visitAs(uma, minePath);
    await looked(mine, 'mine');
    await mine.page.goto(`${weir.baseUrl}${minePath}/disconnect?link=${link.linkKey}`);
    await looked(mine, 'mine-disconnect');
    for (const { problems } of [visit, mine]) {
      assert.deepEqual(
        problems.filter((problem) => !problem.includes('status of 4')),
        [],
      );
    }
    await Promise.all([visit.close(), mine.close()]);
  });

  test('connect and disconnect an account by keyboard alone', async () => {
    const { page, close } = await visitAs(uma, minePath);
    await tabTo(page, 'Connect an account at Storage');
    await page.keyboard.press('Enter');
    await page.getByText('The account is connected').waitFor();
    await tabTo(page, 'Disconnect the account at Storage');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/disconnect?*');
    await tabTo(page, 'Disconnect');
    await page.keyboard.press('Enter');
    await page.getByText('The account was disconnected, here and over there').waitFor();
    await close();
  });
});
