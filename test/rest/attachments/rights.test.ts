/** Who may see, attach, change and delete files (security rule 6), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { filePart } from '../../support/attachments.ts';
import { type AttachmentRoom, attachmentRoom, noCheck } from './room.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`rights to attachments on ${engine}`, () => {
    let room: AttachmentRoom;
    before(async () => {
      room = await attachmentRoom(engine);
    });
    after(() => room.close());

    test('who may not, is told so in every way', async () => {
      const { made, rita, on, upload, attached } = room;
      const { pageId, id } = await attached('rights.txt');
      const stranger = await made.person(`stranger-${engine}`, []);
      for (const [person, status] of [
        [rita, 403],
        [stranger, 404],
      ] as const) {
        const as = made.rest.as(person);
        assert.equal((await upload(on(pageId), [filePart('x.txt', 'x')], { person })).status, status);
        assert.equal((await upload(on(pageId), [filePart('x.txt', 'x')], { person, method: 'PUT' })).status, status);
        assert.equal((await upload(`${on(pageId)}/${id}/data`, [filePart('x.txt', 'x')], { person })).status, status);
        assert.equal((await as.send('PUT', `${on(pageId)}/${id}`, { title: 'x', version: { number: 1 } })).status, status);
        assert.equal((await as.send('POST', `${on(pageId)}/${id}/move?newName=y`, undefined, noCheck)).status, status);
        assert.equal((await as.send('DELETE', `${on(pageId)}/${id}`)).status, status);
        assert.equal((await as.send('DELETE', `${on(pageId)}/${id}/version/1`)).status, status);
        assert.equal((await as.get(on(pageId))).status, status === 403 ? 200 : 404);
        assert.equal((await as.get(`/download/attachments/${pageId}/rights.txt`)).status, status === 403 ? 200 : 404);
      }
      const refused = await upload(on(pageId), [filePart('x.txt', 'x')], { person: rita });
      assert.match(refused.message ?? '', /Could not create content with type attachment$/);
      assert.equal((await upload(on(pageId), [filePart('x.txt', 'x')], { scope: 'READ' })).status, 403);
      assert.equal((await made.rest.as(undefined).get(on(pageId))).status, 401);
      assert.equal((await upload(on(id), [filePart('x.txt', 'x')])).status, 400, 'nothing hangs on a file');
    });

    test('a restriction of the page holds for its files', async () => {
      const { made, rita, api, on, attached } = room;
      const { pageId, id, json } = await attached('secret.png', '\x89PNG', 'image/png');
      const as = made.rest.as(rita);
      assert.equal((await as.get(json._links.download)).status, 200);
      await api.send('PUT', `/rest/api/content/${pageId}/restriction`, [
        { operation: 'read', restrictions: { user: [{ username: 'uma' }], group: [] } },
      ]);
      for (const path of [json._links.download, json._links.thumbnail, on(pageId), `/rest/api/content/${id}`]) {
        assert.equal((await as.get(path)).status, 404, path);
      }
      const found = await as.get('/rest/api/content/search?cql=type%3Dattachment');
      assert.ok(!JSON.stringify(found.json).includes('secret.png'));
    });
  });
}
