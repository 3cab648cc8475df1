/** Every shipped request is answered as its client needs it. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { rawRequest } from '../support/raw-request.ts';
import { apiPremises, installations } from './api-premises.ts';
import { clients, type Subject, shipped } from './shipped-requests.ts';

/** A body and its type. */
interface Sent {
  readonly type: string;
  readonly body: string | Buffer;
}

for (const installation of installations) {
  suite(`on ${installation.engine} at ${installation.contextPath || 'the root'}, the requests that clients ship`, async () => {
    const { weir, api, accessToken, spaceKey, homepageId } = await apiPremises(installation);
    after(() => weir.stop());
    let pages = 0;

    const send = (method: string, path: string, headers: Readonly<Record<string, string>>, sent?: Sent) =>
      rawRequest(weir.baseUrl, installation.contextPath + path, {
        method,
        headers: { ...headers, ...(sent && { 'content-type': sent.type }), authorization: `Bearer ${accessToken}` },
        ...(sent && { body: sent.body }),
      });

    /** Makes what a request is about. */
    async function subject(request: string): Promise<Subject> {
      const title = `Page${pages++}`;
      const made = await api('POST', '/rest/api/content', {
        type: 'page',
        title,
        space: { key: spaceKey },
        body: { storage: { value: '<p>Text</p>', representation: 'storage' } },
        metadata: { labels: [{ prefix: 'global', name: 'k' }], properties: { k: { value: { a: 1 } } } },
      });
      assert.equal(made.status, 200, made.text);
      const pageId: string = made.json.id;
      if (!request.includes('/attachment')) return { pageId, title, attachmentId: '' };
      const form = { type: multipartType, body: multipart([filePart('a.txt', 'abc', 'text/plain')]) };
      const headers = { 'x-atlassian-token': 'no-check' };
      const attached = await send('POST', `/rest/api/content/${pageId}/child/attachment`, headers, form);
      assert.equal(attached.status, 200, attached.text);
      return { pageId, title, attachmentId: JSON.parse(attached.text).results[0].id };
    }

    for (const { from, request, headers, body, form, answer } of shipped) {
      for (const name of from) {
        test(`${name}: ${request}`, async () => {
          const about = await subject(request);
          const fill = (text: string) =>
            text
              .replaceAll('{page}', about.pageId)
              .replaceAll('{title}', about.title)
              .replaceAll('{home}', homepageId)
              .replaceAll('{attachment}', about.attachmentId);
          const [method = '', path = ''] = fill(request).split(' ');
          const text = body === undefined ? undefined : { type: 'application/json', body: fill(JSON.stringify(body)) };
          const sent = form === undefined ? text : { type: multipartType, body: multipart(form) };
          const got = await send(method, path, headers ?? clients[name], sent);
          assert.equal(got.status, method === 'DELETE' ? 204 : 200, got.text);
          const isJson = got.headers['content-type']?.includes('json');
          answer(isJson ? JSON.parse(got.text) : got.text, about);
        });
      }
    }
  });
}
