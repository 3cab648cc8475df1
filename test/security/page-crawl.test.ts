/** Every page in a real browser, on a desk and on a phone, light and dark: no error, nothing that axe-core calls serious, no sideways scrolling. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { createSampleSpace } from '../../src/wiki/sample.ts';
import { allPages } from '../support/all-pages.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { type Premises, premises } from '../support/routes.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

let weir: TestWeir;
let here: Premises;
let browser: TestBrowser;
before(async () => {
  weir = await startWeir();
  here = await premises(weir);
  assert.ok(!isRefusal(await createSampleSpace(weir.rooms.wiki, weir.admin.person, systemOrigin)));
  await weir.tokensFor(here.uma, here.link);
  await weir.tokensFor(weir.admin, here.link);
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
  await weir.stop();
});

/** Chromium reports an answer of 4xx as an error of the page: that the page says so is what it is for. */
const isOwnStatus = (problem: string) => /the server responded with a status of 4\d\d/.test(problem);

/** A browser stays where it is when an answer is a file to keep. */
function nothingForDownload(error: unknown): 'download' {
  if (error instanceof Error && error.message.includes('Download is starting')) return 'download';
  throw error;
}

type Theme = 'light' | 'dark';

/** @param themes each page is loaded in the first and looked at in all: a theme changes nothing but colours, and loading costs the most */
async function crawl(
  who: 'administrator' | 'nobody',
  width: 1280 | 390,
  themes: readonly [Theme, Theme],
): Promise<readonly string[]> {
  const { cookie } = await sessionOf(weir, weir.admin);
  const paths = await allPages(weir, here, cookie);
  await using visit = await browser.visit({ width, theme: themes[0] });
  const { page, context } = visit;
  if (who === 'administrator') {
    const [name = '', value = ''] = cookie.split('=', 2);
    await context.addCookies([{ name, value, url: weir.baseUrl }]);
  }
  const found: string[] = [];
  const seen = new Set<string>();
  const grounds = new Set<string>();
  for (const path of paths) {
    const before = visit.problems.length;
    await page.emulateMedia({ colorScheme: themes[0] });
    const answer = await page.goto(weir.baseUrl + path).catch(nothingForDownload);
    if (answer === 'download') continue;
    // Many addresses lead a stranger to the same login page: it is looked at once.
    const shown = page.url().split('?', 1)[0] ?? '';
    const isPage = (answer?.headers()['content-type'] ?? '').startsWith('text/html');
    if (!isPage || (seen.has(shown) && shown.endsWith('/login.action'))) continue;
    seen.add(shown);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      grounds.add(String(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')));
      const problems = [...(await visit.axe()), ...((await visit.overflows()) ? ['scrolls sideways'] : [])];
      found.push(...problems.map((problem) => `${path} (${width}, ${theme}, ${who}): ${problem}`));
    }
    const status = answer?.status() ?? 500;
    const problems = [
      ...visit.problems.slice(before).filter((problem) => !isOwnStatus(problem)),
      ...(status >= 500 ? [`status ${status}`] : []),
    ];
    found.push(...problems.map((problem) => `${path} (${width}, ${who}): ${problem}`));
  }
  assert.ok(seen.size > (who === 'nobody' ? 8 : 30), `${seen.size} pages`);
  assert.equal(grounds.size, themes.length, 'a page has the ground of its theme');
  return found;
}

suite('every page in a browser (security rule 11, and what an accessible page needs)', () => {
  for (const [width, themes] of [
    [1280, ['light', 'dark']],
    [390, ['dark', 'light']],
  ] as const) {
    test(`at ${width} pixels, light and dark`, async () => {
      const found = await Promise.all([crawl('administrator', width, themes), crawl('nobody', width, themes)]);
      assert.deepEqual(found.flat(), []);
    });
  }
});
