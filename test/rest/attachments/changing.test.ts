/** Changing and moving attachments: PUT and `/move` (contract §1.7), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { filePart } from '../../support/attachments.ts';
import { type AttachmentRoom, attachmentRoom, noCheck } from './room.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`changing attachments on ${engine}`, () => {
    let room: AttachmentRoom;
    before(async () => {
      room = await attachmentRoom(engine);
    });
    after(() => room.close());

    test('metadata changes by either convention of the version number, and leaves the version as it was', async () => {
      const { api, on, upload, attached, download } = room;
      const { pageId, id, json } = await attached('before.txt');
      const change = (body: object) => api.send('PUT', `${on(pageId)}/${id}`, { ...json, ...body });
      const renamed = await change({
        title: 'after.txt',
        version: { number: 1 },
        metadata: { comment: 'said', mediaType: 'text/markdown' },
      });
      assert.equal(renamed.status, 200, renamed.text);
      assert.equal(renamed.json.title, 'after.txt');
      assert.equal(renamed.json.version.number, 1);
      assert.deepEqual(renamed.json.extensions, { mediaType: 'text/markdown', fileSize: 3, comment: 'said' });
      assert.equal((await change({ title: 'after.txt', version: { number: '2' } })).status, 200);
      const wrong = await change({ version: { number: 3 } });
      assert.equal(wrong.status, 409);
      assert.equal(wrong.json.message, 'Version must be incremented on update. Current version is: 1');
      assert.equal((await change({ version: { number: 'x' } })).status, 400);
      assert.equal((await download(`/download/attachments/${pageId}/after.txt`)).body, 'abc');
      assert.equal((await download(`/download/attachments/${pageId}/before.txt`)).statusCode, 404);
      await upload(on(pageId), [filePart('there.txt', 'x')]);
      const taken = await change({ title: 'There.TXT', version: { number: 1 } });
      assert.equal(taken.status, 400);
      assert.match(taken.json.message, /same file name/);
      assert.equal(
        (await api.send('PUT', `/rest/api/content/${id}`, { title: 'third.txt', type: 'attachment', version: { number: 2 } }))
          .status,
        200,
      );
      assert.equal((await api.get(`/rest/api/content/${id}`)).json.title, 'third.txt');
      assert.equal((await download(`/download/attachments/${pageId}/third.txt`)).body, 'abc');
    });

    test('labels come along with the metadata, as a list or as the collection that was read, and go nowhere else', async () => {
      const { api, on, attached } = room;
      const { pageId, id } = await attached('labelled.txt');
      const labels = [{ prefix: 'global', name: 'One' }, { name: 'two' }];
      const put = await api.send('PUT', `${on(pageId)}/${id}?expand=metadata.labels`, {
        version: { number: 1 },
        metadata: { labels },
      });
      assert.equal(put.status, 200, put.text);
      assert.equal(put.json.metadata.mediaType, 'text/plain');
      const namesOf = ({ metadata }: { metadata: { labels: { results: { name: string }[] } } }) =>
        metadata.labels.results.map(({ name }) => name);
      assert.deepEqual(namesOf(put.json), ['one', 'two']);
      const [listed] = (await api.get(`${on(pageId)}?expand=metadata.labels`)).json.results;
      assert.deepEqual(namesOf(listed), ['one', 'two']);
      const metadata = { labels: { results: [{ name: 'three' }] }, comment: 'said too' };
      const content = { type: 'attachment', version: { number: 2 }, metadata };
      assert.equal((await api.send('PUT', `/rest/api/content/${id}`, content)).status, 200);
      const whole = (await api.get(`/rest/api/content/${id}?expand=metadata.labels`)).json;
      assert.deepEqual(namesOf(whole), ['one', 'three', 'two']);
      const bad = { version: { number: 1 }, metadata: { labels: [{ name: 'no blanks' }] } };
      assert.equal((await api.send('PUT', `${on(pageId)}/${id}`, bad)).status, 400);
      assert.equal((await api.get(`${on(pageId)}?expand=metadata.labels`)).json.size, 1);
    });

    test('moves and renames, also into another space', async () => {
      const { made, uma, rita, api, on, attached, download } = room;
      const { pageId, id } = await attached('wander.txt');
      const other = await made.space(uma, `TO${engine === 'sqlite' ? 'A' : 'B'}`);
      const target = await made.page(uma, other.key, 'A target');
      const move = (query: string) => api.send('POST', `${on(pageId)}/${id}/move${query}`, undefined, noCheck);
      assert.equal((await move('')).status, 400);
      assert.equal((await move('?newContentId=999999')).status, 404);
      assert.equal((await move(`?newContentId=${pageId}&newName=renamed.txt`)).status, 204);
      assert.equal((await move(`?newContentId=${target.id}&newName=there.txt`)).status, 204);
      const moved = (await api.get(`/rest/api/content/${id}?expand=space,container`)).json;
      assert.equal(moved.title, 'there.txt');
      assert.equal(moved.space.key, other.key);
      assert.equal(moved.container.id, String(target.id));
      assert.equal((await download(`/download/attachments/${target.id}/there.txt`)).body, 'abc');
      assert.equal((await download(`/download/attachments/${pageId}/there.txt`)).statusCode, 404);
      assert.equal((await move('?newName=x')).status, 404, 'it hangs elsewhere now');
      // Rita sees DOC, and not where it went.
      assert.equal((await made.rest.as(rita).get(`/rest/api/content/${id}`)).status, 404);
    });
  });
}
