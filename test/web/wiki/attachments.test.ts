/** The files of a page as people meet them: at its end, in the list of attachments, and through the form. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { Person } from '../../../src/http/caller.ts';
import { csrfFieldName, csrfTokenOf } from '../../../src/http/csrf.ts';
import { pagePath } from '../../../src/wiki/addresses.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('attachments on pages', async () => {
  const app = await startWikiPages('/wiki');
  after(() => app.close());
  const ada = await app.person('ada');
  const ria = await app.person('ria', []);
  const stranger = await app.person('stranger', []);
  const space = await app.space(ada, 'DOC');
  await app.grant(space, 'user', ria.id, 'view');
  const page = await app.page(ada, 'DOC', 'Gauge');
  const listing = `/pages/viewpageattachments.action?pageId=${page.id}`;
  const text = async (path: string, person = ada) => (await app.get(path, person)).text();

  /** Posts the form as a browser does. */
  function attach(files: readonly File[], person: Person = ada, token = csrfTokenOf(person.username)): Promise<Response> {
    const form = new FormData();
    form.append(csrfFieldName, token);
    form.append('comment', 'for the record');
    for (const file of files) form.append('file', file);
    return fetch(`${app.address}/pages/doattachfile.action?pageId=${page.id}`, {
      method: 'POST',
      headers: { cookie: `weir_session=${person.username}` },
      body: form,
      redirect: 'manual',
    });
  }
  const stored = async () => (await app.database.read.selectFrom('stored_file').select('id').execute()).length;

  test('come in through the form, several at once, and are listed with what was said of them', async () => {
    const answer = await attach([new File(['level 4.2'], 'levels <1>.txt'), new File(['b'.repeat(3000)], 'größe.csv')]);
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/wiki${listing}`]);
    const shown = await text(listing);
    assert.ok(shown.includes('levels &lt;1&gt;.txt'));
    assert.ok(!shown.includes('levels <1>'));
    assert.ok(shown.includes('3\u00a0KB'));
    assert.ok(shown.includes('for the record'));
    assert.match(shown, new RegExp(`href="/wiki/download/attachments/${page.id}/gr%C3%B6%C3%9Fe.csv\\?version=1`));
  });

  test('stand at the end of their page, where those who may attach find the form', async () => {
    const own = await text(pagePath(page));
    assert.ok(own.includes('größe.csv'));
    assert.ok(own.includes(`href="/wiki${listing}#attach"`));
    const read = await text(pagePath(page), ria);
    assert.ok(read.includes('größe.csv'));
    assert.ok(!read.includes('#attach'));
    assert.ok(!(await text(listing, ria)).includes('type="file"'));
  });

  test('that are pictures are shown small beside their names, in the list and at the end of the page', async () => {
    assert.equal((await attach([new File(['\x89PNG'], 'low water.png', { type: 'image/png' })])).status, 303);
    const image = new RegExp(
      `<img class="file-thumbnail" src="/wiki/download/thumbnails/${page.id}/low%20water.png\\?version=1`,
      'g',
    );
    for (const path of [listing, pagePath(page)]) {
      const shown = await text(path);
      assert.equal(shown.match(image)?.length, 1, path);
      assert.equal(shown.match(/class="file-thumbnail"/g)?.length, 1, 'and nothing else is');
    }
  });

  test('become a new version when the name is there', async () => {
    await attach([new File(['newer'], 'levels <1>.txt')]);
    const [file] = (await app.wiki.attachments.list(ada, page.id, { filename: 'levels <1>.txt' }, { start: 0, limit: 1 }))
      .results;
    assert.equal(file?.version.number, 2);
  });

  test('that cannot be are refused beside the field', async () => {
    const before = await stored();
    for (const [files, says] of [
      [[], 'Choose at least one file.'],
      [[new File([], '')], 'Choose at least one file.'],
      [[new File(['x'.repeat(1024 * 1024 + 1)], 'large.bin')], 'large.bin is too large: a file has at most 1\u00a0MB.'],
      [[new File(['MZ'], 'game.exe')], 'game.exe cannot be attached'],
      [[new File(['a'], 'good.txt'), new File(['MZ'], 'game.exe')], 'game.exe cannot be attached'],
    ] as const) {
      const answer = await attach(files);
      assert.equal(answer.status, 422, says);
      const shown = await answer.text();
      assert.ok(shown.includes(says), says);
    }
    assert.equal(await stored(), before, 'nothing is kept');
  });

  test('go to the trash by two clicks of those who may', async () => {
    await attach([new File(['old'], 'old.txt')]);
    const find = async () =>
      (await app.wiki.attachments.list(ada, page.id, { filename: 'old.txt' }, { start: 0, limit: 1 })).results[0];
    const attachment = String((await find())?.id);
    const remove = (person: Person) => app.post(`/pages/removeattachment.action?pageId=${page.id}`, person, { attachment });
    assert.ok((await text(listing)).includes('Delete old.txt'));
    assert.ok(!(await text(listing, ria)).includes('Delete old.txt'));
    assert.equal((await remove(ria)).status, 403);
    assert.equal((await remove(stranger)).status, 404);
    assert.ok(await find());
    assert.equal((await remove(ada)).status, 303);
    assert.equal(await find(), undefined);
    assert.equal((await app.wiki.content.find(ada, Number(attachment), { statuses: ['trashed'] }))?.title, 'old.txt');
    assert.equal(
      (await app.post(`/pages/removeattachment.action?pageId=${page.id}`, ada, { attachment: String(page.id) })).status,
      404,
    );
  });

  test('are taken from nobody who may not attach, and from no other site', async () => {
    const before = await stored();
    assert.equal((await attach([new File(['a'], 'a.txt')], ria)).status, 403);
    assert.equal((await attach([new File(['a'], 'a.txt')], stranger)).status, 404);
    assert.equal((await attach([new File(['a'], 'a.txt')], ada, 'forged')).status, 403);
    assert.equal((await app.get(listing, stranger)).status, 404);
    assert.equal((await app.get('/pages/viewpageattachments.action?pageId=1', ada)).status, 404);
    assert.equal((await app.post(`/pages/doattachfile.action?pageId=${page.id}`, ada, {})).status, 415);
    assert.equal(await stored(), before);
  });
});
