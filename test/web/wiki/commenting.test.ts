/** Commenting in the browser with plain forms: on the page and on a passage of it, replies, resolution, changes. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { pagePath } from '../../../src/wiki/addresses.ts';
import { launchBrowser } from '../../support/browser.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('commenting', async () => {
  const app = await startWikiPages('/wiki');
  after(() => app.close());
  const ada = await app.person('ada');
  const lin = await app.person('lin');
  const ria = await app.person('ria', []);
  const space = await app.space(ada, 'DOC', { open: true });
  await app.grant(space, 'user', ria.id, 'view');
  const page = await app.page(ada, 'DOC', 'Gauge', { body: '<p>The level at the <b>mill</b> and the level at the bridge.</p>' });
  const text = async (path: string, person = ada) => (await app.get(path, person)).text();
  const post = (fields: Readonly<Record<string, string>>, person = lin) =>
    app.post('/pages/docreatecomment.action', person, { pageId: String(page.id), ...fields });
  const idOf = (answer: Response) => Number(/focusedCommentId=(\d+)/.exec(answer.headers.get('location') ?? '')?.[1]);

  test('a comment, a reply to it, and who may write neither', async () => {
    const made = await post({ text: 'Is it *exact*?' });
    assert.equal(made.status, 303, await made.clone().text());
    const id = idOf(made);
    const reply = await post({ parentId: String(id), [`text-${id}`]: 'To a centimetre.' }, ada);
    assert.equal((await app.wiki.content.find(ada, idOf(reply)))?.parentId, id);
    const shown = await text(pagePath(page));
    assert.match(shown, /Is it <strong>exact<\/strong>\?/);
    assert.match(shown, /Reply to lin full name/);
    const toReader = await text(pagePath(page), ria);
    assert.match(toReader, /To a centimetre/);
    assert.ok(!toReader.includes('docreatecomment'));
    assert.equal((await post({ text: 'no' }, ria)).status, 403);
    const empty = await post({ parentId: String(id), [`text-${id}`]: ' ' });
    assert.equal(empty.status, 422);
    assert.match(await empty.text(), /Write something first/);
  });

  test('its author changes it, and says where it is not well-formed', async () => {
    const id = idOf(await post({ text: 'first' }));
    const path = `/pages/editcomment.action?commentId=${id}`;
    assert.match(await text(path, lin), /&lt;p&gt;first&lt;\/p&gt;/);
    assert.equal((await app.get(path, ria)).status, 403);
    const change = (body: string, person = lin) => app.post(path, person, { commentId: String(id), number: '2', text: body });
    assert.match(await (await change('<p>')).text(), /Row 1, column \d+/);
    assert.equal((await change('<p>second</p>', ria)).status, 403);
    assert.equal((await change('<p>second</p>')).status, 303);
    assert.match(await text(pagePath(page)), /<p>second<\/p>/);
    const remove = (person = lin) => app.post('/pages/removecomment.action', person, { commentId: String(id) });
    assert.equal((await remove(ria)).status, 403);
    assert.equal((await remove()).status, 303);
    assert.ok(!(await text(pagePath(page))).includes('<p>second</p>'));
    assert.equal(
      (await app.post('/pages/removecomment.action', ada, { commentId: String(page.id) })).status,
      404,
      'no page goes so',
    );
  });

  test('a passage is marked, numbered and linked with its comment until that is resolved', async () => {
    const missing = await post({ location: 'inline', passage: 'the level at the lake', passageText: 'Which?' });
    assert.equal(missing.status, 422);
    const again = await missing.text();
    assert.match(again, /The page does not have these words/);
    assert.match(again, />\nWhich\?<\/textarea>/);
    const made = await post({ location: 'inline', passage: 'level  at the mill', passageText: 'Which mill?' });
    const id = idOf(made);
    assert.equal((await app.wiki.content.find(ada, page.id))?.version.number, 1);
    const shown = await text(pagePath(page));
    assert.match(
      shown,
      new RegExp(
        `<a class="passage-mark" href="#comment-${id}" aria-label="1: comment of lin full name">1</a><span id="passage-${id}" class="inline-comment-marker`,
      ),
    );
    assert.match(
      shown,
      new RegExp(
        `<blockquote class="comment-quote">level  at the mill</blockquote><p class="field-hint"><a href="#passage-${id}"`,
      ),
    );
    const resolve = (resolution: string) => app.post('/pages/resolvecomment.action', ada, { commentId: String(id), resolution });
    assert.equal((await resolve('resolved')).status, 303);
    const resolved = await text(pagePath(page));
    assert.match(resolved, /is-settled/);
    assert.match(resolved, /Resolved by ada full name/);
    assert.ok(!resolved.includes(`id="passage-${id}"`));
    assert.equal((await resolve('open')).status, 303);
    assert.match(await text(pagePath(page)), new RegExp(`id="passage-${id}"`));
    await app.wiki.publishVersion(ada, { id: page.id, number: 2, body: '<p>All new.</p>' });
    assert.match(await text(pagePath(page)), /The passage is no longer on the page/);
  });

  test('what is marked on the page stands in the form; a phone shows all of it', async () => {
    const browser = await launchBrowser();
    try {
      const marked = await app.page(ada, 'DOC', 'Marked', { body: '<p>Read it at noon, and write it down.</p>' });
      for (const width of [1280, 390] as const) {
        await using visit = await browser.visit({ width });
        await visit.context.addCookies([{ ...app.cookieOf(lin), url: app.address }]);
        await visit.page.goto(app.address + pagePath(marked));
        await visit.page.locator('.wiki-page > .wiki-content p').first().selectText();
        const field = visit.page.getByLabel('The passage');
        // Asked for before it is opened, and told after the form's own script was: only then is it there to be filled in.
        const opened = visit.page.evaluate(`new Promise((told) => {
          document.querySelector('[data-passage] details').addEventListener('toggle', () => told(), { once: true });
        })`);
        await visit.page.getByText('Comment on a passage').click();
        await opened;
        // A telephone marks words by its own means, which a test has not.
        if (width === 1280) assert.equal(await field.inputValue(), 'Read it at noon, and write it down.');
        await field.fill('at noon');
        await visit.page.getByLabel('Your comment').fill(`Which zone, at ${width}?`);
        await visit.page.locator('form', { has: field }).getByRole('button', { name: 'Comment' }).click();
        await visit.page.getByText(`Which zone, at ${width}?`).waitFor();
        await visit.page.getByText('Reply', { exact: true }).first().click();
        assert.deepEqual(await visit.faults('editing/comments'), []);
        assert.deepEqual(visit.problems, []);
      }
    } finally {
      await browser.close();
    }
  });
});
