/** Properties over the API: shapes, statuses, versions and their conflicts, of content and of spaces. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Person } from '../../src/http/caller.ts';
import type { ContentRecord } from '../../src/wiki/records.ts';
import { countQueries, type RestClient, restOn, type TestRest } from '../support/rest.ts';
import type { TestWiki } from '../support/wiki.ts';

const baseUrl = 'http://localhost:8090';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`properties over the API, on ${engine}`, () => {
    let made: TestWiki & { readonly rest: TestRest };
    let writer: Person;
    let uma: RestClient;
    let rita: RestClient;
    let page: ContentRecord;
    let path: string;

    before(async () => {
      made = await restOn(engine, { baseUrl });
      writer = await made.person('uma');
      const reader = await made.person('rita', []);
      uma = made.rest.as(writer);
      rita = made.rest.as(reader);
      const space = await made.space(writer, 'DOC');
      await made.grant(space, 'user', reader.id, 'view');
    });
    after(() => made.rest.close());

    let pages = 0;
    async function freshPage() {
      page = await made.page(writer, 'DOC', `Page ${++pages}`);
      path = `/rest/api/content/${page.id}/property`;
    }

    test('of content: created by the collection or by the key, read, changed by the next version, deleted (§1.9)', async () => {
      await freshPage();
      const value = { anything: ['goes', 1, null, { __proto__x: true }], text: 'é😀' };
      const created = await uma.send('POST', path, { key: 'a key.with dots', value });
      assert.equal(created.status, 200);
      const resource = `/rest/api/content/${page.id}`;
      assert.deepEqual(created.json, {
        id: created.json.id,
        key: 'a key.with dots',
        value,
        version: { when: '2026-03-01T12:00:00.000Z', message: '', number: 1, minorEdit: false, hidden: false },
        _links: { self: `${baseUrl}${path}/a%20key.with%20dots`, base: baseUrl, context: '' },
        _expandable: { content: resource, additionalProperties: '' },
      });
      assert.match(created.json.id, /^\d+$/);
      assert.deepEqual((await uma.get(`${path}/a%20key.with%20dots`)).json, created.json);
      assert.deepEqual((await rita.get(`${path}/a%20key.with%20dots`)).json, created.json);

      const changed = await uma.send('PUT', `${path}/a%20key.with%20dots`, {
        ...created.json,
        value: 'now a text',
        version: { number: '2', message: 'why', minorEdit: true },
      });
      assert.deepEqual(
        [changed.status, changed.json.id, changed.json.value, changed.json.version.number, changed.json.version.message],
        [200, created.json.id, 'now a text', 2, 'why'],
      );
      assert.equal((await uma.send('DELETE', `${path}/a%20key.with%20dots`)).status, 204);
      assert.equal((await uma.send('DELETE', `${path}/a%20key.with%20dots`)).status, 404);
      assert.equal((await uma.get(`${path}/a%20key.with%20dots`)).status, 404);

      assert.equal((await uma.send('POST', `${path}/by-key`, { value: null })).json.value, null);
      assert.equal((await uma.send('POST', `${path}/by-key`, { value: 0 })).status, 400);
    });

    test('any JSON is a value: false, 0, null, an empty text, a list', async () => {
      await freshPage();
      for (const [index, value] of [false, 0, null, '', [], {}, [[]], -1.5e300, 'null'].entries()) {
        const { status, json } = await uma.send('POST', path, { key: `k${index}`, value });
        assert.deepEqual([status, json.value], [200, value]);
        assert.deepEqual((await uma.get(`${path}/k${index}`)).json.value, value);
      }
    });

    test('whole numbers of any size keep their digits, on every road that leads to them', async () => {
      await freshPage();
      const digits = ['9007199254740993', '-12345678901234567890', '1234567890123456'];
      const value = `{"ids":[${digits}],"text":"12345678901234567890","real":0.5}`;
      const answers = [
        await uma.send('POST', path, `{"key":"k","value":${value}}`),
        await uma.send('PUT', `${path}/k`, `{"value":${value},"version":{"number":2}}`),
        await uma.get(`${path}/k`),
        await uma.get(path),
        await uma.get(`/rest/api/content/${page.id}?expand=metadata.properties.k`),
      ];
      for (const { status, text } of answers) assert.deepEqual([status, text.includes(`"value":${value}`)], [200, true], text);
    });

    test('a key that is taken, no value, no key, another key or content than the path are 400', async () => {
      await freshPage();
      await uma.send('POST', path, { key: 'k', value: 1 });
      for (const [way, to, body] of [
        ['POST', path, { key: 'k', value: 2 }],
        ['POST', path, { key: 'no-value' }],
        ['POST', path, { value: 1 }],
        ['POST', path, { key: 'x'.repeat(256), value: 1 }],
        ['POST', `${path}/k2`, { key: 'other', value: 1 }],
        ['PUT', `${path}/k`, { key: 'other', value: 1, version: { number: 2 } }],
        ['PUT', `${path}/k`, { key: 'k', version: { number: 2 } }],
        ['PUT', `${path}/k`, { key: 'k', value: 1 }],
        ['PUT', `${path}/k`, { key: 'k', value: 1, version: { number: 0 } }],
        ['POST', path, { key: 'k3', value: 1, content: { id: '1' } }],
      ] as const) {
        const { status, json } = await uma.send(way, to, body);
        assert.deepEqual([status, json.reason], [400, 'Bad Request'], JSON.stringify(body));
      }
      assert.equal((await uma.get(path)).json.size, 1);
      assert.equal((await uma.send('POST', path, { key: 'x'.repeat(255), value: 1 })).status, 200);
    });

    test('the version decides: 1 creates, one more than the current one changes, any other is 409, of nothing 404', async () => {
      await freshPage();
      const put = (number: number, key = 'k') => uma.send('PUT', `${path}/${key}`, { key, value: number, version: { number } });
      assert.equal((await put(2)).status, 404);
      assert.deepEqual([(await put(1)).status, (await put(2)).status], [200, 200]);
      for (const number of [1, 2, 4]) {
        const { status, json } = await put(number);
        assert.deepEqual(
          [status, json.message, json.reason],
          [409, 'Version must be incremented on update. Current version is: 2', 'Conflict'],
        );
      }
      assert.equal((await uma.get(`${path}/k`)).json.value, 2);
    });

    test('of many who write the same version at once, one wins', async () => {
      await freshPage();
      for (const number of [1, 2]) {
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, writer) =>
            uma.send('PUT', `${path}/k`, { value: `${number} by ${writer}`, version: { number } }),
          ),
        );
        assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(409)]);
        const won = answers.find(({ status }) => status === 200);
        assert.equal((await uma.get(`${path}/k`)).json.value, won?.json.value);
      }
      const creators = await Promise.all(Array.from({ length: 8 }, () => uma.send('POST', path, { key: 'new', value: 1 })));
      assert.deepEqual(creators.map(({ status }) => status).sort(), [200, ...Array(7).fill(400)]);
    });

    test('of 32 KB are kept, larger ones are 413', async () => {
      await freshPage();
      const fits = 'x'.repeat(32 * 1024 - 2);
      assert.equal((await uma.send('POST', path, { key: 'k', value: fits })).status, 200);
      const { status, json } = await uma.send('POST', path, { key: 'k2', value: `${fits}x` });
      assert.deepEqual([status, json.statusCode], [413, 413]);
      assert.equal((await uma.send('PUT', `${path}/k`, { value: 'é'.repeat(16 * 1024), version: { number: 2 } })).status, 413);
    });

    test('are listed by ten, with their versions, and on to the end', async () => {
      await freshPage();
      for (let index = 10; index < 22; index++) await uma.send('POST', path, { key: `k${index}`, value: index });
      const first = await uma.get(path);
      assert.deepEqual([first.json.size, first.json.limit, first.json._links.next], [10, 10, `${path}?limit=10&start=10`]);
      assert.equal(first.json.results[0].version.number, 1);
      assert.equal('base' in first.json.results[0]._links, false);
      const last = await uma.get(first.json._links.next);
      assert.deepEqual([last.json.size, last.json._links.next], [2, undefined]);
      assert.equal((await uma.get(`${path}?limit=100`)).json.size, 12);
      const bare = (await uma.get(`${path}?expand=&limit=1`)).json.results[0];
      assert.equal(bare.version, undefined);
      assert.deepEqual(bare._expandable, { content: `/rest/api/content/${page.id}`, version: '', additionalProperties: '' });
      const { content } = (await uma.get(`${path}/k10?expand=content.space`)).json;
      assert.deepEqual([content.id, content.space.key], [String(page.id), 'DOC']);
    });

    test('who may view reads them and changes none (403); where the content is not seen all is 404', async () => {
      await freshPage();
      await uma.send('POST', path, { key: 'k', value: 1 });
      assert.equal((await rita.get(path)).json.size, 1);
      const stranger = made.rest.as(await made.person(`stranger-${engine}`, []));
      for (const [client, expected] of [
        [rita, 403],
        [stranger, 404],
      ] as const) {
        assert.equal((await client.send('POST', path, { key: 'k2', value: 1 })).status, expected);
        assert.equal((await client.send('PUT', `${path}/k`, { value: 2, version: { number: 2 } })).status, expected);
        assert.equal((await client.send('DELETE', `${path}/k`)).status, expected);
      }
      assert.deepEqual([(await stranger.get(path)).status, (await stranger.get(`${path}/k`)).status], [404, 404]);
      assert.equal((await made.rest.as(writer, 'READ').send('POST', path, { key: 'k2', value: 1 })).status, 403);
      assert.equal((await uma.get('/rest/api/content/999999/property')).status, 404);
    });

    test('expand under metadata: the named ones, also with dots in their keys, and the others as names', async () => {
      await freshPage();
      for (const key of ['editor', 'a.b', 'version', '__proto__']) await uma.send('POST', path, { key, value: `of ${key}` });
      const expand = async (names: string) => (await uma.get(`/rest/api/content/${page.id}?expand=${names}`)).json.metadata;
      assert.deepEqual((await expand('metadata'))._expandable.properties, '');
      const names = (await expand('metadata.properties')).properties;
      assert.deepEqual(Object.keys(names._expandable).sort(), ['__proto__', 'a.b', 'editor', 'version']);
      const { properties } = await expand('metadata.properties.editor,metadata.properties.a.b.version,metadata.properties.none');
      assert.deepEqual(properties.editor, {
        id: properties.editor.id,
        key: 'editor',
        value: 'of editor',
        _links: { self: `${baseUrl}${path}/editor` },
        _expandable: { content: `/rest/api/content/${page.id}`, additionalProperties: '', version: '' },
      });
      assert.deepEqual([properties['a.b'].value, properties['a.b'].version.number], ['of a.b', 1]);
      assert.deepEqual(Object.keys(properties._expandable).sort(), ['__proto__', 'version']);
      const ask = (limit: number) =>
        uma.get(`/rest/api/content?spaceKey=DOC&limit=${limit}&expand=metadata.labels,metadata.properties.editor`);
      const [few, many] = [await countQueries(made, () => ask(2)), await countQueries(made, () => ask(9))];
      assert.equal(few, many);
    });

    test('of a space: for who administers it to write, for who sees it to read', async () => {
      const ofSpace = '/rest/api/space/DOC/property';
      const created = await uma.send('POST', ofSpace, { key: 'k', value: { a: 1 } });
      assert.deepEqual(
        [created.status, created.json._expandable],
        [200, { space: '/rest/api/space/DOC', additionalProperties: '' }],
      );
      assert.equal((await uma.send('POST', `${ofSpace}/k`, { value: 1 })).status, 400);
      assert.equal((await uma.send('POST', `${ofSpace}/k2`, { key: 'k2', value: 1 })).status, 200);
      assert.equal((await uma.send('PUT', `${ofSpace}/k`, { key: 'k', value: 2, version: { number: 3 } })).status, 409);
      assert.equal((await uma.send('PUT', `${ofSpace}/k`, { key: 'k', value: 2, version: { number: 2 } })).status, 200);
      assert.deepEqual([(await rita.get(ofSpace)).json.size, (await rita.get(`${ofSpace}/k`)).json.value], [2, 2]);
      assert.equal((await uma.get(`${ofSpace}/k?expand=space`)).json.space.key, 'DOC');
      const refused = await rita.send('POST', ofSpace, { key: 'r', value: 1 });
      assert.deepEqual([refused.status, refused.json.message], [403, 'Not permitted to administer the space with key : DOC']);
      assert.equal((await uma.send('DELETE', `${ofSpace}/k`)).status, 204);
      assert.equal((await uma.get(`${ofSpace}/k`)).status, 404);
      const unknown = await uma.get('/rest/api/space/NONE/property');
      assert.deepEqual([unknown.status, unknown.json.message], [404, 'No space with key : NONE']);
      assert.equal((await uma.send('POST', ofSpace, { key: 'big', value: 'x'.repeat(40_000) })).status, 413);
    });

    test('come along when content is created or updated, and get a version only where they differ', async () => {
      const appearance = (value: string) => ({ 'content-appearance-published': { value } });
      const created = await uma.send('POST', '/rest/api/content', {
        type: 'page',
        title: 'With properties',
        space: { key: 'DOC' },
        metadata: { properties: appearance('fixed-width') },
      });
      assert.equal(created.status, 200, created.text);
      const of = `/rest/api/content/${created.json.id}/property/content-appearance-published`;
      assert.equal((await uma.get(of)).json.value, 'fixed-width');
      const put = (number: number, value: string) =>
        uma.send('PUT', `/rest/api/content/${created.json.id}`, {
          version: { number },
          metadata: { properties: { ...appearance(value), _expandable: { other: '' } } },
        });
      assert.equal((await put(2, 'fixed-width')).status, 200);
      assert.equal((await uma.get(of)).json.version.number, 1);
      assert.equal((await put(3, 'full-width')).status, 200);
      assert.deepEqual([(await uma.get(of)).json.value, (await uma.get(of)).json.version.number], ['full-width', 2]);
      assert.equal((await put(4, 'x'.repeat(40_000))).status, 413);
      assert.equal((await uma.get(`/rest/api/content/${created.json.id}`)).json.version.number, 3);
    });

    test('come along with a comment too', async () => {
      await freshPage();
      const { status, json } = await uma.send('POST', '/rest/api/content?expand=metadata.properties.k,metadata.labels', {
        type: 'comment',
        container: { id: String(page.id), type: 'page' },
        body: { storage: { value: '<p>Well.</p>', representation: 'storage' } },
        metadata: { properties: { k: { value: 1 } }, labels: [{ name: 'remark' }] },
      });
      assert.deepEqual([status, json.metadata.properties.k.value, json.metadata.labels.results[0].name], [200, 1, 'remark']);
    });

    test('are gone with their content', async () => {
      await freshPage();
      await uma.send('POST', path, { key: 'gone', value: 1 });
      await uma.send('POST', `/rest/api/content/${page.id}/label`, { name: 'gone' });
      await uma.send('DELETE', `/rest/api/content/${page.id}`);
      assert.equal((await uma.get(path)).status, 404);
      await uma.send('DELETE', `/rest/api/content/${page.id}?status=trashed`);
      const left = await made.database.read.selectFrom('property').select('id').where('key', '=', 'gone').execute();
      assert.deepEqual(left, []);
    });
  });
}
