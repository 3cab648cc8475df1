/** Inserting a macro while writing: chosen, filled in and put where the cursor stood, by keyboard; and without scripts, as text to copy. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { offeredMacros } from '../../../src/wiki/storage-format/macros/offered.ts';
import { launchBrowser, type Visit } from '../../support/browser.ts';
import { tabTo } from '../../support/keyboard.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';
import { textOf } from '../console/console.ts';

suite('the picker for macros', async () => {
  const app = await startWikiPages('/wiki');
  const browser = await launchBrowser();
  after(async () => {
    await browser.close();
    await app.close();
  });
  const ada = await app.person('ada');
  await app.space(ada, 'DOC', { open: true });
  const page = await app.page(ada, 'DOC', 'Gauge', { body: '<p>Before.</p><p>After.</p>' });
  const path = '/pages/insertmacro.action';

  async function editing(visit: Visit): Promise<void> {
    await visit.context.addCookies([{ ...app.cookieOf(ada), url: app.address }]);
    await visit.page.goto(`${app.address}/pages/editpage.action?pageId=${page.id}`);
  }
  const written = (visit: Visit) => visit.page.getByLabel('Text', { exact: true }).inputValue();

  for (const [width, theme] of [
    [1280, 'light'],
    [390, 'dark'],
  ] as const) {
    test(`inserts where the cursor stood, by keyboard alone, at ${width} pixels, ${theme}`, async () => {
      await using visit = await browser.visit({ width, theme });
      const { page: sheet } = visit;
      await editing(visit);
      const field = sheet.getByLabel('Text', { exact: true });
      await field.focus();
      await sheet.evaluate('document.activeElement.setSelectionRange(14, 14)');
      await tabTo(sheet, 'Insert a macro');
      await sheet.keyboard.press('Enter');
      await sheet.getByRole('searchbox', { name: 'Find a macro' }).waitFor();
      assert.deepEqual(await visit.axe(), []);
      assert.equal(await visit.overflows(), false);
      if (process.env.WEIR_TEST_PICTURES) await visit.screenshot(`test-output/editing/macros-${width}-${theme}.png`);
      await sheet.keyboard.type('lozenge');
      assert.equal(await sheet.getByRole('dialog').getByRole('listitem').count(), 1);
      await tabTo(sheet, 'Status statusA word in a coloured lozenge.');
      await sheet.keyboard.press('Enter');
      await sheet.getByLabel('Word').waitFor();
      assert.deepEqual(await visit.axe(), []);
      if (process.env.WEIR_TEST_PICTURES) await visit.screenshot(`test-output/editing/macro-${width}-${theme}.png`);
      await sheet.keyboard.type('"Done" & <dry>');
      await sheet.keyboard.press('Enter');
      await sheet.getByRole('dialog').waitFor({ state: 'hidden' });
      assert.equal(
        await written(visit),
        '<p>Before.</p><ac:structured-macro ac:name="status"><ac:parameter ac:name="title">&quot;Done&quot; &amp; &lt;dry&gt;</ac:parameter></ac:structured-macro><p>After.</p>',
      );
      assert.equal(await sheet.evaluate('document.activeElement.id'), 'text', 'writing goes on');
      await sheet.keyboard.press('Control+z');
      assert.equal(await written(visit), '<p>Before.</p><p>After.</p>', 'it can be taken back');
      await sheet.keyboard.press('Control+y');
      await sheet.getByRole('button', { name: 'Preview' }).click();
      await sheet.locator('#preview').getByText('"Done" & <dry>').waitFor();
      assert.deepEqual(visit.problems, []);
    });
  }

  test('says beside a field what is wrong, writes wiki markup where the text is, and leaves by Escape', async () => {
    await using visit = await browser.visit();
    const { page: sheet } = visit;
    await editing(visit);
    await sheet.getByLabel('Written as').selectOption('wiki');
    await sheet.getByLabel('Text', { exact: true }).fill('Words');
    const open = sheet.getByRole('link', { name: 'Insert a macro' });
    await open.click();
    await sheet.getByRole('link', { name: /^Anchor/ }).click();
    await sheet.getByLabel('Name of the place').fill('a|b');
    await sheet.getByRole('button', { name: 'Insert' }).click();
    await sheet.getByText('Wiki markup cannot hold this').waitFor();
    assert.equal(await sheet.getByLabel('Name of the place').inputValue(), 'a|b');
    await sheet.getByLabel('Name of the place').fill('mill');
    await sheet.getByRole('button', { name: 'Insert' }).click();
    await sheet.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.equal(await written(visit), 'Words{anchor:mill}');
    await open.click();
    await sheet.getByRole('searchbox', { name: 'Find a macro' }).waitFor();
    await sheet.keyboard.press('Escape');
    await sheet.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.equal(await written(visit), 'Words{anchor:mill}');
  });

  test('opens a window of its own when somebody is logged out meanwhile, and what was written stays', async () => {
    await using visit = await browser.visit();
    const { page: sheet } = visit;
    await editing(visit);
    await sheet.getByLabel('Text', { exact: true }).fill('<p>Mine</p>');
    await visit.context.clearCookies();
    const opening = visit.context.waitForEvent('page');
    await sheet.getByRole('link', { name: 'Insert a macro' }).click();
    const other = await opening;
    await other.waitForURL(/\/login\.action\?os_destination=.*insertmacro/);
    assert.equal(await written(visit), '<p>Mine</p>');
  });

  test('shows a text to copy where scripts do not run', async () => {
    await using visit = await browser.visit({ scripts: false });
    const { page: sheet } = visit;
    await editing(visit);
    const opening = visit.context.waitForEvent('page');
    await sheet.getByRole('link', { name: 'Insert a macro' }).click();
    const other = await opening;
    await other.getByRole('searchbox', { name: 'Find a macro' }).fill('headings');
    await other.keyboard.press('Enter');
    await other.getByRole('link', { name: /^Table of contents/ }).click();
    await other.getByLabel('Lowest heading, 1 to 6').fill('no');
    await other.getByRole('button', { name: 'Insert' }).click();
    await other.getByText('Enter a whole number from 1.').waitFor();
    await other.getByLabel('Lowest heading, 1 to 6').fill('3');
    await other.getByRole('button', { name: 'Insert' }).click();
    const text = await other.locator('#macro-text').textContent();
    assert.equal(
      text,
      '<ac:structured-macro ac:name="toc"><ac:parameter ac:name="maxLevel">3</ac:parameter></ac:structured-macro>',
    );
  });

  test('lists each macro with a sentence, and shows the form of each; of what nothing is known, none', async () => {
    const list = textOf(await (await app.get(path, ada)).text());
    for (const { name } of offeredMacros) {
      assert.ok(list.includes(name), name);
      assert.equal((await app.get(`${path}?macro=${name}`, ada)).status, 200);
    }
    assert.equal((await app.get(`${path}?macro=nothing`, ada)).status, 404);
    assert.equal((await app.get(`${path}?macro=__proto__`, ada)).status, 404);
  });
});
