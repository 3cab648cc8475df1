/** Requests as clients and scripts of all kinds write them: character sets, old addresses, names of titles and files, numbers out of range. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Engine } from '../../src/database/database.ts';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { restOn } from '../support/rest.ts';

for (const engine of ['sqlite', 'postgresql'] as const satisfies readonly Engine[])
  suite(`unusual requests on ${engine}`, async () => {
    const made = await restOn(engine, { baseUrl: 'http://localhost:8090/confluence' });
    const { rest } = made;
    const uma = await made.person('uma');
    const space = await made.space(uma, 'DOC', { open: true });
    await made.grant(space, 'anonymous', 0, 'view');
    const as = rest.as(uma);
    after(() => rest.close());

    let pages = 0;
    const fresh = () => `Page ${++pages}`;
    const content = (more: object) => ({
      type: 'page',
      title: fresh(),
      space: { key: 'DOC' },
      body: { storage: { value: '<p>x</p>', representation: 'storage' } },
      ...more,
    });
    /** Sends bytes as they are. */
    const post = async (payload: Buffer, headers: Readonly<Record<string, string>>) => {
      const answer = await rest.app.inject({
        method: 'POST',
        url: '/confluence/rest/api/content',
        headers: { authorization: 'Bearer uma:WRITE', 'content-type': 'application/json', ...headers },
        payload,
      });
      return { status: answer.statusCode, json: answer.json() };
    };

    test('a body is read in the character set that it says, without the mark before it, and in no wrong one', async () => {
      const json = (title: string) => JSON.stringify(content({ title }));
      const marked = await post(Buffer.from(`\ufeff${json('Größe 1')}`), {});
      assert.deepEqual([marked.status, marked.json.title], [200, 'Größe 1']);
      const latin = await post(Buffer.from(json('Größe 2'), 'latin1'), {
        'content-type': 'application/json; charset=ISO-8859-1',
      });
      assert.deepEqual([latin.status, latin.json.title], [200, 'Größe 2']);
      const wide = await post(Buffer.from(json('Größe 3'), 'utf16le'), { 'content-type': 'application/json; charset="utf-16"' });
      assert.deepEqual([wide.status, wide.json.title], [200, 'Größe 3']);
      // Letters would be replaced for good.
      const wrong = await post(Buffer.from(json('Größe 4'), 'latin1'), {});
      assert.equal(wrong.status, 400);
      assert.match(wrong.json.message, /not in the character set utf-8/);
      const unknown = await post(Buffer.from(json('x')), { 'content-type': 'application/json; charset=klingon' });
      assert.deepEqual([unknown.status, unknown.json.reason], [415, 'Unsupported Media Type']);
      const nothing = await post(Buffer.alloc(0), { 'content-type': 'application/json; charset=klingon' });
      assert.equal(nothing.status, 400, 'no body is in no character set');
      const packed = await post(gzipSync(json('x')), { 'content-encoding': 'gzip' });
      assert.equal(packed.status, 415);
      assert.match(packed.json.message, /without Content-Encoding/);
      assert.equal((await post(Buffer.from(json('Plain')), { 'content-encoding': 'identity' })).status, 200);
    });

    test('the API has the name latest too, with the same rights and the usual links', async () => {
      const created = await as.send('POST', '/rest/api/latest/content', content({ title: 'By latest' }));
      assert.equal(created.status, 200, created.text);
      const read = (await as.get(`/rest/api/latest/content/${created.json.id}?expand=version`)).json;
      assert.equal(read._links.self, `http://localhost:8090/confluence/rest/api/content/${created.json.id}`);
      const list = (await as.get('/rest/api/latest/content?limit=1')).json;
      assert.match(list._links.next, /^\/rest\/api\/content\?/);
      const { status } = await rest.as(undefined).send('POST', '/rest/api/latest/content', content({}));
      assert.equal(status, 401);
      for (const other of ['/rest/api/latestcontent', '/rest/latest/content', '/rest/api/latest']) {
        assert.equal((await as.get(other)).status, 404, other);
      }
    });

    test('a space is named by its key, its id, or a page above', async () => {
      const parent = (await as.send('POST', '/rest/api/content', content({}))).json;
      for (const [place, expected] of [
        [{ space: { id: space.id } }, 200],
        [{ space: { id: String(space.id), key: null } }, 200],
        [{ space: null, ancestors: [{ id: parent.id }] }, 200],
        [{ space: undefined, ancestors: [{ id: Number(parent.id) }] }, 200],
        [{ space: { id: 999_999 } }, 400],
        [{ space: {} }, 400],
      ] as const) {
        const { status, json } = await as.send('POST', '/rest/api/content', content(place));
        assert.equal(status, expected, JSON.stringify(place));
        if (status === 200) assert.equal(json.space.key, 'DOC');
        else assert.match(json.message, /^A space key is needed/);
      }
      // Whoever may not see it is told no more than that it is missing.
      await made.space(uma, 'SHUT');
      const shut = (await as.get('/rest/api/space/SHUT')).json;
      const other = rest.as(await made.person('otto'));
      assert.equal((await other.send('POST', '/rest/api/content', content({ space: { id: shut.id } }))).status, 400);
    });

    test('titles are found by what was sent, whatever signs they are made of', async () => {
      for (const title of [
        'A B',
        'A+B',
        'Ünï ☃ 😀 👨‍👩‍👧',
        'a/b\\c?d&e#f%g',
        '<b>"it\'s"</b>',
        '~tilde :colon',
        ' padded ',
        'tab\there',
        'two\nlines',
        'Zwo\u0308lf',
        'مرحبا',
        'x'.repeat(255),
      ]) {
        const created = await as.send('POST', '/rest/api/content', content({ title }));
        assert.equal(created.status, 200, `${title}: ${created.text}`);
        const found = (await as.get(`/rest/api/content?spaceKey=DOC&title=${encodeURIComponent(title)}`)).json;
        assert.deepEqual([found.size, found.results[0]?.id], [1, created.json.id], title);
      }
      assert.equal((await as.get('/rest/api/content?spaceKey=DOC&title=A+B')).json.results[0].title, 'A B');
      assert.equal((await as.get('/rest/api/content?spaceKey=DOC&title=A%2BB')).json.results[0].title, 'A+B');
      assert.equal((await as.get('/rest/api/content?spaceKey=DOC&title=')).json.size, 0);
    });

    test('yes and no are words too, and statuses are written in any case', async () => {
      const { id } = (await as.send('POST', '/rest/api/content', content({ title: 'Small' }))).json;
      const update = (number: number, minorEdit: unknown) =>
        as.send('PUT', `/rest/api/content/${id}`, {
          type: 'page',
          title: 'Small',
          version: { number: String(number), minorEdit },
        });
      assert.equal((await update(2, 'true')).json.version.minorEdit, true);
      assert.equal((await update(3, 'false')).json.version.minorEdit, false);
      assert.equal((await update(4, '')).json.version.minorEdit, false);
      const odd = await update(5, 'perhaps');
      assert.equal(odd.status, 400);
      assert.match(odd.json.message, /^body\/version\/minorEdit must be boolean$/, 'what was meant, and nothing else');
      const property = { value: 1, version: { number: 1, minorEdit: 'true' } };
      assert.equal((await as.send('PUT', `/rest/api/content/${id}/property/k`, property)).json.version.minorEdit, true);
      for (const status of ['CURRENT', 'Any'])
        assert.equal((await as.get(`/rest/api/content/${id}?status=${status}`)).status, 200);
    });

    test('a limit out of range is cut down, and one that is none refused', async () => {
      const size = async (query: string) => {
        const { status, json } = await as.get(`/rest/api/content?spaceKey=DOC&${query}`);
        return status === 200 ? [json.limit, json.size > 0] : status;
      };
      assert.deepEqual(await size('limit=100000'), [500, true]);
      assert.deepEqual(await size(`limit=${'9'.repeat(40)}`), [500, true]);
      assert.deepEqual(await size('limit=+5'), [5, true]);
      assert.deepEqual(await size('limit=0'), [0, false]);
      assert.deepEqual(await size('limit='), [25, true]);
      assert.deepEqual(await size(`start=${'9'.repeat(40)}`), [25, false]);
      for (const query of ['limit=-1', 'limit=abc', 'limit=1.5', 'start=-5', 'start=1e3'])
        assert.equal(await size(query), 400, query);
      const search = await as.get(`/rest/api/search?cql=space=DOC&start=${'9'.repeat(40)}&limit=${'9'.repeat(40)}`);
      assert.deepEqual([search.status, search.json.size], [200, 0]);
    });

    test('expand takes blanks, repetitions and names that nobody knows', async () => {
      const { id } = (await as.send('POST', '/rest/api/content', content({}))).json;
      const keys = async (expand: string) => {
        const { status, json } = await as.get(`/rest/api/content/${id}?expand=${encodeURIComponent(expand)}`);
        assert.equal(status, 200, expand);
        return ['body', 'version', 'space', 'history'].filter((name) => name in json);
      };
      assert.deepEqual(await keys('body.storage, version'), ['body', 'version']);
      assert.deepEqual(await keys(' body.storage,,body.storage,'), ['body']);
      for (const unknown of ['*', 'nonsense', 'BODY.STORAGE', ',', '.', '__proto__', 'constructor.prototype']) {
        assert.deepEqual(await keys(unknown), [], unknown);
      }
      assert.deepEqual(await keys('body.*'), ['body']);
    });

    test('files have the names that their writers gave them, whichever way those were written', async () => {
      const { id } = (await as.send('POST', '/rest/api/content', content({}))).json;
      const attach = async (name: string | Buffer, token = 'no-check') => {
        const part = filePart('PLACE', 'abc');
        const form = multipart([part])
          .toString('latin1')
          .replace('PLACE', Buffer.from(name as string).toString('latin1'));
        const answer = await rest.app.inject({
          method: 'POST',
          url: `/confluence/rest/api/content/${id}/child/attachment`,
          headers: { authorization: 'Bearer uma:WRITE', 'content-type': multipartType, 'x-atlassian-token': token },
          payload: Buffer.from(form, 'latin1'),
        });
        return answer.statusCode === 200 ? answer.json().results[0].title : answer.statusCode;
      };
      for (const [written, expected] of [
        ['=?UTF-8?B?R3LDvMOfZTEudHh0?=', 'Grüße1.txt'],
        ['=?utf-8?Q?Gr=C3=BC=C3=9Fe_2.txt?=', 'Grüße 2.txt'],
        ['=?ISO-8859-1?Q?Gr=FC=DFe?= =?ISO-8859-1?Q?3.txt?=', 'Grüße3.txt'],
        ['=?nonsense?B?AAAA?=.txt', '=?nonsense?B?AAAA?=.txt'],
        ['=?UTF-8?B?w?=', '=?UTF-8?B?w?='],
        ['what=?is?this?=.txt', 'what=?is?this?=.txt'],
        ['C:\\\\Users\\\\me\\\\plan.txt', 'plan.txt'],
        ['../../etc/passwd', 'passwd'],
        ['Größe 😀.txt', 'Größe 😀.txt'],
        [Buffer.from('Gr\xfc\xdfe4.txt', 'latin1'), 'Grüße4.txt'],
        ['a%20b%C3%BC.txt', 'a%20b%C3%BC.txt'],
      ] as const) {
        assert.equal(await attach(written), expected, String(written));
      }
      for (const [index, token] of ['nocheck', 'NoCheck', 'NO-CHECK '].entries()) {
        assert.equal(await attach(`token ${index}.txt`, token), `token ${index}.txt`);
      }
      for (const token of ['check', 'true', 'no--check', 'no-check,no-check'])
        assert.equal(await attach('x.txt', token), 403, token);
    });

    test('os_authType=basic asks for a password, also where anonymous readers are let in', async () => {
      const anonymous = rest.as(undefined);
      assert.equal((await anonymous.get('/rest/api/content?spaceKey=DOC')).status, 200);
      const asked = await anonymous.get('/rest/api/content?spaceKey=DOC&os_authType=basic');
      assert.deepEqual([asked.status, asked.headers['www-authenticate']], [401, 'Basic realm="Weir", charset="UTF-8"']);
      const current = await anonymous.get('/rest/api/user/current?os_authType=basic');
      assert.deepEqual([current.status, current.headers['www-authenticate']], [401, 'Basic realm="Weir", charset="UTF-8"']);
      assert.match((await anonymous.get('/rest/api/user/current')).headers['www-authenticate'] ?? '', /^Bearer /);
      assert.equal((await as.get('/rest/api/content?spaceKey=DOC&os_authType=basic')).status, 200);
    });
  });
