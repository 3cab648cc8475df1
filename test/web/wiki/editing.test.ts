/** Writing in the browser with plain forms: new pages, new versions, drafts, previews, and what happens when somebody was faster. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { pagePath } from '../../../src/wiki/addresses.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('the editor', async () => {
  const app = await startWikiPages('/wiki');
  after(() => app.close());
  const ada = await app.person('ada');
  const lin = await app.person('lin');
  const ria = await app.person('ria', []);
  const space = await app.space(ada, 'DOC', { open: true });
  await app.grant(space, 'user', ria.id, 'view');
  const textOf = async (answer: Response | Promise<Response>) => (await answer).text();
  const bodyOf = async (id: number) => {
    const content = await app.wiki.content.find(ada, id);
    assert.ok(content);
    return { ...content, body: (await app.wiki.versions.bodies(ada, [content])).get(content) };
  };
  const locationOf = (answer: Response) => answer.headers.get('location')?.replace(/^\/wiki/, '') ?? '';
  const publish = (fields: Readonly<Record<string, string>>, person = ada) =>
    app.post('/pages/editpage.action', person, { do: 'publish', ...fields });

  test('makes a page below another out of wiki markup', async () => {
    const parent = await app.page(ada, 'DOC', 'Parent');
    const path = `/pages/createpage.action?spaceKey=DOC&fromPageId=${parent.id}`;
    assert.match(await textOf(app.get(pagePath(parent), ada)), /createpage\.action\?spaceKey=DOC&amp;fromPageId=/);
    assert.match(await textOf(app.get(path, ada)), /A page below Parent/);
    const fields = { type: 'page', spaceKey: 'DOC', fromPageId: String(parent.id), title: 'Child', text: 'h2. Level\n*1.42*' };
    const made = await app.post('/pages/createpage.action', ada, { do: 'publish', markup: 'wiki', ...fields });
    assert.equal(made.status, 303, await made.clone().text());
    const shown = await textOf(app.get(locationOf(made), ada));
    assert.match(shown, /<strong>1\.42<\/strong>/);
    const page = await app.wiki.content.findByTitle(ada, 'DOC', 'Child');
    assert.equal(page?.parentId, parent.id);
  });

  test('makes a blog post', async () => {
    const fields = { type: 'blogpost', spaceKey: 'DOC', title: 'News', text: '<p>High water</p>', markup: 'storage' };
    const made = await app.post('/pages/createblogpost.action', ada, { do: 'publish', ...fields });
    assert.match(await textOf(app.get(locationOf(made), ada)), /High water/);
  });

  test('publishes a new version with what the history says of it', async () => {
    const page = await app.page(ada, 'DOC', 'Gauge', { body: '<p>\n</p><p>one</p>' });
    const form = await textOf(app.get(`/pages/editpage.action?pageId=${page.id}`, lin));
    assert.match(form, /&lt;p&gt;\n&lt;\/p&gt;&lt;p&gt;one/);
    const fields = { pageId: String(page.id), basedOn: '1', title: 'Gauges', text: '<p>two</p>', markup: 'storage' };
    const done = await publish({ ...fields, message: 'Read again', minorEdit: 'true' }, lin);
    assert.equal(locationOf(done), `/spaces/DOC/pages/${page.id}/Gauges`);
    const { version, body, title } = await bodyOf(page.id);
    assert.deepEqual(
      [title, body, version.number, version.message, version.minorEdit],
      ['Gauges', '<p>two</p>', 2, 'Read again', true],
    );
  });

  test('says where a text is not well-formed, and keeps what was typed', async () => {
    const page = await app.page(ada, 'DOC', 'Sluice');
    const fields = {
      pageId: String(page.id),
      basedOn: '1',
      title: 'Sluice',
      text: '<p>one</p>\r\n<p>two',
      markup: 'storage',
      message: 'why',
    };
    for (const act of ['publish', 'preview', 'save']) {
      const refused = await app.post('/pages/editpage.action', ada, { ...fields, do: act });
      assert.equal(refused.status, 422, act);
      const text = await refused.text();
      assert.match(text, /Row 2, column \d+:/);
      assert.match(text, /&lt;p&gt;two/);
      assert.match(text, /value="why"/);
    }
    assert.equal((await bodyOf(page.id)).version.number, 1);
  });

  test('says that a title is missing or taken', async () => {
    const fields = { type: 'page', spaceKey: 'DOC', text: 'kept words', markup: 'wiki', do: 'publish' };
    const missing = await app.post('/pages/createpage.action', ada, { ...fields, title: '' });
    assert.equal(missing.status, 422);
    assert.match(await missing.text(), /Enter a title/);
    const taken = await (await app.post('/pages/createpage.action', ada, { ...fields, title: 'sluice' })).text();
    assert.match(taken, /has something called sluice already/);
    assert.match(taken, /kept words/);
  });

  test('shows a preview that changes nothing and runs no script', async () => {
    const page = await app.page(ada, 'DOC', 'Preview');
    const fields = { pageId: String(page.id), basedOn: '1', title: 'Preview', markup: 'storage', do: 'preview' };
    const answer = await app.post('/pages/editpage.action', ada, { ...fields, text: '<p>soon</p><script>x()</script>' });
    const text = await answer.text();
    assert.match(text, /<div class="wiki-content"><p>soon<\/p>/);
    assert.ok(!text.includes('<script>x'));
    assert.equal((await bodyOf(page.id)).version.number, 1);
  });

  test('keeps a draft that only its author sees, goes on with it, and ends it', async () => {
    const page = await app.page(ada, 'DOC', 'Draft');
    const path = `/pages/editpage.action?pageId=${page.id}`;
    const fields = { pageId: String(page.id), basedOn: '1', title: 'Draft', text: '<p>half done</p>', markup: 'storage' };
    assert.equal(locationOf(await app.post('/pages/editpage.action', ada, { ...fields, do: 'save' })), path);
    const resumed = await textOf(app.get(path, ada));
    assert.match(resumed, /half done/);
    assert.match(resumed, /This is your draft/);
    assert.ok(!(await textOf(app.get(path, lin))).includes('half done'));
    assert.ok(!(await textOf(app.get(pagePath(page), ada))).includes('half done'));
    assert.equal((await app.post('/pages/discarddraft.action', ada, { pageId: String(page.id) })).status, 303);
    assert.ok(!(await textOf(app.get(path, ada))).includes('half done'));
  });

  test('keeps a draft of what is new, and publishes it once', async () => {
    const fields = { type: 'page', spaceKey: 'DOC', title: 'Begun', text: '<p>begun</p>', markup: 'storage' };
    const saved = await app.post('/pages/savedraft.action', ada, fields);
    const { draftId, ...rest } = (await saved.json()) as { readonly saved: boolean; readonly draftId: string };
    assert.deepEqual(rest, { saved: true });
    const again = await app.post('/pages/savedraft.action', ada, { ...fields, draftId, text: '<p>' });
    assert.deepEqual(await again.json(), { saved: false, refused: 'malformed-body' });
    const resume = `/pages/resumedraft.action?draftId=${draftId}`;
    assert.match(await textOf(app.get(resume, ada)), /&lt;p&gt;begun/);
    assert.equal((await app.get(resume, lin)).status, 404);
    const published = await app.post('/pages/createpage.action', ada, { ...fields, draftId, do: 'publish' });
    assert.equal(locationOf(published), `/spaces/DOC/pages/${draftId}/Begun`);
    assert.equal(locationOf(await app.get(resume, ada)), `/pages/editpage.action?pageId=${draftId}`);
    assert.equal(locationOf(await app.get(resume, ria)), `/spaces/DOC/pages/${draftId}/Begun`);
  });

  test('lists what somebody has not published, to them alone', async () => {
    const page = await app.page(ada, 'DOC', 'Listed');
    await app.wiki.saveEdit(ada, { id: page.id, title: 'Listed anew', body: '<p>x</p>' });
    const fields = { type: 'page', spaceKey: 'DOC', title: '', text: '', markup: 'wiki' };
    const { draftId } = (await (await app.post('/pages/savedraft.action', ada, fields)).json()) as { readonly draftId: string };
    const own = await textOf(app.get('/users/viewmydrafts.action', ada));
    assert.match(own, new RegExp(`/pages/editpage.action\\?pageId=${page.id}">Listed anew`));
    assert.match(own, new RegExp(`/pages/resumedraft.action\\?draftId=${draftId}">Without a title`));
    const root = await app.person('root', [], ['use', 'administer-system']);
    for (const other of [lin, root])
      assert.match(await textOf(app.get('/users/viewmydrafts.action', other)), /There is no draft/);
  });

  test('shows both when somebody published in between, and loses neither', async () => {
    const page = await app.page(ada, 'DOC', 'Busy');
    const fields = { pageId: String(page.id), basedOn: '1', title: 'Busy', markup: 'storage' };
    assert.equal((await publish({ ...fields, text: '<p>of lin</p>' }, lin)).status, 303);
    const refused = await publish({ ...fields, text: '<p>of ada</p>' });
    assert.equal(refused.status, 409);
    const text = await refused.text();
    assert.match(text, /lin full name published version 2/);
    assert.match(text, /<textarea[^>]*name="theirs"[^>]*readonly[^>]*>\n&lt;p&gt;of lin/);
    assert.match(text, /<textarea[^>]*name="text"[^>]*>\n&lt;p&gt;of ada/);
    assert.match(text, /<del>lin<\/del> <ins>ada<\/ins>/);
    assert.match(text, /name="basedOn" value="2"/);
    assert.equal((await bodyOf(page.id)).body, '<p>of lin</p>');
    assert.match(await textOf(app.get(`/pages/editpage.action?pageId=${page.id}`, ada)), /You began from version 1/);
    assert.equal((await publish({ ...fields, basedOn: '2', text: '<p>of both</p>' })).status, 303);
    assert.equal((await bodyOf(page.id)).body, '<p>of both</p>');
    assert.equal(await app.wiki.pendingEdit(ada, page.id), undefined);
  });

  test('is closed to who may not edit, and there is none for what they may not see', async () => {
    const page = await app.page(ada, 'DOC', 'Closed');
    assert.ok(!(await textOf(app.get(pagePath(page), ria))).includes('editpage.action'));
    assert.equal((await app.get(`/pages/editpage.action?pageId=${page.id}`, ria)).status, 403);
    assert.equal((await app.get('/pages/createpage.action?spaceKey=DOC', ria)).status, 403);
    const fields = { pageId: String(page.id), basedOn: '1', title: 'Closed', text: '<p>x</p>', markup: 'storage' };
    assert.equal((await publish(fields, ria)).status, 403);
    await app.space(ada, 'OWN');
    assert.equal((await app.get('/pages/createpage.action?spaceKey=OWN', lin)).status, 404);
    assert.equal((await app.get('/pages/editpage.action?pageId=999', ada)).status, 404);
  });

  test('moves a page, and says what does not go', async () => {
    const [page, below] = [await app.page(ada, 'DOC', 'Mover'), await app.page(ada, 'DOC', 'Target')];
    const form = `/pages/movepageform.action?pageId=${page.id}`;
    assert.match(await textOf(app.get(form, ada)), /name="spaceKey" [^>]*value="DOC"/);
    const move = (fields: Readonly<Record<string, string>>, id = page.id) =>
      app.post('/pages/movepageform.action', ada, { pageId: String(id), ...fields });
    assert.equal(locationOf(await move({ spaceKey: 'DOC', parent: 'target' })), pagePath(page));
    assert.equal((await bodyOf(page.id)).parentId, below.id);
    for (const [fields, says] of [
      [{ spaceKey: 'NONE', parent: '' }, /no space with the key NONE/],
      [{ spaceKey: 'DOC', parent: 'Nowhere' }, /no page called Nowhere/],
    ] as const) {
      const refused = await move(fields);
      assert.equal(refused.status, 422);
      assert.match(await refused.text(), says);
    }
    assert.match(await textOf(move({ spaceKey: 'DOC', parent: 'Mover' }, below.id)), /cannot go below itself/);
    assert.equal((await move({ spaceKey: 'DOC', parent: '' })).status, 303);
    assert.equal((await bodyOf(page.id)).parentId, undefined);
  });

  test('restricts who reads and edits, and never shuts out who does it', async () => {
    const page = await app.page(ada, 'DOC', 'Secret');
    const post = (fields: Readonly<Record<string, string>>) =>
      app.post('/pages/restrictions.action', ada, { pageId: String(page.id), ...fields });
    assert.match(await textOf(post({ 'read-users': 'lin' })), /shut you out/);
    assert.match(await textOf(post({ 'read-users': 'ada, nobody' })), /nobody with the username nobody/);
    assert.equal((await post({ 'read-users': 'ada', 'update-users': 'ada' })).status, 303);
    assert.equal((await app.get(pagePath(page), lin)).status, 404);
    assert.match(await textOf(app.get(`/pages/restrictions.action?pageId=${page.id}`, ada)), /name="read-users"[^>]*value="ada"/);
    assert.equal((await app.get(`/pages/restrictions.action?pageId=${page.id}`, lin)).status, 404);
    assert.equal((await post({})).status, 303);
    assert.equal((await app.get(pagePath(page), lin)).status, 200);
  });

  test('of two who restrict a page at once, the second is told, keeps what they typed, and may save it again', async () => {
    const page = await app.page(ada, 'DOC', 'Twice restricted');
    const path = `/pages/restrictions.action?pageId=${page.id}`;
    const seenIn = (text: string) =>
      Object.fromEntries(
        ['seen-read', 'seen-update'].map((name) => [name, new RegExp(`name="${name}" value="(\\d+)"`).exec(text)?.[1] ?? '']),
      );
    const post = (fields: Readonly<Record<string, string>>) =>
      app.post('/pages/restrictions.action', ada, { pageId: String(page.id), ...fields });
    const seen = seenIn(await textOf(app.get(path, ada)));
    assert.notEqual(seen['seen-read'], '');
    assert.equal((await post({ 'read-users': 'ada', ...seen })).status, 303);
    const late = await post({ 'read-users': 'ada, lin', ...seen });
    assert.equal(late.status, 422);
    const told = await late.text();
    assert.match(told, /Somebody else has changed these restrictions since you opened them/);
    assert.match(told, /name="read-users"[^>]*value="ada, lin"/);
    assert.equal((await app.get(pagePath(page), lin)).status, 404, 'what the first saved holds');
    assert.equal((await post({ 'read-users': 'ada, lin', ...seenIn(told) })).status, 303);
    assert.equal((await app.get(pagePath(page), lin)).status, 200);
    // One that was taken away meanwhile is a change as well.
    const before = seenIn(await textOf(app.get(path, ada)));
    assert.equal((await post({})).status, 303);
    assert.equal((await post({ 'read-users': 'ada', ...before })).status, 422);
  });

  test('puts a page in the trash after asking', async () => {
    const page = await app.page(ada, 'DOC', 'Over');
    await app.page(ada, 'DOC', 'Below', { parentId: page.id });
    assert.match(await textOf(app.get(`/pages/removepage.action?pageId=${page.id}`, ada)), /The page below it moves up/);
    assert.equal((await app.post('/pages/removepage.action', ria, { pageId: String(page.id) })).status, 403);
    assert.equal((await app.post('/pages/removepage.action', ada, { pageId: String(page.id) })).status, 303);
    assert.equal((await app.get(pagePath(page), ada)).status, 404);
  });

  test('marks pages and spaces as favourites', async () => {
    const page = await app.page(ada, 'DOC', 'Starred');
    const star = (fields: Readonly<Record<string, string>>) => app.post('/pages/favourite.action', ada, fields);
    assert.equal((await star({ pageId: String(page.id), favourite: 'true' })).status, 303);
    assert.equal((await star({ spaceKey: 'DOC', favourite: 'true' })).status, 303);
    const shown = await textOf(app.get(pagePath(page), ada));
    assert.match(shown, /Favourite<\/span>/);
    assert.match(shown, /Space is a favourite/);
    assert.ok(!shown.includes('my:favourite'), 'the mark is no label among others');
    assert.ok(!(await textOf(app.get(pagePath(page), lin))).includes('Favourite</span>'));
    for (const _twice of [1, 2]) assert.equal((await star({ pageId: String(page.id), favourite: 'false' })).status, 303);
    assert.equal((await star({ pageId: '999', favourite: 'true' })).status, 404);
  });
});
