/** Looking after spaces in the browser's pages: the list of all, settings, archive, deletion, trash, templates, and restoring a version. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { isRefusal } from '../../../src/wiki/refusals.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { atTheConsole, type ConsoleVisitor, textOf } from '../console/console.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`looking after a space on ${engine}`, () => {
    let weir: TestWeir;
    /** Administers her space, and nothing else. */
    let uma: TestUser;
    let at: ConsoleVisitor;
    let ada: ConsoleVisitor;
    /** May write in the space. */
    let otto: ConsoleVisitor;

    before(async () => {
      weir = await startWeir({ engine, contextPath: '/wiki' });
      uma = await weir.user('uma');
      at = await atTheConsole(weir, uma);
      ada = await atTheConsole(weir);
      otto = await atTheConsole(weir, await weir.user('otto'));
      await weir.rooms.wiki.spaces.create(uma.person, { key: 'DOCS', name: 'Docs 100%_sure' }, systemOrigin);
    });
    after(() => weir.stop());

    async function page(title: string, body = `<p>${title}</p>`): Promise<number> {
      const made = await weir.rooms.wiki.createPage(uma.person, { spaceKey: 'DOCS', title, body });
      assert.ok(!isRefusal(made), JSON.stringify(made));
      return made.id;
    }

    const kinds = async (kind: string) => (await weir.rooms.audit.list({ kind, limit: 10 })).map(({ summary }) => summary);

    test('the console lists spaces with how much is in each, and finds them by name, key and status', async () => {
      await page('Counted');
      const list = textOf(await ada.page('/admin/spaces'));
      assert.match(list, /Docs 100%_sure DOCS Current 2 0 0 B/);
      assert.match(textOf(await ada.page('/admin/spaces?q=100%25_s')), /DOCS/);
      assert.match(textOf(await ada.page('/admin/spaces?q=dOcS')), /DOCS/);
      assert.match(textOf(await ada.page('/admin/spaces?q=100%25%25')), /No space fits/);
      assert.match(textOf(await ada.page('/admin/spaces?status=ARCHIVED')), /No space fits/);
      assert.equal((await at.get('/admin/spaces')).status, 403);
    });

    test('settings change name, description and home page, and say beside the field what is wrong', async () => {
      await page('Start here');
      const path = '/spaces/DOCS/settings';
      const unknown = await at.post(path, { name: 'Docs', description: '', home: 'Nowhere' });
      assert.equal(unknown.status, 422);
      assert.match(textOf(await unknown.text()), /There is no page called “Nowhere”/);
      assert.equal((await at.post(path, { name: ' ', description: '', home: '' })).status, 422);
      const saved = await at.follow(await at.post(path, { name: 'Docs', description: 'All of it.', home: 'start HERE' }));
      assert.match(textOf(saved), /The settings were saved/);
      const space = await weir.rooms.wiki.spaces.find(uma.person, 'DOCS');
      assert.deepEqual([space?.name, space?.description], ['Docs', 'All of it.']);
      assert.match(saved, /value="Start here"/);
      for (const part of ['settings', 'trash', 'delete', 'templates/create', 'trash/empty']) {
        assert.equal((await otto.get(`/spaces/DOCS/${part}`)).status, 403, part);
        assert.equal((await otto.post(`/spaces/DOCS/${part}`, { name: 'Otto’s' })).status >= 403, true, part);
      }
    });

    test('of two who change the settings of a space at once, the second is told, keeps what they typed, and may save it again', async () => {
      const path = '/spaces/DOCS/settings';
      const seenIn = (text: string) => /name="seen" value="(\d+)"/.exec(text)?.[1] ?? '';
      const seen = seenIn(await at.page(path));
      assert.notEqual(seen, '');
      const typed = { name: 'Docs', home: 'Start here', seen };
      const both = await Promise.all(['Hers', 'Theirs'].map((description) => at.post(path, { ...typed, description })));
      assert.deepEqual(both.map(({ status }) => status).toSorted(), [303, 422]);
      const lost = await both.find(({ status }) => status === 422)?.text();
      assert.ok(lost);
      assert.match(textOf(lost), /Somebody else has changed these settings since you opened them/);
      const [mine] = /Hers|Theirs/.exec(lost) ?? [];
      assert.ok(mine);
      const stored = async () => (await weir.rooms.wiki.spaces.find(uma.person, 'DOCS'))?.description;
      assert.notEqual(await stored(), mine);
      assert.equal((await at.post(path, { ...typed, description: mine })).status, 422, 'with the old time it is told again');
      assert.equal((await at.post(path, { ...typed, description: mine, seen: seenIn(lost) })).status, 303);
      assert.equal(await stored(), mine);
      await at.follow(await at.post(path, { name: 'Docs', description: 'All of it.', home: '' }));
    });

    test('a space is archived and restored', async () => {
      assert.match(textOf(await at.follow(await at.post('/spaces/DOCS/settings/archive'))), /The space is archived/);
      assert.match(textOf(await ada.page('/admin/spaces?status=ARCHIVED')), /DOCS Archived/);
      assert.equal((await otto.post('/spaces/DOCS/settings/restore')).status, 403);
      await at.follow(await at.post('/spaces/DOCS/settings/restore'));
      assert.equal((await weir.rooms.wiki.spaces.find(uma.person, 'DOCS'))?.status, 'CURRENT');
    });

    test('what is in the trash is restored, or deleted for good one by one or all at once', async () => {
      const { wiki } = weir.rooms;
      const [kept, gone] = [await page('Kept'), await page('Gone')];
      for (const id of [kept, gone]) await wiki.trash(uma.person, id);
      assert.match(textOf(await at.page('/spaces/DOCS/trash')), /Kept Page Uma Example/);

      await at.follow(await at.post('/spaces/DOCS/trash/restore', { content: String(kept) }));
      assert.equal((await wiki.content.find(uma.person, kept))?.status, 'current');
      assert.equal((await at.post('/spaces/DOCS/trash/restore', { content: String(kept) })).status, 404);

      assert.match(textOf(await at.page(`/spaces/DOCS/trash/purge?content=${gone}`)), /Delete “Gone” for good\?/);
      // Of another space: that is looked up in the trash of this one.
      await wiki.spaces.create(uma.person, { key: 'OTHER', name: 'Other' }, systemOrigin);
      await at.post('/spaces/OTHER/trash/purge', { content: String(gone) });
      assert.ok(await wiki.content.find(uma.person, gone, { statuses: ['trashed'] }));
      await at.follow(await at.post('/spaces/DOCS/trash/purge', { content: String(gone) }));
      assert.equal(await wiki.content.find(uma.person, gone, { statuses: ['trashed'] }), undefined);
      assert.match((await kinds('content.purged')).join(), /“Gone” was deleted for good/);

      const again = await page('Twice');
      await wiki.trash(uma.person, again);
      await page('Twice');
      const refused = await at.post('/spaces/DOCS/trash/restore', { content: String(again) });
      assert.equal(refused.status, 409);
      assert.match(textOf(await refused.text()), /something else in the space is called so now/);
      assert.match(textOf(await at.page('/spaces/DOCS/trash/empty')), /1 deleted thing is gone/);
      assert.match(textOf(await at.follow(await at.post('/spaces/DOCS/trash/empty'))), /The trash is empty/);
    });

    test('templates are made, changed and deleted by who administers the space', async () => {
      const path = '/spaces/DOCS/templates';
      const typed = { name: 'Minutes', description: 'Of a meeting', body: '<p>Decided:</p>', labels: 'meeting, Notes' };
      const bad = await at.post(`${path}/create`, { ...typed, body: '<p>Decided:' });
      assert.equal(bad.status, 422);
      assert.match(textOf(await bad.text()), /line 1/);
      assert.equal((await at.post(`${path}/create`, { ...typed, labels: 'a:b' })).status, 422);
      assert.match(textOf(await at.follow(await at.post(`${path}/create`, typed))), /Minutes Of a meeting/);
      const found = await weir.rooms.wiki.templates.list(uma.person, 'DOCS', { start: 0, limit: 5 });
      assert.ok(!isRefusal(found));
      const [template] = found.results;
      assert.ok(template);
      assert.deepEqual(
        template.labels.map(({ name }) => name),
        ['meeting', 'notes'],
      );
      assert.equal((await at.get(`/spaces/OTHER/templates/${template.id}/edit`)).status, 404);
      assert.equal((await otto.post(`${path}/${template.id}/edit`, typed)).status, 403);
      await at.follow(await at.post(`${path}/${template.id}/edit`, { ...typed, name: 'Protocol' }));
      assert.match(textOf(await at.page(path)), /Protocol/);
      await at.follow(await at.post(`${path}/${template.id}/delete`));
      assert.doesNotMatch(textOf(await at.page(path)), /Protocol/);
    });

    test('templates for all spaces are kept in the console by administrators, and offered in every space', async () => {
      const path = '/admin/templates';
      assert.match(textOf(await ada.page(path)), /There are no templates yet.*Create template/s);
      for (const part of ['', '/create']) assert.equal((await at.get(path + part)).status, 403);
      const typed = { name: 'Протокол 🌊 <b>', description: 'For & everybody', body: '<p>Decided:</p>', labels: 'meeting' };
      assert.equal((await at.post(`${path}/create`, typed)).status, 403);
      for (const [wrong, told] of [
        [{ name: ' ' }, /A template needs a name of 1 to 255 characters/],
        [{ name: 'x'.repeat(256) }, /A template needs a name/],
        [{ description: 'x'.repeat(2001) }, /Use at most 2,000 characters/],
        [{ body: '<p>Decided:' }, /line 1/],
        [{ labels: 'a:b' }, /cannot be a label/],
      ] as const) {
        const refused = await ada.post(`${path}/create`, { ...typed, ...wrong });
        assert.equal(refused.status, 422);
        const text = await refused.text();
        assert.match(textOf(text), told);
        if (!('name' in wrong)) assert.match(text, /value="Протокол 🌊 &lt;b&gt;"/);
      }
      assert.match(textOf(await ada.follow(await ada.post(`${path}/create`, typed))), /Протокол 🌊 <b> For & everybody meeting/);
      const found = await weir.rooms.wiki.templates.list(uma.person, undefined, { start: 0, limit: 5 });
      assert.ok(!isRefusal(found));
      const [template] = found.results;
      assert.ok(template);
      const inSpace = await at.page('/spaces/DOCS/templates');
      assert.match(textOf(inSpace), /For all spaces/);
      assert.doesNotMatch(inSpace, new RegExp(`${path}/${template.id}/edit`), 'she keeps those of her space');
      assert.match(await ada.page('/spaces/DOCS/templates'), new RegExp(`${path}/${template.id}/edit`));
      assert.equal((await at.get(`/spaces/DOCS/templates/${template.id}/edit`)).status, 404);
      assert.equal((await at.post(`${path}/${template.id}/delete`)).status, 403);
      await ada.follow(await ada.post(`${path}/${template.id}/delete`));
      assert.match(textOf(await ada.page(path)), /There are no templates yet/);
      assert.equal((await ada.post(`${path}/${template.id}/delete`)).status, 404);
    });

    test('of two who edit one template at once, the second is told, keeps what they typed, and may save it again', async () => {
      const path = '/admin/templates';
      const typed = { name: 'Twice', description: '', body: '<p>One</p>', labels: '' };
      await ada.follow(await ada.post(`${path}/create`, typed));
      const edit = /href="\/wiki(\/admin\/templates\/\d+\/edit)"/.exec(await ada.page(path))?.[1] ?? '';
      const seenIn = (page: string) => /name="seen" value="(\d+)"/.exec(page)?.[1] ?? '';
      const seen = seenIn(await ada.page(edit));
      const outcomes = await Promise.all(
        ['a', 'b', 'c', 'd'].map((body) => ada.post(edit, { ...typed, body: `<p>${body}</p>`, seen })),
      );
      assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), [303, 422, 422, 422]);
      const lost = await outcomes.find(({ status }) => status === 422)?.text();
      assert.ok(lost);
      assert.match(textOf(lost), /Somebody else has changed this template since you opened it/);
      const stillTyped = /&lt;p&gt;[abcd]&lt;\/p&gt;/.exec(lost)?.[0];
      assert.ok(stillTyped);
      const again = { ...typed, body: textOf(stillTyped), seen: seenIn(lost) };
      assert.equal((await ada.post(edit, { ...again, seen })).status, 422);
      // Another mistake says nothing of what the first has saved.
      const mistaken = await ada.post(edit, { ...again, labels: 'no:such:label!', seen });
      assert.equal(mistaken.status, 422);
      assert.equal(seenIn(await mistaken.text()), seen);
      assert.equal((await ada.post(edit, again)).status, 303);
      await ada.follow(await ada.post(edit.replace('edit', 'delete')));
    });

    test('what its reader may not see or do is answered once, and nothing is left to be reported', async () => {
      const failures: unknown[] = [];
      const note = (reason: unknown) => failures.push(reason);
      weir.app.log.error = note;
      for (const part of ['settings', 'trash', 'templates/create', 'permissions']) {
        assert.equal((await otto.get(`/spaces/DOCS/${part}`)).status, 403, part);
        assert.equal((await otto.get(`/spaces/NOWHERE/${part}`)).status, 404, part);
      }
      const id = await page('Only one version');
      assert.equal((await otto.get(`/pages/revertpagebacktoversion.action?pageId=${id}&version=7`)).status, 404);
      assert.deepEqual(failures, []);
    });

    test('an earlier version becomes the current one again, as a new version', async () => {
      const { wiki } = weir.rooms;
      const id = await page('First title', '<p>The first text.</p>');
      const second = await wiki.publishVersion(uma.person, { id, number: 2, title: 'Second title', body: '<p>The second.</p>' });
      assert.ok(!isRefusal(second));
      const path = '/pages/revertpagebacktoversion.action';
      assert.match(await at.page(`/pages/viewpreviousversions.action?pageId=${id}`), /version=1"[^>]*>Restore/);
      const form = await at.page(`${path}?pageId=${id}&version=1`);
      assert.match(textOf(form), /as a new version/);
      assert.equal((await at.get(`${path}?pageId=${id}&version=2`)).status, 404);
      const stale = await at.post(path, { pageId: String(id), version: '1', latest: '1', message: '' });
      assert.equal(stale.status, 409);
      const restored = await at.post(path, { pageId: String(id), version: '1', latest: '2', message: 'Back again' });
      assert.match(textOf(await at.follow(restored)), /The first text/);
      const now = await wiki.content.find(uma.person, id);
      assert.deepEqual([now?.title, now?.latestNumber, now?.version.message], ['First title', 3, 'Back again']);

      const nora = await atTheConsole(weir, await weir.user('nora'));
      const shut = [{ change: 'set', subject: { kind: 'group', name: 'weir-users' }, permissions: ['view'] }] as const;
      assert.equal(await wiki.permissions.change(uma.person, 'DOCS', shut, systemOrigin), undefined);
      assert.equal((await nora.post(path, { pageId: String(id), version: '1', latest: '3' })).status, 403);
      assert.doesNotMatch(await nora.page(`/pages/viewpreviousversions.action?pageId=${id}`), /revertpageback/);
    });

    test('a space is deleted once its key is typed', async () => {
      assert.match(textOf(await at.page('/spaces/DOCS/delete')), /\d pages and 0 blog posts/);
      assert.equal((await at.post('/spaces/DOCS/delete', { confirmation: 'docs' })).status, 422);
      const gone = await ada.post('/spaces/DOCS/delete', { confirmation: 'DOCS' });
      assert.equal(new URL(gone.headers.get('location') ?? '', weir.baseUrl).pathname, '/wiki/admin/spaces');
      assert.match(textOf(await ada.follow(gone)), /The space was deleted/);
      assert.equal(await weir.rooms.wiki.spaces.find(uma.person, 'DOCS'), undefined);
    });
  });
}
