/**
 * The pages on which people write, in a real browser: at 1280 and 390 pixels, light and dark, without a script error, a policy violation
 * or a serious finding of axe; and the draft that is saved while somebody writes. `WEIR_TEST_PICTURES=1` keeps pictures under `test-output/editing/`.
 */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { pagePath } from '../../../src/wiki/addresses.ts';
import { launchBrowser, type Visit } from '../../support/browser.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('the pages of writing', async () => {
  const app = await startWikiPages();
  const browser = await launchBrowser();
  after(async () => {
    await browser.close();
    await app.close();
  });
  const ada = await app.person('ada');
  const lin = await app.person('lin');
  await app.space(ada, 'DOC', { open: true });
  const body = '<h2>The gauge</h2><p>The level at the <strong>mill</strong> is read every ten minutes.</p>';
  const page = await app.page(ada, 'DOC', 'Reading the gauge', { body });
  const drafted = await app.page(ada, 'DOC', 'Drafted', { body });
  await app.wiki.saveEdit(ada, { id: drafted.id, body: '<p>Mine.</p>' });
  await app.wiki.publishVersion(lin, { id: drafted.id, number: 2, body: '<p>Theirs.</p>' });

  const signIn = async (visit: Visit) => {
    await visit.context.addCookies([{ ...app.cookieOf(ada), url: app.address }]);
  };
  const shown: Readonly<Record<string, string>> = {
    page: pagePath(page),
    edit: `/pages/editpage.action?pageId=${page.id}`,
    outdated: `/pages/editpage.action?pageId=${drafted.id}`,
    create: `/pages/createpage.action?spaceKey=DOC&fromPageId=${page.id}`,
    move: `/pages/movepageform.action?pageId=${page.id}`,
    restrictions: `/pages/restrictions.action?pageId=${page.id}`,
    drafts: '/users/viewmydrafts.action',
    remove: `/pages/removepage.action?pageId=${page.id}`,
  };

  const look = async (visit: Visit, name: string) => {
    assert.deepEqual(await visit.faults(`editing/${name}`), [], name);
    assert.deepEqual(visit.problems, [], name);
  };

  test('look as they should, wide and narrow, light and dark', async () => {
    await using visit = await browser.visit();
    await signIn(visit);
    for (const [name, path] of Object.entries(shown)) {
      await visit.page.goto(app.address + path);
      await look(visit, name);
    }
    await visit.page.goto(`${app.address}/pages/editpage.action?pageId=${page.id}`);
    await visit.page.getByRole('button', { name: 'Preview' }).click();
    await look(visit, 'preview');
    await visit.page.goto(`${app.address}/pages/editpage.action?pageId=${drafted.id}`);
    await visit.page.getByRole('button', { name: 'Publish' }).click();
    await visit.page.getByRole('heading', { name: 'What is published now' }).waitFor();
    await visit.page.waitForLoadState();
    assert.equal(await visit.page.getByLabel('Text', { exact: true }).inputValue(), '<p>Mine.</p>');
    // A browser writes a line of its own about the status 409.
    assert.deepEqual(await visit.faults('editing/conflict'), []);
  });

  test('a draft is saved while somebody writes, and published as one page', async () => {
    await using visit = await browser.visit();
    await signIn(visit);
    await visit.page.goto(`${app.address}/pages/createpage.action?spaceKey=DOC`);
    await visit.page.getByLabel('Title').fill('Written slowly');
    await visit.page.getByLabel('Text', { exact: true }).fill('*first* words');
    await visit.page.getByText('Draft saved.').waitFor();
    const draftId = Number(await visit.page.locator('input[name=draftId]').first().inputValue());
    const draft = await app.wiki.content.find(ada, draftId, { statuses: ['draft'] });
    assert.equal(draft?.title, 'Written slowly');
    await visit.page.getByRole('button', { name: 'Publish' }).click();
    await visit.page.getByRole('heading', { level: 1, name: 'Written slowly' }).waitFor();
    assert.equal((await app.wiki.content.find(ada, draftId))?.title, 'Written slowly');
    assert.deepEqual(visit.problems, []);
  });

  test('everything works without scripts', async () => {
    await using visit = await browser.visit({ scripts: false });
    await signIn(visit);
    await visit.page.goto(app.address + pagePath(page));
    await visit.page.getByRole('link', { name: 'Edit', exact: true }).click();
    await visit.page.getByLabel('Text', { exact: true }).fill('<p>By hand.</p>');
    await visit.page.getByRole('button', { name: 'Publish' }).click();
    await visit.page.getByText('It is published.').waitFor();
    assert.match(await visit.page.content(), /By hand/);
  });
});
