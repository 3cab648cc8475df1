/** The pages of application links in a real browser: wide and narrow, light and dark, by keyboard, without scripts; and Try it. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { launchBrowser, type TestBrowser, type Visit, type VisitOptions } from '../../support/browser.ts';
import { tabTo } from '../../support/keyboard.ts';
import { startWeir, type TestLink, type TestWeir } from '../../support/weir.ts';
import { linksPath } from './console.ts';

suite('the pages of application links, in a browser,', () => {
  let weir: TestWeir;
  let browser: TestBrowser;
  let link: TestLink;

  before(async () => {
    [weir, browser] = await Promise.all([startWeir({ contextPath: '/wiki' }), launchBrowser()]);
    link = await weir.link({ name: 'Release notes publisher', scope: 'SYSTEM_ADMIN' });
    await weir.tokensFor(await weir.user('uma'), link, { scope: 'WRITE' });
  });
  after(() => Promise.all([weir.stop(), browser.close()]));

  async function visit(options?: VisitOptions): Promise<Visit> {
    const visit = await browser.visit(options);
    await visit.page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent(`/wiki${linksPath}`)}`);
    await visit.page.fill('[name=os_username]', weir.admin.username);
    await visit.page.fill('[name=os_password]', weir.admin.password);
    await visit.page.press('[name=os_password]', 'Enter');
    await visit.page.waitForURL(`**${linksPath}`);
    return visit;
  }

  test('are accessible, fit and show no error, wide and narrow, light and dark', async () => {
    const { page, faults, problems, close } = await visit();
    const ofOne = ['', '/credentials', '/edit', '/rotate', '/disable', '/delete', '/users', '/users/revoke-all'];
    const all = ['', '/create', '/create/incoming', ...ofOne.map((part) => `/${link.id}${part}`)];
    for (const path of ['/admin', ...all.map((part) => linksPath + part)]) {
      await page.goto(weir.baseUrl + path);
      for (const summary of await page.locator('details.folded > summary').all()) await summary.click();
      assert.deepEqual(await faults(), [], path);
    }
    assert.deepEqual(problems, []);
    await close();
  });

  test('create a link by keyboard alone', async () => {
    const { page, close } = await visit();
    await tabTo(page, 'Create link');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/create');
    await tabTo(page, 'Continue');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/create/incoming');
    await tabTo(page, 'name');
    await page.keyboard.type('By keyboard');
    await tabTo(page, 'redirectUris');
    await page.keyboard.type('https://one.example/cb');
    await tabTo(page, 'Add another');
    await page.keyboard.press('Enter');
    await page.keyboard.type('https://two.example/cb'); // The new row has the focus.
    await tabTo(page, 'scope-READ');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'Save and show credentials');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/credentials');
    const made = await weir.rooms.links.findByReference('By keyboard');
    assert.deepEqual(
      [made?.scope, made?.redirectUris, made?.clientType],
      ['WRITE', ['https://one.example/cb', 'https://two.example/cb'], 'confidential'],
    );
    await close();
  });

  test('tell what is wrong with a redirect URL as it is typed', async () => {
    const { page, close } = await visit();
    await page.goto(`${weir.baseUrl}${linksPath}/create/incoming`);
    await page.fill('#redirectUris', 'http://app.example/cb');
    await page.waitForSelector('#redirectUris-error:has-text("Use https://")');
    await page.fill('#redirectUris', 'https://app.example/cb');
    await page.waitForSelector('#redirectUris-error:empty', { state: 'attached' });
    await page.fill('#redirectUris', 'com.example.app:/cb');
    await page.waitForSelector('#redirectUris-error:has-text("Only public clients")');
    await page.click('label[for=clientType-public]');
    await page.fill('#redirectUris', 'com.example.app:/callback');
    await page.waitForSelector('#redirectUris-error:empty', { state: 'attached' });
    await close();
  });

  test('hide the secret until it is asked for, wherever it stands', async () => {
    const { page, close } = await visit();
    await page.goto(`${weir.baseUrl}${linksPath}/${link.id}/credentials`);
    const secret = link.clientSecret ?? '?';
    const shown = async () => (await page.textContent('main'))?.split(secret).length ?? 0;
    assert.equal(await shown(), 1);
    await page.click('[data-unveil=client-secret]');
    assert.equal(await shown(), 2);
    await page.getByRole('tab', { name: 'curl' }).click();
    await page.click('[data-unveil=guide-curl]');
    assert.equal(await shown(), 3);
    await close();
  });

  test('work without scripts: create, edit, rotate, delete', async () => {
    const { page, close } = await visit({ scripts: false });
    await page.click('text=Create link');
    await page.click('text=Continue');
    await page.fill('#name', 'Without scripts');
    await page.locator('[name=redirectUris]').nth(0).fill('https://one.example/cb');
    await page.locator('[name=redirectUris]').nth(1).fill('https://two.example/cb');
    await page.click('text=Save and show credentials');
    assert.match((await page.textContent('#client-secret')) ?? '', /^[\w-]{43}$/);
    await page.click('.section-actions a:has-text("Rotate")');
    await page.click('label[for=overlap-30]');
    await page.click('button:has-text("Rotate secret")');
    assert.equal(await page.locator('#client-secret-2').count(), 1);
    await page.click('summary:has-text("More actions")');
    await page.click('a:has-text("Edit")');
    await page.locator('[name=redirectUris]').nth(1).fill('');
    await page.click('button:has-text("Save")');
    const made = await weir.rooms.links.findByReference('Without scripts');
    assert.deepEqual(made?.redirectUris, ['https://one.example/cb']);
    await page.click('summary:has-text("More actions")');
    await page.click('a:has-text("Delete")');
    await page.fill('#confirmation', 'Without scripts');
    await page.click('button:has-text("Delete link")');
    assert.equal(await weir.rooms.links.findByReference('Without scripts'), undefined);
    await close();
  });

  for (const clientType of ['confidential', 'public'] as const) {
    test(`Try it runs the whole flow against a ${clientType} link, and leaves no token behind`, async () => {
      const tried = await weir.link({ scope: 'WRITE', clientType });
      const { page, context, problems, axe, close } = await visit();
      await page.goto(`${weir.baseUrl}${linksPath}/${tried.id}/credentials`);
      await page.click('text=Switch on Try it');
      const opened = context.waitForEvent('page');
      await page.click('button:has-text("Run")');
      const consent = await opened;
      await consent.click('button:has-text("Allow")');
      await page.waitForSelector('[data-step=revoke][data-state=done], [data-state=failed]');
      assert.equal(await page.locator('#try-it-steps [data-state=done]').count(), 8);
      assert.equal(consent.isClosed(), true);

      for (const summary of await page.locator('#try-it-steps summary').all()) await summary.click();
      const told = (await page.textContent('#try-it-steps')) ?? '';
      assert.match(told, /The token acts for Ada Admin/);
      assert.match(told, /code_challenge_method = S256/);
      assert(tried.clientSecret === undefined || !told.includes(tried.clientSecret));
      assert.deepEqual(await axe(), []);
      assert.deepEqual(problems, []);
      const [, token = ''] = /"access_token": "(weir_at_[^"]+)"/.exec(told) ?? [];
      assert.equal((await weir.call(token, '/rest/api/user/current')).status, 401);
      await close();
    });
  }

  test('Try it says so when somebody denies', async () => {
    const tried = await weir.link({ scope: 'READ' });
    const { page, context, close } = await visit();
    await page.goto(`${weir.baseUrl}${linksPath}/${tried.id}/credentials`);
    await page.click('text=Switch on Try it');
    const opened = context.waitForEvent('page');
    await page.click('button:has-text("Run")');
    await (await opened).click('button:has-text("Deny")');
    await page.waitForSelector('[data-step=answer][data-state=failed]:has-text("denied")');
    await close();
  });

  test('Try it offers the consent page where the browser opens no window by itself', async () => {
    const tried = await weir.link({ scope: 'READ' });
    const { page, context, close } = await visit();
    await page.addInitScript('window.open = () => null');
    await page.goto(`${weir.baseUrl}${linksPath}/${tried.id}/credentials`);
    await page.click('text=Switch on Try it');
    await page.click('button:has-text("Run")');
    const opened = context.waitForEvent('page');
    await page.click('text=Open the consent page');
    await (await opened).click('button:has-text("Allow")');
    await page.waitForSelector('[data-step=revoke][data-state=done]');
    await close();
  });

  test('Try it can be switched off again; then its address is none of the link’s', async () => {
    const tried = await weir.link({ scope: 'READ' });
    const { page, close } = await visit();
    await page.goto(`${weir.baseUrl}${linksPath}/${tried.id}/credentials`);
    const address = weir.authorizeUrl(tried, { redirect_uri: `${weir.baseUrl}/plugins/servlet/oauth2/try-it/callback` });
    const status = async () => (await page.request.get(address, { maxRedirects: 0 })).status();
    assert.equal(await status(), 400);
    await page.click('text=Switch on Try it');
    await page.waitForSelector('button:has-text("Run")');
    assert.equal(await status(), 303);
    await page.click('text=Switch off');
    await page.waitForSelector('text=Switch on Try it');
    assert.equal(await status(), 400);
    await close();
  });
});
