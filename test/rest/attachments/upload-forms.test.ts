/** Multipart forms of uploads (contract §1.2 XSRF and point 7; security rules 13 and 14), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { filePart, multipart, type Part, textPart } from '../../support/attachments.ts';
import { type AttachmentRoom, attachmentRoom, noCheck } from './room.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`forms of uploads on ${engine}`, () => {
    let room: AttachmentRoom;
    before(async () => {
      room = await attachmentRoom(engine);
    });
    after(() => room.close());

    test('multipart forms need the token against forgery, nothing else does', async () => {
      const { page, on, upload } = room;
      for (const [method, path] of [
        ['POST', on(page.id)],
        ['PUT', on(page.id)],
        ['POST', `${on(page.id)}/1/data`],
        ['POST', `${on(page.id)}/1/move?newName=a`],
      ] as const) {
        const answer = await upload(path, [filePart('x.txt', 'x')], { method, headers: {} });
        assert.equal(answer.status, 403, path);
        assert.equal(answer.message, 'XSRF check failed');
        assert.equal(
          (await upload(path, [filePart('x.txt', 'x')], { method, headers: { 'x-atlassian-token': 'yes' } })).status,
          403,
        );
      }
      const other = await upload(on(page.id), [filePart('nocheck.txt', 'x')], { headers: { 'x-atlassian-token': 'nocheck' } });
      assert.equal(other.status, 200);
    });

    test('a file needs a name that can be seen', async () => {
      const { on, upload, newPage } = room;
      const { id } = await newPage();
      for (const name of ['..', ' ', '\u3164', '\u200d\u2800.']) {
        assert.equal((await upload(on(id), [filePart(name, 'x')])).status, 400, JSON.stringify(name));
      }
    });

    test('forms as clients write them are understood (§1.2 point 7)', async () => {
      const { on, upload, newPage, download } = room;
      const cases: readonly [title: string, parts: readonly Part[]][] = [
        ['größe – ключ.txt', [filePart('größe – ключ.txt', 'x')]],
        ['naïve.txt', [{ disposition: 'name="file"; filename*=UTF-8\'\'na%C3%AFve.txt', value: 'x' }]],
        ['日本.txt', [{ disposition: "filename*=utf-8''%E6%97%A5%E6%9C%AC.txt; name=file", value: 'x' }]],
        ['€.txt', [{ disposition: 'name="file"; filename="E.txt"; filename*=UTF-8\'\'%E2%82%AC.txt', value: 'x' }]],
        ['€2.txt', [{ disposition: 'name="file"; filename*=UTF-8\'\'%E2%82%AC2.txt; filename="E.txt"', value: 'x' }]],
        ['with "quotes".txt', [{ disposition: 'name="file"; filename="with \\"quotes\\".txt"', value: 'x' }]],
        [
          'a.txt',
          [{ disposition: 'name="minorEdit"; filename="minorEdit"', value: 'true' }, filePart('a.txt', 'abc', 'text/plain')],
        ],
        ['b.txt', [textPart('fileName', 'b.txt'), { disposition: 'name="file"', type: 'application/octet-stream', value: 'x' }]],
        [
          'c.txt',
          [
            textPart('hidden', 'true'),
            filePart('c.txt', 'x'),
            { ...filePart('other.bin', 'y'), disposition: 'name="extra"; filename="o"' },
          ],
        ],
      ];
      for (const [title, parts] of cases) {
        const { id } = await newPage();
        const { status, json } = await upload(on(id), parts);
        assert.equal(status, 200, `${title}: ${JSON.stringify(json)}`);
        assert.equal(json.results.length, 1);
        assert.equal(json.results[0].title, title);
        const file = await download(json.results[0]._links.download);
        assert.equal(file.statusCode, 200);
        const [, name = ''] = /filename\*=UTF-8''(\S+)$/.exec(String(file.headers['content-disposition'])) ?? [];
        assert.equal(decodeURIComponent(name), title);
      }
    });

    test('a name is a name and no path (security rule 14, regression row 12)', async () => {
      const { page, on, upload, newPage, download } = room;
      const cases: readonly [sent: string, kept: string][] = [
        ['../../etc/passwd', 'passwd'],
        ['/etc/shadow', 'shadow'],
        ['..\\..\\boot.ini', 'boot.ini'],
        ['C:\\Users\\uma\\report.doc', 'report.doc'],
        ['\uff0e\uff0e\uff0fsecret.txt', 'secret.txt'],
        ['evil\u202egnp.sh', 'evilgnp.sh'],
        ['a\u0000b.txt', 'ab.txt'],
        ['blank. . ', 'blank'],
      ];
      for (const [sent, kept] of cases) {
        const { id } = await newPage();
        const { status, json } = await upload(on(id), [filePart(sent.replaceAll('\\', '\\\\'), 'x')]);
        assert.equal(status, 200, `${JSON.stringify(sent)}: ${JSON.stringify(json)}`);
        assert.equal(json.results[0].title, kept);
      }
      for (const sent of ['..', '.', '../', '\u2025', ' ']) {
        const answer = await upload(on(page.id), [filePart(sent, 'x')]);
        assert.equal(answer.status, 400, `${JSON.stringify(sent)}: ${JSON.stringify(answer.json)}`);
      }
      const { id } = await newPage();
      const long = (await upload(on(id), [filePart(`${'x'.repeat(400)}.txt`, 'x')])).json.results[0];
      assert.equal(long.title.length, 255);
      assert.match(long.title, /x\.txt$/);
      assert.equal((await download(long._links.download)).statusCode, 200);
    });

    test('a form that is no form, has no file or is cut off is refused, and leaves nothing', async () => {
      const { page, api, on, upload, files } = room;
      const before = await files();
      const none = await upload(on(page.id), [textPart('comment', 'no file')]);
      assert.equal(none.status, 400);
      assert.match(none.message ?? '', /At least one file/);
      const cut = multipart([filePart('cut.txt', 'x'.repeat(5000))]).subarray(0, 3000);
      assert.equal((await upload(on(page.id), cut)).status, 400);
      assert.equal((await upload(on(page.id), Buffer.from('nonsense'))).status, 400);
      assert.equal((await upload(on(page.id), [filePart('t.txt', 'x'), textPart('comment', 'x'.repeat(20_000))])).status, 413);
      const json = await api.send('POST', on(page.id), {}, noCheck);
      assert.equal(json.status, 415);
      const many = await upload(
        on(page.id),
        Array.from({ length: 150 }, (_, index) => filePart(`many-${index}`, '1')),
      );
      assert.equal(many.status, 413);
      assert.equal(await files(), before);
    });

    test('a file that is too large is 413, one of the largest size is taken', async () => {
      const { on, upload, newPage, files } = room;
      const { id } = await newPage();
      const before = await files();
      const answer = await upload(on(id), [filePart('large.bin', Buffer.alloc(1024 * 1024 + 1))]);
      assert.equal(answer.status, 413);
      assert.equal(await files(), before);
      assert.equal((await upload(on(id), [filePart('large.bin', Buffer.alloc(1024 * 1024))])).status, 200);
    });

    test('a kind of file that is not allowed is refused in the words that clients search for', async () => {
      const { page, on, upload } = room;
      const { status, message } = await upload(on(page.id), [filePart('virus.EXE', 'MZ')]);
      assert.equal(status, 400);
      assert.match(message ?? '', /file type is not allowed/);
    });
  });
}
