/** Security rule 12 in a real browser: whatever an author writes, a reader's browser runs no script of theirs and asks no stranger for anything. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { pagePath } from '../../../src/wiki/addresses.ts';
import { parse } from '../../../src/wiki/storage-format/parse.ts';
import { launchBrowser } from '../../support/browser.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';
import { vectors } from '../../wiki/storage-format/vectors.ts';

const escaped = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Each vector as markup, where it is well-formed, and as text and attributes that some careless program might unescape. */
function bodiesOf(vector: string): readonly string[] {
  const written = escaped(vector);
  return [
    vector,
    `<table><tbody><tr><td>${vector}</td></tr></tbody></table>`,
    `<p title="${written}">${written}</p><a href="${written}">x</a><h1>${written}</h1>`,
    `<ac:structured-macro ac:name="code"><ac:parameter ac:name="title">${written}</ac:parameter><ac:plain-text-body><![CDATA[${vector.replaceAll(']]>', '')}]]></ac:plain-text-body></ac:structured-macro>`,
  ].filter((body) => parse(body).type === 'document');
}

suite('hostile content in a browser', async () => {
  const app = await startWikiPages();
  const browser = await launchBrowser();
  after(async () => {
    await browser.close();
    await app.close();
  });
  const ada = await app.person('ada');
  const space = await app.space(ada, 'HOSTILE', { open: true });
  await app.grant(space, 'anonymous', 0, 'view');
  const home = space.homepageId ?? 0;

  test(`runs no script and sends nothing away: ${vectors.length} vectors, each in four places`, async () => {
    await using visit = await browser.visit();
    const { page, context } = visit;
    const strangers: string[] = [];
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    // Whatever would run without the policy too: the sanitiser is the first wall, the policy only the second.
    await context.route('**/*', async (route) => {
      const request = route.request();
      if (new URL(request.url()).origin !== new URL(app.address).origin) {
        // A picture of another host is what a page may show.
        if (request.resourceType() !== 'image') strangers.push(request.url());
        return route.abort();
      }
      const answer = await route.fetch();
      const { 'content-security-policy': _, ...headers } = answer.headers();
      return route.fulfill({ response: answer, headers });
    });
    let number = 0;
    for (let at = 0; at < vectors.length; at += 12) {
      const bodies = vectors.slice(at, at + 12).flatMap(bodiesOf);
      // A title must not stop a vector from its work by an error of its own.
      const made = await app.page(ada, 'HOSTILE', `Vectors ${++number}`, { parentId: home, body: bodies.join('\n') });
      await page.goto(app.address + pagePath(made));
      // What waits for the pointer or the focus.
      await page.evaluate(`for (const element of document.querySelectorAll('.wiki-content *')) {
        for (const type of ['click', 'mouseover', 'focus', 'error', 'load', 'toggle']) {
          if (type !== 'click' || !element.closest('a, summary')) element.dispatchEvent(new Event(type));
        }
      }`);
      const found = await page.evaluate<string[]>(`[...document.querySelectorAll('.wiki-content *')].flatMap((element) => [
        ...(/^(script|style|iframe|object|embed|form|input|svg|math|template|base|link|meta)$/i.test(element.localName) ? [element.localName] : []),
        ...[...element.attributes].filter(({ name }) => name.startsWith('on') || name === 'srcdoc').map(({ name }) => name),
        ...(/^\\s*(javascript|data|vbscript):/i.test(element.href ?? '') ? [element.href] : []),
      ])`);
      assert.deepEqual(found, [], `vectors from ${at}`);
      assert.notEqual(await page.locator('.wiki-content').count(), 0);
    }
    assert.equal(dialogs, 0);
    assert.deepEqual(strangers, []);
  });

  test('has a picture of another host only where the page shows one, and the policy names that host alone', async () => {
    const policyOf = async (body: string, title: string) => {
      const page = await app.page(ada, 'HOSTILE', title, { parentId: home, body });
      return /img-src ([^;]*)/.exec((await app.get(pagePath(page))).headers.get('content-security-policy') ?? '')?.[1];
    };
    assert.equal(await policyOf('<p>none</p>', 'No picture'), "'self'");
    const pictures = [
      'https://images.example/a.png?x=1&amp;y=2',
      'https://images.example/b.png',
      'https://UPPER.example:8443/c.png',
      'http://plain.example/d.png',
      '//relative.example/e.png',
      '/own.png',
      "https://evil.example;script-src 'unsafe-inline'/x.png",
      'https://evil.example,x/y.png',
      'https://user:secret@images.example/f.png',
    ];
    const images = pictures.map((address) => `<ac:image><ri:url ri:value="${address}"/></ac:image>`).join('');
    assert.equal(await policyOf(images, 'Pictures'), "'self' https://images.example https://upper.example:8443");
    const text = escaped('<img src="https://text.example/x.png">');
    assert.equal(await policyOf(`<p title="${text}">${text}</p>`, 'Text'), "'self'");
  });

  test('cannot leave its place in the page: no styles that cover, no ids of the application', async () => {
    await using visit = await browser.visit();
    const body = `<div style="position: fixed; top: 0; left: 0; width: 9999px; height: 9999px; z-index: 99; margin-left: -99px;">x</div>
      <p id="main" class="site-header button" name="csrf_token">y</p>`;
    const page = await app.page(ada, 'HOSTILE', 'Covering', { parentId: home, body });
    await visit.page.goto(app.address + pagePath(page));
    const styles = await visit.page.evaluate<string[]>(`[...document.querySelectorAll('.wiki-content *')].flatMap((element) => {
      const { position, zIndex, marginLeft } = getComputedStyle(element);
      return position === 'static' && zIndex === 'auto' && !marginLeft.startsWith('-') ? [] : [element.outerHTML];
    })`);
    assert.deepEqual(styles, []);
    assert.equal(await visit.page.evaluate("document.querySelectorAll('#main').length"), 1);
    assert.deepEqual(visit.problems, []);
  });
});
