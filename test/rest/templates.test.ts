/** Templates of pages over the API (contract 1.1, tier 3): at the paths of both products, who keeps them, and pages made from them. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Person } from '../../src/http/caller.ts';
import { type RestClient, restOn, type TestRest } from '../support/rest.ts';
import type { TestWiki } from '../support/wiki.ts';

const letter =
  '<at:declarations><at:string at:name="who" /><at:textarea at:name="words" /><at:list at:name="end"><at:option at:value="Yours" /><at:option at:value="Love" /></at:list></at:declarations>' +
  '<p>Dear <at:var at:name="who" />,</p><p><at:var at:name="words" /></p><p><at:var at:name="end" /> &mdash; <b>me</b></p>';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`templates over the API, on ${engine}`, () => {
    let made: TestWiki & { readonly rest: TestRest };
    let uma: RestClient;
    let rita: RestClient;
    let stranger: RestClient;
    let ada: RestClient;
    let writer: Person;

    before(async () => {
      made = await restOn(engine);
      writer = await made.person('uma');
      const reader = await made.person('rita');
      const administrator = await made.person('ada', ['weir-users'], ['use', 'administer']);
      const space = await made.space(writer, 'DOC');
      await made.grant(space, 'user', reader.id, 'view');
      uma = made.rest.as(writer, 'ADMIN');
      rita = made.rest.as(reader, 'ADMIN');
      stranger = made.rest.as(await made.person('stranger'), 'ADMIN');
      ada = made.rest.as(administrator, 'ADMIN');
    });
    after(() => made.rest.close());

    const sent = (more: object = {}) => ({
      name: 'Letter',
      templateType: 'page',
      description: 'To somebody',
      space: { key: 'DOC' },
      labels: [{ prefix: 'global', name: 'Letters' }],
      body: { storage: { value: letter, representation: 'storage' } },
      ...more,
    });
    const create = async (more: object = {}, who = uma) => (await who.send('POST', '/rest/api/template', sent(more))).json;

    for (const root of ['/rest/api', '/rest/experimental']) {
      test(`are created, read, listed, changed and deleted below ${root}`, async () => {
        const created = await uma.send('POST', `${root}/template`, sent());
        assert.equal(created.status, 200, created.text);
        const { templateId } = created.json;
        assert.match(templateId, /^\d+$/);
        assert.deepEqual(created.json.labels, [{ prefix: 'global', name: 'letters', label: 'letters' }]);
        assert.equal(created.json.body.storage.value, letter);
        assert.equal(created.json._expandable.space, '/rest/api/space/DOC');

        const read = await rita.get(`${root}/template/${templateId}?expand=body,space`);
        assert.equal(read.json.space.key, 'DOC');
        assert.deepEqual(
          read.json.variables.map(({ name, kind }: { name: string; kind: string }) => [name, kind]),
          [
            ['who', 'string'],
            ['words', 'textarea'],
            ['end', 'list'],
          ],
        );

        const list = await rita.get(`${root}/template/page?spaceKey=doc`);
        assert.deepEqual([list.status, list.json.size, list.json.results[0].name], [200, 1, 'Letter']);
        assert.equal(list.json.results[0].body, undefined);
        assert.equal(list.json.results[0]._expandable.body, '');
        assert.equal(
          (await rita.get(`${root}/template/page?spaceKey=DOC&expand=body`)).json.results[0].body.storage.value,
          letter,
        );

        const changed = await uma.send('PUT', `${root}/template`, { templateId, name: 'Note', templateType: 'page' });
        assert.deepEqual([changed.status, changed.json.name, changed.json.body.storage.value], [200, 'Note', letter]);
        assert.equal((await uma.send('DELETE', `${root}/template/${templateId}`)).status, 204);
        assert.equal((await uma.get(`${root}/template/${templateId}`)).status, 404);
        assert.equal((await uma.send('DELETE', `${root}/template/${templateId}`)).status, 404);
        assert.equal((await uma.send('PUT', `${root}/template`, { templateId, name: 'Gone' })).status, 404);
      });
    }

    test('page through a list to its end', async () => {
      const ids = [];
      for (let count = 0; count < 5; count++) ids.push((await create({ name: `Part ${count}` })).templateId);
      const names: string[] = [];
      for (let next: string | undefined = '/rest/api/template/page?spaceKey=DOC&limit=2'; next !== undefined; ) {
        const { json } = await rita.get(next);
        names.push(...json.results.map(({ name }: { name: string }) => name));
        next = json._links.next;
      }
      assert.deepEqual(names, ['Part 0', 'Part 1', 'Part 2', 'Part 3', 'Part 4']);
      for (const id of ids) await uma.send('DELETE', `/rest/api/template/${id}`);
    });

    test('of a space are seen by who sees the space, and kept by who administers it', async () => {
      const { templateId } = await create();
      assert.equal((await rita.get(`/rest/api/template/${templateId}`)).status, 200);
      assert.equal((await stranger.get(`/rest/api/template/${templateId}`)).status, 404);
      assert.equal((await stranger.get('/rest/api/template/page?spaceKey=DOC')).status, 404);
      assert.equal((await rita.send('PUT', '/rest/api/template', { templateId, name: 'Mine' })).status, 403);
      assert.equal((await rita.send('DELETE', `/rest/api/template/${templateId}`)).status, 403);
      assert.equal((await rita.send('POST', '/rest/api/template', sent())).status, 403);
      assert.equal((await stranger.send('DELETE', `/rest/api/template/${templateId}`)).status, 404);
      assert.equal((await stranger.send('POST', '/rest/api/template', sent())).status, 404);
      assert.equal((await made.rest.as(writer, 'WRITE').send('POST', '/rest/api/template', sent())).status, 403);
      assert.equal((await made.rest.as(undefined).get(`/rest/api/template/${templateId}`)).status, 401);
      await uma.send('DELETE', `/rest/api/template/${templateId}`);
    });

    test('of all spaces are kept by administrators, and used by everybody', async () => {
      const refused = await uma.send('POST', '/rest/api/template', sent({ space: null }));
      assert.deepEqual([refused.status, /Only administrators/.test(refused.text)], [403, true]);
      const { templateId } = await create({ space: null, name: 'Everywhere' }, ada);
      assert.deepEqual(
        (await stranger.get('/rest/api/template/page')).json.results.map(({ name }: { name: string }) => name),
        ['Everywhere'],
      );
      assert.equal((await uma.send('PUT', '/rest/api/template', { templateId, name: 'Mine' })).status, 403);
      assert.equal((await ada.send('DELETE', `/rest/api/template/${templateId}`)).status, 204);
    });

    test('that cannot be are refused with what is wrong', async () => {
      const broken = await uma.send(
        'POST',
        '/rest/api/template',
        sent({ body: { storage: { value: '<p>', representation: 'storage' } } }),
      );
      assert.deepEqual([broken.status, /Error parsing xhtml/.test(broken.json.message)], [400, true]);
      assert.equal((await uma.send('POST', '/rest/api/template', sent({ name: ' ' }))).status, 400);
      assert.equal((await uma.send('POST', '/rest/api/template', sent({ name: '\u2060\u3164' }))).status, 400);
      assert.equal((await uma.send('POST', '/rest/api/template', sent({ name: 'x'.repeat(256) }))).status, 400);
      assert.equal((await uma.send('POST', '/rest/api/template', sent({ templateType: 'blogpost' }))).status, 400);
      assert.equal((await uma.send('POST', '/rest/api/template', sent({ labels: [{ name: 'a b' }] }))).status, 400);
      assert.equal((await uma.send('PUT', '/rest/api/template', sent())).status, 400);
      assert.equal((await uma.get('/rest/api/template/x')).status, 404);
      assert.deepEqual((await uma.get('/rest/experimental/template/blueprint?spaceKey=DOC')).json.results, []);
    });

    test('make pages: holes are filled with text, declarations are gone, labels come along', async () => {
      const { templateId } = await create();
      const path = `/rest/weir/1.0/template/${templateId}/page`;
      const variables = { who: '<b>Lin</b> & co', words: 'One\nTwo', end: 'Love' };
      const page = await uma.send('POST', `${path}?expand=body.storage,metadata.labels`, {
        title: 'Dear Lin',
        space: { key: 'DOC' },
        variables,
      });
      assert.equal(page.status, 200, page.text);
      assert.equal(
        page.json.body.storage.value,
        '<p>Dear &lt;b&gt;Lin&lt;/b&gt; &amp; co,</p><p>One<br />Two</p><p>Love &mdash; <b>me</b></p>',
      );
      assert.deepEqual(
        page.json.metadata.labels.results.map(({ name }: { name: string }) => name),
        ['letters'],
      );

      const below = await uma.send('POST', path, { title: 'Below', space: { key: 'DOC' }, ancestors: [{ id: page.json.id }] });
      assert.equal(below.json.ancestors.at(-1).id, page.json.id);
      assert.equal(below.json.body.storage.value, '<p>Dear ,</p><p></p><p> &mdash; <b>me</b></p>');

      const refusals: readonly (readonly [object, number, RegExp])[] = [
        [{ variables: { end: 'Bye' } }, 400, /one of Yours, Love/],
        [{ variables: { nobody: 'x' } }, 400, /no variable nobody/],
        [{ title: 'Dear Lin' }, 400, /already exists/],
        [{ space: { key: 'NO' } }, 404, /No space/],
        [{ ancestors: [{ id: '999' }] }, 404, /No parent/],
      ];
      for (const [more, status, message] of refusals) {
        const answer = await uma.send('POST', path, { title: 'Another', space: { key: 'DOC' }, ...more });
        assert.equal(answer.status, status);
        assert.match(answer.json.message, message);
      }
      assert.equal((await rita.send('POST', path, { title: 'Mine', space: { key: 'DOC' } })).status, 403);
      assert.equal((await stranger.send('POST', path, { title: 'Mine', space: { key: 'DOC' } })).status, 404);
      assert.equal((await uma.send('POST', '/rest/weir/1.0/template/9/page', { title: 'x', space: { key: 'DOC' } })).status, 404);
    });

    test('go with their space', async () => {
      await made.space(writer, 'GONE');
      const { templateId } = await create({ space: { key: 'GONE' } });
      assert.equal((await uma.send('DELETE', '/rest/api/space/GONE')).status, 202);
      assert.equal((await uma.get(`/rest/api/template/${templateId}`)).status, 404);
    });
  });
}
