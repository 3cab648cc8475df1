/**
 * What publishers and exporters written in Python and Go do in their order, each step made of the answer to the one before: the request alone may
 * be right and the next one impossible (contract 1.1 to 1.13, with the programs that it names).
 */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { apiPremises, installations } from './api-premises.ts';

const storage = (value: string) => ({ storage: { value, representation: 'storage' } });

// biome-ignore lint/suspicious/noExplicitAny: an answer is compared with what its client reads of it
type Json = any;

for (const installation of installations) {
  suite(`on ${installation.engine} at ${installation.contextPath || 'the root'}, in this order`, async () => {
    const { weir, api, accessToken, spaceKey, homepageId } = await apiPremises(installation);
    const rex = await weir.user('rex');
    after(() => weir.stop());
    const authorization = `Bearer ${accessToken}`;

    async function ask(method: string, path: string, body?: unknown): Promise<Json> {
      const { status, text, json } = await api(method, path, body);
      assert.ok(status < 300, `${method} ${path} answered ${status}: ${text}`);
      return json;
    }
    const create = (title: string, value: string, parentId = homepageId): Promise<Json> =>
      ask('POST', '/rest/api/content', {
        type: 'page',
        title,
        space: { key: spaceKey },
        body: storage(value),
        ancestors: [{ type: 'page', id: parentId }],
      });
    async function send(path: string, files: Readonly<Record<string, string>>, fields: Readonly<Record<string, string>>) {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      for (const [name, text] of Object.entries(files)) form.append('file', new Blob([text], { type: 'text/plain' }), name);
      const headers = { authorization, 'x-atlassian-token': 'nocheck' };
      const answer = await fetch(weir.baseUrl + path, { method: 'POST', headers, body: form });
      const json: Json = await answer.json();
      return { status: answer.status, json };
    }
    /** Follows `next` as clients do: the base of the answer with the path that stands there. */
    async function walk(path: string): Promise<readonly Json[]> {
      const found: Json[] = [];
      for (let next: string | undefined = weir.baseUrl + path; next !== undefined; ) {
        const answer = await fetch(next, { headers: { authorization } });
        assert.equal(answer.status, 200, next);
        const { results, _links }: Json = await answer.json();
        found.push(...results);
        next = _links.next === undefined ? undefined : _links.base + _links.next;
        assert.ok(found.length < 500, 'a list comes to its end');
      }
      return found;
    }

    test('atlassian-python-api: creates a page or updates the one of this title, and leaves an equal one alone', async () => {
      const parent = await create('Reports', '<p/>');
      async function updateOrCreate(title: string, value: string): Promise<Json> {
        const query = `type=page&start=0&limit=1&spaceKey=${spaceKey}&title=${encodeURIComponent(title)}`;
        const { results } = await ask('GET', `/rest/api/content?${query}`);
        if (results.length === 0) {
          const { space } = await ask('GET', `/rest/api/content/${parent.id}?expand=space`);
          assert.equal(space.key, spaceKey);
          return create(title, value, parent.id);
        }
        const [{ id }] = results;
        const { body } = await ask('GET', `/rest/api/content/${id}?expand=body.storage`);
        if (body.storage.value === value) return undefined;
        const { lastUpdated } = await ask('GET', `/rest/api/content/${id}/history`);
        const version = { number: lastUpdated.number + 1, minorEdit: false };
        const ancestors = [{ type: 'page', id: parent.id }];
        return ask('PUT', `/rest/api/content/${id}`, { id, type: 'page', title, body: storage(value), version, ancestors });
      }
      const value =
        '<p>Q1 &amp; &eacute; <ac:structured-macro ac:name="info"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro></p>';
      const made = await updateOrCreate('Q1 / "numbers" & more', value);
      assert.equal(await updateOrCreate('Q1 / "numbers" & more', value), undefined, 'what was sent is read back to the byte');
      const updated = await updateOrCreate('Q1 / "numbers" & more', '<p>Q2</p>');
      assert.deepEqual([updated.id, updated.version.number, updated.ancestors.at(-1).id], [made.id, 2, parent.id]);
    });

    test('mark and md2conf: send those files whose checksum in the comment is another, and find links by the context', async () => {
      const { id } = await create('With pictures', '<p/>');
      const path = `/rest/api/content/${id}/child/attachment`;
      async function sync(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
        const { results } = await ask('GET', `${path}?expand=version,container&limit=1000`);
        const sent: string[] = [];
        for (const [name, text] of Object.entries(files)) {
          const known = results.find(({ title }: Json) => title === name);
          const comment = `mark:checksum: ${text.length}`;
          if (known?.metadata.comment === comment) continue;
          const to = known === undefined ? path : `${path}/${known.id}/data`;
          const { status, json } = await send(to, { [name]: text }, { comment, minorEdit: 'true' });
          assert.equal(status, 200);
          const attachment = known === undefined ? json.results[0] : json;
          assert.deepEqual([attachment.title, attachment.metadata.comment], [name, comment]);
          sent.push(name);
        }
        return sent;
      }
      assert.deepEqual(await sync({ 'a 1.svg': 'one', 'ü.png': 'four' }), ['a 1.svg', 'ü.png']);
      assert.deepEqual(await sync({ 'a 1.svg': 'one', 'ü.png': 'four' }), []);
      assert.deepEqual(await sync({ 'a 1.svg': 'other', 'ü.png': 'four' }), ['a 1.svg']);
      const { results, _links } = await ask('GET', `${path}?filename=${encodeURIComponent('a 1.svg')}`);
      assert.equal(_links.context, installation.contextPath);
      const { origin } = new URL(weir.baseUrl);
      const bytes = await fetch(origin + _links.context + results[0]._links.download, { headers: { authorization } });
      assert.equal(await bytes.text(), 'other');
    });

    test('mcp-atlassian: a file of a name that is there already is refused in the words that it looks for, then sent as a version', async () => {
      const { id } = await create('With one file', '<p/>');
      const path = `/rest/api/content/${id}/child/attachment`;
      const several = await send(path, { 'a.txt': '1', 'b.txt': '2' }, { comment: 'both' });
      assert.deepEqual(
        several.json.results.map(({ title, metadata }: Json) => [title, metadata.comment]),
        [
          ['a.txt', 'both'],
          ['b.txt', 'both'],
        ],
      );
      const again = await send(path, { 'c.txt': '3', 'a.txt': '4' }, {});
      assert.equal(again.status, 400);
      assert.match(again.json.message, /same file name/);
      assert.equal((await ask('GET', `${path}?filename=c.txt`)).size, 0, 'all are taken, or none');
      const [known] = (await ask('GET', `${path}?filename=a.txt`)).results;
      const version = await send(`${path}/${known.id}/data`, { 'a.txt': '4' }, { minorEdit: 'false' });
      assert.deepEqual([version.json.id, version.json.version.number, version.json.version.minorEdit], [known.id, 2, false]);
    });

    test('confluencebuilder: after a conflict it asks for the version and sends its page once more', async () => {
      const { id, title } = await create('Contested', '<p>1</p>');
      const publish = async (value: string, number: number) =>
        api('PUT', `/rest/api/content/${id}`, {
          id,
          type: 'page',
          title,
          space: { key: spaceKey },
          body: storage(value),
          version: { number, message: 'built', minorEdit: true },
          metadata: { properties: { editor: { value: 'v1' } } },
        });
      const [one, other] = await Promise.all([publish('<p>one</p>', 2), publish('<p>other</p>', 2)]);
      assert.deepEqual([one.status, other.status].sort(), [200, 409]);
      const lost = one.status === 409 ? one : other;
      assert.equal(lost.json.message, 'Version must be incremented on update. Current version is: 2');
      const { version } = await ask('GET', `/rest/api/content/${id}?expand=version`);
      const retried = await publish('<p>again</p>', version.number + 1);
      assert.deepEqual([retried.status, retried.json.version.number, retried.json.version.message], [200, 3, 'built']);
    });

    test('confluencebuilder: purges what is below its root and was not published again', async () => {
      const root = await create('Docs root', '<p/>');
      const kept: string[] = [];
      for (let index = 0; index < 7; index++) kept.push((await create(`Doc ${index}`, '<p/>', kept.at(-1) ?? root.id)).id);
      const below = await walk(`/rest/api/content/${root.id}/descendant/page?limit=3`);
      assert.deepEqual(below.map(({ id }) => id).sort(), [...kept].sort());
      const found = await walk(`/rest/api/content/search?limit=2&cql=${encodeURIComponent(`ancestor=${root.id} and type=page`)}`);
      assert.deepEqual(found.map(({ id }) => id).sort(), [...kept].sort());
      // The legacy ones go, from the bottom, as pages and as attachments do.
      for (const id of kept.splice(3).reverse()) await ask('DELETE', `/rest/api/content/${id}`);
      assert.equal((await walk(`/rest/api/content/${root.id}/descendant/page?limit=3`)).length, 3);
      const { results } = await ask('GET', `/rest/api/content?type=page&spaceKey=${spaceKey}&title=Doc%205`);
      assert.deepEqual(results, [], 'the title is free again');
      assert.equal((await create('Doc 5', '<p>new</p>', root.id)).version.number, 1);
    });

    test('confluence-publisher: publishes below an ancestor, sends new bytes of a file without its name, keeps hashes in properties', async () => {
      const { id: ancestorId } = await create('Published', '<p/>');
      const title = 'Über + uns / 100 %';
      const found = await ask(
        'GET',
        `/rest/api/content?spaceKey=${spaceKey}&title=${encodeURIComponent(title)}&expand=ancestors`,
      );
      assert.equal(found.size, 0);
      // Nothing empty is sent, and the version of a new page is.
      const { id } = await ask('POST', '/rest/api/content', {
        type: 'page',
        title,
        space: { key: spaceKey },
        body: { storage: { value: '<p>1</p>', representation: 'storage' } },
        ancestors: [{ id: ancestorId }],
        version: { number: 1, message: 'by a program' },
      });
      const again = await ask(
        'GET',
        `/rest/api/content?spaceKey=${spaceKey}&title=${encodeURIComponent(title)}&expand=ancestors`,
      );
      const under = again.results.filter((each: Json) => each.ancestors.some((above: Json) => above.id === ancestorId));
      assert.deepEqual(
        under.map((each: Json) => each.id),
        [id],
      );
      const read = await ask('GET', `/rest/api/content/${id}?expand=body.storage,version`);
      assert.deepEqual([read.body.storage.value, read.version.number, read.version.message], ['<p>1</p>', 1, 'by a program']);
      const { status } = await api('PUT', `/rest/api/content/${id}`, {
        type: 'page',
        title,
        body: { storage: { value: '<p>2</p>', representation: 'storage' } },
        ancestors: [{ id: ancestorId }],
        version: { number: 2, minorEdit: true },
      });
      assert.equal(status, 200);

      // The client writes the head of a part without a type, and of new bytes without a name.
      const files = `/rest/api/content/${id}/child/attachment`;
      const upload = async (path: string, part: string, bytes: string) => {
        const fields = `--b\r\nContent-Disposition: form-data; name="minorEdit"\r\n\r\ntrue\r\n--b--\r\n`;
        const answer = await fetch(weir.baseUrl + path, {
          method: 'POST',
          headers: {
            authorization,
            'x-atlassian-token': 'no-check',
            'content-type': 'multipart/form-data; boundary=b; charset=UTF-8',
          },
          body: `--b\r\nContent-Disposition: form-data; name="file"${part}\r\n\r\n${bytes}\r\n${fields}`,
        });
        assert.equal(answer.status, 200, await answer.clone().text());
        const json: Json = await answer.json();
        return json;
      };
      await upload(files, '; filename="Bild 1.png"\r\nContent-Type: application/octet-stream', 'one');
      const listed = await ask('GET', `${files}?filename=Bild+1.png&expand=version`);
      assert.deepEqual([listed.size, listed.results[0].version.number], [1, 1]);
      const file = listed.results[0].id;
      await upload(`${files}/${file}/data`, '', 'two');
      const [changed] = (await ask('GET', `${files}?limit=25&start=0&expand=version`)).results;
      assert.deepEqual(
        [changed.title, changed.version.number, changed.extensions.mediaType, changed.extensions.fileSize],
        ['Bild 1.png', 2, 'image/png', 3],
      );
      const bytes = await fetch(weir.baseUrl + changed._links.download, { headers: { authorization } });
      assert.equal(await bytes.text(), 'two');

      const property = `/rest/api/content/${id}/property`;
      assert.equal((await api('GET', `${property}/content-hash?expand=value`)).status, 404);
      await ask('POST', property, { key: 'content-hash', value: 'abc' });
      assert.equal((await ask('GET', `${property}/content-hash?expand=value`)).value, 'abc');
      assert.equal((await api('DELETE', `${property}/content-hash`)).status, 204);
      assert.equal((await api('DELETE', `/rest/api/content/${file}`)).status, 204);
      assert.equal((await api('DELETE', `/rest/api/content/${id}`)).status, 204);
    });

    test('mark and mcp-atlassian: bring the labels of a page to those of its source', async () => {
      const { id } = await create('Labelled by a source', '<p/>');
      const path = `/rest/api/content/${id}/label`;
      async function sync(wanted: readonly string[]): Promise<readonly string[]> {
        const { results } = await ask('GET', `${path}?prefix=global`);
        const known: readonly string[] = results.map(({ name }: Json) => name);
        const added = wanted.filter((name) => !known.includes(name)).map((name) => ({ prefix: 'global', name }));
        if (added.length > 0) await ask('POST', path, added);
        for (const name of known.filter((each) => !wanted.includes(each))) {
          await ask('DELETE', `${path}?name=${encodeURIComponent(name)}`);
        }
        return (await ask('GET', path)).results.map(({ name }: Json) => name).sort();
      }
      assert.deepEqual(await sync(['b', 'a/b', 'c']), ['a/b', 'b', 'c']);
      assert.deepEqual(await sync(['c', 'd']), ['c', 'd']);
      assert.deepEqual(await sync([]), []);
    });

    test('mark: restricts changes to one person, and opens a page again', async () => {
      const { id, title } = await create('Locked by its source', '<p/>');
      const { username, userKey } = await ask('GET', '/rest/api/user/current');
      const restriction = (users: readonly object[]) => [{ operation: 'update', restrictions: { user: users, group: [] } }];
      const path = `/rest/experimental/content/${id}/restriction`;
      await ask('PUT', path, restriction([{ type: 'known', username, userKey }]));
      const shown = await ask('GET', `/rest/api/content/${id}/restriction/byOperation/update?expand=restrictions.user`);
      assert.deepEqual(
        shown.restrictions.user.results.map((each: Json) => each.username),
        [username],
      );
      const basic = `Basic ${Buffer.from(`${rex.username}:${rex.password}`).toString('base64')}`;
      const rexSends = async () =>
        fetch(`${weir.baseUrl}/rest/api/content/${id}`, {
          method: 'PUT',
          headers: { authorization: basic, 'content-type': 'application/json' },
          body: JSON.stringify({ type: 'page', title, version: { number: 2 }, body: storage('<p>rex</p>') }),
        });
      assert.equal((await rexSends()).status, 403);
      await ask('PUT', path, restriction([]));
      assert.equal((await rexSends()).status, 200);
    });

    test('apa, md2conf and mark: move a page, each by its own road, and find it where it belongs', async () => {
      const [from, to] = [await create('From', '<p/>'), await create('To', '<p/>')];
      const first = await create('First below', '<p/>', to.id);
      const { id } = await create('Wanderer', '<p/>', from.id);
      const parentOf = async () => (await ask('GET', `/rest/api/content/${id}?expand=ancestors`)).ancestors.at(-1).id;
      const form = `/pages/movepage.action?spaceKey=${spaceKey}&pageId=${id}&targetId=${to.id}&position=append`;
      const moved = await fetch(weir.baseUrl + form, {
        method: 'POST',
        headers: { authorization, 'x-atlassian-token': 'no-check' },
      });
      const { page }: Json = await moved.json();
      assert.equal(page.id, Number(id));
      assert.equal(await parentOf(), to.id);
      await ask('PUT', `/rest/api/content/${id}/move/before/${first.id}`);
      assert.deepEqual(
        (await walk(`/rest/api/content/${to.id}/child/page`)).map((each) => each.id),
        [id, first.id],
      );
      await ask('PUT', `/rest/api/content/${id}/move/append/${from.id}`);
      assert.equal(await parentOf(), from.id);
      const whole = await ask('GET', `/rest/api/content/${id}?expand=version,ancestors,space,body.storage`);
      await ask('PUT', `/rest/api/content/${id}`, {
        ...whole,
        ancestors: [{ id: to.id }],
        version: { number: whole.version.number + 1 },
      });
      assert.equal(await parentOf(), to.id);
    });

    test('confluence-markdown-exporter: reads a page, whose it is, and everything that hangs on it', async () => {
      const { id } = await create(
        'Exported',
        '<p><strong>bold</strong> <ac:image><ri:attachment ri:filename="p.png"/></ac:image></p>',
      );
      await send(`/rest/api/content/${id}/child/attachment`, { 'p.png': 'x' }, {});
      const expand = 'body.view,body.export_view,body.editor2,metadata.labels,metadata.properties,ancestors,version';
      const page = await ask('GET', `/rest/api/content/${id}?expand=${expand}`);
      // The space is named by an address alone.
      assert.equal(page._expandable.space.split('/').at(-1), spaceKey);
      assert.match(page.body.export_view.value, /<strong>bold<\/strong>/);
      const [file] = (
        await ask('GET', `/rest/api/content/${id}/child/attachment?start=0&limit=50&expand=container.ancestors,version`)
      ).results;
      assert.ok(page.body.export_view.value.includes(`data-linked-resource-id="${file.id}"`));
      assert.deepEqual(
        file.container.ancestors.map((each: Json) => each.id),
        [homepageId],
      );
      const bytes = await fetch(page._links.base + file._links.download, { headers: { authorization } });
      assert.equal(await bytes.text(), 'x');
      const all = await walk('/rest/api/space?limit=1&type=global&status=current&expand=homepage');
      assert.ok(all.some(({ key, homepage }) => key === spaceKey && homepage.id === homepageId));
    });

    test('mcp-atlassian: asks in plain words, and once more otherwise when a query cannot be read', async () => {
      await create('Findable', '<p>platypus</p>');
      const refused = await api('GET', `/rest/api/search?limit=10&cql=${encodeURIComponent('platypus')}`);
      assert.equal(refused.status, 400);
      assert.match(refused.json.message, /^Could not parse cql : /);
      for (const field of ['siteSearch', 'text']) {
        const { results, totalSize } = await ask(
          'GET',
          `/rest/api/search?limit=10&cql=${encodeURIComponent(`${field} ~ "platypus"`)}`,
        );
        assert.deepEqual(
          [totalSize, results[0].content.title, results[0].resultGlobalContainer.title],
          [1, 'Findable', 'Documents'],
        );
      }
    });
  });
}
