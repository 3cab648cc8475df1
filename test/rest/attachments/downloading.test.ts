/** Downloads: GET and HEAD, ranges and conditions (RFC 9110; security rule 14), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type AttachmentRoom, attachmentRoom } from './room.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`downloading files on ${engine}`, () => {
    let room: AttachmentRoom;
    before(async () => {
      room = await attachmentRoom(engine);
    });
    after(() => room.close());

    suite('downloads', () => {
      let path: string;
      let etag: string;
      let modified: string;
      before(async () => {
        const { attached, download } = room;
        const { pageId } = await attached('ten bytes+.txt', '0123456789');
        path = `/download/attachments/${pageId}/${encodeURIComponent('ten bytes+.txt')}`;
        const { headers } = await download(path);
        etag = String(headers.etag);
        modified = String(headers['last-modified']);
      });

      test('carry what keeps a browser from running them', async () => {
        const { download } = room;
        const { headers } = await download(path);
        assert.equal(headers['x-content-type-options'], 'nosniff');
        assert.match(String(headers['content-security-policy']), /sandbox/);
        assert.equal(
          headers['content-disposition'],
          'attachment; filename="ten bytes+.txt"; filename*=UTF-8\'\'ten%20bytes%2B.txt',
        );
        assert.equal(headers['content-length'], '10');
        assert.equal(headers['accept-ranges'], 'bytes');
        assert.equal(headers['cache-control'], 'private, no-cache');
      });

      test('only pictures that are what they say are shown in place', async () => {
        const { attached, download } = room;
        const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(20)]);
        const cases = [
          ['a.png', png, 'image/png', 'inline', 'image/png'],
          ['a.gif', Buffer.from('GIF89a and more'), 'image/gif', 'inline', 'image/gif'],
          [
            'a.jpg',
            Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.alloc(20)]),
            'image/jpeg',
            'inline',
            'image/jpeg',
          ],
          ['a.webp', Buffer.from('RIFF1234WEBPVP8 '), 'image/webp', 'inline', 'image/webp'],
          ['html.png', '<script>alert(1)</script>', 'image/png', 'attachment', 'image/png'],
          ['a.svg', '<svg onload="alert(1)"/>', 'image/svg+xml', 'attachment', 'image/svg+xml'],
          ['a.html', '<script>alert(1)</script>', 'text/html', 'attachment', 'text/html'],
          ['png.txt', png, 'text/plain', 'attachment', 'text/plain'],
        ] as const;
        for (const [name, bytes, type, disposition, served] of cases) {
          const { json } = await attached(name, bytes as string, type);
          const { headers } = await download(json._links.download);
          assert.ok(String(headers['content-disposition']).startsWith(`${disposition};`), name);
          assert.ok(String(headers['content-type']).startsWith(served), name);
          assert.equal(headers['x-content-type-options'], 'nosniff');
        }
        const { json } = await attached('thumb.png', png, 'image/png');
        assert.deepEqual((await download(json._links.thumbnail)).rawPayload, png);
        const fake = await attached('fake.png', '<script>', 'image/png');
        assert.equal((await download(fake.json._links.thumbnail)).statusCode, 404);
      });

      test('answer one range, and say when there is none (RFC 9110 §14)', async () => {
        const { download } = room;
        const cases: readonly [range: string, status: number, body: string, contentRange: string | undefined][] = [
          ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
          ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
          ['bytes=-3', 206, '789', 'bytes 7-9/10'],
          ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
          ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
          ['bytes=0-0,5-6', 200, '0123456789', undefined],
          ['bytes=5-2', 200, '0123456789', undefined],
          ['lines=1-2', 200, '0123456789', undefined],
          ['bytes=-', 200, '0123456789', undefined],
        ];
        for (const [range, status, body, contentRange] of cases) {
          const answer = await download(path, { range });
          assert.equal(answer.statusCode, status, range);
          assert.equal(answer.body, body, range);
          assert.equal(answer.headers['content-range'], contentRange, range);
          assert.equal(answer.headers['content-length'], String(body.length), range);
        }
        for (const range of ['bytes=10-', 'bytes=99-100', 'bytes=-0']) {
          const answer = await download(path, { range });
          assert.equal(answer.statusCode, 416, range);
          assert.equal(answer.headers['content-range'], 'bytes */10');
        }
        assert.equal((await download(path, { range: 'bytes=0-3', 'if-range': etag })).statusCode, 206);
        assert.equal((await download(path, { range: 'bytes=0-3', 'if-range': '"other"' })).statusCode, 200);
        assert.equal((await download(path, { range: 'bytes=0-3', 'if-range': modified })).statusCode, 206);
      });

      test('are not sent again to who has them (RFC 9110 §13)', async () => {
        const { download } = room;
        const cases: readonly [headers: Record<string, string>, status: number][] = [
          [{ 'if-none-match': etag }, 304],
          [{ 'if-none-match': `"a", W/${etag}` }, 304],
          [{ 'if-none-match': '*' }, 304],
          [{ 'if-none-match': '"a"' }, 200],
          [{ 'if-modified-since': modified }, 304],
          [{ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 200],
          [{ 'if-modified-since': modified, 'if-none-match': '"a"' }, 200],
          [{ 'if-modified-since': 'nonsense' }, 200],
        ];
        for (const [headers, status] of cases) {
          const answer = await download(path, headers);
          assert.equal(answer.statusCode, status, JSON.stringify(headers));
          if (status === 304) assert.equal(answer.body, '');
          assert.equal(answer.headers.etag, etag);
        }
      });

      test('HEAD says how long it is without reading it; an empty file is empty', async () => {
        const { attached, download } = room;
        const head = await download(path, {}, 'HEAD');
        assert.equal(head.statusCode, 200);
        assert.equal(head.headers['content-length'], '10');
        assert.equal(head.body, '');
        const { json } = await attached('empty.txt', '');
        const empty = await download(json._links.download);
        assert.equal(empty.statusCode, 200);
        assert.equal(empty.headers['content-length'], '0');
        assert.equal((await download(json._links.download, { range: 'bytes=0-' })).statusCode, 416);
      });

      test('a blank may be a plus sign, as addresses of Confluence write it', async () => {
        const { attached, download } = room;
        const { pageId } = await attached('two words.txt', 'words');
        assert.equal((await download(`/download/attachments/${pageId}/two+words.txt`)).body, 'words');
      });
    });

    test('pictures and links in a page lead to its files', async () => {
      const { api, attached, download } = room;
      const { pageId } = await attached('a picture.png', '\x89PNG', 'image/png');
      const body =
        '<p><ac:image><ri:attachment ri:filename="a picture.png"/></ac:image><ac:link><ri:attachment ri:filename="a picture.png"/></ac:link></p>';
      const { json } = await api.send('PUT', `/rest/api/content/${pageId}`, {
        type: 'page',
        version: { number: 2 },
        body: { storage: { value: body, representation: 'storage' } },
      });
      assert.equal(json.version?.number, 2);
      const view = (await api.get(`/rest/api/content/${pageId}?expand=body.view`)).json.body.view.value as string;
      const [, src = ''] = /<img[^>]* src="([^"]+)"/.exec(view) ?? [];
      assert.ok(src.startsWith(`/download/attachments/${pageId}/a%20picture.png?`), view);
      assert.equal((await download(src.replaceAll('&amp;', '&'))).statusCode, 200);
      assert.match(view, new RegExp(`<a [^>]*href="/download/attachments/${pageId}/a%20picture.png`));
    });
  });
}
