/** Addresses that people and programs have stored lead to where a page stands now (security rules 5 and 6). */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { idOfTiny, pagePath, tinyPath } from '../../../src/wiki/addresses.ts';
import { done } from '../../support/wiki.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

for (const base of ['', '/wiki']) {
  suite(`a stored address under '${base}/'`, async () => {
    const app = await startWikiPages(base);
    after(() => app.close());
    const ada = await app.person('ada');
    const space = await app.space(ada, 'DOC', { open: true });
    const titles = [
      'Plain title',
      'C++ & C#',
      'a/b \\ c',
      '50% + "half"?',
      'Größe 水位 🌊',
      '..',
      '.',
      'x'.repeat(255),
      '水'.repeat(255),
    ];
    const pages = await Promise.all(titles.map((title) => app.page(ada, 'DOC', title, { body: '<p>x</p>' })));

    for (const page of pages) {
      test(`of the page ${JSON.stringify(page.title.slice(0, 30))} leads to it in one step`, async () => {
        const here = base + pagePath(page);
        const plus = encodeURIComponent(page.title).replaceAll('%20', '+');
        const stored = [
          `/pages/viewpage.action?pageId=${page.id}`,
          `/pages/viewpage.action?spaceKey=doc&title=${plus}`,
          tinyPath(page),
          `/spaces/DOC/pages/${page.id}/Former+title`,
        ];
        // A browser takes a title of dots for a step in the path.
        if (!/^\.+$/.test(page.title)) {
          stored.push(`/display/DOC/${plus}`, `/display/doc/${encodeURIComponent(page.title)}`);
          stored.push(`/spaces/doc/pages/${page.id}/${plus}`, `/spaces/DOC/pages/${page.id}`);
        }
        for (const path of stored) {
          const answer = await app.get(path, ada);
          assert.equal(answer.status, 302, path);
          assert.equal(answer.headers.get('location'), here, path);
        }
        const shown = await fetch(new URL(here, app.address), { headers: { cookie: 'weir_session=ada' }, redirect: 'manual' });
        assert.equal(shown.status, 200, here);
      });
    }

    test('of a space leads to its home page', async () => {
      const home = await app.wiki.content.find(ada, space.homepageId ?? 0);
      assert.ok(home);
      for (const path of [
        '/display/DOC',
        '/display/doc',
        '/spaces/DOC',
        '/spaces/DOC/overview',
        '/spaces/viewspace.action?key=DOC',
      ]) {
        const answer = await app.get(path, ada);
        assert.equal(answer.status, 302, path);
        assert.equal(answer.headers.get('location'), base + pagePath(home), path);
      }
    });

    test('of a space whose home page is gone leads to the list of its pages', async () => {
      const lost = await app.space(ada, 'LOST', { open: true });
      assert.equal(await app.wiki.trash(ada, lost.homepageId ?? 0), undefined);
      const answer = await app.get('/display/LOST', ada);
      assert.equal(answer.headers.get('location'), `${base}/spaces/LOST/pages`);
      assert.match(await (await app.get('/spaces/LOST/pages', ada)).text(), /There is no page here yet/);
    });

    test('of the start page leads there', async () => {
      for (const path of ['/index.action', '/dashboard.action', '/spaces', '/spaces/']) {
        assert.equal((await app.get(path, ada)).headers.get('location'), `${base}/`, path);
      }
    });

    test('keeps the rest of a page’s address when its title has changed', async () => {
      const page = await app.page(ada, 'DOC', 'Before');
      done(await app.wiki.publishVersion(ada, { id: page.id, number: 2, title: 'After' }));
      const answer = await app.get(`/spaces/DOC/pages/${page.id}/Before?a=1?b`, ada);
      assert.equal(answer.headers.get('location'), `${base}/spaces/DOC/pages/${page.id}/After?a=1?b`);
    });

    test('never leads away from here (security rule 5)', async () => {
      const hosts = [
        '//evil.example',
        '/\\evil.example',
        '/%5Cevil.example/',
        '/spaces//evil.example',
        '/display///evil.example/x',
      ];
      for (const path of hosts) {
        const location = (await app.get(path, ada)).headers.get('location');
        assert.ok(location === null || new URL(location, 'http://localhost').host === 'localhost', path);
      }
    });

    test('that means nothing is not found', async () => {
      const addresses = [
        '/x/',
        '/x/!!',
        '/x/AAAAAAAAAAA',
        '/x/zzzzzzzzzzzzzzzz',
        '/pages/viewpage.action',
        '/pages/viewpage.action?pageId=x',
      ];
      for (const path of [
        ...addresses,
        '/pages/viewpage.action?pageId=1&pageId=2',
        '/spaces/DOC/pages/0x10/y',
        '/spaces/viewspace.action',
      ]) {
        assert.equal((await app.get(path, ada)).status, 404, path);
      }
    });
  });
}

test('a tiny address gives back every id that it is made of', () => {
  for (const id of [1, 64, 65_535, 4_194_304, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 5, Number.MAX_SAFE_INTEGER]) {
    assert.equal(idOfTiny(tinyPath({ id }).slice('/x/'.length)), id);
  }
  assert.equal(idOfTiny('__________8'), undefined);
});
