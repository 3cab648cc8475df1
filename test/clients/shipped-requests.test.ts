/** Every shipped request is answered as its client needs it. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { rawRequest } from '../support/raw-request.ts';
import { apiPremises, installations } from './api-premises.ts';
import { clients, type Subject, shipped } from './shipped-requests.ts';

for (const installation of installations) {
  suite(`on ${installation.engine} at ${installation.contextPath || 'the root'}, the requests that clients ship`, async () => {
    const { weir, api, accessToken, spaceKey, homepageId } = await apiPremises(installation);
    after(() => weir.stop());
    let pages = 0;

    async function subject(title: string): Promise<Subject> {
      const made = await api('POST', '/rest/api/content', {
        type: 'page',
        title,
        space: { key: spaceKey },
        body: { storage: { value: '<p>Text</p>', representation: 'storage' } },
        metadata: { labels: [{ prefix: 'global', name: 'k' }], properties: { k: { value: { a: 1 } } } },
      });
      assert.equal(made.status, 200, made.text);
      return { pageId: made.json.id, title };
    }

    for (const { from, request, headers: own, body, answer } of shipped) {
      for (const name of from) {
        test(`${name}: ${request}`, async () => {
          const about = await subject(`Page${pages++}`);
          const fill = (text: string) =>
            text.replaceAll('{page}', about.pageId).replaceAll('{title}', about.title).replaceAll('{home}', homepageId);
          const [method = '', path = ''] = fill(request).split(' ');
          const headers = { ...(own ?? clients[name]), authorization: `Bearer ${accessToken}` };
          const { status, text } = await rawRequest(
            weir.baseUrl,
            installation.contextPath + path,
            body === undefined
              ? { method, headers }
              : { method, headers: { ...headers, 'content-type': 'application/json' }, body: fill(JSON.stringify(body)) },
          );
          assert.equal(status, method === 'DELETE' ? 204 : 200, text);
          answer(text === '' ? undefined : JSON.parse(text), about);
        });
      }
    }
  });
}
