/** The help without a browser: every document renders, with this site's address; links resolve; search; who may read; headers. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { readerHref, visibleText } from '../../support/page-text.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';
import { startWeirProcess } from '../../support/weir-process.ts';

suite('the help', () => {
  let weir: TestWeir;

  before(async () => {
    weir = await startWeir({ contextPath: '/confluence' });
  });
  after(() => weir.stop());

  const get = async (path: string) => {
    const answer = await fetch(weir.baseUrl + path, { redirect: 'manual' });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  /** The paths of the documents, as the column at the left has them. */
  async function documentPaths(): Promise<readonly string[]> {
    const { text } = await get('/help');
    return Array.from(text.matchAll(/<a class="side-nav-link" href="\/confluence(\/help\/[\w-]+)"/g), ([, path = '']) => path);
  }

  test('has every document, for anybody, with headings, no raw Markdown and no address of the example', async () => {
    const paths = await documentPaths();
    assert.ok(paths.length >= 10 && paths[0] === '/help/install', paths.join(' '));
    for (const path of ['/help', ...paths]) {
      const { status, text, headers } = await get(path);
      assert.equal(status, 200, path);
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
      const seen = visibleText(text);
      assert.doesNotMatch(seen.replace(/<pre[\s\S]*?<\/pre>/g, ''), /\*\*|\]\([^)]|^#+ |```|<!--/m, path);
      assert.doesNotMatch(text, /wiki\.example\.org/, path);
    }
  });

  test('fills in the address of this site', async () => {
    const { text } = await get('/help/integration-developers');
    assert.ok(text.includes(`curl -sS ${weir.baseUrl}/rest/oauth2/latest/token`));
    assert.ok(text.includes(`href="${weir.baseUrl}/reference"`));
  });

  test('has links that resolve: documents, headings, pictures, pages of this site', async () => {
    const seen = new Map<string, string>();
    const pageOf = async (path: string) => {
      if (!seen.has(path)) {
        const answer = await fetch(new URL(path, weir.baseUrl), { redirect: 'manual' });
        assert.ok(answer.status === 200, `${path}: ${answer.status}`);
        seen.set(path, await answer.text());
      }
      return seen.get(path) ?? '';
    };
    const origin = new URL(weir.baseUrl).origin;
    for (const path of ['/help', ...(await documentPaths())]) {
      const from = `${weir.baseUrl}${path}`;
      const main = (await get(path)).text.split('<main')[1] ?? '';
      for (const href of readerHref(main)) {
        const target = new URL(href, from);
        if (target.origin !== origin) continue;
        const page = await pageOf(target.pathname);
        if (target.hash !== '') assert.ok(page.includes(`id="${decodeURIComponent(target.hash.slice(1))}"`), `${path}: ${href}`);
      }
      for (const [, source = ''] of main.matchAll(/<img[^>]* src="([^"]+)"/g)) await pageOf(source);
    }
  });

  test('serves pictures with their type, and nothing else of the folder', async () => {
    const { text } = await get('/help/first-link');
    const [, source = '', width = ''] = /<img[^>]* src="\/confluence([^"]+)"[^>]* width="(\d+)"/.exec(text) ?? [];
    const picture = await get(source);
    assert.deepEqual([picture.status, picture.headers.get('content-type'), width], [200, 'image/png', '1280']);
    assert.equal(picture.headers.get('x-content-type-options'), 'nosniff');
    for (const path of [
      '/help/pictures/nothing.png',
      '/help/pictures/..%2FREADME.md',
      '/help/README',
      '/help/..%2FREADME',
      '/help/constructor',
    ]) {
      assert.equal((await get(path)).status, 404, path);
    }
  });

  test('finds the sections that have all words, headings first, and says when there are none', async () => {
    const { text } = await get('/help?q=REFRESH%20token');
    const results = text.split('class="search-results"')[1] ?? '';
    assert.match(results, /href="\/confluence\/help\/integration-developers#refresh"/);
    assert.match(results, /<mark>refresh<\/mark>/i);
    const first = /<h2 class="search-result-title">[\s\S]*?<\/h2>/.exec(results)?.[0] ?? '';
    assert.match(first, /<mark>/i);
    assert.match((await get('/help?q=nosuchwordanywhere')).text, /No section has all these words/);
  });

  test('shows what is looked for as text', async () => {
    const { text } = await get('/help?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E');
    assert.match(text, /value="&lt;script&gt;alert\(1\)&lt;\/script&gt;"/);
    assert.doesNotMatch(text, /<script>alert/);
  });

  test('is led to from the foot of every page, signed in or not', async () => {
    const ada = await weir.signedIn(weir.admin);
    for (const path of ['/', '/admin', '/users/viewmyprofile.action', '/reference']) {
      const text = await (await ada.request(path)).text();
      assert.match(
        text,
        /<footer class="site-footer">\s*<a href="\/confluence\/help">Help<\/a>\s*<a href="\/confluence\/reference">/,
        path,
      );
    }
    for (const path of ['/login.action', '/an/address/that/is/not/there']) {
      assert.match(
        (await get(path)).text,
        /<footer class="site-footer">\s*<a href="\/confluence\/help">Help<\/a>\s*<\/footer>/,
        path,
      );
    }
  });

  test('has the one link under an empty list', async () => {
    const ada = await weir.signedIn(weir.admin);
    for (const [path, guide] of [
      ['/admin/application-links', 'administrators#application-links'],
      ['/admin/web-hooks', 'administrators#web-hooks'],
      ['/admin/service-accounts', 'administrators#service-accounts'],
      ['/users/authorized-applications', 'using#applications-that-act-for-you'],
      ['/users/personal-access-tokens', 'using#personal-access-tokens'],
      ['/users/viewmydrafts.action', 'using#drafts'],
      ['/', 'using#spaces-and-pages'],
    ] as const) {
      const text = await (await ada.request(path)).text();
      assert.ok(text.includes(`<p class="empty-state-guide"><a href="/confluence/help/${guide}">`), path);
    }
  });
});

test('the help can be read before there is an account, when nothing else can', async () => {
  const home = await mkdtemp(join(tmpdir(), 'weir-help-'));
  const weir = await startWeirProcess({ WEIR_HOME: home, WEIR_LOG_LEVEL: 'error' });
  try {
    const statusOf = async (path: string) => (await fetch(weir.baseUrl + path)).status;
    for (const path of ['/help', '/help/install', '/help/pictures/consent.png']) assert.equal(await statusOf(path), 200, path);
    for (const path of ['/', '/reference', '/login.action']) assert.equal(await statusOf(path), 503, path);
  } finally {
    await weir.kill('SIGTERM');
    await rm(home, { recursive: true, force: true });
  }
});
