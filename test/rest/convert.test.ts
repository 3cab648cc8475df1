/** `contentbody/convert` and bodies in other representations than storage (contract 1.3, 1.6, 1.13, 4.1). */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Person } from '../../src/http/caller.ts';
import { countQueries, type RestClient, restOn, type TestRest } from '../support/rest.ts';
import type { TestWiki } from '../support/wiki.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`representations of bodies over the API, on ${engine}`, () => {
    let made: TestWiki & { readonly rest: TestRest };
    let person: Person;
    let uma: RestClient;

    before(async () => {
      made = await restOn(engine, { baseUrl: 'http://localhost:8090/wiki' });
      person = await made.person('uma');
      uma = made.rest.as(person);
      await made.space(person, 'DOC');
    });
    after(() => made.rest.close());

    const convert = (to: string, value: string, representation?: string, query = '') =>
      uma.send('POST', `/rest/api/contentbody/convert/${to}${query}`, { value, ...(representation && { representation }) });

    test('wiki markup becomes storage format', async () => {
      const { status, json } = await convert('storage', 'h1. Hi\n* {cheese}', 'wiki');
      assert.equal(status, 200);
      assert.equal(json.representation, 'storage');
      assert.equal(json.value, '<h1>Hi</h1><ul><li><ac:structured-macro ac:name="cheese" ac:schema-version="1" /></li></ul>');
      assert.equal(json._links.base, 'http://localhost:8090/wiki');
    });

    test('storage becomes view, export_view, styled_view and editor', async () => {
      const body = '<p><a href="/x">x</a> &amp; y</p>';
      const { json } = await convert('view', body, 'storage');
      assert.deepEqual([json.value, json.representation], ['<p><a href="/x">x</a> &amp; y</p>', 'view']);
      assert.match((await convert('export_view', body, 'storage')).json.value, /href="http:\/\/localhost:8090\/x"/);
      const styled = (await convert('styled_view', body, 'storage')).json;
      assert.match(styled.value, /^<!DOCTYPE html><html lang="en"><head>.*<style>.*<\/head><body><p><a href="http:.*<\/html>$/s);
      assert.deepEqual((await convert('editor', body, 'storage')).json.value, body);
      assert.deepEqual((await convert('storage', body, 'editor')).json.representation, 'storage');
    });

    test('links and macros are about the page or space that the request names', async () => {
      const page = await made.page(person, 'DOC', 'Parent');
      await made.page(person, 'DOC', 'Child', { parentId: page.id });
      const link = '<ac:link><ri:page ri:content-title="Parent" /></ac:link>';
      assert.match((await convert('view', link, 'storage')).json.value, /unresolved/);
      assert.match((await convert('view', link, 'storage', '?spaceKeyContext=DOC')).json.value, /\/pages\/\d+\/Parent/);
      const children = '<ac:structured-macro ac:name="children" />';
      assert.match((await convert('view', children, 'storage', `?pageIdContext=${page.id}`)).json.value, />Child</);
      const hidden = await made.rest
        .as(await made.person('otto'))
        .send('POST', `/rest/api/contentbody/convert/view?pageIdContext=${page.id}`, {
          value: children,
          representation: 'storage',
        });
      assert.doesNotMatch(hidden.json.value, /Child/);
    });

    test('a conversion that there is not is 500, in the words that clients know', async () => {
      for (const [from, to] of [
        ['view', 'storage'],
        ['storage', 'wiki'],
        ['storage', '__proto__'],
      ] as const) {
        const { status, json } = await convert(to, '<p/>', from);
        assert.equal(status, 500);
        assert.match(json.message, new RegExp(`UnsupportedOperationException: Cannot convert from ${from} to ${to}$`));
      }
    });

    test('what is not well-formed is 400 with row and column', async () => {
      for (const [from, to] of [
        ['storage', 'view'],
        ['storage', 'editor'],
        ['editor', 'storage'],
      ] as const) {
        const { status, json } = await convert(to, '<p>', from);
        assert.equal(status, 400);
        assert.match(json.message, /^Error parsing xhtml: .*\n at \[row,col \{unknown-source\}\]: \[1,3\]$/);
      }
    });

    test('wiki markup that is too long is refused, by both roads', async () => {
      const long = 'x'.repeat(1_000_001);
      const message = 'Wiki markup has at most 1000000 characters: send a longer body as storage.';
      const converted = await convert('storage', long, 'wiki');
      assert.deepEqual([converted.status, converted.json.message], [400, message]);
      const body = { wiki: { value: long, representation: 'wiki' } };
      const created = await uma.send('POST', '/rest/api/content', { title: 'Long', type: 'page', space: { key: 'DOC' }, body });
      assert.deepEqual([created.status, created.json.message], [400, message]);
    });

    test('nobody converts while nothing is open to anonymous readers', async () => {
      const { status } = await made.rest.as(undefined).send('POST', '/rest/api/contentbody/convert/view', { value: 'x' });
      assert.equal(status, 401);
    });

    test('pages are created and updated with wiki markup and with the editor’s body', async () => {
      const send = async (title: string, body: object) => {
        const { status, json } = await uma.send('POST', '/rest/api/content', {
          title,
          type: 'page',
          space: { key: 'DOC' },
          body,
        });
        assert.equal(status, 200, JSON.stringify(json));
        return json;
      };
      const page = await send('W1', { wiki: { value: 'h1. W', representation: 'wiki' } });
      assert.deepEqual(page.body.storage.value, '<h1>W</h1>');
      const second = await send('W2', { storage: { value: '*b*', representation: 'wiki' } });
      assert.equal(second.body.storage.value, '<p><strong>b</strong></p>');
      assert.equal(
        (await send('W3', { editor: { value: '<p>e</p>', representation: 'editor' } })).body.storage.value,
        '<p>e</p>',
      );
      const updated = await uma.send('PUT', `/rest/api/content/${page.id}`, {
        version: { number: 2 },
        body: { wiki: { value: '_new_', representation: 'wiki' } },
      });
      const { json } = await uma.get(`/rest/api/content/${updated.json.id}?expand=body.storage`);
      assert.equal(json.body.storage.value, '<p><em>new</em></p>');
    });

    test('every representation expands, each complete', async () => {
      const page = await made.page(person, 'DOC', 'All & <sundry>', {
        body: '<p><ac:link><ri:page ri:content-title="Parent"/></ac:link></p>',
      });
      const names = ['editor', 'view', 'export_view', 'styled_view', 'storage', 'anonymous_export_view'];
      const { json } = await uma.get(`/rest/api/content/${page.id}?expand=${names.map((name) => `body.${name}`).join(',')}`);
      assert.deepEqual(json.body._expandable, {});
      for (const name of names) assert.equal(typeof json.body[name].value, 'string', name);
      assert.match(json.body.styled_view.value, /<title>All &amp; &lt;sundry&gt;<\/title>/);
      assert.match(json.body.view.value, /href="\/wiki\/spaces\/DOC/);
      assert.match(json.body.export_view.value, /href="http:\/\/localhost:8090\/wiki\/spaces\/DOC/);
      // Nobody but Uma reads the space: what its pages link to is nothing to anonymous readers.
      assert.match(json.body.anonymous_export_view.value, /unresolved/);
    });

    test('a macro of a version is found by its id, with its body as it is written', async () => {
      const panel = (id: string, body: string) =>
        `<ac:structured-macro ac:name="panel" ac:macro-id="${id}"><ac:parameter ac:name="title">T &amp; t</ac:parameter><ac:rich-text-body>${body}</ac:rich-text-body></ac:structured-macro>`;
      const code =
        '<ac:structured-macro ac:name="code" ac:macro-id="c"><ac:plain-text-body><![CDATA[<x>]]></ac:plain-text-body></ac:structured-macro>';
      const page = await made.page(person, 'DOC', 'Macros', {
        body: panel('outer', `<!-- > --><p>&eacute;</p>${code}${panel('empty', '')}`),
      });
      const find = (id: string, kind = 'id', version = 1) =>
        uma.get(`/rest/api/content/${page.id}/history/${version}/macro/${kind}/${id}`);
      assert.deepEqual((await find('outer')).json, {
        name: 'panel',
        body: `<!-- > --><p>&eacute;</p>${code}${panel('empty', '')}`,
        parameters: { title: { value: 'T & t' } },
      });
      assert.deepEqual((await find('c', 'hash', 0)).json, { name: 'code', body: '<x>', parameters: {} });
      assert.equal((await find('empty')).json.body, '');
      assert.equal((await find('none')).status, 404);
      assert.equal((await find('outer', 'id', 2)).status, 404);
      const otto = made.rest.as(await made.person('ottilie'));
      assert.equal((await otto.get(`/rest/api/content/${page.id}/history/1/macro/id/outer`)).status, 404);
    });

    test('a list of pages full of macros is rendered by no more queries than one such page', async () => {
      await made.space(person, 'MANY');
      const macro = (name: string, value = '') =>
        `<ac:structured-macro ac:name="${name}"><ac:parameter ac:name="">${value}</ac:parameter></ac:structured-macro>`;
      const target = '<ac:link><ri:page ri:content-title="Included" /></ac:link>';
      const body = [
        macro('children'),
        macro('pagetree'),
        macro('include', target),
        macro('attachments'),
        macro('profile', 'uma'),
        target,
      ];
      await made.page(person, 'MANY', 'Included', { body: `<p>included</p>${macro('children')}` });
      for (let index = 0; index < 20; index++) await made.page(person, 'MANY', `Page ${index}`, { body: body.join('') });
      const list = (limit: number) => uma.get(`/rest/api/content?spaceKey=MANY&start=1&limit=${limit}&expand=body.view`);
      const few = await countQueries(made, () => list(2));
      const many = await countQueries(made, () => list(21));
      assert.ok(many <= few, `${few} queries for two pages, ${many} for twenty`);
      assert.match((await list(21)).json.results.at(-1).body.view.value, /<p>included<\/p>/);
    });
  });
}
