/** Labels over the API: shapes, statuses and messages, prefixes and rights. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Person } from '../../src/http/caller.ts';
import type { ContentRecord, SpaceRecord } from '../../src/wiki/records.ts';
import { type RestClient, restOn, type TestRest } from '../support/rest.ts';
import type { TestWiki } from '../support/wiki.ts';

const baseUrl = 'http://localhost:8090/confluence';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`labels over the API, on ${engine}`, () => {
    let made: TestWiki & { readonly rest: TestRest };
    let writer: Person;
    let uma: RestClient;
    let rita: RestClient;
    let space: SpaceRecord;
    let page: ContentRecord;
    let label: string;

    before(async () => {
      made = await restOn(engine, { baseUrl });
      writer = await made.person('uma');
      const reader = await made.person('rita', []);
      uma = made.rest.as(writer);
      rita = made.rest.as(reader);
      space = await made.space(writer, 'DOC');
      await made.grant(space, 'user', reader.id, 'view');
    });
    after(() => made.rest.close());

    let pages = 0;
    async function freshPage() {
      page = await made.page(writer, 'DOC', `Page ${++pages}`);
      label = `/rest/api/content/${page.id}/label`;
    }

    const names = ({ json }: { json: { results: { name: string }[] } }) => json.results.map(({ name }) => name);

    test('are given one by one or as a list, in lower case; the answer has all of them (§1.8)', async () => {
      await freshPage();
      const empty = await uma.get(label);
      assert.deepEqual([empty.status, empty.json.results, empty.json.limit, empty.json.size], [200, [], 200, 0]);
      const one = await uma.send('POST', label, { prefix: 'global', name: 'Docs' });
      assert.equal(one.status, 200);
      const [docs] = one.json.results;
      assert.deepEqual(one.json.results, [{ prefix: 'global', name: 'docs', id: docs.id, label: 'docs' }]);
      assert.match(docs.id, /^\d+$/);
      const two = await uma.send('POST', label, [
        { prefix: 'global', name: 'über' },
        { name: 'a-b/c' },
        { prefix: 'global', name: 'docs' },
      ]);
      assert.deepEqual([two.status, names(two)], [200, ['a-b/c', 'docs', 'über']]);
      assert.deepEqual(two.json._links, {
        self: `${baseUrl}${label}`,
        base: baseUrl,
        context: '/confluence',
      });
      assert.equal((await uma.send('POST', label, [])).json.size, 3);
      assert.deepEqual((await uma.get(label)).json.results, two.json.results);
    });

    test('are listed part by part, and by prefix', async () => {
      await freshPage();
      await uma.send(
        'POST',
        label,
        ['a', 'b', 'c'].map((name) => ({ prefix: 'global', name })),
      );
      const first = await uma.get(`${label}?limit=2&prefix=global`);
      assert.deepEqual([names(first), first.json._links.next], [['a', 'b'], `${label}?prefix=global&limit=2&start=2`]);
      const rest = await uma.get(first.json._links.next);
      assert.deepEqual([names(rest), rest.json._links.next], [['c'], undefined]);
      assert.deepEqual(names(await uma.get(`${label}?prefix=my,team`)), []);
      assert.deepEqual(names(await uma.get(`${label}?prefix=nonsense`)), []);
    });

    test('with blanks, punctuation, an unknown prefix or no name are refused with 400, and none of a list is given', async () => {
      await freshPage();
      for (const wrong of [...':;,.?&[](){}^!@#* \t\n'].map((character) => `a${character}b`).concat('', ' ', 'x'.repeat(256))) {
        const { status, json } = await uma.send('POST', label, [
          { prefix: 'global', name: 'good' },
          { prefix: 'global', name: wrong },
        ]);
        assert.deepEqual([status, json.statusCode, json.reason], [400, 400, 'Bad Request'], wrong);
      }
      assert.equal((await uma.send('POST', label, { prefix: 'ours', name: 'x' })).status, 400);
      assert.equal((await uma.send('POST', label, { prefix: 'global' })).status, 400);
      assert.equal((await uma.send('POST', label, '"x"')).status, 400);
      assert.equal((await uma.get(label)).json.size, 0);
      assert.equal((await uma.send('POST', label, { name: `${'x'.repeat(255)}` })).status, 200);
    });

    test('are taken away by the path or by the parameter; what is not there is 404, a slash in the path 400', async () => {
      await freshPage();
      await uma.send(
        'POST',
        label,
        ['a', 'b', 'c/d'].map((name) => ({ prefix: 'global', name })),
      );
      assert.equal((await uma.send('DELETE', `${label}/A`)).status, 204);
      assert.equal((await uma.send('DELETE', `${label}?id=${page.id}&name=b`)).status, 204);
      assert.equal((await uma.send('DELETE', `${label}/c%2Fd`)).status, 400);
      assert.equal((await uma.send('DELETE', `${label}?name=c%2Fd`)).status, 204);
      assert.equal((await uma.send('DELETE', `${label}/a`)).status, 404);
      assert.equal((await uma.send('DELETE', label)).status, 400);
      assert.equal((await uma.get(label)).json.size, 0);
    });

    test('whoever may only view reads them: giving and taking is 403, and 404 where the content is not seen', async () => {
      await freshPage();
      await uma.send('POST', label, { prefix: 'global', name: 'docs' });
      assert.deepEqual(names(await rita.get(label)), ['docs']);
      const refused = await rita.send('POST', label, { prefix: 'global', name: 'mine' });
      assert.deepEqual(
        [refused.status, refused.json.message],
        [403, `Could not update Content of type : class com.atlassian.confluence.pages.Page with id ${page.id}`],
      );
      assert.equal((await rita.send('DELETE', `${label}/docs`)).status, 403);
      const stranger = made.rest.as(await made.person('stranger', []));
      for (const answer of [
        await stranger.get(label),
        await stranger.send('POST', label, { name: 'x' }),
        await stranger.send('DELETE', `${label}/docs`),
        await uma.get('/rest/api/content/999999/label'),
      ]) {
        assert.equal(answer.status, 404);
        assert.match(answer.json.message, /^No content found with id: ContentId\{id=\d+\}$/);
      }
      assert.equal((await made.rest.as(undefined).get(label)).status, 401);
      assert.equal((await made.rest.as(writer, 'READ').send('POST', label, { name: 'x' })).status, 403);
    });

    test('of the prefix my are their owner’s alone, and need no more than to see the content', async () => {
      await freshPage();
      assert.equal((await rita.send('POST', label, { prefix: 'my', name: 'later' })).status, 200);
      await uma.send('POST', label, { prefix: 'my', name: 'first' });
      assert.deepEqual(names(await rita.get(label)), ['later']);
      assert.deepEqual((await uma.get(`${label}?prefix=my`)).json.results[0].prefix, 'my');
      assert.deepEqual(names(await uma.get(label)), ['first']);
      const { json } = await uma.get(`/rest/api/content/${page.id}?expand=metadata.labels`);
      assert.deepEqual(names({ json: json.metadata.labels }), ['first']);
      assert.equal((await uma.get('/rest/api/label/labels')).text.includes('later'), false);
      assert.equal((await uma.send('DELETE', `${label}/later`)).status, 404);
      assert.equal((await rita.send('DELETE', `${label}?name=my:later`)).status, 204);
      assert.equal((await uma.send('DELETE', `${label}/first`)).status, 204);
    });

    test('expand in a list, each content with its own', async () => {
      await freshPage();
      const before = page;
      await uma.send('POST', label, [{ name: 'x' }, { name: 'y' }]);
      await freshPage();
      await uma.send('POST', label, { name: 'z' });
      const { json } = await uma.get('/rest/api/content?spaceKey=DOC&expand=metadata.labels&limit=100');
      const of = (id: number) => json.results.find((each: { id: string }) => each.id === String(id)).metadata.labels;
      assert.deepEqual(names({ json: of(before.id) }), ['x', 'y']);
      assert.deepEqual(of(page.id)._links, { self: `${baseUrl}${label}` });
      assert.deepEqual([of(page.id).start, of(page.id).limit, of(page.id).size], [0, 200, 1]);
    });

    test('of content in the trash are gone from every list, and back when it is restored', async () => {
      await freshPage();
      await uma.send('POST', label, { name: 'seldom' });
      await uma.send('DELETE', `/rest/api/content/${page.id}`);
      assert.equal((await uma.get(label)).status, 404);
      assert.equal((await uma.get('/rest/api/label/labels')).text.includes('seldom'), false);
      await made.wiki.restore(writer, page.id, 2);
      assert.deepEqual(names(await uma.get(label)), ['seldom']);
    });

    test('of a space: those of its content, popular, recent and related ones; of content that the reader sees', async () => {
      const own = await made.space(writer, 'LAB');
      await made.grant(own, 'user', (await made.person(`reader-${engine}`, [])).id, 'view');
      const a = await made.page(writer, 'LAB', 'A');
      const b = await made.page(writer, 'LAB', 'B');
      const give = async (id: number, ...labels: string[]) => {
        made.clock.time += 1000;
        await uma.send(
          'POST',
          `/rest/api/content/${id}/label`,
          labels.map((name) => ({ name })),
        );
      };
      await give(a.id, 'tree', 'river');
      await give(b.id, 'river');
      await give(b.id, 'bridge');
      const list = async (path: string, client = uma) => names(await client.get(`/rest/api/${path}`));
      assert.deepEqual(await list('space/lab/labels'), ['bridge', 'river', 'tree']);
      assert.deepEqual(await list('space/LAB/labels/popular'), ['river', 'bridge', 'tree']);
      assert.deepEqual(await list('space/LAB/labels/recent'), ['bridge', 'river', 'tree']);
      assert.deepEqual(await list('space/LAB/labels/river/related'), ['bridge', 'tree']);
      assert.deepEqual(await list('label/tree/related'), ['river']);
      assert.equal((await list('label/popular'))[0], 'docs');
      assert.equal((await list('label/recent?limit=1'))[0], 'bridge');
      assert.ok((await list('label/labels')).includes('bridge'));
      assert.ok(!(await list('label/labels', rita)).includes('bridge'));
      assert.deepEqual(await list('label/river/related', rita), []);
      const none = await rita.get('/rest/api/space/LAB/labels');
      assert.deepEqual([none.status, none.json.message], [404, 'No space with key : LAB']);
      const paged = await uma.get('/rest/api/space/LAB/labels?limit=1&start=1');
      assert.deepEqual([names(paged), paged.json._links.prev], [['river'], '/rest/api/space/LAB/labels?limit=1&start=0']);
    });

    test('filter lists of content', async () => {
      const titles = async (query: string, client = uma) =>
        (await client.get(`/rest/api/content?${query}`)).json.results.map(({ title }: { title: string }) => title);
      assert.deepEqual(await titles('label=river&type=page'), ['A', 'B']);
      assert.deepEqual(await titles('label=Bridge'), ['B']);
      assert.deepEqual(await titles('label=nothing'), []);
      assert.deepEqual(await titles('label=river', rita), []);
    });

    test('team labels are the categories of a space: given and taken by who administers it, and a filter of spaces', async () => {
      const category = '/rest/api/space/DOC/category/Handbook';
      const given = await uma.send('POST', category);
      assert.deepEqual([given.status, given.json.results[0].prefix, names(given)], [200, 'team', ['handbook']]);
      const refused = await rita.send('POST', category);
      assert.deepEqual([refused.status, refused.json.message], [403, 'Not permitted to administer the space with key : DOC']);
      assert.deepEqual(names(await rita.get('/rest/api/space/DOC/label')), ['handbook']);
      const { json } = await rita.get('/rest/api/space/DOC?expand=metadata.labels');
      assert.deepEqual(names({ json: json.metadata.labels }), ['handbook']);
      const keys = async (query: string, client = uma) =>
        (await client.get(`/rest/api/space?${query}`)).json.results.map(({ key }: { key: string }) => key);
      assert.deepEqual(await keys('label=handbook'), ['DOC']);
      assert.deepEqual(await keys('label=team:handbook'), ['DOC']);
      assert.deepEqual(await keys('label=other'), []);
      assert.equal((await rita.send('DELETE', category)).status, 403);
      assert.equal((await uma.send('DELETE', category)).status, 204);
      assert.equal((await uma.send('DELETE', category)).status, 404);
      assert.equal((await uma.send('POST', '/rest/api/space/NONE/category/x')).status, 404);
    });

    test('favourites are labels of one’s own', async () => {
      const favourites = async (client: RestClient) =>
        (await client.get('/rest/api/space?favourite=true')).json.results.map(({ key }: { key: string }) => key);
      assert.deepEqual(await favourites(rita), []);
      assert.equal((await rita.send('POST', '/rest/api/space/DOC/label', { prefix: 'my', name: 'favourite' })).status, 200);
      assert.deepEqual(await favourites(rita), ['DOC']);
      assert.deepEqual(await favourites(uma), []);
      const others = await rita.get('/rest/api/space?favourite=false&spaceKey=DOC');
      assert.deepEqual(others.json.results, []);
    });

    test('come along when content is created or updated', async () => {
      const created = await uma.send('POST', '/rest/api/content?expand=metadata.labels', {
        type: 'page',
        title: `Labelled from the start`,
        space: { key: 'DOC' },
        body: { storage: { value: '<p/>', representation: 'storage' } },
        metadata: { labels: [{ prefix: 'global', name: 'New' }] },
      });
      assert.deepEqual([created.status, names({ json: created.json.metadata.labels })], [200, ['new']]);
      const updated = await uma.send('PUT', `/rest/api/content/${created.json.id}?expand=metadata.labels`, {
        ...created.json,
        version: { number: 2 },
        metadata: { labels: { results: [...created.json.metadata.labels.results, { prefix: 'global', name: 'newer' }] } },
      });
      assert.deepEqual([updated.status, names({ json: updated.json.metadata.labels })], [200, ['new', 'newer']]);
      const wrong = { type: 'page', title: 'Never', space: { key: 'DOC' }, metadata: { labels: [{ name: 'a b' }] } };
      assert.equal((await uma.send('POST', '/rest/api/content', wrong)).status, 400);
      assert.equal((await uma.get('/rest/api/content?title=Never')).json.size, 0);
    });

    test('given by many at once are there once', async () => {
      await freshPage();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => uma.send('POST', label, [{ name: 'race' }, { name: 'other-race' }])),
      );
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.deepEqual(names(await uma.get(label)), ['other-race', 'race']);
    });
  });
}
