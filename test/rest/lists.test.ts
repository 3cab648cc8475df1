/**
 * Every list of the API, taken from its own description, walked from its beginning to its end (contract 1.2): no result twice and none
 * left out, whatever else the query says, and the end is where `next` is not.
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { describedApi } from '../support/answer-schemas.ts';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

type Result = Readonly<Record<string, unknown>>;
interface List {
  readonly results: readonly Result[];
  readonly start?: number;
  readonly limit: number;
  readonly size: number;
  readonly _links: { readonly next?: string; readonly prev?: string };
}

/** Lists of which there is never more than there is here. */
const shorter = new Set([
  // One process answers, and no blueprint is installed.
  '/rest/api/cluster/nodes',
  '/rest/api/template/blueprint',
  '/rest/experimental/template/blueprint',
  // One backup is made at a time; `backups.test.ts` lists them.
  '/rest/api/backup-restore/jobs',
  '/rest/api/backup-restore/restore/files',
  // A map of lists, which begin at their beginning.
  '/rest/api/content/{id}/child',
  '/rest/api/space/{key}/content',
  '/rest/api/content/{id}/restriction/byOperation/{operation}',
  '/rest/api/content/{id}/restriction/relevantViewRestrictions',
]);

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`lists of the API, on ${engine}`, () => {
    let weir: TestWeir;
    let call: ApiClient;
    let pageId: string;
    let commentId: string;

    before(async () => {
      weir = await startWeir({ engine, contextPath: '/confluence' });
      call = apiClient(weir, basicOf(weir.admin));
      await furnish();
    });
    after(() => weir.stop());

    async function done(method: string, path: string, body?: unknown) {
      const { status, text, json } = await call(method, path, body);
      assert.ok(status < 300, `${method} ${path} answered ${status}: ${text}`);
      return json;
    }

    /** Five of everything that is listed. */
    async function furnish(): Promise<void> {
      const five = [1, 2, 3, 4, 5];
      await done('POST', '/rest/api/space', { key: 'DOC', name: 'Docs' });
      const storage = { storage: { value: '<p>x</p>', representation: 'storage' } };
      const create = (content: object) => done('POST', '/rest/api/content', { space: { key: 'DOC' }, body: storage, ...content });
      pageId = (await create({ type: 'page', title: 'Top' })).id;
      const container = { id: pageId, type: 'page' };
      commentId = (await create({ type: 'comment', container })).id;
      for (const number of five) {
        const { username } = await weir.user(`user${number}`);
        await done('POST', '/rest/api/space', { key: `S${number}`, name: `Space ${number}` });
        const page = await create({ type: 'page', title: `Page ${number}`, ancestors: [{ id: pageId }] });
        await create({ type: 'blogpost', title: `News ${number}` });
        await create({ type: 'comment', container });
        await create({ type: 'comment', container, ancestors: [{ id: commentId }] });
        const trashed = await create({ type: 'page', title: `Gone ${number}` });
        await done('DELETE', `/rest/api/content/${trashed.id}`);
        await done('PUT', `/rest/api/content/${pageId}`, { type: 'page', title: 'Top', version: { number: number + 1 } });
        const form = new FormData();
        form.set('file', new Blob([`file ${number}`]), `file${number}.txt`);
        const headers = { authorization: basicOf(weir.admin), 'x-atlassian-token': 'no-check' };
        const upload = await fetch(`${weir.baseUrl}/rest/api/content/${pageId}/child/attachment`, {
          method: 'POST',
          body: form,
          headers,
        });
        assert.equal(upload.status, 200);
        for (const owner of [`content/${pageId}`, 'space/DOC']) {
          await done('POST', `/rest/api/${owner}/label`, [{ name: `label${number}` }, { name: 'docs' }]);
          await done('POST', `/rest/api/${owner}/property`, { key: `key${number}`, value: number });
        }
        await done('POST', `/rest/api/content/${page.id}/label`, [{ name: 'docs' }, { name: `label${number}` }]);
        for (const what of [`content/${pageId}`, 'space/DOC'])
          await done('POST', `/rest/api/user/watch/${what}?username=${username}`);
        await done('POST', '/rest/api/admin/group', { name: `group${number}` });
        await done('PUT', `/rest/api/user/user1/group/group${number}`);
        const url = `https://hooks.example.org/${number}`;
        const hook = { name: `Hook ${number}`, url, events: ['page_created'], active: false };
        await done('POST', '/rest/api/webhooks', hook);
        await done('POST', '/rest/api/template', { name: `Template ${number}`, space: { key: 'DOC' } });
        await weir.user(`gone${number}`);
        await done('DELETE', `/rest/api/admin/user/gone${number}`);
      }
    }

    async function walk(first: string): Promise<readonly Result[]> {
      const found: Result[] = [];
      const lists: List[] = [];
      for (let next: string | undefined = first; next !== undefined; ) {
        assert.ok(next.startsWith('/rest/'), `next is a path below the base: ${next}`);
        const list: List = await done('GET', next);
        assert.equal(list.size, list.results.length, next);
        found.push(...list.results);
        lists.push(list);
        assert.ok(lists.length < 200, `${first} has no end`);
        next = list._links.next;
        if (next !== undefined) assert.equal(list.size, list.limit, 'who stops at a short list stops at the end');
      }
      assert.equal(lists[0]?._links.prev, undefined, first);
      if (lists.length > 1) assert.ok(lists.at(-1)?._links.prev !== undefined, first);
      return found;
    }

    test('are walked to their end by next, two at a time', async () => {
      const { operations } = await describedApi(weir);
      const listed = operations.filter(
        ({ method, path, parameters }) =>
          method === 'GET' && !shorter.has(path) && parameters.some(({ name }) => name === 'limit'),
      );
      assert.ok(listed.length > 30, `${listed.length} lists`);
      const names: Readonly<Record<string, string>> = { key: 'DOC', label: 'docs', groupName: 'weir-users' };
      const queries: Readonly<Record<string, string>> = {
        '/rest/api/content': 'spaceKey=DOC&type=page&expand=version',
        '/rest/api/content/scan': 'spaceKey=DOC',
        '/rest/api/search': 'cql=space+%3D+DOC+and+type+in+(page,blogpost)+order+by+title',
        '/rest/api/search/user': 'cql=user.fullname+~+%22Example%22',
        '/rest/api/content/search': 'cql=space%3DDOC%20order%20by%20created',
        '/rest/api/user/memberof': 'username=user1',
        '/rest/api/template/page': 'spaceKey=DOC',
        '/rest/experimental/template/page': 'spaceKey=DOC',
      };
      for (const { path } of listed) {
        for (const type of path.includes('{type}')
          ? ['page', 'comment', ...(path.includes('/space/') ? ['blogpost'] : [])]
          : ['']) {
          if (path.includes('/space/') && type === 'comment') continue;
          const here = path
            .replace('{id}', pageId)
            .replace('{type}', type)
            .replaceAll(/\{(\w+)\}/g, (hole, name: string) => names[name] ?? hole);
          const query = queries[path] === undefined ? '' : `${queries[path]}&`;
          const whole: List = await done('GET', `${here}?${query}limit=500`);
          assert.ok(whole.size > 2, `${here} has ${whole.size} results only`);
          const parts = await walk(`${here}?${query}limit=2`);
          const keys = (results: readonly Result[]) => results.map((each) => JSON.stringify(each));
          // A search says how long it took in none of its results.
          assert.deepEqual(keys(parts), keys(whole.results), here);
          assert.equal(new Set(keys(parts)).size, parts.length, `${here} gives a result twice`);
        }
      }
      const replies = await walk(`/rest/api/content/${commentId}/child/comment?limit=2`);
      assert.equal(replies.length, 5);
    });

    test('begin where start says, end where nothing is left, and refuse what is no number', async () => {
      const { operations } = await describedApi(weir);
      for (const { path } of operations.filter(
        ({ method, parameters }) => method === 'GET' && parameters.some(({ name }) => name === 'start'),
      )) {
        if (path.includes('{') || path.includes('search') || path.includes('memberof')) continue;
        const beyond: List = await done('GET', `${path}?start=100000&limit=2`);
        assert.deepEqual([beyond.results, beyond.start, beyond._links.next], [[], 100_000, undefined], path);
        for (const wrong of ['start=x', 'limit=-1', 'limit=1.5']) {
          assert.equal((await call('GET', `${path}?${wrong}`)).status, 400, `${path}?${wrong}`);
        }
        const none: List = await done('GET', `${path}?limit=0`);
        assert.deepEqual([none.results, none._links.next], [[], undefined], path);
      }
    });
  });
}
