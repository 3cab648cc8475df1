/** Every page in a real browser, on a desk and on a phone, light and dark: no error, nothing that axe-core calls serious, no sideways scrolling. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { createSampleSpace } from '../../src/wiki/sample.ts';
import { allPages } from '../support/all-pages.ts';
import { launchBrowser, type TestBrowser, type VisitOptions } from '../support/browser.ts';
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

/** @param options how pages are loaded; they are looked at in all four ways */
async function crawl(who: 'administrator' | 'nobody', options: VisitOptions): Promise<readonly string[]> {
  const { cookie } = await sessionOf(weir, weir.admin);
  const paths = await allPages(weir, here, cookie);
  await using visit = await browser.visit(options);
  const { page, context } = visit;
  if (who === 'administrator') {
    const [name = '', value = ''] = cookie.split('=', 2);
    await context.addCookies([{ name, value, url: weir.baseUrl }]);
  }
  const found: string[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const before = visit.problems.length;
    const answer = await page.goto(weir.baseUrl + path).catch(nothingForDownload);
    if (answer === 'download') continue;
    // Many addresses lead a stranger to the same login page: it is looked at once.
    const shown = page.url().split('?', 1)[0] ?? '';
    const isPage = (answer?.headers()['content-type'] ?? '').startsWith('text/html');
    if (!isPage || (seen.has(shown) && shown.endsWith('/login.action'))) continue;
    seen.add(shown);
    const status = answer?.status() ?? 500;
    const problems = [
      ...(await visit.faults()),
      ...visit.problems.slice(before).filter((problem) => !isOwnStatus(problem)),
      ...(status >= 500 ? [`status ${status}`] : []),
    ];
    found.push(...problems.map((problem) => `${path} (${who}): ${problem}`));
  }
  assert.ok(seen.size > (who === 'nobody' ? 8 : 30), `${seen.size} pages`);
  return found;
}

suite('every page in a browser (security rule 11, and what an accessible page needs)', () => {
  test('of an administrator’s', async () => {
    assert.deepEqual(await crawl('administrator', {}), []);
  });

  test('of a stranger’s, who came by phone', async () => {
    assert.deepEqual(await crawl('nobody', { width: 390, theme: 'dark' }), []);
  });
});
