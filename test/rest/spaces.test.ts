/** Changing and deleting spaces over the REST API, personal spaces, their trash, and tasks (contract 1.10, 1.13). */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { restOn } from '../support/rest.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`spaces, on ${engine}`, async () => {
    const made = await restOn(engine);
    const { rest, person, space, page, database } = made;
    const uma = await person('uma');
    const otto = await person('otto');
    const root = await person('root', [], ['use', 'administer']);
    const doc = await space(uma, 'DOC', { open: true });
    await space(uma, 'MINE');
    const as = rest.as(uma, 'ADMIN');
    const other = rest.as(otto, 'ADMIN');
    after(() => rest.close());

    test('whoever administers a space changes its name, description and home page', async () => {
      const home = await page(uma, 'DOC', 'New home');
      const body = {
        key: 'DOC',
        name: 'Documents',
        description: { plain: { value: 'All of them', representation: 'plain' } },
        homepage: { id: String(home.id) },
      };
      const changed = await as.send('PUT', '/rest/api/space/doc', body);
      assert.equal(changed.status, 200);
      assert.deepEqual(
        [changed.json.name, changed.json.description.plain.value, changed.json.homepage.id],
        ['Documents', 'All of them', String(home.id)],
      );
      const kept = await as.send('PUT', '/rest/api/space/DOC', { name: 'Docs' });
      assert.deepEqual([kept.json.name, kept.json.description.plain.value], ['Docs', 'All of them']);
      const elsewhere = (await as.get('/rest/api/space/MINE')).json._expandable.homepage.split('/').at(-1);
      assert.equal((await as.send('PUT', '/rest/api/space/DOC', { homepage: { id: elsewhere } })).status, 404);
      assert.equal((await as.send('PUT', '/rest/api/space/DOC', { homepage: { id: 'x' } })).status, 404);
      assert.equal((await as.send('PUT', '/rest/api/space/DOC', { name: 'x'.repeat(300) })).status, 400);
      assert.equal((await other.send('PUT', '/rest/api/space/DOC', { name: 'Mine' })).status, 403);
      assert.equal((await other.send('PUT', '/rest/api/space/MINE', { name: 'Mine' })).status, 404);
      const [event] = (await database.read
        .selectFrom('audit_event')
        .select('changes')
        .where('kind', '=', 'space.changed')
        .execute()) as [{ changes: string }];
      assert.equal(JSON.parse(event.changes)[0].newValue, 'Documents');
    });

    test('a space is archived and restored', async () => {
      const status = async () => (await as.get('/rest/api/space/DOC')).json.status;
      assert.equal((await as.send('PUT', '/rest/api/space/DOC/archive')).status, 204);
      assert.equal(await status(), 'ARCHIVED');
      const archived = (await as.get('/rest/api/space?status=archived')).json.results;
      assert.deepEqual(
        archived.map(({ key }: { key: string }) => key),
        ['DOC'],
      );
      assert.equal((await as.send('PUT', '/rest/api/space/DOC/restore')).status, 204);
      assert.equal(await status(), 'CURRENT');
      assert.equal((await other.send('PUT', '/rest/api/space/DOC/archive')).status, 403);
      assert.equal((await other.send('PUT', '/rest/api/space/NONE/archive')).status, 404);
    });

    test('everybody has one personal space, made by themselves or by an administrator', async () => {
      const own = await rest.as(otto).send('POST', '/rest/api/space/personal');
      assert.deepEqual([own.status, own.json.key, own.json.type, own.json.name], [200, '~otto', 'personal', 'otto full name']);
      assert.equal((await rest.as(otto).send('POST', '/rest/api/space/personal')).status, 400);
      const byKey = await rest.as(uma).send('POST', '/rest/api/space', { key: '~Uma', name: 'Umas place' });
      assert.deepEqual([byKey.status, byKey.json.key, byKey.json.type], [200, '~uma', 'personal']);
      assert.equal((await rest.as(uma).send('POST', '/rest/api/space', { key: '~lin', name: 'Not mine' })).status, 400);
      await person('lin');
      const forLin = await rest.as(root, 'ADMIN').send('POST', '/rest/api/admin/space/personal/lin');
      assert.deepEqual([forLin.status, forLin.json.key], [200, '~lin']);
      assert.equal((await rest.as(root, 'ADMIN').send('POST', '/rest/api/admin/space/personal/nobody')).status, 404);
      assert.equal((await as.send('POST', '/rest/api/admin/space/personal/lin')).status, 403);
      for (const key of ['~otto', '%7Eotto']) assert.equal((await as.get(`/rest/api/space/${key}`)).json.key, '~otto');
      const page = await rest.as(uma).send('POST', '/rest/api/content', { title: 'Guest', space: { key: '~otto' } });
      assert.equal(page.status, 403, 'others may read and comment');
      const personal = (await as.get('/rest/api/space?type=personal')).json.results;
      assert.equal(personal.length, 3);
    });

    test('the trash of a space is listed for those who may delete, and emptied by those who administer', async () => {
      const gone = await page(uma, 'DOC', 'Gone');
      const post = (await as.send('POST', '/rest/api/content', { type: 'blogpost', title: 'Old', space: { key: 'DOC' } })).json;
      for (const id of [gone.id, post.id]) await as.send('DELETE', `/rest/api/content/${id}`);
      const trash = (await as.get('/rest/api/space/DOC/trash')).json;
      assert.deepEqual(
        trash.results.map(({ title, status }: { title: string; status: string }) => `${title} ${status}`),
        ['Gone trashed', 'Old trashed'],
      );
      assert.equal((await rest.as(await person('guest', [])).get('/rest/api/space/DOC/trash')).status, 404);
      assert.equal((await other.send('DELETE', '/rest/api/space/DOC/trash')).status, 403);
      assert.equal((await as.send('DELETE', '/rest/api/space/DOC/trash')).status, 204);
      assert.equal((await as.get('/rest/api/space/DOC/trash')).json.size, 0);
    });

    test('deleting a space is a task, done when it is asked for, seen by whoever started it', async () => {
      assert.equal((await other.send('DELETE', '/rest/api/space/DOC')).status, 403);
      assert.equal((await rest.as(uma).send('DELETE', '/rest/api/space/DOC')).status, 403, 'by a token of the scope Admin');
      const child = await page(uma, 'DOC', 'Child', doc.homepageId === undefined ? {} : { parentId: doc.homepageId });
      await as.send('POST', '/rest/api/content', { type: 'comment', container: { id: child.id }, body: {} });
      const { status, json } = await as.send('DELETE', '/rest/api/space/DOC');
      assert.equal(status, 202);
      assert.equal(json.links.status, `/rest/api/longtask/${json.id}`);
      const task = (await as.get(json.links.status)).json;
      assert.deepEqual([task.id, task.percentageComplete, task.successful], [json.id, 100, true]);
      assert.equal((await as.get('/rest/api/longtask')).json.results[0].id, json.id);
      assert.equal((await other.get(json.links.status)).status, 404);
      assert.equal((await as.get('/rest/api/longtask/x')).status, 404);
      assert.equal((await as.get('/rest/api/space/DOC')).status, 404);
      assert.equal((await as.get(`/rest/api/content/${child.id}?status=any`)).status, 404);
      const left = await database.read.selectFrom('content').select('id').where('space_id', '=', doc.id).execute();
      assert.deepEqual(left, []);
      assert.equal((await rest.as(uma).send('POST', '/rest/api/space', { key: 'DOC', name: 'Again' })).status, 200);
    });
  });
}
