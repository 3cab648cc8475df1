/** Thumbnails over HTTP (contract §1.7, security rules 6 and 14), with either store of files, on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { basicOf } from '../support/routes.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';
import { runCommand } from '../support/weir-process.ts';

for (const [engine, store] of [
  ['sqlite', 'files'],
  ['postgresql', 's3'],
] as const) {
  suite(`thumbnails on ${engine}, files in ${store}`, () => {
    let weir: TestWeir;
    let s3: S3Server;
    let authorization: string;
    let pageId: string;
    before(async () => {
      s3 = await startS3Server();
      const { endpoint, bucket, region, accessKeyId, secretAccessKey } = s3.settings;
      const settings = {
        WEIR_ATTACHMENT_STORE: 's3',
        WEIR_S3_ENDPOINT: endpoint,
        WEIR_S3_BUCKET: bucket,
        WEIR_S3_REGION: region,
        WEIR_S3_ACCESS_KEY_ID: accessKeyId,
        WEIR_S3_SECRET_ACCESS_KEY: secretAccessKey,
      };
      weir = await startWeir({ engine, ...(store === 's3' ? { settings } : {}) });
      authorization = basicOf(weir.admin);
      await post('/rest/api/space', { key: 'PIC', name: 'Pictures' });
      pageId = (await post('/rest/api/content', { type: 'page', title: 'Pictures', space: { key: 'PIC' } })).id;
    });
    after(async () => {
      await weir.stop();
      await s3.close();
    });

    async function post(path: string, body: object): Promise<{ readonly id: string }> {
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(weir.baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
      assert.equal(answer.status, 200);
      return (await answer.json()) as { id: string }; // The shape of a space or content.
    }
    async function upload(filename: string, bytes: Buffer, type: string) {
      const answer = await fetch(`${weir.baseUrl}/rest/api/content/${pageId}/child/attachment`, {
        method: 'PUT',
        headers: { authorization, 'content-type': multipartType, 'x-atlassian-token': 'no-check' },
        body: new Uint8Array(multipart([filePart(filename, bytes, type)])),
      });
      assert.equal(answer.status, 200);
      // As recorded.
      const { results } = (await answer.json()) as { results: { id: string; _links: Record<string, string> }[] };
      assert.ok(results[0]);
      return results[0];
    }
    const get = (path: string | undefined, headers: Record<string, string> = {}) =>
      fetch(weir.baseUrl + path, { headers: { authorization, ...headers } });
    /** @returns the answer as soon as it is a thumbnail and no picture that stands in */
    async function thumbnail(path: string | undefined, whole: Buffer): Promise<{ bytes: Buffer; headers: Headers }> {
      for (let tries = 0; tries < 300; tries += 1) {
        const answer = await get(path);
        assert.equal(answer.status, 200);
        const bytes = Buffer.from(await answer.arrayBuffer());
        if (!bytes.equals(whole)) return { bytes, headers: answer.headers };
        await wait(50);
      }
      assert.fail('no thumbnail was made');
    }
    const picture = (width: number) =>
      sharp({ create: { width, height: width / 2, channels: 3, background: 'red' } })
        .png()
        .toBuffer();

    test('the picture stands in until its thumbnail is made, which is sent as every download', async () => {
      const whole = await picture(1000);
      const { _links } = await upload('red.png', whole, 'image/png');
      const made = await thumbnail(_links.thumbnail, whole);
      assert.deepEqual([(await sharp(made.bytes).metadata()).width, made.headers.get('content-type')], [300, 'image/jpeg']);
      assert.match(String(made.headers.get('content-disposition')), /^inline/);
      assert.match(String(made.headers.get('content-security-policy')), /sandbox/);
      const etag = String(made.headers.get('etag'));
      assert.equal((await get(_links.thumbnail, { 'if-none-match': etag })).status, 304);
      const part = await get(_links.thumbnail, { range: 'bytes=0-3' });
      assert.equal(part.status, 206);
      assert.deepEqual(Buffer.from(await part.arrayBuffer()), made.bytes.subarray(0, 4));
      assert.deepEqual(Buffer.from(await (await get(_links.download)).arrayBuffer()), whole);
      assert.equal((await get(_links.download, { range: 'bytes=1-3' })).status, 206);
    });

    test('each version has its own, and it goes where the attachment goes', async () => {
      const first = await picture(800);
      await upload('v.png', first, 'image/png');
      const second = await picture(200);
      const { id, _links } = await upload('v.png', second, 'image/png');
      const at = (name: string, query = '') => `/download/thumbnails/${pageId}/${name}${query}`;
      assert.equal((await sharp((await thumbnail(at('v.png', '?version=1'), first)).bytes).metadata()).width, 300);
      assert.equal((await sharp((await thumbnail(_links.thumbnail, second)).bytes).metadata()).width, 200);
      const move = `${weir.baseUrl}/rest/api/content/${pageId}/child/attachment/${id}/move?newName=w.png`;
      const moved = await fetch(move, { method: 'POST', headers: { authorization, 'x-atlassian-token': 'no-check' } });
      assert.equal(moved.status, 204);
      assert.equal((await get(at('v.png'))).status, 404);
      assert.equal((await get(at('w.png'))).headers.get('content-type'), 'image/jpeg');
    });

    test('who may not see the page sees no thumbnail, and nobody sees one of what is no picture', async () => {
      const whole = await picture(600);
      const { _links } = await upload('secret.png', whole, 'image/png');
      await thumbnail(_links.thumbnail, whole);
      assert.equal((await fetch(weir.baseUrl + _links.thumbnail)).status, 401);
      const otto = await weir.user('otto');
      const headers = { authorization: basicOf(otto), 'content-type': 'application/json' };
      await fetch(`${weir.baseUrl}/rest/api/content/${pageId}/restriction`, {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify([{ operation: 'read', restrictions: { user: [{ username: 'admin' }], group: [] } }]),
      });
      assert.equal((await fetch(weir.baseUrl + _links.thumbnail, { headers })).status, 404);
      const script = await upload('script.png', Buffer.from('<script>alert(1)</script>'), 'image/png');
      assert.equal((await get(script._links.thumbnail)).status, 404);
      const svg = await upload('a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml');
      assert.equal(svg._links.thumbnail, undefined);
      assert.equal((await get(`/download/thumbnails/${pageId}/a.svg`)).status, 404);
    });

    test('a page shows the thumbnail where its author asked for one, and leads to the picture', async () => {
      await upload('shown.png', await picture(900), 'image/png');
      const image = (attributes: string) => `<ac:image ${attributes}><ri:attachment ri:filename="shown.png"/></ac:image>`;
      const put = await fetch(`${weir.baseUrl}/rest/api/content/${pageId}?expand=body.view`, {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({
          type: 'page',
          title: 'Pictures',
          version: { number: 2 },
          body: {
            storage: {
              value: image('ac:thumbnail="true"') + image('ac:width="200"') + image('ac:thumbnail="true" ac:width="700"'),
              representation: 'storage',
            },
          },
        }),
      });
      assert.equal(put.status, 200);
      // The shape of content.
      const { body } = (await put.json()) as { body: { view: { value: string } } };
      const view = body.view.value;
      const sources = [...view.matchAll(/ src="([^"?]+)/g)].map(([, src]) => src?.split('/')[2]);
      assert.deepEqual(sources, ['thumbnails', 'attachments', 'attachments']);
      const wholes = [...view.matchAll(/ data-image-src="([^"?]+)/g)].map(([, src]) => src?.split('/')[2]);
      assert.deepEqual(wholes, ['attachments', 'attachments', 'attachments']);
    });

    test('the doctor finds all files, and says how many thumbnails are gone', async () => {
      const doctor = () => runCommand(['doctor'], weir.environment);
      assert.match((await doctor()).stdout, /ok {4}attachments: \d+ files, all there/);
      if (store === 'files') return;
      const { file_id } = await weir.rooms.database.read
        .selectFrom('thumbnail')
        .select('file_id')
        .where('file_id', 'is not', null)
        .executeTakeFirstOrThrow();
      s3.objects.delete(`attachments/${file_id}`);
      assert.match((await doctor()).stdout, /look {2}attachments: 1 thumbnails are gone/);
      s3.busy = 1000;
      const { stdout, code } = await doctor();
      assert.equal(code, 1);
      assert.match(stdout, /BAD {3}attachments: the file store answered 503/);
      s3.busy = 0;
    });
  });
}
