/** What a strict server would refuse and clients send nevertheless: each of the nine points of rest-contract 1.2 is accepted. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, suite, test } from 'node:test';
import { multipart, multipartType, textPart } from '../support/attachments.ts';
import { rawRequest } from '../support/raw-request.ts';
import { apiPremises, installations } from './api-premises.ts';

const storage = (value: string) => ({ storage: { value, representation: 'storage' } });

for (const installation of installations) {
  suite(`on ${installation.engine} at ${installation.contextPath || 'the root'}, a client may send`, async () => {
    const { weir, api, accessToken, spaceKey, homepageId } = await apiPremises(installation);
    after(() => weir.stop());
    const authorization = `Bearer ${accessToken}`;
    const raw = (path: string, method = 'GET', headers: Readonly<Record<string, string>> = {}) =>
      rawRequest(weir.baseUrl, installation.contextPath + path, { method, headers: { authorization, ...headers } });
    let pages = 0;
    const page = async (more: object = {}) => {
      const content = { type: 'page', title: `Page ${++pages}`, space: { key: spaceKey }, body: storage('<p/>'), ...more };
      const made = await api('POST', '/rest/api/content', content);
      assert.equal(made.status, 200, made.text);
      return made.json;
    };

    /** Writes each part to a connection once the one before it was answered. @returns the answers to all of them, or how they begin */
    async function exchange(...parts: readonly string[]): Promise<string> {
      const { hostname, port } = new URL(weir.baseUrl);
      const socket = connect(Number(port), hostname).setEncoding('utf8');
      let answers = '';
      for (const [index, part] of parts.entries()) {
        socket.write(part);
        while (answers.split('HTTP/1.1 ').length < index + 2) answers += (await once(socket, 'data'))[0];
      }
      socket.destroy();
      return answers;
    }

    test('1: a JSON content type on a read or a delete without a body', async () => {
      const { id } = await page();
      const json = { 'content-type': 'application/json' };
      assert.equal((await raw(`/rest/api/content/${id}`, 'GET', json)).status, 200);
      assert.equal((await raw(`/rest/api/content/${id}`, 'DELETE', { ...json, 'content-length': '0' })).status, 204);
    });

    test('2: the whole object that it read, with links and what could be expanded', async () => {
      const { id } = await page();
      const expand = 'body.storage,version,space,history,ancestors,container,metadata.labels,children.page,restrictions';
      const { json } = await api('GET', `/rest/api/content/${id}?expand=${expand}`);
      assert.ok(json._links && json._expandable && json.space._links);
      const { status, text } = await api('PUT', `/rest/api/content/${id}`, {
        ...json,
        title: 'Echoed',
        version: { ...json.version, number: 2 },
        nobody: { knows: ['this'] },
      });
      assert.equal(status, 200, text);
      const space = (await api('GET', `/rest/api/space/${spaceKey}?expand=homepage`)).json;
      assert.equal((await api('POST', '/rest/api/space', { ...space, key: 'COPY', name: 'Copy' })).status, 200);
    });

    test('3: parameters that are not known', async () => {
      const { id } = await page();
      for (const path of [
        `/rest/api/content/${id}/label?id=${id}`,
        `/rest/api/content/${id}/child/attachment?spaceKey=${spaceKey}`,
        '/rest/api/content/search?cql=type%3Dpage&status=current',
        `/rest/api/content?spaceKey=${spaceKey}&expand=None&_=1700000000`,
      ]) {
        assert.equal((await api('GET', path)).status, 200, path);
      }
      const update = { type: 'page', title: `Updated ${id}`, version: { number: 2 } };
      assert.equal((await api('PUT', `/rest/api/content/${id}?asyncReconciliation=false`, update)).status, 200);
    });

    test('4: numbers as text, text as numbers, one label or several', async () => {
      const parents = [
        { id: Number(homepageId) },
        { id: homepageId },
        { type: 'page', id: homepageId },
        { id: homepageId, type: 'page', status: 'current', title: 'x' },
      ];
      for (const parent of parents) assert.equal((await page({ ancestors: [parent] })).ancestors.at(-1).id, homepageId);
      const { id, title } = await page();
      assert.equal((await api('PUT', `/rest/api/content/${id}`, { type: 'page', title, version: { number: '2' } })).status, 200);
      assert.equal((await page({ title: 2026 })).title, '2026');
      const named = await api('PUT', `/rest/api/content/${id}`, { type: 'page', title: 2027, version: { number: 3 } });
      assert.equal(named.json.title, '2027');
      assert.equal((await api('POST', `/rest/api/content/${id}/label`, [{ name: 2027 }])).json.results[0].name, '2027');
      await api('DELETE', `/rest/api/content/${id}/label/2027`);
      const label = { prefix: 'global', name: 'one' };
      assert.equal((await api('POST', `/rest/api/content/${id}/label`, label)).json.size, 1);
      assert.equal((await api('POST', `/rest/api/content/${id}/label`, [label, { ...label, name: 'two' }])).json.size, 2);
    });

    test('5: a slash at the end, two at the beginning, and a query that is escaped in any way or nearly none', async () => {
      const content = { type: 'page', title: 'By a slash', space: { key: spaceKey }, body: storage('<p>wombat</p>') };
      assert.equal((await api('POST', '/rest/api/content/', content)).status, 200);
      assert.equal((await raw('//rest/api/space')).status, 200);
      assert.equal((await raw('//rest//api/space/')).status, 200);
      for (const cql of [
        'text+~+%22wombat%22+AND+type+=+page',
        'text%20~%20%22wombat%22%20AND%20type%20%3D%20page',
        'text%20~%20"wombat"%20AND%20type%20=%20page',
        "text~'wombat'%20and%20type=page",
      ]) {
        const { status, text } = await raw(`/rest/api/content/search?cql=${cql}`);
        assert.equal(status, 200, cql);
        assert.equal(JSON.parse(text).results[0]?.title, 'By a slash', cql);
      }
    });

    test('6: labels, properties, a message and extensions inside what it writes', async () => {
      const written = {
        metadata: {
          labels: [{ prefix: 'global', name: 'inside' }],
          properties: { editor: { key: 'editor', value: 'v2' }, 'content-appearance-published': { value: 'full-width' } },
        },
        version: { message: 'why' },
        extensions: { position: 'none' },
      };
      const { id, title, version } = await page(written);
      assert.equal(version.message, 'why');
      const expand = 'metadata.labels,metadata.properties.editor';
      const { metadata } = (await api('GET', `/rest/api/content/${id}?expand=${expand}`)).json;
      assert.deepEqual([metadata.labels.results[0].name, metadata.properties.editor.value], ['inside', 'v2']);
      const update = { ...written, type: 'page', title, version: { number: 2, message: 'again', minorEdit: true } };
      const updated = await api('PUT', `/rest/api/content/${id}`, update);
      assert.deepEqual([updated.json.version.message, updated.json.version.minorEdit], ['again', true]);
    });

    test('7: files behind texts, beside texts that nobody asked for, under names in any writing', async () => {
      const names = {
        'name="file"; filename="Übersicht.txt"': 'Übersicht.txt',
        'name="file"; filename*=UTF-8\'\'%C3%9Cbersicht%202.txt': 'Übersicht 2.txt',
        'name="file"; filename="=?x?.txt"': '=?x?.txt',
        'filename=plain.txt; name=file': 'plain.txt',
      };
      const { id } = await page();
      for (const [disposition, title] of Object.entries(names)) {
        const parts = [
          textPart('type', 'attachment'),
          textPart('comment', 'c'),
          { disposition, value: 'abc' },
          textPart('x', 'y'),
        ];
        const { status, text } = await rawRequest(
          weir.baseUrl,
          `${installation.contextPath}/rest/api/content/${id}/child/attachment`,
          {
            method: 'POST',
            headers: { authorization, 'x-atlassian-token': 'nocheck', 'content-type': multipartType },
            body: multipart(parts),
          },
        );
        assert.equal(status, 200, text);
        assert.equal(JSON.parse(text).results[0].title, title);
      }
    });

    test('8: a property without its id, and content without what does not change', async () => {
      const { id } = await page({ body: storage('<p>Kept</p>') });
      const property = `/rest/api/content/${id}/property/k`;
      assert.equal((await api('PUT', property, { key: 'k', value: 1, version: { number: 1 } })).status, 200);
      assert.equal((await api('PUT', property, { value: { of: 'any kind' }, version: { number: 2 } })).status, 200);
      const title = `Shorter ${id}`;
      for (const [index, update] of [{ title, type: 'page' }, { title }, {}, { id, space: { key: spaceKey } }].entries()) {
        const { status, text } = await api('PUT', `/rest/api/content/${id}`, { ...update, version: { number: index + 2 } });
        assert.equal(status, 200, text);
      }
      const { json } = await api('GET', `/rest/api/content/${id}?expand=body.storage`);
      assert.deepEqual([json.title, json.body.storage.value], [title, '<p>Kept</p>']);
    });

    test('9: any Accept, HTTP/1.0 on a connection that it keeps, and a body that waits for leave', async () => {
      for (const accept of ['*/*', 'text/html', 'application/xml', 'application/json;q=0.1, nonsense', '']) {
        const { status, headers } = await raw('/rest/api/user/current', 'GET', { accept });
        assert.deepEqual([status, headers['content-type']], [200, 'application/json; charset=utf-8'], accept);
      }
      const space = `${installation.contextPath}/rest/api/space`;
      const old = `GET ${space} HTTP/1.0\r\nConnection: keep-alive\r\nAuthorization: ${authorization}\r\n\r\n`;
      const answers = await exchange(old, old);
      assert.equal(answers.match(/HTTP\/1\.1 200 OK/g)?.length, 2);
      const body = JSON.stringify({ key: 'WAITED', name: 'Waited' });
      const heads = [
        `POST ${space} HTTP/1.1`,
        'Host: localhost',
        `Authorization: ${authorization}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'Expect: 100-continue',
      ];
      const waited = await exchange(`${heads.join('\r\n')}\r\n\r\n`, body);
      assert.match(waited, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    });
  });
}
