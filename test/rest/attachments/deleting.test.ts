/** Deleting attachments and their versions: DELETE (contract §1.7), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { filePart } from '../../support/attachments.ts';
import { type AttachmentRoom, attachmentRoom } from './room.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`deleting attachments on ${engine}`, () => {
    let room: AttachmentRoom;
    before(async () => {
      room = await attachmentRoom(engine);
    });
    after(() => room.close());

    test('deletes: earlier versions for good, attachments into the trash and back, by all three addresses', async () => {
      const { page, api, on, upload, attached, download } = room;
      const { pageId, id } = await attached('gone.txt');
      await upload(on(pageId), [filePart('gone.txt', 'second')], { method: 'PUT' });
      assert.equal((await api.send('DELETE', `${on(pageId)}/${id}/version/2`)).status, 400, 'the current one stays');
      assert.equal((await api.send('DELETE', `${on(pageId)}/${id}/version/9`)).status, 404);
      assert.equal((await api.send('DELETE', `${on(pageId)}/${id}/version/1`)).status, 204);
      assert.equal((await download(`/download/attachments/${pageId}/gone.txt?version=1`)).statusCode, 404);
      assert.equal((await api.send('DELETE', `${on(page.id)}/${id}`)).status, 404, 'on another page');
      assert.equal((await api.send('DELETE', `${on(pageId)}/att${id}`)).status, 204);
      assert.equal((await download(`/download/attachments/${pageId}/gone.txt`)).statusCode, 404);
      assert.equal((await api.get(on(pageId))).json.size, 0);
      assert.equal((await upload(on(pageId), [filePart('gone.txt', 'new')])).status, 200, 'the name is free');
      const back = () => api.send('PUT', `/rest/api/content/${id}`, { status: 'current', version: { number: 3 } });
      assert.equal((await back()).status, 400);
      const [there] = (await api.get(on(pageId))).json.results;
      assert.equal((await api.send('DELETE', `/rest/api/content/${there.id}`)).status, 204);
      assert.equal((await back()).status, 200);
      assert.equal((await download(`/download/attachments/${pageId}/gone.txt`)).body, 'second');
      assert.equal((await api.send('DELETE', `/rest/api/content/${id}`)).status, 204);
      assert.equal((await api.send('DELETE', `/rest/api/content/${id}?status=trashed`)).status, 204);
      assert.equal((await api.get(`/rest/api/content/${id}?status=any`)).status, 404);
    });

    test('what nothing names any more is deleted after a day, and nothing else', async () => {
      const { made, api, attached, files, download } = room;
      const keep = await attached('keep.txt', 'kept');
      const drop = await attached('drop.txt', 'dropped');
      for (const query of ['', '?status=trashed']) await api.send('DELETE', `/rest/api/content/${drop.id}${query}`);
      const { attachments } = made.wiki;
      const pruned = async () => {
        let sum = 0;
        for (let round = 0; round < 50; round++) sum += await attachments.prune(10);
        return sum;
      };
      assert.equal(await pruned(), 0, 'too young: an upload may still be on its way');
      const before = await files();
      made.clock.time += 25 * 3600 * 1000;
      const late = await attached('late.txt', 'late');
      const count = await pruned();
      assert.ok(count >= 1);
      assert.equal(await files(), before + 1 - count);
      for (const [{ pageId }, name, text] of [
        [keep, 'keep.txt', 'kept'],
        [late, 'late.txt', 'late'],
      ] as const) {
        assert.equal((await download(`/download/attachments/${pageId}/${name}`)).body, text);
      }
      assert.equal(await pruned(), 0);
    });
  });
}
