/** Search over the API: shapes, excerpts, paging, expansions, errors, and what reaches it on the way (contract §1.3, §1.11, §3). */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Person } from '../../src/http/caller.ts';
import type { ContentRecord } from '../../src/wiki/records.ts';
import { countQueries, type RestClient, restOn, type TestRest } from '../support/rest.ts';
import { type TestWiki, testNow } from '../support/wiki.ts';

/** An address of a search, each parameter encoded. */
function search(cql: string, more: Readonly<Record<string, string | number>> = {}, path = 'search'): string {
  const query = Object.entries({ cql, ...more }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `/rest/api/${path}?${query.join('&')}`;
}

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`search over the API, on ${engine}`, () => {
    let made: TestWiki & { readonly rest: TestRest };
    let client: RestClient;
    let uma: Person;
    let first: ContentRecord;

    before(async () => {
      made = await restOn(engine, { baseUrl: 'http://wiki.example/confluence' });
      uma = await made.person('uma');
      client = made.rest.as(uma, 'READ');
      await made.space(uma, 'DOC', { open: true });
      first = await made.page(uma, 'DOC', 'R&D wins', { body: '<p>We win &amp; <em>lose</em> the &lt;game&gt;.</p>' });
      for (let count = 1; count <= 9; count++) await made.page(uma, 'DOC', `Page ${count}`, { body: `<p>Plain ${count}</p>` });
    });
    after(() => made.rest.close());

    test('answers results with what clients read, and the collection with its totals', async () => {
      const { status, json } = await client.get(search('text ~ "win"'));
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(json), [
        'results',
        'start',
        'limit',
        'size',
        'totalSize',
        'cqlQuery',
        'searchDuration',
        '_links',
      ]);
      const { searchDuration, results, ...rest } = json;
      assert.ok(Number.isSafeInteger(searchDuration) && searchDuration >= 0);
      assert.deepEqual(rest, {
        start: 0,
        limit: 25,
        size: 1,
        totalSize: 1,
        cqlQuery: 'text ~ "win"',
        _links: {
          self: 'http://wiki.example/confluence/rest/api/search?cql=text%20~%20%22win%22',
          base: 'http://wiki.example/confluence',
          context: '/confluence',
        },
      });
      const [{ content, ...result }] = results;
      assert.deepEqual(result, {
        title: 'R&amp;D @@@hl@@@wins@@@endhl@@@',
        excerpt: 'We @@@hl@@@win@@@endhl@@@ &amp; lose the &lt;game&gt;.',
        url: `/spaces/DOC/pages/${first.id}/R%26D+wins`,
        resultGlobalContainer: { title: 'Space DOC', displayUrl: '/display/DOC' },
        entityType: 'content',
        iconCssClass: 'aui-icon content-type-page',
        lastModified: new Date(testNow).toISOString(),
        friendlyLastModified: 'Mar 01, 2026',
        timestamp: testNow,
      });
      assert.equal(content.id, String(first.id));
      assert.equal(content.title, 'R&D wins');
      assert.equal(content.space, undefined);
      assert.equal(content._expandable.space, '/rest/api/space/DOC');
    });

    test('excerpt says what stands in it: marked, the beginning of the text, or nothing', async () => {
      const [indexed] = (await client.get(search('text ~ "win"', { excerpt: 'indexed' }))).json.results;
      assert.deepEqual([indexed.title, indexed.excerpt], ['R&D wins', 'We win &amp; lose the &lt;game&gt;.']);
      const [none] = (await client.get(search('text ~ "win"', { excerpt: 'none' }))).json.results;
      assert.deepEqual([none.title, none.excerpt], ['R&D wins', '']);
      const [unmarked] = (await client.get(search('title = "r&d wins"', { excerpt: 'highlight' }))).json.results;
      assert.deepEqual([unmarked.title, unmarked.excerpt], ['R&amp;D wins', 'We win &amp; lose the &lt;game&gt;.']);
    });

    test('expands content by the prefix content., and space by space.', async () => {
      const expand = 'content.space,content.version,content.history,content.body.storage,content.container,None';
      const [{ content }] = (await client.get(search('text ~ "win"', { expand }))).json.results;
      assert.equal(content.space.key, 'DOC');
      assert.equal(content.container.key, 'DOC');
      assert.equal(content.version.number, 1);
      assert.equal(content.history.createdBy.username, 'uma');
      assert.match(content.body.storage.value, /^<p>We win/);
      const [{ space }] = (await client.get(search('type = space', { expand: 'space.homepage' }))).json.results;
      assert.equal(space.homepage.title, 'Space DOC Home');
    });

    test('content/search answers an ordinary collection of content, expanded without a prefix', async () => {
      const { json } = await client.get(search('text ~ "win"', { expand: 'space,version' }, 'content/search'));
      assert.deepEqual(Object.keys(json), ['results', 'start', 'limit', 'size', '_links']);
      const [content] = json.results;
      assert.deepEqual([content.type, content.title, content.space.key, content.version.number], ['page', 'R&D wins', 'DOC', 1]);
      assert.deepEqual((await client.get(search('type = space', {}, 'content/search'))).json.results, []);
    });

    test('answers spaces and users, the latter also at search/user', async () => {
      const [space] = (await client.get(search('type=space AND title ~ "doc"'))).json.results;
      assert.deepEqual(
        [space.entityType, space.space.key, space.url, space.title],
        ['space', 'DOC', '/display/DOC', 'Space @@@hl@@@DOC@@@endhl@@@'],
      );
      for (const path of ['search', 'search/user']) {
        const { json } = await client.get(search('user.fullname~"uma full"', {}, path));
        const [{ user, entityType, title }] = json.results;
        assert.deepEqual([entityType, user.username, user.type, json.totalSize], ['user', 'uma', 'known', 1]);
        assert.equal(title, '@@@hl@@@uma@@@endhl@@@ @@@hl@@@full@@@endhl@@@ name');
      }
      assert.deepEqual((await client.get(search('type=page', {}, 'search/user'))).json.results, []);
    });

    test('a comment says what it belongs to', async () => {
      const page = await made.page(uma, 'DOC', 'Commented');
      await made.wiki.createComment(uma, { containerId: page.id, body: '<p>pondering</p>' });
      const [{ content, ...result }] = (await client.get(search('text ~ ponder'))).json.results;
      assert.equal(content.type, 'comment');
      assert.equal(result.url, content._links.webui);
      assert.deepEqual(result.resultParentContainer, {
        title: 'Commented',
        displayUrl: `/spaces/DOC/pages/${page.id}/Commented`,
      });
      assert.equal(result.iconCssClass, 'aui-icon content-type-comment');
      await made.wiki.trash(uma, page.id);
    });

    test('has the keys of a recorded result, in their order', async () => {
      const expand = 'content.space,content.history,content.container,content.body.storage';
      const [result] = (await client.get(search('text ~ "win"', { expand }))).json.results;
      assert.deepEqual(Object.keys(result), [
        'content',
        'title',
        'excerpt',
        'url',
        'resultGlobalContainer',
        'entityType',
        'iconCssClass',
        'lastModified',
        'friendlyLastModified',
        'timestamp',
      ]);
      const recorded = [
        'id',
        'type',
        'status',
        'title',
        'space',
        'history',
        'container',
        'body',
        'extensions',
        '_links',
        '_expandable',
      ];
      for (const key of recorded) assert.ok(key in result.content, key);
      for (const key of ['metadata', 'operations', 'children', 'restrictions', 'ancestors', 'version', 'descendants']) {
        assert.ok(key in result.content._expandable, key);
      }
    });

    test('leads from page to page to the end, with every parameter kept and the limit clamped', async () => {
      for (const path of ['search', 'content/search']) {
        const ids: string[] = [];
        let next: string | undefined = search(
          'space=DOC and type=page',
          { limit: 4, expand: 'version', excerpt: 'none', custom: 'ü&=' },
          path,
        );
        let pages = 0;
        while (next !== undefined) {
          const { json } = await client.get(next);
          pages += 1;
          ids.push(...json.results.map((result: { id?: string; content?: { id: string } }) => result.id ?? result.content?.id));
          next = json._links.next;
          if (next !== undefined) {
            const { searchParams } = new URL(next, 'http://x');
            assert.deepEqual(Object.fromEntries(searchParams), {
              cql: 'space=DOC and type=page',
              expand: 'version',
              excerpt: 'none',
              custom: 'ü&=',
              limit: '4',
              start: String(pages * 4),
            });
          }
        }
        assert.deepEqual([pages, ids.length, new Set(ids).size], [3, 11, 11], path);
      }
      assert.equal((await client.get(search('type=page', { limit: 1000 }))).json.limit, 500);
      assert.equal((await client.get(search('type=page', { limit: 1000, expand: 'content.body.view' }))).json.limit, 50);
      for (const bad of [{ limit: 'x' }, { start: -1 }]) assert.equal((await client.get(search('type=page', bad))).status, 400);
    });

    test('reads + and %20 alike, and quotes as they come', async () => {
      for (const cql of [
        'space=DOC+and+title+~+%22wins%22',
        'space%3DDOC%20and%20title%20~%20%22wins%22',
        `space=DOC%20and%20title~'wins'`,
      ]) {
        assert.equal((await client.get(`/rest/api/search?cql=${cql}`)).json.totalSize, 1, cql);
        assert.equal((await client.get(`/rest/api/content/search?cql=${cql}&status=current&unknown=1`)).json.size, 1, cql);
      }
    });

    test('takes the place of the caller from cqlcontext', async () => {
      const inSpace = {
        cqlcontext: JSON.stringify({ spaceKey: 'DOC', contentId: String(first.id), contentStatuses: ['current'] }),
      };
      assert.equal((await client.get(search('space = currentSpace() and title ~ wins', inSpace))).json.totalSize, 1);
      assert.equal((await client.get(search('id = currentContent()', inSpace, 'content/search'))).json.size, 1);
      for (const cqlcontext of ['{', '[]x', '"text"', '7']) {
        assert.equal((await client.get(search('type=page', { cqlcontext }))).status, 400, cqlcontext);
      }
      await made.wiki.trash(uma, (await made.page(uma, 'DOC', 'Thrown away')).id);
      const trashed = { cqlcontext: '{"contentStatuses":["trashed"]}' };
      assert.deepEqual(
        (await client.get(search('title ~ thrown', trashed, 'content/search'))).json.results.map(
          ({ status }: { status: string }) => status,
        ),
        ['trashed'],
      );
      assert.equal((await client.get(search('title ~ thrown'))).json.totalSize, 0);
    });

    test('a query that cannot be read is 400 with the message that clients know; what is wrong stands beside it', async () => {
      const refused: readonly (readonly [cql: string, message: string, detail: RegExp])[] = [
        ['type = ', 'Could not parse cql : type = ', /^Expected a value.*\(character 8\)$/],
        ['hello world', 'Could not parse cql : hello world', /^Expected an operator.*\(character 7\)$/],
        ['label ~ "x"', 'Could not parse cql : label ~ "x"', /cannot be compared with ~/],
        [
          'status = current',
          'Could not parse cql : Unsupported CQL field : status',
          /^There is no field status to search by\. \(character 1\)$/,
        ],
        ['', 'Could not parse cql : ', /empty/],
      ];
      for (const path of ['search', 'content/search', 'search/user']) {
        for (const [cql, message, detail] of refused) {
          const { status, json } = await client.get(search(cql, {}, path));
          assert.deepEqual([status, json.statusCode, json.message, json.reason], [400, 400, message, 'Bad Request']);
          const [error] = json.data.errors;
          assert.match(error.message.translation, detail);
          assert.deepEqual(error.message.args, []);
        }
        assert.equal((await client.get(`/rest/api/${path}`)).status, 400);
      }
    });

    test('whoever may not see a space finds, counts and expands nothing of it', async () => {
      await made.space(uma, 'MINE');
      await made.page(uma, 'MINE', 'Hidden treasure', { body: '<p>gold</p>' });
      const otto = made.rest.as(await made.person('otto'), 'SYSTEM_ADMIN');
      for (const cql of [
        'text ~ "treasure"',
        'text ~ gold',
        'space = MINE',
        'title ~ "hid*"',
        'title ~ "h?dden"',
        'space.title ~ mine',
        'type = space and title ~ mine',
      ]) {
        assert.ok((await client.get(search(cql))).json.totalSize > 0, cql);
        const { json } = await otto.get(search(cql));
        assert.deepEqual([json.totalSize, json.results], [0, []], cql);
        assert.deepEqual((await otto.get(search(cql, {}, 'content/search'))).json.results, []);
      }
      assert.equal((await made.rest.as(undefined).get(search('type=page'))).status, 401);
    });

    test('asks the database as often for many results as for one', async () => {
      const asked = (limit: number) =>
        countQueries(made, () =>
          client.get(search('type=page', { limit, expand: 'content.space,content.version,content.ancestors' })),
        );
      await asked(1);
      assert.equal(await asked(10), await asked(2));
      assert.ok((await asked(10)) < 12);
    });
  });
}
