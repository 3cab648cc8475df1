/** Every page of General configuration by keyboard alone: whatever can be used is reached by Tab, wide and narrow. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../../support/browser.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';

/** What Tab should stop at: of radio buttons of one name it is the chosen one. What has the focus later is noted. */
const begin = `(() => {
  // Within a menu and a list of tabs the arrows lead on.
  const isStop = (at) =>
    !at.disabled && at.checkVisibility({ visibilityProperty: true }) && (at.tabIndex >= 0 || !at.closest('[role=menu], [role=tablist]'));
  const isChosen = (at) => at.type !== 'radio' || at.checked;
  globalThis.stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((at) => isStop(at) && isChosen(at));
  globalThis.reached = new Set();
  addEventListener('focusin', ({ target }) => reached.add(target));
  return stops.length;
})()`;
const missed = `stops.filter((at) => !reached.has(at)).map((at) => at.outerHTML.slice(0, 160))`;

suite('General configuration by keyboard alone', () => {
  let weir: TestWeir;
  let browser: TestBrowser;

  before(async () => {
    [weir, browser] = await Promise.all([startWeir({ contextPath: '/wiki' }), launchBrowser()]);
  });
  after(() => Promise.all([weir.stop(), browser.close()]));

  /** The forms that these pages lead to. */
  async function formsOf(page: Page, rooms: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const path of rooms) {
      await page.goto(weir.baseUrl + path);
      const links: readonly string[] = await page.evaluate(
        `[...document.querySelectorAll('main a[href]')].map((link) => new URL(link.href).pathname.slice('/wiki'.length))`,
      );
      found.push(...links.filter((link) => link.startsWith('/admin/') && !link.endsWith('/export')));
    }
    return found;
  }

  for (const width of [1280, 390] as const) {
    test(`stops at everything that can be used on each page, at ${width} pixels`, async () => {
      const { page, close } = await browser.visit({ width });
      await page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent('/wiki/admin')}`);
      await page.fill('[name=os_username]', weir.admin.username);
      await page.fill('[name=os_password]', weir.admin.password);
      await page.press('[name=os_password]', 'Enter');
      await page.waitForURL('**/admin');
      const rooms: readonly string[] = await page.evaluate(
        `[...document.querySelectorAll('a.side-nav-link')].map((link) => new URL(link.href).pathname.slice('/wiki'.length))`,
      );
      assert.ok(rooms.length >= 12, `${rooms.length} rooms`);
      for (const path of new Set(['/admin', ...rooms, ...(await formsOf(page, rooms))])) {
        const answer = await page.goto(weir.baseUrl + path);
        assert.equal(answer?.status(), 200, path);
        for (const summary of await page.locator('details.folded > summary').all()) await summary.click();
        const stops: number = await page.evaluate(begin);
        assert.ok(stops > 5, path);
        // From the top; a field for a date has several stops.
        await page.evaluate('document.activeElement?.blur()');
        for (let presses = 0; presses < stops + 30; presses += 1) await page.keyboard.press('Tab');
        assert.deepEqual(await page.evaluate(missed), [], path);
      }
      await close();
    });
  }
});
