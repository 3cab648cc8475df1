/** The help in a real browser: both widths, light and dark, by keyboard, and the way of its first guide as it is written. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import sharp from 'sharp';
import { launchBrowser, type TestBrowser } from '../../support/browser.ts';
import { walkThroughFirstLink } from '../../support/first-link.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';

suite('the help in the browser', () => {
  let weir: TestWeir;
  let browser: TestBrowser;

  before(async () => {
    weir = await startWeir({ contextPath: '/confluence' });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await weir.stop();
  });

  test('every kind of page, wide and narrow, light and dark', async () => {
    await using visit = await browser.visit();
    for (const path of [
      '/help',
      '/help/first-link',
      '/help/integration-developers',
      '/help/configuration',
      '/help?q=token',
      '/help?q=nosuchword',
    ]) {
      await visit.page.goto(weir.baseUrl + path);
      assert.deepEqual(await visit.faults(), [], path);
    }
    assert.deepEqual(visit.problems, []);
  });

  test('somebody finds the way by keyboard: foot of the page, search, result, contents', async () => {
    await using visit = await browser.visit();
    const { page } = visit;
    await page.goto(`${weir.baseUrl}/login.action`);
    await page.focus('.site-footer a');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${weir.baseUrl}/help`);
    await page.focus('#q');
    await page.keyboard.type('client credentials');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.search-results');
    await page.focus('.search-results a[href$="#client-credentials"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/integration-developers#client-credentials$/);
    const heading = page.locator('#client-credentials');
    assert.ok(await heading.isVisible());
    // The header, which stays, does not cover what was gone to.
    const header = await page.locator('.site-header').boundingBox();
    const box = await heading.boundingBox();
    assert.ok(header && box && box.y >= header.height);
  });

  test('works without scripts', async () => {
    await using visit = await browser.visit({ scripts: false, width: 390 });
    const { page } = visit;
    await page.goto(`${weir.baseUrl}/help`);
    await page.fill('#q', 'backup');
    await page.press('#q', 'Enter');
    await page.waitForSelector('.search-results');
    assert.equal(await page.locator('.needs-script:visible').count(), 0);
  });
});

suite('the pictures of the documents', () => {
  test('are taken by going through the first guide, and are those that the documents have', { timeout: 120_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-taken-'));
    try {
      assert.deepEqual(await walkThroughFirstLink(folder), []);
      const kept = join(import.meta.dirname, '..', '..', '..', 'docs', 'pictures');
      assert.deepEqual(readdirSync(folder).sort(), readdirSync(kept).sort());
      for (const file of readdirSync(folder)) {
        const [{ width, height }, before] = await Promise.all([
          sharp(join(folder, file)).metadata(),
          sharp(join(kept, file)).metadata(),
        ]);
        assert.deepEqual([width, height], [before.width, before.height], file);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
