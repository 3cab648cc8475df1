/** Collections: start, limit, size, and the links from page to page. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { countQueries, type RestClient, restOn, type TestRest } from '../support/rest.ts';
import type { TestWiki } from '../support/wiki.ts';

const baseUrl = 'http://localhost:8090/confluence';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`a collection, on ${engine}`, () => {
    let rest: TestRest;
    let uma: RestClient;
    let parentId: number;
    let made: TestWiki;

    before(async () => {
      const started = await restOn(engine, { baseUrl });
      made = started;
      rest = started.rest;
      const person = await started.person('uma');
      uma = rest.as(person);
      await started.space(person, 'MANY');
      parentId = (await started.page(person, 'MANY', 'Parent')).id;
      for (let index = 0; index < 30; index++) {
        const { id } = await started.page(person, 'MANY', `Page ${String(index).padStart(2, '0')}`, { parentId });
        await started.page(person, 'MANY', `Below ${index}`, { parentId: id });
      }
    });
    after(() => rest.close());

    test('says where it is: self is absolute, next and prev lie below the context path and keep every parameter', async () => {
      const first = (await uma.get('/rest/api/content?spaceKey=MANY&type=page&expand=version%2Cspace&title=&limit=2')).json;
      assert.equal(first.size, 0, 'an empty title is the title of no page');
      const { json } = await uma.get(`/rest/api/content/${parentId}/child/page?expand=version,space&limit=5&start=10&x=%26+y`);
      assert.deepEqual([json.start, json.limit, json.size], [10, 5, 5]);
      const kept = 'expand=version%2Cspace&x=%26%20y';
      assert.deepEqual(json._links, {
        self: `${baseUrl}/rest/api/content/${parentId}/child/page?${kept}`,
        next: `/rest/api/content/${parentId}/child/page?${kept}&limit=5&start=15`,
        prev: `/rest/api/content/${parentId}/child/page?${kept}&limit=5&start=5`,
        base: baseUrl,
        context: '/confluence',
      });
    });

    test('has as many results as asked for, 25 unless asked, and no link to a page that would be empty', async () => {
      const { json } = await uma.get(`/rest/api/content/${parentId}/child/page`);
      assert.deepEqual([json.start, json.limit, json.size], [0, 25, 25]);
      assert.equal(json._links.prev, undefined);
      const last = (await uma.get(`/rest/api/content/${parentId}/child/page?start=25`)).json;
      assert.deepEqual([last.size, last._links.next], [5, undefined]);
      const exact = (await uma.get(`/rest/api/content/${parentId}/child/page?limit=30`)).json;
      assert.deepEqual([exact.size, exact._links.next], [30, undefined]);
      const beyond = (await uma.get(`/rest/api/content/${parentId}/child/page?start=999999999999`)).json;
      assert.deepEqual([beyond.size, beyond._links.next], [0, undefined]);
    });

    test('is read to its end by following next, each result once and in order', async () => {
      const titles: string[] = [];
      for (let next: string | undefined = `/rest/api/content/${parentId}/child/page?limit=7`; next !== undefined; ) {
        const { json } = await uma.get(next);
        titles.push(...json.results.map(({ title }: { title: string }) => title));
        next = json._links.next;
      }
      assert.deepEqual(
        titles,
        Array.from({ length: 30 }, (_, index) => `Page ${String(index).padStart(2, '0')}`),
      );
    });

    test('cuts a limit that is too large, says so, and goes on from there', async () => {
      assert.equal((await uma.get('/rest/api/content?limit=1000')).json.limit, 500);
      const { json } = await uma.get('/rest/api/content?limit=1000&expand=body.view');
      assert.deepEqual([json.limit, json.size], [50, 50]);
      assert.equal(json._links.next, '/rest/api/content?expand=body.view&limit=50&start=50');
      assert.equal((await uma.get('/rest/api/content?limit=1000&expand=body.storage')).json.limit, 200);
      assert.equal((await uma.get('/rest/api/space?limit=1000')).json.limit, 500);
    });

    test('of no results at all is empty and leads nowhere', async () => {
      const { json } = await uma.get('/rest/api/content?limit=0');
      assert.deepEqual([json.size, json._links.next], [0, undefined]);
    });

    test('refuses a start or limit that is no number, however it is forged', async () => {
      for (const value of ['-1', 'x', '1e9', '1;drop table content', '0x10', '%00', '1.5', '--1']) {
        for (const name of ['start', 'limit']) {
          const { status, json } = await uma.get(`/rest/api/content?${name}=${encodeURIComponent(value)}`);
          assert.equal(status, 400, `${name}=${value}`);
          assert.match(json.message, new RegExp(name));
        }
      }
    });

    test('costs as many queries with 30 results as with 3, whatever it expands', async () => {
      const expand =
        'ancestors,body.storage,body.view,children.page.version,container,descendants.page,history.lastUpdated,history.previousVersion,history.contributors.publishers.users,operations,space.homepage,version';
      const cost = async (limit: number) =>
        countQueries(made, async () => {
          const { json } = await uma.get(`/rest/api/content/${parentId}/child/page?limit=${limit}&expand=${expand}`);
          assert.equal(json.size, limit);
          assert.equal(json.results[0].children.page.size, 1);
        });
      const few = await cost(3);
      assert.equal(await cost(30), few);
      assert.ok(few <= 20, `${few} queries`);
    });

    test('reads one content with two queries when its body is asked for, and with one when it is not', async () => {
      assert.equal(await countQueries(made, () => uma.get(`/rest/api/content/${parentId}`)), 1);
      assert.equal(await countQueries(made, () => uma.get(`/rest/api/content/${parentId}?expand=body.storage,version,space`)), 2);
      assert.equal(await countQueries(made, () => uma.get('/rest/api/user/current')), 0);
    });

    test('renders no bodies without end: what is too much stays under _expandable', async () => {
      const forms = ['view', 'export_view', 'styled_view', 'anonymous_export_view'];
      const names = forms.flatMap((one) =>
        forms.flatMap((two) => forms.map((three) => `body.${one}.content.body.${two}.content.body.${three}`)),
      );
      const { json } = await uma.get(`/rest/api/content?limit=50&expand=${names.join(',')}`);
      assert.equal(json.size, 50);
      const text = JSON.stringify(json);
      const shown = (text.match(/"representation":/g) ?? []).length;
      assert.ok(shown > 200 && shown <= 2_000, `${shown} bodies`);
      assert.ok(text.includes('"_expandable":{"editor":"","view":""'));
      const one = (await uma.get(`/rest/api/content/${parentId}?expand=${names.join(',')}`)).json;
      assert.equal((JSON.stringify(one).match(/"representation":/g) ?? []).length, 4 + 16 + 64);
    });

    test('nests no lists without end', async () => {
      const { json } = await uma.get(
        `/rest/api/content?limit=100&expand=children.page.children.page.children.page.children.page`,
      );
      assert.equal(json.results.length > 60, true);
      const parent = json.results.find(({ id }: { id: string }) => id === String(parentId));
      assert.equal(parent.children.page.size, 25);
    });
  });
}
