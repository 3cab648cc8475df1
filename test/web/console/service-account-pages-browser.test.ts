/** The pages of service accounts in a real browser: wide and narrow, light and dark, by keyboard, without scripts. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { newServiceAccount } from '../../../src/applinks/service-accounts.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { launchBrowser, type TestBrowser, type Visit, type VisitOptions } from '../../support/browser.ts';
import { tabTo } from '../../support/keyboard.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';

const accountsPath = '/admin/service-accounts';

suite('the pages of service accounts, in a browser,', () => {
  let weir: TestWeir;
  let browser: TestBrowser;
  let id: number;

  before(async () => {
    [weir, browser] = await Promise.all([startWeir({ contextPath: '/wiki' }), launchBrowser()]);
    const by = { origin: systemOrigin, isSystemAdministrator: true };
    await weir.rooms.wiki.spaces.create(weir.admin.person, { key: 'DOCS', name: 'Docs' }, systemOrigin);
    const made = await weir.rooms.serviceAccounts.create(
      {
        ...newServiceAccount,
        name: 'Nightly export of the handbook',
        description: 'Copies the handbook.\nAsk the platform team.',
        scope: 'ADMIN',
        reach: 'listed',
        spaces: [{ key: 'DOCS', access: 'write' }],
        lastDay: '2099-12-31',
      },
      by,
    );
    assert.ok(made.kind === 'saved');
    id = made.account.id;
    await weir.rooms.serviceAccounts.rotateSecret(id, 7, by);
  });
  after(() => Promise.all([weir.stop(), browser.close()]));

  async function visit(options?: VisitOptions): Promise<Visit> {
    const visit = await browser.visit(options);
    await visit.page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent(`/wiki${accountsPath}`)}`);
    await visit.page.fill('[name=os_username]', weir.admin.username);
    await visit.page.fill('[name=os_password]', weir.admin.password);
    await visit.page.press('[name=os_password]', 'Enter');
    await visit.page.waitForURL(`**${accountsPath}`);
    return visit;
  }

  test('are accessible, fit and show no error, wide and narrow, light and dark', async () => {
    const { page, faults, problems, close } = await visit();
    const ofOne = ['', '/credentials', '/edit', '/rotate', '/disable', '/delete'];
    const all = ['', '/create', ...ofOne.map((part) => `/${id}${part}`)];
    for (const path of ['/admin', ...all.map((part) => accountsPath + part)]) {
      await page.goto(weir.baseUrl + path);
      for (const summary of await page.locator('details.folded > summary').all()) await summary.click();
      assert.deepEqual(await faults(`service-accounts/${path.replaceAll('/', '_')}`), [], path);
    }
    assert.deepEqual(problems, []);
    await close();
  });

  test('make an account by keyboard alone', async () => {
    const { page, close } = await visit();
    await tabTo(page, 'Create service account');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/create');
    await tabTo(page, 'name');
    await page.keyboard.type('By keyboard');
    await tabTo(page, 'scope-READ');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'reach-all');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'spacesToRead');
    await page.keyboard.type('docs');
    await tabTo(page, 'Save and show credentials');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/credentials');
    const made = await weir.rooms.serviceAccounts.findByReference('By keyboard');
    assert.deepEqual([made?.scope, made?.spaces], ['WRITE', [{ key: 'DOCS', access: 'read' }]]);
    await close();
  });

  test('make one without scripts', async () => {
    const { page, close } = await visit({ scripts: false });
    await page.goto(`${weir.baseUrl}${accountsPath}/create`);
    await page.fill('[name=name]', 'Without scripts');
    await page.click('text=Save and show credentials');
    await page.waitForURL('**/credentials');
    assert.ok(await page.locator('#client-secret').count());
    await close();
  });
});
