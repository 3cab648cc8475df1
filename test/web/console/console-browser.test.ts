/** The console in a real browser: wide and narrow, light and dark, by keyboard, with and without scripts. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { launchBrowser, type TestBrowser, type Visit, type VisitOptions } from '../../support/browser.ts';
import { tabTo } from '../../support/keyboard.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';

suite('the console, in a browser,', () => {
  let weir: TestWeir;
  let browser: TestBrowser;
  let hook: number;

  before(async () => {
    [weir, browser] = await Promise.all([
      startWeir({ contextPath: '/wiki', settings: { WEIR_SIGN_IN_ATTEMPTS: '7', WEIR_MAIL_PORT: '465' } }),
      launchBrowser(),
    ]);
    const made = await weir.rooms.webHooks.hooks.create(
      {
        name: 'Chat of the whole company, with a long name',
        url: 'https://chat.invalid/hooks/4c1f7be2c9d04f0f9c8f8d5e5a3b2c1d',
        events: ['page_created', 'comment_created', 'space_permissions_updated'],
        active: true,
        verifyCertificate: true,
        secret: 'a key',
        credentials: null,
      },
      systemOrigin,
    );
    assert.ok(made.outcome === 'saved');
    hook = made.hook.id;
    await weir.rooms.database.write((queries) =>
      queries
        .insertInto('web_hook_delivery')
        .values([
          delivery({ outcome: 'SUCCESS', attempts: 1, due_at: null, description: 'HTTP 204' }),
          delivery({ outcome: 'FAILURE', attempts: 2, due_at: weir.clock.now() + 600_000, description: 'HTTP 500' }),
          delivery({ outcome: 'ERROR', attempts: 8, due_at: null, description: 'The address could not be reached.' }),
        ])
        .execute(),
    );
  });
  after(() => Promise.all([weir.stop(), browser.close()]));

  function delivery(more: {
    readonly outcome: 'SUCCESS' | 'FAILURE' | 'ERROR';
    readonly attempts: number;
    readonly due_at: number | null;
    readonly description: string;
  }) {
    const now = weir.clock.now();
    return { hook_id: hook, event: 'page_created', body: '{}', created_at: now, started_at: now, finished_at: now, ...more };
  }

  async function visit(options?: VisitOptions): Promise<Visit> {
    const visit = await browser.visit(options);
    await visit.page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent('/wiki/admin')}`);
    await visit.page.fill('[name=os_username]', weir.admin.username);
    await visit.page.fill('[name=os_password]', weir.admin.password);
    await visit.page.press('[name=os_password]', 'Enter');
    await visit.page.waitForURL('**/admin');
    return visit;
  }

  const everyPage = () => [
    '/admin',
    '/admin?q=password',
    '/admin/site',
    '/admin/security',
    '/admin/mail',
    '/admin/web-hooks',
    '/admin/web-hooks/create',
    `/admin/web-hooks/${hook}`,
    `/admin/web-hooks/${hook}/edit`,
    `/admin/web-hooks/${hook}/delete`,
    '/admin/audit-log',
    '/admin/system',
  ];

  test('is accessible, fits and shows no error, wide and narrow, light and dark', async () => {
    const { page, faults, problems, close } = await visit();
    for (const path of everyPage()) {
      await page.goto(weir.baseUrl + path);
      for (const summary of await page.locator('details.folded > summary').all()) await summary.click();
      assert.deepEqual(await faults(), [], path);
    }
    assert.deepEqual(problems, []);
    await close();
  });

  test('has a page for what somebody types, by keyboard alone', async () => {
    const { page, close } = await visit();
    await tabTo(page, 'q');
    await page.keyboard.type('remember me');
    assert.deepEqual(await page.locator('.side-nav-link:visible').allInnerTexts(), ['Security']);
    await tabTo(page, 'Security');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/security');
    await tabTo(page, 'rememberMeSeconds');
    await page.keyboard.type('86400');
    await tabTo(page, 'Save');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=The settings were saved.');
    assert.equal(weir.rooms.settings.inForce().rememberMeSeconds, 86_400);
    await close();
  });

  test('works without scripts: finding, settings, web hooks, the log', async () => {
    const { page, close } = await visit({ scripts: false });
    await page.fill('.side-nav-find [name=q]', 'smtp');
    await page.press('.side-nav-find [name=q]', 'Enter');
    assert.deepEqual(await page.locator('.area-card strong').allInnerTexts(), ['Mail']);
    await page.click('.area-card');
    await page.fill('#mailHost', 'mail.example.org');
    await page.fill('#mailPassword', 'hunter22');
    await page.click('button:has-text("Save")');
    assert.equal(await page.inputValue('#mailHost'), 'mail.example.org');
    assert.equal(await page.inputValue('#mailPassword'), '');
    assert.equal(weir.rooms.settings.inForce().mailPassword, 'hunter22');
    await page.click('.side-nav >> text=Web hooks');
    await page.click('text=Add web hook');
    await page.fill('#name', 'Without scripts');
    await page.fill('#url', 'https://build.invalid/hook');
    await page.check('#event-page_updated');
    await page.click('button:has-text("Save")');
    assert.match(await page.innerText('h1'), /Without scripts/);
    await page.click('summary:has-text("More actions")');
    await page.click('button:has-text("Switch off")');
    assert.match(await page.innerText('main'), /switched off/);
    await page.click('summary:has-text("More actions")');
    await page.click('a:has-text("Delete")');
    await page.click('button:has-text("Delete web hook")');
    await page.click('.side-nav >> text=Audit log');
    await page.fill('#thing', 'without scripts');
    await page.selectOption('#kind', 'web-hooks');
    await page.click('button:has-text("Show")');
    assert.deepEqual(
      (await page.locator('tbody .event').allInnerTexts()).map((text) => text.split('\n', 1).join('')),
      ['Web hook deleted', 'Web hook updated', 'Web hook created'],
    );
    await close();
  });
});
