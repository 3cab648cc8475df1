/** Creating, updating and deleting content over the API, the way clients send it, and the errors that they search. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Person } from '../../src/http/caller.ts';
import type { SpaceRecord } from '../../src/wiki/records.ts';
import { type RestAnswer, type RestClient, restOn, type TestRest } from '../support/rest.ts';
import type { TestWiki } from '../support/wiki.ts';

const storage = (value: string) => ({ storage: { value, representation: 'storage' } });

/** The body of an error, whole. */
function error(statusCode: number, reason: string, message: string) {
  return {
    statusCode,
    data: { authorized: false, valid: true, allowedInReadOnlyMode: true, errors: [], successful: false },
    message,
    reason,
  };
}

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`content over the API, on ${engine}`, () => {
    let made: TestWiki & { readonly rest: TestRest };
    let uma: RestClient;
    let person: Person;
    let space: SpaceRecord;
    let count = 0;

    before(async () => {
      made = await restOn(engine);
      person = await made.person('uma');
      uma = made.rest.as(person);
      space = await made.space(person, 'DOC');
    });
    after(() => made.rest.close());

    const title = (name: string) => `${name} ${++count}`;
    async function created(name: string, more: object = {}) {
      const { status, json } = await uma.send('POST', '/rest/api/content', {
        type: 'page',
        title: title(name),
        space: { key: 'DOC' },
        body: storage(`<p>${name}</p>`),
        ...more,
      });
      assert.equal(status, 200, JSON.stringify(json));
      return json;
    }

    test('a created page is answered with 200 and its body, container, ancestors, history, space and version', async () => {
      const parent = await created('Parent');
      const child = await created('Child', { ancestors: [{ id: Number(parent.id) }], version: { message: 'why' } });
      assert.equal(child.body.storage.value, '<p>Child</p>');
      assert.equal(child.container.key, 'DOC');
      assert.deepEqual(
        child.ancestors.map(({ id }: { id: string }) => id),
        [parent.id],
      );
      assert.equal(child.version.number, 1);
      assert.equal(child.version.message, 'why');
      assert.equal(child.history.createdBy.username, 'uma');
      assert.equal(child.space.key, 'DOC');
      const asked = await uma.send('POST', '/rest/api/content?expand=version', { title: title('Asked'), space: { key: 'doc' } });
      assert.deepEqual([asked.json.version.number, asked.json.space, asked.json.body], [1, undefined, undefined]);
    });

    test('a read is answered the same each time, and shows at once what anybody changed of it', async () => {
      const page = await created('Read again');
      const path = `/rest/api/content/${page.id}`;
      const [first, again] = [await uma.get(path), await uma.get(path)];
      const withoutId = ({ headers: { 'x-request-id': _, date: __, ...headers } }: RestAnswer) => headers;
      assert.equal(again.text, first.text);
      assert.deepEqual(withoutId(again), withoutId(first));
      assert.equal(first.json.body, undefined);

      const seen = async (reader = uma) => (await reader.get(path)).json;
      await uma.send('PUT', path, { version: { number: 2 }, title: 'Read again, renamed', type: 'page' });
      assert.deepEqual([(await seen()).title, (await seen()).version.number], ['Read again, renamed', 2]);
      await uma.send('PUT', '/rest/api/space/DOC', { name: 'Documents, renamed' });
      assert.equal((await seen()).space.name, 'Documents, renamed');

      const other = await made.person('reader');
      const reader = made.rest.as(other);
      assert.equal((await reader.get(path)).status, 404);
      await made.grant(space, 'user', other.id, 'view');
      assert.deepEqual(await seen(reader), await seen());
      await uma.send('PUT', `${path}/restriction`, [{ operation: 'read', restrictions: { user: [{ username: 'uma' }] } }]);
      assert.deepEqual([(await reader.get(path)).status, (await uma.get(path)).status], [404, 200]);
      await uma.send('DELETE', path);
      assert.deepEqual([(await uma.get(path)).status, (await uma.get(`${path}?status=trashed`)).json.status], [404, 'trashed']);
    });

    test('an update carries the next number; what it leaves out stays', async () => {
      const page = await created('Page');
      const { json } = await uma.send('PUT', `/rest/api/content/${page.id}`, {
        version: { number: 2, message: 'm', minorEdit: true },
        title: title('Renamed'),
        type: 'page',
      });
      assert.equal(json.body.storage.value, '<p>Page</p>');
      assert.deepEqual([json.version.number, json.version.message, json.version.minorEdit], [2, 'm', true]);
      const again = await uma.send('PUT', `/rest/api/content/${page.id}`, {
        version: { number: 3 },
        body: storage('<p>new</p>'),
      });
      assert.equal(again.json.title, json.title);
      const old = await uma.get(`/rest/api/content/${page.id}?version=1&status=historical&expand=body.storage`);
      assert.deepEqual([old.json.status, old.json.title, old.json.body.storage.value], ['historical', page.title, '<p>Page</p>']);
      assert.equal((await uma.get(`/rest/api/content/${page.id}?version=9`)).status, 404);
      assert.equal((await uma.get(`/rest/api/content/${page.id}?version=x`)).status, 404);
      assert.equal((await uma.get(`/rest/api/content/${page.id}?version=0`)).json.version.number, 3);
    });

    test('nothing is named by signs that nobody sees', async () => {
      const { id } = await created('Page');
      for (const name of ['\u200b', '\u3164', '\u2060\u200d', '\u2800 \u00ad']) {
        const body = storage('<p>x</p>');
        const answers = [
          await uma.send('POST', '/rest/api/content', { type: 'page', title: name, space: { key: 'DOC' }, body }),
          await uma.send('PUT', `/rest/api/content/${id}`, { title: name, version: { number: 2 } }),
          await uma.send('POST', `/rest/api/content/${id}/label`, { name }),
        ];
        assert.deepEqual(
          answers.map(({ status }) => status),
          [400, 400, 400],
          JSON.stringify(name),
        );
      }
      // What joins the signs of an emoji is part of it.
      const family = title('👩\u200d👧');
      assert.equal(
        (await uma.send('PUT', `/rest/api/content/${id}`, { title: family, version: { number: 2 } })).json.title,
        family,
      );
    });

    test('a wrong number is 409, and no number 400', async () => {
      const page = await created('Page');
      const { status, json } = await uma.send('PUT', `/rest/api/content/${page.id}`, { version: { number: 5 }, title: 'x' });
      assert.equal(status, 409);
      assert.deepEqual(json, error(409, 'Conflict', 'Version must be incremented on update. Current version is: 1'));
      for (const version of [undefined, {}, { number: 'next' }, { number: 1.5 }, { number: -1 }]) {
        assert.equal((await uma.send('PUT', `/rest/api/content/${page.id}`, { version, title: 'x' })).status, 400);
      }
    });

    test('of updates with the same number that come at once one is made, the others are 409', async () => {
      const page = await created('Page');
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          uma.send('PUT', `/rest/api/content/${page.id}`, { version: { number: 2 }, body: storage(`<p>${index}</p>`) }),
        ),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array.from({ length: 9 }, () => 409)]);
    });

    test('a page moves by its ancestors, of which the last is the parent', async () => {
      const [a, b, c] = [await created('A'), await created('B'), await created('C')];
      const put = (id: string, number: number, ancestors: unknown) =>
        uma.send('PUT', `/rest/api/content/${id}`, { version: { number }, ancestors });
      assert.equal((await put(b.id, 2, [{ type: 'page', id: a.id }])).json.ancestors.at(-1).id, a.id);
      const moved = await put(c.id, 2, [{ id: a.id }, { id: Number(b.id) }]);
      assert.deepEqual(
        moved.json.ancestors.map(({ id }: { id: string }) => id),
        [a.id, b.id],
      );
      assert.equal((await put(c.id, 3, [])).json.ancestors.length, 2, 'an empty list moves nothing');
      const cyclic = await put(a.id, 2, [{ id: c.id }]);
      assert.equal(cyclic.status, 400);
      assert.match(cyclic.json.message, /below itself/);
      const unknown = await put(a.id, 2, [{ id: '007' }]);
      assert.deepEqual(
        unknown.json,
        error(404, 'Not Found', 'No parent or not permitted to view content with id : ContentId{id=007}'),
      );
      assert.equal(
        (await put(a.id, 2, [{ id: 7 }])).json.message,
        'No parent or not permitted to view content with id : ContentId{id=7}',
      );
    });

    test('what was read is accepted back as it is: unknown fields, links, nulls, numbers as text', async () => {
      const page = await created('Page');
      const { json } = await uma.get(
        `/rest/api/content/${page.id}?expand=body.storage,body.view,space.homepage,version,ancestors,metadata.labels,children.page,history,operations`,
      );
      const echoed = { ...json, version: { ...json.version, number: '2' }, restrictions: null, extensions: { position: 'none' } };
      const { status, json: answer } = await uma.send(
        'PUT',
        `/rest/api/content/${page.id}?asyncReconciliation=false&conflictPolicy=abort`,
        echoed,
      );
      assert.equal(status, 200);
      assert.equal(answer.version.number, 2);
      await created('With metadata', {
        status: 'current',
        metadata: { properties: { 'content-appearance-draft': { value: 'full-width' } }, labels: [{ name: 'x' }] },
        extensions: {},
        version: null,
      });
    });

    test('a JSON content type on a read or a delete needs no body, and slashes at the end or doubled do not matter', async () => {
      const page = await created('Page');
      const json = { 'content-type': 'application/json', accept: '*/*' };
      assert.equal((await uma.get(`/rest/api/content/${page.id}`, json)).status, 200);
      assert.equal((await uma.get(`//rest/api//content/${page.id}/`, json)).status, 200);
      assert.equal((await uma.send('DELETE', `/rest/api/content/${page.id}`, undefined, json)).status, 204);
      const posted = await uma.send('POST', '/rest/api/content/', { title: title('Slash'), space: { key: 'DOC' }, type: 'page' });
      assert.equal(posted.status, 200);
      assert.equal((await uma.get('/rest/api/content?id=1&os_authType=basic&spaceKey=DOC&label=x')).status, 200);
      assert.equal((await uma.get(`/rest/api/content/${posted.json.id}`, { accept: 'application/xml' })).status, 200);
    });

    test('a delete is answered with 204 and puts a page in the trash, from where it comes back or goes for good', async () => {
      const page = await created('Page');
      const path = `/rest/api/content/${page.id}`;
      const deleted = await uma.send('DELETE', path);
      assert.deepEqual([deleted.status, deleted.text], [204, '']);
      assert.equal((await uma.get(path)).status, 404);
      assert.equal((await uma.get(`${path}?status=trashed`)).json.status, 'trashed');
      assert.equal((await uma.get(`${path}?status=any`)).status, 200);
      assert.equal((await uma.get(`${path}?status=current&status=trashed`)).status, 200);
      const listed = await uma.get(`/rest/api/content?status=trashed&spaceKey=DOC&title=${encodeURIComponent(page.title)}`);
      assert.equal(listed.json.size, 1);
      assert.equal((await uma.send('DELETE', path)).status, 404);
      const back = await uma.send('PUT', path, { id: page.id, status: 'current', version: { number: 2 } });
      assert.deepEqual([back.status, back.json.status, back.json.version.number], [200, 'current', 2]);
      assert.equal((await uma.send('DELETE', `${path}?status=trashed`)).status, 404);
      await uma.send('DELETE', path);
      assert.equal((await uma.send('DELETE', `${path}?status=trashed`)).status, 204);
      assert.equal((await uma.get(`${path}?status=any`)).status, 404);
    });

    test('a page is found by space and title, whatever the case; nothing found is an empty list', async () => {
      const page = await created('Straße');
      const find = (query: string) => uma.get(`/rest/api/content?${query}`);
      const name = encodeURIComponent(page.title.toUpperCase().replace('STRASSE', 'STRAßE'));
      assert.equal((await find(`spaceKey=doc&title=${name}&type=page`)).json.results[0].id, page.id);
      assert.equal((await find(`title=${name}`)).json.results[0].id, page.id);
      assert.deepEqual((await find('spaceKey=DOC&title=missing')).json.results, []);
      assert.equal((await find(`spaceKey=DOC&title=${name}&type=blogpost`)).json.size, 0);
      assert.equal((await find('status=draft')).json.size, 0);
      const unknown = await find('spaceKey=x');
      assert.deepEqual(unknown.json, error(404, 'Not Found', 'No space with key : x'));
      assert.equal((await find('spaceKey=x&type=blogpost')).status, 404);
    });

    test('errors say what clients search for, word for word', async () => {
      const page = await created('Page');
      const post = async (body: object) =>
        (await uma.send('POST', '/rest/api/content', { type: 'page', space: { key: 'DOC' }, ...body })).json;
      assert.deepEqual(
        (await uma.get('/rest/api/content/10158168')).json,
        error(404, 'Not Found', 'No content found with id: ContentId{id=10158168}'),
      );
      assert.equal((await uma.get('/rest/api/content/abc')).json.message, 'No content found with id: ContentId{id=abc}');
      assert.deepEqual(
        await post({ title: page.title.toUpperCase() }),
        error(
          400,
          'Bad Request',
          `A page with this title already exists: A page already exists with the title ${page.title.toUpperCase()} in the space with key DOC`,
        ),
      );
      assert.match(
        (await post({ title: 'Broken', body: storage('<p>one</p>\n<p[</p>') })).message,
        /^Error parsing xhtml: Unexpected character '\[' \(code 91\) excepted space, or '>' or "\/>"\n at \[row,col \{unknown-source\}\]: \[2,\d+\]$/,
      );
      assert.equal((await post({ title: 'x', space: { key: 'NONE' } })).message, 'No space with key : NONE');
      assert.equal((await post({ title: '' })).statusCode, 400);
      assert.equal((await post({ title: 'x', space: null })).statusCode, 400);
      assert.equal((await post({ title: 'x', type: 'whiteboard' })).statusCode, 400);
      assert.equal((await post({ title: 'x', status: 'archived' })).statusCode, 400);
      assert.equal((await post({ title: 'x', body: { view: { value: 'x', representation: 'view' } } })).statusCode, 400);
      assert.equal(
        (await uma.get('/rest/api/nothing?x=1')).json.message,
        'null for uri: http://localhost:8090/rest/api/nothing?x=1',
      );
    });

    test('a body that is no JSON by its media type is 415; what is said of no body does not matter', async () => {
      const { id } = await created('Typed');
      const body = JSON.stringify({ type: 'page', title: title('Typed'), space: { key: 'DOC' } });
      const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'];
      for (const type of types) {
        const refused = await uma.send('POST', '/rest/api/content', body, { 'content-type': type });
        assert.deepEqual(refused.json, error(415, 'Unsupported Media Type', 'Unsupported Media Type'), type);
        const headers = { 'content-type': type, 'content-length': '0' };
        const watched = await uma.send('POST', `/rest/api/user/watch/content/${id}`, undefined, headers);
        assert.equal(watched.status, 200, type);
        assert.equal((await uma.get(`/rest/api/content/${id}`, { 'content-type': type })).status, 200, type);
      }
    });

    test('a body in a representation that is not stored is refused, and no content is empty or unchanged for it', async () => {
      const { id, title: name } = await created('Represented');
      for (const representation of ['view', 'export_view', 'atlas_doc_format', 'editor2']) {
        const body = { [representation]: { value: '<p>x</p>', representation } };
        const message = `A body is accepted as storage, editor or wiki, not as ${representation}.`;
        const page = { type: 'page', title: title('Refused'), space: { key: 'DOC' }, body };
        assert.deepEqual((await uma.send('POST', '/rest/api/content', page)).json, error(400, 'Bad Request', message));
        const update = { type: 'page', title: name, version: { number: 2 }, body };
        assert.equal((await uma.send('PUT', `/rest/api/content/${id}`, update)).json.message, message);
        // What was read beside the storage format comes back with it.
        const echoed = await created('Echoed', { body: { ...storage('<p>y</p>'), ...body, _expandable: { editor: '' } } });
        assert.equal(echoed.body.storage.value, '<p>y</p>');
      }
    });

    test('a body that is no JSON, or not what is meant, is refused in the same shape', async () => {
      for (const body of [
        '{',
        '[]',
        '"x"',
        '{"title":7}',
        '{"body":"<p/>"}',
        '{"space":"DOC"}',
        '{"ancestors":{"id":1}}',
        '[['.repeat(100),
      ]) {
        const { status, json } = await uma.send('POST', '/rest/api/content', body);
        assert.equal(status, 400, body);
        assert.deepEqual(Object.keys(json), ['statusCode', 'data', 'message', 'reason']);
      }
      const none = await uma.send('POST', '/rest/api/content', undefined);
      assert.equal(none.status, 400);
      const xml = await uma.send('POST', '/rest/api/content', '<x/>', { 'content-type': 'application/xml' });
      assert.deepEqual([xml.status, xml.json.reason], [415, 'Unsupported Media Type']);
    });

    test('spaces are created with 200, described, and listed', async () => {
      const { status, json } = await uma.send('POST', '/rest/api/space', {
        key: 'RAID',
        name: 'Raider',
        type: 'global',
        description: { plain: { value: 'For raiders', representation: 'plain' } },
      });
      assert.equal(status, 200);
      assert.deepEqual([json.key, json.description.plain.value, json.homepage.title], ['RAID', 'For raiders', 'Raider Home']);
      assert.equal(typeof json.id, 'number');
      const again = await uma.send('POST', '/rest/api/space', { key: 'raid', name: 'Again' });
      assert.deepEqual(again.json, error(400, 'Bad Request', 'A space already exists with key raid'));
      for (const key of ['a b', '~otto', '', undefined]) {
        assert.equal((await uma.send('POST', '/rest/api/space', { key, name: 'x' })).status, 400);
      }
      assert.equal((await uma.send('POST', '/rest/api/space/_private', { key: 'MINE', name: 'Mine' })).status, 200);
      const otto = made.rest.as(await made.person('otto'));
      assert.equal((await otto.get('/rest/api/space/RAID')).status, 200);
      assert.deepEqual((await otto.get('/rest/api/space/MINE')).json, error(404, 'Not Found', 'No space with key : MINE'));
      const keys = async (query: string) =>
        (await uma.get(`/rest/api/space?${query}`)).json.results.map(({ key }: { key: string }) => key);
      assert.deepEqual(await keys('spaceKey=RAID&spaceKey=MINE&spaceKey=NONE'), ['MINE', 'RAID']);
      assert.deepEqual(await keys('spaceKey=RAID,MINE&type=global&status=current'), ['MINE', 'RAID']);
      assert.deepEqual(await keys('type=personal'), []);
      assert.deepEqual(await keys('favourite=true'), []);
      assert.deepEqual(await keys('label=x'), []);
    });
  });
}
