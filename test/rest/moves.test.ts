/** Moving pages, removing versions and walking through all content over the REST API (contract 1.1, 1.2, 1.5). */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { restOn } from '../support/rest.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`moves, versions and scans, on ${engine}`, async () => {
    const made = await restOn(engine);
    const { rest, person, space, page } = made;
    const uma = await person('uma');
    const otto = await person('otto');
    await space(uma, 'DOC', { open: true });
    await space(uma, 'OTHER', { open: true });
    await space(uma, 'MINE');
    const top = await page(uma, 'DOC', 'Top');
    const [a, b, c] = await Promise.all(['A', 'B', 'C'].map((title) => page(uma, 'DOC', title, { parentId: top.id })));
    assert.ok(a && b && c);
    const as = rest.as(uma);
    after(() => rest.close());
    type List = { readonly results: readonly { readonly title: string; readonly id: string }[] };
    const titles = ({ results }: List) => results.map(({ title }) => title);
    const children = async (id: number | string) => titles((await as.get(`/rest/api/content/${id}/child/page`)).json);

    test('a page is moved before, after and below another', async () => {
      const move = (id: number, position: string, target: number | string, who = as) =>
        who.send('PUT', `/rest/api/content/${id}/move/${position}/${target}`);
      const before = await children(top.id);
      assert.deepEqual([...before].sort(), ['A', 'B', 'C']);
      assert.deepEqual((await move(c.id, 'before', a.id)).json, { pageId: String(c.id) });
      assert.deepEqual((await move(b.id, 'after', c.id)).json, { pageId: String(b.id) });
      assert.deepEqual(await children(top.id), ['C', 'B', 'A']);
      assert.equal((await move(a.id, 'append', b.id)).status, 200);
      assert.deepEqual(await children(top.id), ['C', 'B']);
      assert.deepEqual(await children(b.id), ['A']);
      assert.equal((await move(b.id, 'append', a.id)).status, 400, 'not below itself');
      assert.equal((await move(b.id, 'before', b.id)).status, 200);
      assert.equal((await move(b.id, 'under', a.id)).status, 400);
      assert.equal((await move(b.id, 'append', 'x')).status, 404);
      assert.equal((await move(b.id, 'append', 999)).status, 404);
      assert.equal((await move(999, 'append', b.id)).status, 404);
    });

    test('the form of older pages moves too, and says what went wrong in an answer of 200', async () => {
      const form = (query: string, token: Record<string, string> = { 'x-atlassian-token': 'no-check' }) =>
        as.send('POST', `/pages/movepage.action?${query}`, undefined, token);
      const moved = await form(`spaceKey=DOC&pageId=${a.id}&targetId=${top.id}&position=append`);
      assert.deepEqual([moved.status, moved.json.page.id], [200, a.id]);
      assert.deepEqual(await children(top.id), ['C', 'B', 'A']);
      await form(`spaceKey=DOC&pageId=${a.id}&targetTitle=c&position=above`);
      assert.deepEqual(await children(top.id), ['A', 'C', 'B']);
      await form(`spaceKey=DOC&pageId=${a.id}&targetTitle=C&position=below`);
      assert.deepEqual(await children(top.id), ['C', 'A', 'B']);
      assert.equal((await form(`spaceKey=OTHER&pageId=${b.id}&position=topLevel`)).json.page.spaceKey, 'OTHER');
      assert.equal((await as.get(`/rest/api/content/${b.id}`)).json.space.key, 'OTHER');
      for (const [query, error] of [
        [`pageId=999&targetId=${top.id}`, /No content found with id/],
        [`pageId=${a.id}&targetTitle=Nothing&spaceKey=DOC`, /does not exist/],
        [`pageId=${a.id}&targetId=${top.id}&position=inside`, /position/],
        [`pageId=${a.id}&position=topLevel&spaceKey=NONE`, /No space with key/],
      ] as const) {
        const answer = await form(query);
        assert.equal(answer.status, 200);
        assert.match(answer.json.actionErrors[0], error);
      }
      const refused = await form(`pageId=${a.id}&targetId=${top.id}`, {});
      assert.deepEqual([refused.status, refused.json.message], [403, 'XSRF check failed']);
    });

    test('an update may bring a position; a page takes it and its siblings make room', async () => {
      const put = await as.send('PUT', `/rest/api/content/${a.id}`, { version: { number: 2 }, title: 'A', position: 0 });
      assert.equal(put.status, 200);
      assert.deepEqual(await children(top.id), ['A', 'C']);
    });

    test('versions are listed newest first, each by its number, and an earlier one can be removed', async () => {
      const path = `/rest/experimental/content/${c.id}/version`;
      for (const number of [2, 3]) {
        await as.send('PUT', `/rest/api/content/${c.id}`, { version: { number, message: `Number ${number}` }, title: 'C' });
      }
      const list = (await as.get(path)).json;
      assert.deepEqual(
        list.results.map(({ number }: { number: number }) => number),
        [3, 2, 1],
      );
      assert.equal((await as.get(`${path}?limit=2`)).json._links.next, `${path}?limit=2&start=2`);
      const second = (await as.get(`${path}/2?expand=content`)).json;
      assert.deepEqual([second.message, second.content.id, second.content.status], ['Number 2', String(c.id), 'historical']);
      assert.equal((await as.get(`${path}/2`)).json._expandable.content, `/rest/api/content/${c.id}`);
      assert.equal((await as.get(`${path}/9`)).status, 404);
      assert.equal((await as.get('/rest/experimental/content/999/version')).status, 404);

      assert.equal((await rest.as(otto, 'READ').send('DELETE', `/rest/api/content/${c.id}/version/2`)).status, 403);
      assert.equal((await as.send('DELETE', `/rest/api/content/${c.id}/version/3`)).status, 400, 'the current one stays');
      assert.equal((await as.send('DELETE', `/rest/api/content/${c.id}/version/2`)).status, 204);
      assert.equal((await as.send('DELETE', `/rest/api/content/${c.id}/version/2`)).status, 400, 'it is gone');
      const history = (await as.get(`/rest/api/content/${c.id}/history`)).json;
      assert.deepEqual([history.lastUpdated.number, history.previousVersion.number], [3, 1]);
      const first = (await as.get(`/rest/api/content/${c.id}?version=1&status=historical&expand=history.nextVersion`)).json;
      assert.equal(first.history.nextVersion.number, 3);
    });

    test('a scan by a status that no content has gives nothing, as a list does', async () => {
      for (const path of ['/rest/api/content/scan', '/rest/api/content']) {
        for (const status of ['historical', 'archived']) {
          const { status: code, json, text } = await as.get(`${path}?spaceKey=DOC&status=${status}`);
          assert.equal(code, 200, text);
          assert.deepEqual([json.results, json.size, json._links.next], [[], 0, undefined]);
        }
        assert.equal((await as.get(`${path}?spaceKey=NONE&status=historical`)).status, 404);
      }
    });

    test('a scan gives everything once, forwards and backwards, and takes no cursor but its own', async () => {
      const all = (await as.get('/rest/api/content?spaceKey=DOC&limit=100')).json;
      const seen: string[] = [];
      let answer = (await as.get('/rest/api/content/scan?spaceKey=DOC&limit=2&expand=version')).json;
      assert.equal(answer.prevCursor, undefined);
      for (;;) {
        seen.push(...titles(answer));
        assert.equal(answer.size, answer.results.length);
        assert.ok(answer.results.every((each: { version: unknown }) => each.version));
        if (answer.nextCursor === undefined) break;
        answer = (await as.get(answer._links.next)).json;
      }
      assert.deepEqual(seen, titles(all));
      const back = (await as.get(answer._links.prev)).json;
      assert.equal(back.results.at(-1).id < answer.results[0].id, true);
      assert.ok(back.nextCursor);

      const cursor = (await as.get('/rest/api/content/scan?spaceKey=DOC&limit=1')).json.nextCursor;
      const scan = (query: string) => as.get(`/rest/api/content/scan?${query}`);
      assert.equal((await scan(`spaceKey=OTHER&cursor=${cursor}`)).status, 400);
      assert.equal((await scan(`spaceKey=DOC&cursor=${cursor.slice(0, -3)}AAA`)).status, 400);
      assert.equal((await scan('spaceKey=DOC&cursor=after%201')).status, 400);
      assert.equal((await scan('spaceKey=NONE')).status, 404);
      assert.equal((await rest.as(otto).get('/rest/api/content/scan?spaceKey=MINE')).status, 404);
      assert.ok(!titles((await rest.as(otto).get('/rest/api/content/scan?limit=100')).json).includes('Space MINE Home'));
    });
  });
}
