/** Beginning a page with a template in the browser: what there is to choose, the fields for its variables, and the draft. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { isRefusal } from '../../../src/wiki/refusals.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

const body =
  '<at:declarations><at:textarea at:name="words" /><at:list at:name="end"><at:option at:value="Yours" /><at:option at:value="Love" /></at:list></at:declarations><p><at:var at:name="words" /> <at:var at:name="end" /></p>';

suite('the page of templates', async () => {
  const app = await startWikiPages('/wiki');
  after(() => app.close());
  const ada = await app.person('ada');
  const lin = await app.person('lin');
  const space = await app.space(ada, 'DOC');
  await app.grant(space, 'user', lin.id, 'view');
  const path = '/spaces/DOC/templates';
  const keeper = { person: ada, isAdministrator: true, origin: systemOrigin };
  const make = async (name: string, spaceKey: string | undefined) => {
    const made = await app.wiki.templates.create(keeper, {
      spaceKey,
      name,
      description: 'To <you>',
      body,
      labels: [{ prefix: 'global', name: 'letter' }],
    });
    assert.ok(!isRefusal(made));
    return made.id;
  };

  test('says how templates come where there are none, and is led to from the list of pages', async () => {
    const empty = await (await app.get(path, ada)).text();
    assert.match(empty, /There are no templates yet/);
    assert.match(empty, /href="\/wiki\/reference\?q=template"/);
    assert.match(await (await app.get('/spaces/DOC/pages', ada)).text(), /href="\/wiki\/spaces\/DOC\/templates"/);
    assert.doesNotMatch(await (await app.get('/spaces/DOC/pages', lin)).text(), /\/spaces\/DOC\/templates/);
    assert.equal((await app.get('/spaces/NO/templates', ada)).status, 404);
  });

  test('lists those of the space and of all spaces, and makes a draft of one with what was typed as text', async () => {
    const id = await make('Letter', 'DOC');
    await make('Everywhere', undefined);
    const list = await (await app.get(path, ada)).text();
    assert.match(list, /Letter/);
    assert.match(list, /To &lt;you&gt;/);
    assert.match(list, /For all spaces/);
    const shown = await (await app.get(`${path}?template=${id}`, ada)).text();
    assert.match(shown, /<textarea[^>]*name="variable-0"/);
    assert.match(shown, /<option value="Love">/);

    const fields = { template: String(id), title: 'Dear Lin', 'variable-0': 'One <b>\r\nTwo', 'variable-1': 'Love' };
    const begun = await app.post(path, ada, fields);
    assert.equal(begun.status, 303, await begun.text());
    const draftId = Number(/draftId=(\d+)$/.exec(begun.headers.get('location') ?? '')?.[1]);
    const draft = await app.wiki.content.find(ada, draftId, { statuses: ['draft'] });
    assert.ok(draft);
    assert.deepEqual([draft.status, draft.title], ['draft', 'Dear Lin']);
    assert.equal((await app.wiki.versions.bodies(ada, [draft])).get(draft), '<p>One &lt;b&gt;<br />Two Love</p>');
    const wrong = await app.post(path, ada, { ...fields, 'variable-1': 'Bye' });
    assert.equal(wrong.status, 422);
    assert.match(await wrong.text(), /Choose one of the options/);
  });

  test('who may not write in the space begins no page, and sees no template of a space that is closed to them', async () => {
    const id = await make('Another', 'DOC');
    assert.equal((await app.post(path, lin, { template: String(id), 'variable-1': 'Love' })).status, 403);
    await app.space(ada, 'MINE');
    const secret = await make('Secret', 'MINE');
    assert.equal((await app.get('/spaces/MINE/templates', lin)).status, 404);
    assert.equal((await app.get(`${path}?template=${secret}`, lin)).status, 404);
    assert.equal((await app.post(path, lin, { template: String(secret) })).status, 404);
  });
});
