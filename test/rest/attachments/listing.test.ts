/** Lists of attachments: GET (contract §1.7), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { filePart } from '../../support/attachments.ts';
import { countQueries } from '../../support/rest.ts';
import { recordedExpandable, recordedKeys } from './recorded.ts';
import { type AttachmentRoom, attachmentRoom } from './room.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`lists of attachments on ${engine}`, () => {
    let room: AttachmentRoom;
    before(async () => {
      room = await attachmentRoom(engine);
    });
    after(() => room.close());

    test('lists attachments with paging, by name and by media type, and as children', async () => {
      const { api, on, upload, newPage } = room;
      const { id } = await newPage();
      await upload(on(id), [filePart('one.txt', '1'), filePart('two.png', '2', 'image/png'), filePart('three.txt', '3')]);
      const titles = async (path: string) =>
        (await api.get(path)).json.results.map(({ title }: { title: string }) => title) as readonly string[];
      assert.deepEqual(await titles(on(id)), ['one.txt', 'two.png', 'three.txt']);
      assert.deepEqual(await titles(`${on(id)}?filename=ONE.txt`), ['one.txt']);
      assert.deepEqual(await titles(`${on(id)}?filename=none.txt`), []);
      assert.deepEqual(await titles(`${on(id)}?mediaType=image/png`), ['two.png']);
      const first = (await api.get(`${on(id)}?limit=2&expand=version,container,metadata`)).json;
      assert.equal(
        first._links.next,
        `/rest/api/content/${id}/child/attachment?expand=version%2Ccontainer%2Cmetadata&limit=2&start=2`,
      );
      assert.equal(first.results[0].version.number, 1);
      assert.deepEqual(await titles(first._links.next), ['three.txt']);
      assert.equal((await api.get(`/rest/api/content/${id}?expand=children.attachment`)).json.children.attachment.size, 3);
      assert.equal(
        (await api.get(`/rest/api/content/${id}/child?expand=attachment.version`)).json.attachment.results[0].version.number,
        1,
      );
      assert.equal((await api.get(on(999_999))).status, 404);
      assert.equal((await api.get(`${on(id)}?limit=x`)).status, 400);
      const [result] = (await api.get(`${on(id)}?expand=version,container`)).json.results;
      assert.deepEqual(Object.keys(result).sort(), recordedKeys);
      assert.deepEqual(Object.keys(result._expandable).sort(), recordedExpandable);
      assert.deepEqual(result.metadata, { mediaType: 'text/plain' });
      assert.deepEqual(result.extensions, { mediaType: 'text/plain', fileSize: 1, comment: '' });
    });

    test('a list costs the same number of queries, however long it is', async () => {
      const { made, api, on, upload, newPage } = room;
      const { id } = await newPage();
      const list = () => api.get(`${on(id)}?expand=version,container,metadata.labels,space,history`);
      await upload(on(id), [filePart('one.txt', '1')]);
      await list();
      const few = await countQueries(made, list);
      await upload(
        on(id),
        Array.from({ length: 20 }, (_, index) => filePart(`f${index}`, 'x')),
      );
      assert.equal(await countQueries(made, list), few);
    });
  });
}
