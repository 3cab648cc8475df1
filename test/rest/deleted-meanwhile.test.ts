/** What a request refers to may be deleted while it runs: then it is refused, and is no fault. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

const rounds = 4;
const body = { storage: { value: '<p>x</p>', representation: 'storage' } };

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`what is deleted while a request refers to it, on ${engine}`, () => {
    let weir: TestWeir;
    let asAdmin: ApiClient;
    before(async () => {
      weir = await startWeir({ engine });
      asAdmin = apiClient(weir, basicOf(weir.admin));
    });
    after(() => weir.stop());

    test('a space: pages, posts, labels, watches and permissions are made, or refused', async () => {
      for (let round = 0; round < rounds; round++) {
        const key = `GONE${round}`;
        await asAdmin('POST', '/rest/api/space', { key, name: key });
        const page = await asAdmin('POST', '/rest/api/content', { type: 'page', title: 'One', space: { key }, body });
        const { id } = page.json;
        const username = `gone${round}`;
        await weir.user(username);
        const calls = Array.from({ length: 6 }, (_, index) => [
          () => asAdmin('POST', '/rest/api/content', { type: 'page', title: `Page ${index}`, space: { key }, body }),
          () => asAdmin('POST', '/rest/api/content', { type: 'blogpost', title: `Post ${index}`, space: { key }, body }),
          () => asAdmin('POST', `/rest/api/content/${id}/label`, [{ prefix: 'global', name: `label${index}` }]),
          () => asAdmin('POST', `/rest/api/user/watch/space/${key}`),
          () =>
            asAdmin('PUT', `/rest/api/space/${key}/permissions/user/${username}/grant`, [
              { targetType: 'space', operationKey: 'read' },
            ]),
          () => asAdmin('PUT', `/rest/experimental/content/${id}/restriction/byOperation/read/user?userName=${username}`),
        ]).flat();
        const answers = calls.map((call, index) => {
          const answer = call();
          return index === round * 3 ? asAdmin('DELETE', `/rest/api/space/${key}`).then(() => answer) : answer;
        });
        for (const { status, text } of await Promise.all(answers)) assert.ok(status < 500, text);
      }
    });
  });
}
