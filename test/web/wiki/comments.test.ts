/** Comments below pages and blog posts, and the blog of a space, as people read them. Black box over HTTP, and in a browser. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { commentPath, pagePath } from '../../../src/wiki/addresses.ts';
import type { CommentVerbs } from '../../../src/wiki/commenting.ts';
import { launchBrowser } from '../../support/browser.ts';
import { done } from '../../support/wiki.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('comments and blog posts', async () => {
  const app = await startWikiPages('/wiki');
  after(() => app.close());
  const { wiki, clock } = app;
  const ada = await app.person('ada');
  const lin = await app.person('lin');
  const talk = await app.space(ada, 'TALK', { open: true });
  await app.space(ada, 'QUIET', { open: true });

  type Place = Omit<Parameters<CommentVerbs['createComment']>[1], 'containerId' | 'body'>;
  const comment = async (containerId: number, body: string, place: Place = {}, author = lin) =>
    done(await wiki.createComment(author, { containerId, body, ...place }));
  const inlineProperties = (originalSelection: string) => ({
    originalSelection,
    numMatches: 1,
    matchIndex: 0,
    lastFetchTime: 1,
    serializedHighlights: '[]',
  });
  const read = async (path: string, person = ada) => {
    const answer = await app.get(path, person);
    assert.equal(answer.status, 200, path);
    return answer.text();
  };
  /** What of this is in the text, in the order in which it stands there. */
  const orderIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found);

  test('stand in the order in which they were written, replies below what they reply to, those on passages last', async () => {
    const page = await app.page(ada, 'TALK', 'Order');
    const passage = await comment(page.id, '<p>five</p>', {
      location: 'inline',
      inlineProperties: inlineProperties('the <b>gate</b>'),
    });
    const first = await comment(page.id, '<p>one</p>');
    await comment(page.id, '<p>four</p>');
    const reply = await comment(page.id, '<p>two</p>', { parentId: first.id }, ada);
    await comment(page.id, '<p>three</p>', { parentId: reply.id });
    await comment(page.id, '<p>six</p>', { parentId: passage.id });
    const text = await read(pagePath(page));
    const shown = text.slice(text.indexOf('<section class="page-comments"'));
    assert.deepEqual(orderIn(shown, /<p>(\w+)<\/p>/g), ['one', 'two', 'three', 'four', 'five', 'six']);
    assert.deepEqual(orderIn(shown, /byline-name">(\w+) full name/g), ['lin', 'ada', 'lin', 'lin', 'lin', 'lin']);
    assert.match(shown, /one<\/p><\/div>(?:(?!<li>)[\s\S])*<\/article>\s*<ol class="comment-replies">/);
    assert.match(shown, /<blockquote class="comment-quote">the &lt;b&gt;gate&lt;\/b&gt;<\/blockquote>/);
  });

  test('on passages say in words whether they are open or resolved, and by whom', async () => {
    const page = await app.page(ada, 'TALK', 'Resolution');
    const place = { location: 'inline', inlineProperties: inlineProperties('gate') } as const;
    const { id } = await comment(page.id, '<p>Which gate?</p>', place);
    assert.match(await read(pagePath(page)), /state-dot[^>]*><\/span>Open</);
    done(await wiki.resolveComment(ada, id, 'resolved'));
    assert.match(await read(pagePath(page)), /state-dot[^>]*><\/span>Resolved by ada full name</);
  });

  test('have the anchor of the address that the API names, and their own id leads there', async () => {
    const page = await app.page(ada, 'TALK', 'Anchors & more', { body: '' });
    const { id } = await comment(page.id, '<p>here</p>');
    const path = commentPath(id, page);
    assert.equal(path, `${pagePath(page)}?focusedCommentId=${id}#comment-${id}`);
    assert.ok((await read(path)).includes(`id="comment-${id}"`));
    for (const old of [`/spaces/TALK/pages/${id}`, `/spaces/TALK/pages/${id}/Re%3A+Anchors`]) {
      assert.equal((await app.get(old, ada)).headers.get('location'), `/wiki${path}`);
    }
  });

  test('of a restricted page are shown to nobody else, nor is where they stand', async () => {
    const page = await app.page(ada, 'TALK', 'Restricted');
    const { id } = await comment(page.id, '<p>between us</p>', {}, ada);
    const only = [{ operation: 'read', subjects: [{ kind: 'user', username: 'ada' }] }] as const;
    assert.equal(await wiki.restrictions.change(ada, page.id, 'replace', only, systemOrigin), undefined);
    assert.match(await read(pagePath(page)), /between us/);
    for (const path of [pagePath(page), `/spaces/TALK/pages/${id}`]) {
      const answer = await app.get(path, lin);
      assert.equal(answer.status, 404);
      assert.doesNotMatch(await answer.text(), /between us|Restricted/);
    }
  });

  test('link to what the reader may see, below the context path, and to nothing else', async () => {
    await app.space(ada, 'SECRET');
    await app.page(ada, 'SECRET', 'Hidden plans');
    const page = await app.page(ada, 'TALK', 'Pointing');
    const link = '<ac:link><ri:page ri:space-key="SECRET" ri:content-title="Hidden plans"/></ac:link>';
    await comment(page.id, `<p>${link}</p>`, {}, ada);
    assert.match(await read(pagePath(page), ada), /href="\/wiki\/spaces\/SECRET\/pages/);
    assert.doesNotMatch(await read(pagePath(page), lin), /\/spaces\/SECRET/);
  });

  test('are not on an earlier version, and a page without any has no heading for them, to who may not comment', async () => {
    const page = await app.page(ada, 'TALK', 'Versions');
    const reader = await app.person('reader', []);
    await app.grant(talk, 'user', reader.id, 'view');
    assert.doesNotMatch(await read(pagePath(page), reader), /page-comments/);
    await comment(page.id, '<p>now</p>');
    done(await wiki.publishVersion(ada, { id: page.id, number: 2, body: '<p>new</p>' }));
    assert.match(await read(pagePath(page)), /page-comments/);
    assert.doesNotMatch(await read(`${pagePath(page)}?version=1`), /page-comments/);
  });

  test('of a page with very many are the first 200, and the page says so', async () => {
    const page = await app.page(ada, 'TALK', 'Crowded');
    for (let number = 1; number <= 201; number++) await comment(page.id, `<p>number ${number}</p>`);
    const text = await read(pagePath(page));
    assert.equal(orderIn(text, /<p>number (\d+)<\/p>/g).length, 200);
    assert.match(text, /These are the first 200 comments/);
  });

  test('a blog post is read at the address that the API names, with its comments', async () => {
    const post = done(await wiki.createBlogPost(ada, { spaceKey: 'TALK', title: 'A post', body: '<p>news</p>' }));
    await comment(post.id, '<p>well done</p>');
    const text = await read(pagePath(post), lin);
    assert.match(text, /<h1[^>]*>A post<\/h1>/);
    assert.match(text, /<p>news<\/p>[\s\S]*<p>well done<\/p>/);
    assert.match(text, /<nav class="breadcrumbs"[\s\S]*href="\/wiki\/spaces\/TALK\/blog"/);
  });

  test('the blog lists the posts that the reader may see, the newest day first, in parts', async () => {
    const news = await app.space(ada, 'NEWS', { open: true });
    const titles = (text: string) => orderIn(text, /class="with-icon"[^>]*>.*?<span>([^<]+)</g);
    const start = clock.time;
    const ids: number[] = [];
    // The newest first, so that neither the order of ids nor that of writing is the one to see.
    for (let day = 51; day >= 0; day--) {
      clock.time = start + day * 86_400_000;
      ids.push(done(await wiki.createBlogPost(ada, { spaceKey: 'NEWS', title: `Day ${day}`, body: '' })).id);
    }
    clock.time = start;
    const first = await read('/spaces/NEWS/blog', lin);
    assert.deepEqual(
      titles(first),
      Array.from({ length: 50 }, (_, index) => `Day ${51 - index}`),
    );
    assert.match(first, /href="\/wiki\/spaces\/NEWS\/blog\?start=50"/);
    assert.deepEqual(titles(await read('/spaces/NEWS/blog?start=50', lin)), ['Day 1', 'Day 0']);
    const only = [{ operation: 'read', subjects: [{ kind: 'user', username: 'ada' }] }] as const;
    assert.equal(await wiki.restrictions.change(ada, ids.at(-1) ?? 0, 'replace', only, systemOrigin), undefined);
    assert.deepEqual(titles(await read('/spaces/NEWS/blog?start=50', lin)), ['Day 1']);
    assert.equal((await app.get(`/spaces/${news.key}/blog`)).status, (await app.get('/spaces/NOTHERE/blog')).status);
  });

  test('the column of a space leads to its blog only when the reader sees a post there', async () => {
    await app.space(ada, 'DIARY', { open: true });
    const linked = async (person = ada) => (await read('/spaces/DIARY/pages', person)).includes('/wiki/spaces/DIARY/blog"');
    assert.equal(await linked(), false);
    const post = done(await wiki.createBlogPost(ada, { spaceKey: 'DIARY', title: 'Mine', body: '' }));
    const only = [{ operation: 'read', subjects: [{ kind: 'user', username: 'ada' }] }] as const;
    assert.equal(await linked(lin), true);
    assert.equal(await wiki.restrictions.change(ada, post.id, 'replace', only, systemOrigin), undefined);
    assert.equal(await linked(), true);
    assert.equal(await linked(lin), false);
    assert.match(await read('/spaces/QUIET/blog'), /There is no blog post here/);
  });

  test('are sound in a browser at 1280 and 390 pixels, hostile ones too', async () => {
    const browser = await launchBrowser();
    after(() => browser.close());
    const page = await app.page(ada, 'TALK', 'Looks');
    let parentId: number | undefined;
    for (let depth = 0; depth < 8; depth++) {
      const place: Place = parentId === undefined ? {} : { parentId };
      parentId = (await comment(page.id, `<p>Reply number ${depth} on the level of the river.</p>`, place)).id;
    }
    await comment(
      page.id,
      `<p id="comment-1" class="comment" onclick="alert(1)" style="position: fixed">x</p><img alt="z" onerror="alert(1)"/>
       <script>alert(1)</script><a href="javascript:alert(1)">y</a><svg onload="alert(1)"/>`,
    );
    await comment(page.id, `<pre>${'wide '.repeat(80)}</pre><p>${'w'.repeat(300)}</p>`);
    const place = { location: 'inline', inlineProperties: inlineProperties('z'.repeat(900)) } as const;
    const { id } = await comment(page.id, '<p>Too long?</p>', place);
    done(await wiki.resolveComment(ada, (await comment(page.id, '<p>Done.</p>', place)).id, 'resolved'));
    const origin = app.address.slice(0, -'/wiki'.length);
    await using visit = await browser.visit();
    await visit.context.addCookies([{ ...app.cookieOf(ada), url: origin }]);
    for (const path of [commentPath(id, page), '/spaces/TALK/blog']) {
      await visit.page.goto(app.address + path);
      assert.deepEqual(await visit.faults(path.endsWith('blog') ? 'wiki/blog' : 'wiki/comments'), [], path);
    }
    await visit.page.goto(app.address + commentPath(id, page));
    assert.equal(await visit.page.evaluate("document.querySelector(':target')?.id"), `comment-${id}`);
    const found = await visit.page.evaluate<string[]>(`[...document.querySelectorAll('.comment-body *')].flatMap((element) => [
      ...(/^(script|svg)$/.test(element.localName) ? [element.localName] : []),
      ...[...element.attributes].filter(({ name, value }) => /^on/.test(name) || value === 'comment-1').map(({ name }) => name),
      ...(/^javascript:/.test(element.href ?? '') ? [element.href] : []),
      ...(getComputedStyle(element).position === 'fixed' ? ['fixed'] : []),
    ])`);
    assert.deepEqual(found, []);
    assert.deepEqual(visit.problems, []);
  });
});
