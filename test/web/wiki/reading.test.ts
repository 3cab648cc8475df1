/** Who reads what in the browser, and what is on the pages. Black box over HTTP. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { pagePath } from '../../../src/wiki/addresses.ts';
import { done } from '../../support/wiki.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('reading the wiki', async () => {
  const app = await startWikiPages();
  after(() => app.close());
  const { wiki } = app;
  const ada = await app.person('ada');
  const lin = await app.person('lin');
  const gone = await app.person('gone', ['weir-users'], []);

  const open = await app.space(ada, 'OPEN', { open: true });
  const secret = await app.space(ada, 'SECRET');
  await app.grant(open, 'anonymous', 0, 'view');
  const root = await app.page(ada, 'OPEN', 'Root page');
  const middle = await app.page(ada, 'OPEN', 'Middle page', { parentId: root.id });
  const leaf = await app.page(ada, 'OPEN', 'Leaf page', { parentId: middle.id, body: '<p>first <em>words</em></p>' });
  const below = await app.page(ada, 'OPEN', 'Below', { parentId: leaf.id });
  await app.page(ada, 'OPEN', 'Aside', { parentId: below.id });
  const hidden = await app.page(ada, 'SECRET', 'Hidden plans');

  const textOf = async (answer: Response): Promise<string> => (await answer.text()).replace(/request id.*$/is, '');

  test('an anonymous reader reads a page of a space that lets them, and is offered the way in', async () => {
    const answer = await app.get(pagePath(leaf));
    assert.equal(answer.status, 200);
    const text = await answer.text();
    assert.match(text, /<h1[^>]*>Leaf page<\/h1>/);
    assert.match(text, /<div class="wiki-content"><p>first <em>words<\/em><\/p><\/div>/);
    assert.match(text, /href="\/login\.action"/);
    assert.doesNotMatch(text, /Space permissions/);
  });

  test('a page says where it stands: breadcrumbs down to its parent, its branch of the tree open, its children', async () => {
    const text = await (await app.get(pagePath(leaf), lin)).text();
    const crumbs = /<nav class="breadcrumbs"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? '';
    assert.deepEqual(
      [...crumbs.matchAll(/>([^<>]+)<\/a>/g)].map(([, label]) => label),
      ['Space OPEN', 'Root page', 'Middle page'],
    );
    const tree = [...text.matchAll(/class="page-tree-link" href="[^"]*"[^>]*>(?:<span.*?<\/span>)?([^<]+)</g)];
    assert.deepEqual(
      tree.map(([, title]) => title),
      ['Space OPEN Home', 'Root page', 'Middle page', 'Leaf page', 'Below'],
    );
    assert.match(text, /aria-current="page">Leaf page</);
    assert.match(text, /id="child-pages"[\s\S]*Below/);
  });

  test('what a reader may not see and what is not there get the same answer', async () => {
    const paths = [
      [pagePath(hidden), '/spaces/SECRET/pages/99999999/Hidden+plans'],
      ['/display/SECRET', '/display/NOTHERE'],
      ['/display/SECRET/Hidden+plans', '/display/SECRET/Nothing'],
      ['/spaces/SECRET/pages', '/spaces/NOTHERE/pages'],
      [`/pages/viewpage.action?pageId=${hidden.id}`, '/pages/viewpage.action?pageId=99999999'],
      [`/pages/viewpreviousversions.action?pageId=${hidden.id}`, '/pages/viewpreviousversions.action?pageId=99999999'],
      ['/spaces/SECRET/permissions', '/spaces/NOTHERE/permissions'],
    ] as const;
    for (const person of [lin, gone, undefined]) {
      for (const [seen, absent] of paths) {
        const [one, other] = await Promise.all([app.get(seen, person), app.get(absent, person)]);
        assert.equal(one.status, other.status, seen);
        assert.notEqual(one.status, 200, seen);
        const strip = (text: string) => text.replaceAll(/os_destination=[^"]*|csrf[^>]*|<code>[0-9a-f]{16}<\/code>/g, '');
        assert.equal(strip(await textOf(one)), strip(await textOf(other)), seen);
      }
    }
  });

  test('what is not there offers an anonymous reader to log in and come back', async () => {
    const answer = await app.get(pagePath(hidden));
    assert.equal(answer.status, 404);
    const expected = `href="/login.action?os_destination=${encodeURIComponent(pagePath(hidden))}"`;
    assert.ok((await answer.text()).includes(expected));
    assert.doesNotMatch(await (await app.get(pagePath(hidden), lin)).text(), /login\.action/);
  });

  test('a trashed page is gone from view', async () => {
    const page = await app.page(ada, 'OPEN', 'Soon gone');
    assert.equal((await app.get(pagePath(page), lin)).status, 200);
    assert.equal(await wiki.trash(ada, page.id), undefined);
    assert.equal((await app.get(pagePath(page), ada)).status, 404);
  });

  test('the start page lists the spaces that a reader may see, and no other', async () => {
    const keys = async (person?: typeof ada) =>
      [...(await (await app.get('/', person)).text()).matchAll(/class="space-card-key">([^<]+)/g)].map(([, key]) => key);
    assert.deepEqual(await keys(), ['OPEN']);
    assert.deepEqual(await keys(lin), ['OPEN']);
    assert.deepEqual(await keys(gone), ['OPEN']);
    assert.deepEqual(await keys(ada), ['OPEN', secret.key]);
  });

  test('Create space is offered to those who may', async () => {
    const reader = await app.person('reader', ['weir-users'], ['use']);
    assert.match(await (await app.get('/', lin)).text(), /createspace\.action/);
    assert.doesNotMatch(await (await app.get('/', reader)).text(), /createspace\.action/);
    assert.doesNotMatch(await (await app.get('/')).text(), /createspace\.action/);
    assert.equal((await app.get('/spaces/createspace.action', reader)).status, 403);
    assert.equal((await app.get('/spaces/createspace.action')).status, 303);
  });

  test('the history lists the versions, and an old one can be read', async () => {
    const page = await app.page(ada, 'OPEN', 'Levels', { body: '<p>low</p>' });
    done(
      await wiki.publishVersion(lin, { id: page.id, number: 2, title: 'Water levels', body: '<p>high</p>', message: 'Rain <3' }),
    );
    const history = await (await app.get(`/pages/viewpreviousversions.action?pageId=${page.id}`)).text();
    assert.match(history, /Rain &lt;3/);
    assert.match(history, /lin full name/);
    const old = await app.get(`/spaces/OPEN/pages/${page.id}/Water+levels?version=1`);
    assert.equal(old.status, 200);
    const text = await old.text();
    assert.match(text, /<h1[^>]*>Levels<\/h1>/);
    assert.match(text, /You are reading version 1 of 2/);
    assert.match(text, /<p>low<\/p>/);
    assert.match(await (await app.get(`/spaces/OPEN/pages/${page.id}/Water+levels`)).text(), /<p>high<\/p>/);
    for (const version of ['0', '3', 'x', '1&version=2']) {
      const status = (await app.get(`/spaces/OPEN/pages/${page.id}/Water+levels?version=${version}`)).status;
      assert.equal(status, version.includes('&') ? 200 : 404, version);
    }
  });

  test('links to what the reader may not see are words', async () => {
    const body = '<p><ac:link><ri:page ri:space-key="SECRET" ri:content-title="Hidden plans"/></ac:link></p>';
    const page = await app.page(ada, 'OPEN', 'Pointer', { body });
    assert.match(await (await app.get(pagePath(page), ada)).text(), /<a href="\/spaces\/SECRET\/pages/);
    assert.match(await (await app.get(pagePath(page), lin)).text(), /<span class="unresolved w-unresolved">Hidden plans<\/span>/);
  });

  test('every page carries a policy that lets no script in', async () => {
    for (const path of ['/', pagePath(leaf), '/spaces/OPEN/pages', '/spaces/OPEN/permissions', '/display/NOTHERE']) {
      const answer = await app.get(path, ada);
      const policy = answer.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'; script-src 'self'/);
      assert.doesNotMatch(policy, /script-src[^;]*(unsafe|https?:|\*)/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.equal(answer.headers.get('cache-control'), 'no-store', path);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    }
  });

  test('a mention leads a colleague to a name, oneself to the profile, and a stranger nowhere', async () => {
    const page = await app.get('/display/~lin', ada);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /lin full name/);
    assert.equal((await app.get('/display/~ada', ada)).headers.get('location'), '/users/viewmyprofile.action');
    for (const [path, person] of [
      ['/display/~lin', undefined],
      ['/display/~lin', gone],
      ['/display/~nobody', ada],
    ] as const) {
      assert.equal((await app.get(path, person)).status, 404);
    }
  });
});

suite('where nothing is open to anonymous readers', async () => {
  const app = await startWikiPages('/wiki');
  after(() => app.close());

  test('the start page leads them to the login page and back', async () => {
    const answer = await app.get('/');
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/wiki/login.action?os_destination=%2Fwiki%2F');
  });

  test('every address of every page is below the context path', async () => {
    const zoe = await app.person('zoe');
    const space = await app.space(zoe, 'DOC', { open: true });
    const body =
      '<p><ac:link><ri:page ri:content-title="Space DOC Home"/></ac:link><ac:link><ri:user ri:username="zoe"/></ac:link></p>';
    const page = await app.page(zoe, 'DOC', 'Links', { body, ...(space.homepageId && { parentId: space.homepageId }) });
    const history = `/pages/viewpreviousversions.action?pageId=${page.id}`;
    for (const path of [
      '/',
      pagePath(page),
      history,
      '/spaces/DOC/pages',
      '/spaces/DOC/permissions',
      '/spaces/createspace.action',
    ]) {
      const text = await (await app.get(path, zoe)).text();
      for (const [, address = ''] of text.matchAll(/ (?:href|src|action)="([^"]*)"/g)) {
        assert.match(address, /^(?:\/wiki\/|#)/, path);
      }
    }
  });

  test('somebody with an account reads what a space is for', async () => {
    const answer = await app.get('/', await app.person('ada', []));
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /There is no space yet[\s\S]*href="\/wiki\/spaces\/createspace\.action"/);
  });
});
