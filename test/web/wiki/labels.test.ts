/** Labels and watching as people meet them: at the end of a page, on the page that edits them, and on the pages of labels. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { pagePath } from '../../../src/wiki/addresses.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('labels', async () => {
  const app = await startWikiPages('/wiki');
  after(() => app.close());
  const ada = await app.person('ada');
  const ria = await app.person('ria', []);
  const stranger = await app.person('stranger', []);
  const space = await app.space(ada, 'DOC');
  await app.grant(space, 'user', ria.id, 'view');
  const page = await app.page(ada, 'DOC', 'Gauge');
  const other = await app.page(ada, 'DOC', '<b>Sluice</b>');
  const editing = `/pages/labels.action?pageId=${page.id}`;
  const text = async (path: string, person = ada) => (await app.get(path, person)).text();
  const post = (fields: Readonly<Record<string, string>>, person = ada) =>
    app.post('/pages/labels.action', person, { pageId: String(page.id), ...fields });

  test('are given several at once, and stand on the page as links', async () => {
    const given = await post({ labels: 'River, spring-flood  a/b' });
    assert.deepEqual([given.status, given.headers.get('location')], [303, `/wiki${editing}`]);
    const shown = await text(pagePath(page));
    for (const label of ['river', 'spring-flood', 'a%2Fb']) assert.ok(shown.includes(`href="/wiki/label/${label}"`), label);
    assert.ok(shown.includes(`href="/wiki${editing}"`));
  });

  test('that cannot be are refused beside the field, with what was typed', async () => {
    for (const [labels, says] of [
      ['good a#b', 'a#b cannot be a label'],
      [' , ', 'Enter at least one label.'],
      ['x'.repeat(256), 'A label has at most 255 characters.'],
    ] as const) {
      const refused = await post({ labels });
      assert.equal(refused.status, 422);
      const shown = await refused.text();
      assert.ok(shown.includes(says), says);
      assert.ok(shown.includes(`value="${labels}"`));
    }
    assert.ok(!(await text(editing)).includes('good'));
  });

  test('are taken away one by one; one that is gone already is no failure', async () => {
    for (const _twice of [1, 2]) assert.equal((await post({ remove: 'a/b' })).status, 303);
    assert.ok(!(await text(pagePath(page))).includes('a%2Fb'));
  });

  test('of readers who may not change the page are their own alone', async () => {
    const refused = await post({ labels: 'mine' }, ria);
    assert.equal(refused.status, 422);
    assert.ok((await refused.text()).includes('begin them with my:'));
    assert.equal((await post({ remove: 'river' }, ria)).status, 403);
    assert.equal((await post({ labels: 'my:later' }, ria)).status, 303);
    assert.ok((await text(pagePath(page), ria)).includes('href="/wiki/label/my%3Alater"'));
    assert.ok((await text('/label/my:later', ria)).includes('Gauge'));
    assert.ok(!(await text(pagePath(page))).includes('later'));
    assert.ok(!(await text('/label/my:later')).includes('Gauge'));
    assert.ok((await text(editing, ria)).includes('Remove my:later'));
    assert.ok(!(await text(editing, ria)).includes('Remove river'));
  });

  test('have pages of what has them, everywhere and in a space, with what is often beside them', async () => {
    await app.post('/pages/labels.action', ada, { pageId: String(other.id), labels: 'river' });
    const everywhere = await text('/label/river', ria);
    assert.ok(everywhere.includes('Gauge') && everywhere.includes('&lt;b&gt;Sluice&lt;/b&gt;'));
    assert.ok(everywhere.includes('href="/wiki/label/spring-flood"'));
    assert.ok((await text('/label/doc/river', ria)).includes('Gauge'));
    assert.ok((await text('/label/%3Cscript%3E')).includes('Label: &lt;script&gt;'));
    assert.ok((await text('/label/nothing')).includes('Nothing has this label'));
  });

  test('show nothing of what the reader may not see', async () => {
    for (const path of ['/label/river', '/label/my:later']) {
      const shown = await text(path, stranger);
      assert.ok(!shown.includes('Gauge') && !shown.includes('spring-flood'), path);
    }
    for (const path of ['/label/DOC/river', editing, '/pages/labels.action?pageId=1', '/pages/labels.action']) {
      assert.equal((await app.get(path, stranger)).status, 404, path);
    }
    assert.equal((await post({ labels: 'x' }, stranger)).status, 404);
    const anonymous = await app.get('/label/river');
    assert.equal(anonymous.status, 200);
    assert.ok(!(await anonymous.text()).includes('Gauge'));
  });

  test('of spaces stand on their cards, and lead to the spaces that have them', async () => {
    await app.space(ada, 'OTHER');
    await app.wiki.labels.add(ada, { kind: 'space', key: 'DOC' }, [{ prefix: 'team', name: 'handbook' }]);
    assert.match(await text('/', ria), /href="\/wiki\/\?label=handbook" ?>handbook<\/a>/);
    for (const label of ['handbook', 'team%3Ahandbook']) {
      const shown = await text(`/?label=${label}`);
      assert.ok(shown.includes('Space DOC') && !shown.includes('Space OTHER'), label);
    }
    assert.ok((await text('/?label=nothing')).includes('No space has this label'));
    assert.ok(!(await text('/?label=handbook', stranger)).includes('Space DOC'));
    assert.ok((await (await app.get('/?label=handbook')).text()).includes('No space has this label'));
  });

  test('a page is watched and no longer watched by one button', async () => {
    const watch = (value: string, person = ria) =>
      app.post('/pages/watch.action', person, { pageId: String(page.id), watch: value });
    assert.ok((await text(pagePath(page), ria)).includes('<span>Watch</span>'));
    const begun = await watch('true');
    assert.deepEqual([begun.status, begun.headers.get('location')], [303, `/wiki${pagePath(page)}`]);
    assert.ok((await text(pagePath(page), ria)).includes('<span>Stop watching</span>'));
    assert.equal((await watch('false')).status, 303);
    assert.ok((await text(pagePath(page), ria)).includes('<span>Watch</span>'));
    assert.equal((await watch('true', stranger)).status, 404);
  });
});
