/** Drafts of pages that are published (contract 1.5): whose they are, what they leave alone, and how they become the next version. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { restOn } from '../support/rest.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`drafts of published pages on ${engine}`, async () => {
    const made = await restOn(engine);
    const { rest, person, space, page } = made;
    const [uma, otto, root] = [await person('uma'), await person('otto'), await person('root', [], ['use', 'administer-system'])];
    await space(uma, 'DOC', { open: true });
    const as = rest.as(uma);
    after(() => rest.close());
    const bodyOf = (value: string) => ({ storage: { value, representation: 'storage' } });
    let count = 0;
    const begin = async () => {
      const { id } = await page(uma, 'DOC', `Page ${++count}`, { body: '<p>published</p>' });
      const path = `/rest/api/content/${id}`;
      const save = (body: object, who = as) => who.send('PUT', `${path}?status=draft`, { status: 'draft', ...body });
      return { id, path, save, title: `Page ${count}` };
    };

    test('a draft changes nothing that others see, and is read with status=draft', async () => {
      const { id, path, save, title } = await begin();
      assert.equal((await as.get(`${path}?status=draft`)).status, 404, 'there is none yet');
      const saved = await save({ title: 'Quiet', body: bodyOf('<p>mine zebra</p>'), version: { number: 1 } });
      assert.deepEqual([saved.status, saved.json.status, saved.json.id], [200, 'draft', String(id)]);
      assert.equal(saved.json.body.storage.value, '<p>mine zebra</p>');
      const read = (await as.get(`${path}?status=draft&expand=body.storage,body.view,version,history`)).json;
      assert.deepEqual([read.title, read.version.number, read.version.by.username], ['Quiet', 1, 'uma']);
      assert.match(read.body.view.value, /mine zebra/);
      const current = (await as.get(`${path}?expand=body.storage,version`)).json;
      assert.deepEqual([current.title, current.version.number, current.status], [title, 1, 'current']);
      assert.equal(current.body.storage.value, '<p>published</p>');
      assert.equal((await as.get(`${path}?status=current&status=draft`)).json.status, 'current');
      assert.equal((await as.get('/rest/api/content/search?cql=text~zebra')).json.size, 0);
      assert.equal((await as.get('/rest/api/content?spaceKey=DOC&title=Quiet')).json.size, 0);
      assert.equal((await as.get(`${path}/history`)).json.lastUpdated.number, 1);
    });

    test('nobody but its author sees it, and everybody has their own', async () => {
      const { path, save } = await begin();
      await save({ body: bodyOf('<p>of uma</p>') });
      for (const other of [rest.as(otto), rest.as(root), rest.as(undefined)]) {
        assert.ok([401, 404].includes((await other.get(`${path}?status=draft`)).status));
        assert.ok([401, 404].includes((await other.send('DELETE', `${path}?status=draft`)).status));
      }
      assert.equal((await save({ body: bodyOf('<p>of otto</p>') }, rest.as(otto))).status, 200);
      const read = async (who: typeof as) => (await who.get(`${path}?status=draft&expand=body.storage`)).json.body.storage.value;
      assert.deepEqual([await read(as), await read(rest.as(otto))], ['<p>of uma</p>', '<p>of otto</p>']);
    });

    test('what a save leaves out stays; a title may still be missing, a body must be well-formed', async () => {
      const { path, save, title } = await begin();
      await save({ body: bodyOf('<p>one</p>') });
      assert.equal((await save({ title: '' })).json.title, title);
      const renamed = (await save({ title: 'New name' })).json;
      assert.deepEqual([renamed.title, renamed.body.storage.value], ['New name', '<p>one</p>']);
      assert.match((await save({ body: bodyOf('<p>') })).json.message, /^Error parsing xhtml/);
      assert.equal((await as.get(`${path}?status=draft&expand=body.storage`)).json.body.storage.value, '<p>one</p>');
    });

    test('it is published as the next version, and is gone then', async () => {
      const { path, save } = await begin();
      await save({ body: bodyOf('<p>ready</p>') });
      const publish = { status: 'current', version: { number: 2, message: 'Done', minorEdit: true } };
      const published = await as.send('PUT', `${path}?status=draft`, publish);
      assert.deepEqual([published.status, published.json.status, published.json.version.number], [200, 'current', 2]);
      assert.deepEqual([published.json.version.message, published.json.version.minorEdit], ['Done', true]);
      assert.equal(published.json.body.storage.value, '<p>ready</p>');
      assert.equal((await as.get(`${path}?status=draft`)).status, 404);
      assert.equal((await as.send('PUT', `${path}?status=draft`, { ...publish, version: { number: 3 } })).status, 404);
    });

    test('when the page moved on, a draft is not published over it until its author has seen that', async () => {
      const { path, save } = await begin();
      await save({ body: bodyOf('<p>mine</p>') });
      const theirs = { version: { number: 2 }, body: bodyOf('<p>theirs</p>') };
      assert.equal((await rest.as(otto).send('PUT', path, theirs)).status, 200);
      const publish = (number: number) => as.send('PUT', `${path}?status=draft`, { status: 'current', version: { number } });
      for (const number of [2, 3]) {
        const refused = await publish(number);
        assert.deepEqual([number, refused.status], [number, 409]);
        assert.match(refused.json.message, /Current version is: 2/);
      }
      assert.equal((await as.get(`${path}?expand=body.storage`)).json.body.storage.value, '<p>theirs</p>');
      assert.equal((await as.get(`${path}?status=draft&expand=version`)).json.version.number, 1, 'it says where it began');
      assert.equal((await save({ body: bodyOf('<p>both</p>'), version: { number: 3 } })).json.version.number, 2);
      const published = await publish(3);
      assert.deepEqual([published.status, published.json.body.storage.value], [200, '<p>both</p>']);
    });

    test('it is deleted by itself, and with its page', async () => {
      const { path, save } = await begin();
      await save({ body: bodyOf('<p>mine</p>') });
      assert.equal((await as.send('DELETE', `${path}?status=draft`)).status, 204);
      assert.equal((await as.send('DELETE', `${path}?status=draft`)).status, 404);
      assert.equal((await as.get(path)).status, 200);
      await save({ body: bodyOf('<p>mine</p>') });
      await as.send('DELETE', path);
      assert.equal((await as.get(`${path}?status=draft`)).status, 404);
      assert.equal((await save({ body: bodyOf('<p>mine</p>'), version: { number: 2 } })).status, 404);
    });

    test('who may not edit has none, and comments have none', async () => {
      const { id, path, save } = await begin();
      const onlyUma = [{ operation: 'update', restrictions: { user: [{ type: 'known', username: 'uma' }], group: [] } }];
      await rest.as(otto).send('PUT', `${path}?status=draft`, { status: 'draft', body: bodyOf('<p>early</p>') });
      await as.send('PUT', `${path}/restriction`, onlyUma);
      assert.equal((await save({ body: bodyOf('<p>late</p>') }, rest.as(otto))).status, 403);
      const publish = { status: 'current', version: { number: 2 } };
      assert.equal((await rest.as(otto).send('PUT', `${path}?status=draft`, publish)).status, 403);
      const onlyUmaReads = [{ ...onlyUma[0], operation: 'read' }];
      await as.send('PUT', `${path}/restriction`, onlyUmaReads);
      assert.equal((await rest.as(otto).get(`${path}?status=draft`)).status, 404);
      const comment = await as.send('POST', '/rest/api/content', {
        type: 'comment',
        container: { id: String(id), type: 'page' },
        body: bodyOf('<p>hm</p>'),
      });
      const draft = await as.send('PUT', `/rest/api/content/${comment.json.id}?status=draft`, { status: 'draft' });
      assert.equal(draft.status, 400);
    });
  });
}
