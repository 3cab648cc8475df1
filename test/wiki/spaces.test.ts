/** Spaces: keys, names, the home page, and the sample. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { createSampleSpace } from '../../src/wiki/sample.ts';
import { createWiki } from '../../src/wiki/wiki.ts';
import { testStorage } from '../support/attachments.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, testWiki } from '../support/wiki.ts';

const all = { start: 0, limit: 100 };

eachDatabase((_engine, open) => {
  test('a space has a key of letters and digits, once whatever the case, a name and a home page', async () => {
    const { wiki, person } = await testWiki((await open()).database);
    const uma = await person('uma');
    const create = (key: string, name = 'Name') => wiki.spaces.create(uma, { key, name }, systemOrigin);
    for (const key of ['', '~otto', 'A B', 'Ä', 'a-b', 'x'.repeat(256), '../x']) {
      assert.deepEqual(await create(key), { refused: 'invalid-space-key', key });
    }
    assert.deepEqual(await create('DOC', ' \u202e '), { refused: 'invalid-space-name', longest: 200 });
    const space = done(await create('Doc', 'Docu\u0000mentation'));
    assert.deepEqual([space.key, space.name, space.type, space.status], ['Doc', 'Docu mentation', 'global', 'CURRENT']);
    assert.deepEqual(await create('DOC'), { refused: 'space-key-taken', key: 'DOC' });
    assert.deepEqual(await wiki.spaces.find(uma, 'dOC'), space);
    const home = await wiki.content.find(uma, space.homepageId ?? 0);
    assert.equal(home?.title, 'Docu mentation Home');
  });

  test('a space is made by those who may, for all users or for its creator alone', async () => {
    const { wiki, person, database } = await testWiki((await open()).database);
    const uma = await person('uma');
    const otto = await person('otto', ['weir-users'], ['use']);
    assert.deepEqual(await wiki.spaces.create(otto, { key: 'X', name: 'X' }, systemOrigin), {
      refused: 'not-permitted',
      action: { verb: 'create-space' },
    });
    done(await wiki.spaces.create(uma, { key: 'OPEN', name: 'Open' }, systemOrigin));
    done(await wiki.spaces.create(uma, { key: 'MINE', name: 'Mine', private: true }, systemOrigin));
    assert.deepEqual(
      (await wiki.spaces.list(otto, {}, all)).results.map(({ key }) => key),
      ['OPEN'],
    );
    done(await wiki.createPage(otto, { spaceKey: 'OPEN', title: 'By otto', body: '' }));
    const events = await database.read.selectFrom('audit_event').select(['kind', 'object_name']).orderBy('id').execute();
    assert.deepEqual(events, [
      { kind: 'space.created', object_name: 'OPEN' },
      { kind: 'space.created', object_name: 'MINE' },
    ]);
  });

  test('of many who create the same key at once, over two connections, one wins', async () => {
    const { database, location } = await open();
    const { wiki, person, clock } = await testWiki(database);
    const beside = createWiki({
      database: (await open(location)).database,
      clock,
      baseUrl: 'http://localhost:8090',
      storage: testStorage(),
    });
    const uma = await person('uma');
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        (index % 2 === 0 ? wiki : beside).spaces.create(
          uma,
          { key: index % 3 === 0 ? 'same' : 'SAME', name: 'Same' },
          systemOrigin,
        ),
      ),
    );
    assert.equal(outcomes.filter((outcome) => !isRefusal(outcome)).length, 1);
    assert.ok(outcomes.filter(isRefusal).every(({ refused }) => refused === 'space-key-taken'));
  });

  test('spaces are listed by key, page by page, by kind', async () => {
    const { wiki, person, space } = await testWiki((await open()).database);
    const uma = await person('uma');
    for (const key of ['c', 'A', 'B']) await space(uma, key);
    const keys = async (filter: Parameters<typeof wiki.spaces.list>[1], page = all) =>
      (await wiki.spaces.list(uma, filter, page)).results.map(({ key }) => key);
    assert.deepEqual(await keys({}), ['A', 'B', 'c']);
    assert.deepEqual(await keys({}, { start: 1, limit: 1 }), ['B']);
    assert.deepEqual(await keys({ keys: ['C', 'a', 'none'] }), ['A', 'c']);
    assert.deepEqual(await keys({ type: 'personal' }), []);
    assert.deepEqual(await keys({ status: 'ARCHIVED' }), []);
  });

  test('the sample space holds a page tree whose every part is rendered and whose links lead somewhere', async () => {
    const { wiki, person } = await testWiki((await open()).database);
    const uma = await person('uma');
    const space = done(await createSampleSpace(wiki, uma, systemOrigin));
    assert.deepEqual(await createSampleSpace(wiki, uma, systemOrigin), { refused: 'space-key-taken', key: 'SAMPLE' });
    const pages = done(await wiki.content.list(uma, { type: 'page', spaceKey: 'SAMPLE', statuses: ['current'] }, all)).results;
    assert.ok(pages.length >= 8);
    const tops = await wiki.tree.children(uma, space.homepageId ?? 0, all);
    assert.equal(tops.results.length, 4);
    const bodies = await wiki.versions.bodies(uma, pages);
    const sources = pages.map((content) => ({ content, body: bodies.get(content) ?? '' }));
    const html = [...(await wiki.renderer.render(uma, sources, 'view')).values()].join('\n');
    assert.doesNotMatch(html, /w-unknown|Unknown macro/);
    assert.equal(html.match(/class="[^"]*unresolved/g)?.length, 1, 'one link leads to a page that is still to be written');
    for (const { id, title } of pages.filter(({ parentId }) => parentId !== undefined)) {
      if (title !== 'Planning the dry season') assert.match(html, new RegExp(`href="/spaces/SAMPLE/pages/${id}/`), title);
    }
  });
});
