/** Pages: creating, reading, publishing with a version check, the same on both databases. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../support/databases.ts';
import { done, type TestWiki, testWiki } from '../support/wiki.ts';

eachDatabase((_engine, open) => {
  async function fresh(): Promise<TestWiki> {
    return testWiki((await open()).database);
  }

  test('a page is read as it was created, its body to the letter', async () => {
    const { wiki, person, space } = await fresh();
    const uma = await person('uma');
    await space(uma, 'DOC');
    const body = '<p>Two  spaces,&nbsp;an entity and "quotes" — ünïcode 😀</p>\n';
    const page = done(await wiki.createPage(uma, { spaceKey: 'doc', title: '  Größe  ', body, message: 'first' }));
    assert.equal(page.title, 'Größe');
    assert.equal(page.space.key, 'DOC');
    assert.deepEqual(page.version.number, 1);
    assert.equal(page.version.message, 'first');
    assert.equal(page.creator?.username, 'uma');
    assert.deepEqual(await wiki.content.find(uma, page.id), page);
    assert.equal((await wiki.versions.bodies(uma, [page])).get(page.id), body);
  });
});
