/**
 * Every component in a real browser: at 1280 and 390 pixels, light and dark, without a script error, a policy violation or a serious
 * finding of axe. With `WEIR_TEST_PICTURES=1` the pages are saved under `test-output/gallery/`, for the eye.
 */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { launchBrowser } from '../support/browser.ts';
import { gallery } from './gallery.ts';
import { startGallery } from './gallery-server.ts';

suite('the gallery', async () => {
  const server = await startGallery();
  const browser = await launchBrowser();
  after(async () => {
    await browser.close();
    await server.close();
  });

  test('is sound, wide and narrow, light and dark', async () => {
    await using visit = await browser.visit();
    for (const path of Object.keys(gallery)) {
      await visit.page.goto(server.baseUrl + path);
      assert.deepEqual(await visit.faults(path.slice(1)), [], path);
    }
    assert.deepEqual(visit.problems, []);
  });

  test('follows a theme that was chosen against that of the device', async () => {
    await using visit = await browser.visit({ theme: 'light' });
    const ground = () => visit.page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    await visit.page.goto(`${server.baseUrl}/gallery/parts`);
    const light = await ground();
    await visit.page.goto(`${server.baseUrl}/gallery/parts?theme=dark`);
    assert.notEqual(await ground(), light);
    assert.deepEqual(await visit.axe(), []);
  });

  test('has targets of at least 40 pixels on a phone', async () => {
    await using visit = await browser.visit({ width: 390 });
    for (const path of Object.keys(gallery)) {
      await visit.page.goto(server.baseUrl + path);
      const small = await visit.page.evaluate<
        string[]
      >(`[...document.querySelectorAll('.button, .input, .tab, summary, .side-nav-link, .page-tree-link, .site-home, .site-nav-link')]
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 40)
        .map((element) => element.outerHTML.slice(0, 80) + ' ' + element.getBoundingClientRect().height)`);
      assert.deepEqual(small, [], path);
    }
  });
});
