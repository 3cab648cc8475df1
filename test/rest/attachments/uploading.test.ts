/** Attaching files over the API: POST, PUT and `/data` (contract §1.7, §1.3), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { filePart, textPart } from '../../support/attachments.ts';
import { recordedKeys } from './recorded.ts';
import { type AttachmentRoom, attachmentRoom } from './room.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`uploading files on ${engine}`, () => {
    let room: AttachmentRoom;
    before(async () => {
      room = await attachmentRoom(engine);
    });
    after(() => room.close());

    test('an uploaded file is answered as it was recorded, and its bytes come back', async () => {
      const { made, page, api, on, upload, download } = room;
      made.clock.time += 1000;
      const { status, json } = await upload(on(page.id), [
        textPart('type', 'attachment'),
        textPart('comment', 'the first one'),
        textPart('minorEdit', 'true'),
        filePart('image.png', '\x89PNG and more of it', 'image/png'),
      ]);
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(json).sort(), ['_links', 'results', 'size']);
      assert.equal(json.size, 1);
      assert.deepEqual(json._links, { base: 'http://localhost:8090', context: '' });
      const [result] = json.results;
      assert.deepEqual(Object.keys(result).sort(), recordedKeys);
      assert.deepEqual(Object.keys(result._links).sort(), ['download', 'self', 'thumbnail', 'webui']);
      const { id } = result;
      assert.match(id, /^\d+$/);
      assert.equal(result.type, 'attachment');
      assert.equal(result.title, 'image.png');
      assert.deepEqual(result.extensions, { mediaType: 'image/png', fileSize: 20, comment: 'the first one' });
      assert.equal(result.metadata.mediaType, 'image/png');
      assert.equal(result.metadata.comment, 'the first one');
      assert.equal(result.version.minorEdit, true);
      assert.equal(result.version.number, 1);
      assert.equal(result.container.id, String(page.id));
      assert.equal(result.container.type, 'page');
      const query = `?version=1&modificationDate=${made.clock.time}&api=v2`;
      assert.equal(result._links.download, `/download/attachments/${page.id}/image.png${query}`);
      assert.equal(
        result._links.webui,
        `/spaces/DOC/pages/${page.id}/Files+here?preview=${encodeURIComponent(`/${page.id}/${id}/image.png`)}`,
      );
      const file = await download(result._links.download);
      assert.equal(file.statusCode, 200);
      assert.equal(file.rawPayload.toString(), '\x89PNG and more of it');
      assert.equal((await api.get(`/rest/api/content/${id}`)).json.title, 'image.png');
      assert.equal((await api.get(`/rest/api/content/att${id}?expand=container`)).json.container.title, 'Files here');
    });

    test('several files come in one form, each with its comment; all are attached or none', async () => {
      const { api, on, upload, newPage, files } = room;
      const { id } = await newPage();
      const { json } = await upload(on(id), [
        filePart('a.txt', 'a'),
        filePart('b.csv', 'b'),
        textPart('comment', 'of a'),
        textPart('comment', 'of b'),
      ]);
      assert.deepEqual(
        json.results.map((each: { title: string; extensions: object }) => [each.title, each.extensions]),
        [
          ['a.txt', { mediaType: 'text/plain', fileSize: 1, comment: 'of a' }],
          ['b.csv', { mediaType: 'text/csv', fileSize: 1, comment: 'of b' }],
        ],
      );
      const before = await files();
      const again = await upload(on(id), [filePart('c.txt', 'c'), filePart('A.TXT', 'other')]);
      assert.equal(again.status, 400);
      assert.equal(again.message, 'Cannot add a new attachment with same file name as an existing attachment: A.TXT');
      const twice = await upload(on(id), [filePart('d.txt', 'c'), filePart('d.txt', 'other')]);
      assert.equal(twice.status, 400);
      assert.equal((await api.get(on(id))).json.size, 2);
      assert.equal(await files(), before, 'what was refused is gone');
    });

    test('a name that is taken gets a new version by PUT, by allowDuplicated and by /data', async () => {
      const { api, on, upload, attached, download } = room;
      const { pageId, id } = await attached('notes.txt', 'one');
      const put = await upload(on(pageId), [textPart('minorEdit', 'true'), filePart('notes.txt', 'second')], { method: 'PUT' });
      assert.equal(put.status, 200);
      assert.equal(put.json.results[0].id, id);
      assert.equal(put.json.results[0].version.number, 2);
      assert.equal(
        (await upload(`${on(pageId)}?allowDuplicated=true`, [filePart('notes.txt', 'third')])).json.results[0].version.number,
        3,
      );
      const data = await upload(`${on(pageId)}/att${id}/data`, [
        filePart('notes.txt', 'fourth!', 'text/plain'),
        textPart('comment', 'c4'),
      ]);
      assert.equal(data.status, 200);
      assert.equal(data.json.id, id);
      assert.equal(data.json.version.number, 4);
      assert.equal(data.json.extensions.fileSize, 7);
      assert.equal(data.json.metadata.comment, 'c4');
      for (const [version, text] of [
        [1, 'one'],
        [2, 'second'],
        [3, 'third'],
        [4, 'fourth!'],
      ] as const) {
        assert.equal((await download(`/download/attachments/${pageId}/notes.txt?version=${version}`)).body, text);
      }
      assert.equal((await download(`/download/attachments/${pageId}/notes.txt`)).body, 'fourth!');
      assert.equal((await download(`/download/attachments/${pageId}/notes.txt?version=9`)).statusCode, 404);
      const old = await api.get(`/rest/api/content/${id}?version=2&status=historical`);
      assert.equal(old.json.extensions.fileSize, 6);
      const create = await upload(on(pageId), [filePart('new.txt', 'n')], { method: 'PUT' });
      assert.equal(create.json.results[0].version.number, 1);
      const clash = await upload(`${on(pageId)}/${id}/data`, [filePart('new.txt', 'n')]);
      assert.equal(clash.status, 400);
      assert.match(clash.message ?? '', /same file name/);
    });

    test('of many who attach the same name at once one wins; by PUT all do, with a version each', async () => {
      const { api, on, upload, newPage, files, download } = room;
      const { id } = await newPage();
      const before = await files();
      const all = (method: 'POST' | 'PUT', name: string) =>
        Promise.all(Array.from({ length: 8 }, (_, index) => upload(on(id), [filePart(name, `text ${index}`)], { method })));
      const posted = await all('POST', 'same.txt');
      assert.deepEqual(posted.map(({ status }) => status).sort(), [200, ...Array.from({ length: 7 }, () => 400)]);
      assert.equal(await files(), before + 1);
      const put = await all('PUT', 'versions.txt');
      assert.deepEqual(put.map(({ json }) => json.results[0].version.number).sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
      for (const { json } of put) assert.match((await download(json.results[0]._links.download)).body, /^text \d$/);
      assert.equal((await api.get(on(id))).json.size, 2);
    });
  });
}
