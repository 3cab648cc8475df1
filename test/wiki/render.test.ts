/** What a body points at is resolved for its reader: what they may not see looks like what does not exist. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../support/databases.ts';
import { testWiki } from '../support/wiki.ts';

const link = (attributes: string) => `<ac:link><ri:page ${attributes} /></ac:link>`;

eachDatabase((_engine, open) => {
  async function fresh(baseUrl?: string) {
    const made = await testWiki((await open()).database, baseUrl);
    const uma = await made.person('uma');
    await made.space(uma, 'OPEN', { open: true });
    await made.space(uma, 'MINE');
    const render = async (reader: typeof uma | undefined, body: string, mode: 'view' | 'export_view' = 'view') => {
      const content = (await made.wiki.content.findByTitle(uma, 'OPEN', 'Host')) ?? (await made.page(uma, 'OPEN', 'Host'));
      return (await made.wiki.renderer.render(reader, [{ content, body }], mode)).get(content) ?? '';
    };
    return { ...made, uma, render };
  }

  test('a link by title leads to the page, in its own space or in another, whatever the case', async () => {
    const { uma, page, render } = await fresh('http://localhost:8090/ctx');
    const target = await page(uma, 'OPEN', 'Größe & Maß', { body: '<p>Size</p>' });
    const mine = await page(uma, 'MINE', 'Private');
    assert.match(
      await render(uma, link('ri:content-title="GRÖßE &amp; Maß"')),
      new RegExp(`href="/ctx/spaces/OPEN/pages/${target.id}/`),
    );
    assert.match(
      await render(uma, link('ri:space-key="mine" ri:content-title="private"')),
      new RegExp(`href="/ctx/spaces/MINE/pages/${mine.id}/`),
    );
    assert.match(
      await render(uma, link('ri:content-title="Größe &amp; Maß"'), 'export_view'),
      new RegExp(`href="http://localhost:8090/ctx/spaces/OPEN/pages/${target.id}/`),
    );
  });

  test('a link to what the reader may not see is told by nothing from a link to what does not exist', async () => {
    const { uma, person, page, render } = await fresh();
    const otto = await person('otto');
    const hidden = await page(uma, 'MINE', 'Secret');
    const shown = async (body: (title: string, id: number, key: string) => string) => ({
      hidden: await render(otto, body('Secret', hidden.id, 'MINE')),
      missing: (await render(otto, body('Sorbet', 9_999_999, 'NONE')))
        .replaceAll('Sorbet', 'Secret')
        .replaceAll('9999999', String(hidden.id))
        .replaceAll('NONE', 'MINE'),
    });
    const byTitle = await shown((title, _id, key) => link(`ri:space-key="${key}" ri:content-title="${title}"`));
    assert.equal(byTitle.hidden, byTitle.missing);
    const byId = await shown((_title, id) => `<ac:link><ri:content-entity ri:content-id="${id}" /></ac:link>`);
    assert.equal(byId.hidden, byId.missing);
    const space = await shown((_title, _id, key) => `<ac:link><ri:space ri:space-key="${key}" /></ac:link>`);
    assert.equal(space.hidden, space.missing);
    assert.notEqual(byTitle.hidden, await render(uma, link('ri:space-key="MINE" ri:content-title="Secret"')));
  });

  test('users are found by key and by name', async () => {
    const { uma, render } = await fresh();
    const byKey = await render(undefined, `<ac:link><ri:user ri:userkey="${uma.userKey}" /></ac:link>`);
    const byName = await render(undefined, '<ac:link><ri:user ri:username="UMA" /></ac:link>');
    assert.match(byKey, /uma full name/);
    assert.equal(byName, byKey);
  });

  test('a page with thousands of links is rendered with a few queries', async () => {
    const { uma, page, render } = await fresh();
    const target = await page(uma, 'OPEN', 'Target 1499');
    const body = Array.from({ length: 3_000 }, (_, index) => link(`ri:content-title="Target ${index}"`)).join('');
    assert.match(await render(uma, body), new RegExp(`/pages/${target.id}/`));
  });
});
