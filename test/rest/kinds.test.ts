/** Blog posts and drafts over the REST API (contract 1.5). */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { Engine } from '../../src/database/database.ts';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { restOn } from '../support/rest.ts';

for (const engine of ['sqlite', 'postgresql'] as const satisfies readonly Engine[])
  suite(`blog posts and drafts on ${engine}`, async () => {
    const made = await restOn(engine);
    const { rest, person, space, page, clock } = made;
    const uma = await person('uma');
    const otto = await person('otto');
    const root = await person('root', [], ['use', 'administer-system']);
    await space(uma, 'DOC', { open: true });
    const as = rest.as(uma);
    after(() => rest.close());
    const post = (body: object, who = as) => who.send('POST', '/rest/api/content', { space: { key: 'DOC' }, ...body });
    const titles = ({ results }: { readonly results: readonly { readonly title: string }[] }) =>
      results.map(({ title }) => title);

    test('a blog post is listed by its day, and its title is free again the day after', async () => {
      const first = await post({ type: 'blogpost', title: 'News' });
      assert.deepEqual([first.status, first.json.type, first.json.ancestors], [200, 'blogpost', []]);
      const taken = await post({ type: 'blogpost', title: 'NEWS' });
      assert.equal(taken.status, 400);
      assert.match(taken.json.message, /^A blog post with this title already exists/);
      assert.equal((await post({ title: 'News' })).status, 200, 'a page may be called the same');
      clock.time += 24 * 60 * 60 * 1000;
      assert.equal((await post({ type: 'blogpost', title: 'News' })).status, 200);
      const list = async (query: string) => (await as.get(`/rest/api/content?${query}`)).json;
      assert.equal((await list('type=blogpost&spaceKey=DOC')).size, 2);
      assert.equal((await list('type=blogpost&spaceKey=DOC&postingDay=2026-03-01')).results[0].id, first.json.id);
      assert.equal((await list('type=blogpost&title=news&postingDay=2026-03-02')).size, 1);
      assert.equal((await list('type=blogpost&postingDay=2026-03-03')).size, 0);
      assert.equal((await list('type=blogpost&postingDay=yesterday')).size, 0);
      assert.deepEqual(titles((await as.get('/rest/api/space/DOC/content')).json.blogpost), ['News', 'News']);
      assert.deepEqual(titles((await as.get('/rest/api/space/DOC/content/blogpost?limit=1')).json), ['News']);
      const changed = await as.send('PUT', `/rest/api/content/${first.json.id}`, {
        type: 'blogpost',
        title: 'Old news',
        version: { number: 2 },
        ancestors: [{ id: '1' }],
      });
      assert.deepEqual([changed.status, changed.json.title], [200, 'Old news']);
      assert.equal((await as.send('DELETE', `/rest/api/content/${first.json.id}`)).status, 204);
      assert.equal((await list('type=blogpost&status=trashed')).size, 1);
      const back = { status: 'current', version: { number: 3 } };
      assert.equal((await as.send('PUT', `/rest/api/content/${first.json.id}`, back)).status, 200);
    });

    test('a draft is seen by its author alone, takes no title from others, and is published as the first version', async () => {
      await page(uma, 'DOC', 'Taken');
      const parent = await page(uma, 'DOC', 'Parent');
      const { status, json } = await post({ title: 'Taken', status: 'draft', ancestors: [{ id: parent.id }] });
      assert.deepEqual([status, json.status, json.version.number], [200, 'draft', 1]);
      const path = `/rest/api/content/${json.id}`;
      assert.equal((await as.get(path)).status, 404);
      assert.equal((await as.get(`${path}?status=draft`)).json.title, 'Taken');
      assert.equal((await as.get(`${path}?status=any`)).status, 404, 'any is what was published');
      const file = await rest.app.inject({
        method: 'POST',
        url: `${path}/child/attachment`,
        headers: { authorization: 'Bearer uma:WRITE', 'content-type': multipartType, 'x-atlassian-token': 'no-check' },
        payload: multipart([filePart('a.txt', 'text')]),
      });
      assert.equal(file.statusCode, 200, file.body);
      const { id: fileId, _links: links } = file.json().results[0];
      // Whoever administers the system sees everything but this.
      for (const other of [otto, root, undefined]) {
        const someone = rest.as(other);
        for (const hidden of [
          `${path}?status=draft`,
          `${path}/child/attachment`,
          `/rest/api/content/${fileId}`,
          `/rest/api/content/${fileId}?status=draft`,
          links.download,
        ]) {
          const answer = await someone.get(hidden);
          assert.ok(answer.status === 404 || answer.status === 401, `${other?.username} ${hidden} ${answer.status}`);
        }
      }
      const drafts = encodeURIComponent(JSON.stringify({ contentStatuses: ['draft'] }));
      const lists = [
        '/rest/api/content?status=draft',
        '/rest/api/content/scan?status=draft',
        `/rest/api/content/search?cql=type=page&cqlcontext=${drafts}`,
        `/rest/api/search?cql=space=DOC&cqlcontext=${drafts}`,
      ];
      for (const list of lists) {
        for (const other of [otto, root])
          assert.equal((await rest.as(other).get(list)).json.size, 0, `${other.username} ${list}`);
        assert.equal((await as.get(list)).json.size, 1, list);
      }
      assert.equal((await rest.as(root).send('DELETE', `${path}?status=draft`)).status, 404);
      assert.equal((await rest.as(root).send('PUT', `${path}?status=draft`, { status: 'current', title: 'Theirs' })).status, 404);
      assert.equal((await as.get(`/rest/api/content/${parent.id}/child/page`)).json.size, 0);
      assert.equal((await rest.as(otto).send('DELETE', `${path}?status=draft`)).status, 404);

      const body = { storage: { value: '<p>Done</p>', representation: 'storage' } };
      const saved = await as.send('PUT', `${path}?status=draft`, { status: 'draft', title: '', body });
      assert.deepEqual([saved.status, saved.json.version.number, saved.json.body.storage.value], [200, 1, '<p>Done</p>']);
      const publish = (title: string) =>
        as.send('PUT', `${path}?status=draft`, { status: 'current', title, version: { number: 1 } });
      assert.equal((await publish('taken')).status, 400);
      const published = await publish('Written');
      assert.deepEqual([published.status, published.json.status, published.json.version.number], [200, 'current', 1]);
      assert.equal(published.json.body.storage.value, '<p>Done</p>');
      assert.equal(published.json.ancestors.at(-1).id, String(parent.id));
      assert.equal((await rest.as(otto).get(path)).status, 200);
      assert.deepEqual(titles((await as.get(`/rest/api/content/${parent.id}/child/page`)).json), ['Written']);
    });

    test('a draft is published by the path for blueprints too, and deleted for good', async () => {
      const draft = (await post({ title: 'From a blueprint', status: 'draft', type: 'blogpost' })).json;
      const path = `/rest/api/content/blueprint/instance/${draft.id}`;
      assert.equal((await rest.as(otto).send('POST', path, {})).status, 404);
      const published = await as.send('POST', `${path}?status=draft`, { status: 'current', version: { number: 1 } });
      assert.deepEqual([published.status, published.json.status, published.json.type], [200, 'current', 'blogpost']);
      const other = (await post({ status: 'draft' })).json;
      assert.equal((await as.send('DELETE', `/rest/api/content/${other.id}?status=draft`)).status, 204);
      assert.equal((await rest.as(root).get(`/rest/api/content/${other.id}?status=draft`)).status, 404);
    });

    test('a draft whose parent went to the trash is published at the top level', async () => {
      const parent = await page(uma, 'DOC', 'Short-lived');
      const draft = (await post({ title: 'Orphan', status: 'draft', ancestors: [{ id: parent.id }] })).json;
      await as.send('DELETE', `/rest/api/content/${parent.id}`);
      const published = await as.send('PUT', `/rest/api/content/${draft.id}?status=draft`, { status: 'current' });
      assert.deepEqual([published.status, published.json.ancestors], [200, []]);
    });
  });
