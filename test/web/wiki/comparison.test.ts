/** Two versions of a page, compared word by word: what is marked, that it is safe, and who may see it. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { markWords } from '../../../src/wiki/comparison.ts';
import { done } from '../../support/wiki.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('comparing versions', async () => {
  const app = await startWikiPages();
  after(() => app.close());
  const ada = await app.person('ada');
  const lin = await app.person('lin', []);
  await app.space(ada, 'DOC', { open: true });
  const page = await app.page(ada, 'DOC', 'River', { body: '<p>The river is high.</p><p>Old &lt;b&gt;end.</p>' });
  done(
    await app.wiki.publishVersion(ada, {
      id: page.id,
      number: 2,
      title: 'The river',
      body: '<p>The river is <strong>very</strong> low.</p>',
    }),
  );
  done(await app.wiki.publishVersion(ada, { id: page.id, number: 3, body: '<p>The river is <em>very</em> low.</p>' }));
  const compare = (query: string, who = ada) => app.get(`/pages/diffpagesbyversion.action?pageId=${page.id}&${query}`, who);

  test('new words are marked where they stand, old ones stay escaped where they stood', async () => {
    const answer = await compare('selectedPageVersions=1&selectedPageVersions=2');
    const text = await answer.text();
    assert.equal(answer.status, 200);
    assert.match(text, /<strong><del>high\. Old &lt;b&gt;end\.<\/del> <ins>very<\/ins><\/strong> <ins>low\.<\/ins>/);
    assert.match(text, /<del>River<\/del> <ins>The river<\/ins>/);
    const reversed = await (await compare('selectedPageVersions=2&selectedPageVersions=1')).text();
    assert.match(reversed, /<ins>low\.<\/ins>/, 'the earlier one is always compared with the later');
    assert.match(await (await compare('originalVersion=1&revisedVersion=2')).text(), /<ins>low\.<\/ins>/);
  });

  test('where not a word changed it says so', async () => {
    assert.match(await (await compare('originalVersion=2&revisedVersion=3')).text(), /Not a word changed/);
  });

  test('the history leads there', async () => {
    const history = await (await app.get(`/pages/viewpreviousversions.action?pageId=${page.id}`, ada)).text();
    assert.match(history, /diffpagesbyversion\.action\?pageId=\d+&amp;selectedPageVersions=1&amp;selectedPageVersions=2/);
  });

  test('what is not there, or not for this reader, is not found', async () => {
    for (const query of ['', 'originalVersion=1', 'originalVersion=1&revisedVersion=9', 'originalVersion=x&revisedVersion=1']) {
      assert.equal((await compare(query)).status, 404, query);
    }
    assert.equal((await compare('originalVersion=1&revisedVersion=2', lin)).status, 404);
  });

  test('words that are left over at the end, and whole pages that are gone', () => {
    assert.equal(markWords('<p>a b</p>', '<p>a</p>').html, '<p>a</p><p><del>b</del></p>');
    assert.equal(markWords('<p>a</p>', '').html, '<p><del>a</del></p>');
    assert.deepEqual(markWords('', '<p>a</p>'), { html: '<p><ins>a</ins></p>', addedWords: 1, removedWords: 0 });
  });
});
