/** Pages: creating, reading, publishing with a version check; the same on both databases, with callers side by side. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { createWiki } from '../../src/wiki/wiki.ts';
import { testStorage } from '../support/attachments.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, testWiki } from '../support/wiki.ts';

const baseUrl = 'http://localhost:8090';

eachDatabase((_engine, open) => {
  /** A wiki with one space, and a second wiki on a connection of its own to the same data. */
  async function fresh() {
    const { database, location } = await open();
    const made = await testWiki(database);
    const uma = await made.person('uma');
    const space = await made.space(uma, 'DOC');
    const beside = createWiki({ database: (await open(location)).database, clock: made.clock, baseUrl, storage: testStorage() });
    return { ...made, uma, homepageId: space.homepageId, wikis: [made.wiki, beside] as const };
  }

  test('a page is read as it was created, its body to the letter', async () => {
    const { wiki, uma } = await fresh();
    const body = '<p>Two  spaces,&nbsp;an entity and "quotes" — ünïcode 😀</p>\n';
    const page = done(await wiki.createPage(uma, { spaceKey: 'doc', title: '  Größe  ', body, message: 'first' }));
    assert.equal(page.title, 'Größe');
    assert.equal(page.space.key, 'DOC');
    assert.equal(page.version.number, 1);
    assert.equal(page.version.message, 'first');
    assert.equal(page.creator?.username, 'uma');
    assert.deepEqual(await wiki.content.find(uma, page.id), page);
    assert.equal((await wiki.versions.bodies(uma, [page])).get(page), body);
  });

  test('a title is one of its kind among the current pages of a space, whatever the case', async () => {
    const { wiki, uma, page, space } = await fresh();
    await space(uma, 'OTHER');
    const first = await page(uma, 'DOC', 'Straße und Brücke');
    const taken = { refused: 'title-taken', type: 'page', title: 'STRAßE UND BRÜCKE', spaceKey: 'DOC' };
    assert.deepEqual(await wiki.createPage(uma, { spaceKey: 'DOC', title: 'STRAßE UND BRÜCKE', body: '' }), taken);
    const second = await page(uma, 'DOC', 'Another');
    assert.deepEqual(await wiki.publishVersion(uma, { id: second.id, number: 2, title: 'STRAßE UND BRÜCKE' }), taken);
    await page(uma, 'OTHER', 'Straße und Brücke');
    assert.equal((await wiki.content.findByTitle(uma, 'doc', 'straße UND brücke'))?.id, first.id);
    const asTyped = ' Straße\u200eund\tBrücke ';
    assert.equal((await wiki.content.findByTitle(uma, 'doc', asTyped))?.id, first.id, 'as a title would be stored');

    const renamed = done(await wiki.publishVersion(uma, { id: first.id, number: 2, title: 'STRASSE UND BRÜCKE' }));
    assert.equal(renamed.title, 'STRASSE UND BRÜCKE');
    done(await wiki.publishVersion(uma, { id: second.id, number: 2, title: 'Straße und Brücke' }));
  });

  test('a title has something to read, at most 255 characters, and nothing that turns its direction around', async () => {
    const { wiki, uma } = await fresh();
    const create = (title: string) => wiki.createPage(uma, { spaceKey: 'DOC', title, body: '' });
    assert.deepEqual(await create(' \u202e\n '), { refused: 'invalid-title', problem: 'empty' });
    assert.deepEqual(await create('x'.repeat(256)), { refused: 'invalid-title', problem: 'too-long' });
    assert.equal(done(await create('x'.repeat(255))).title.length, 255);
    assert.equal(done(await create('a\u202eb\tc 👩\u200d🔧')).title, 'a b c 👩\u200d🔧');
  });

  test('a body that is not well-formed is refused with row and column, and nothing is written', async () => {
    const { wiki, uma, page } = await fresh();
    const refusal = await wiki.createPage(uma, { spaceKey: 'DOC', title: 'Broken', body: '<p>one</p>\n<p>two' });
    assert.ok(isRefusal(refusal) && refusal.refused === 'malformed-body');
    assert.equal(refusal.row, 2);
    assert.equal(await wiki.content.findByTitle(uma, 'DOC', 'Broken'), undefined);
    const kept = await page(uma, 'DOC', 'Kept');
    assert.ok(isRefusal(await wiki.publishVersion(uma, { id: kept.id, number: 2, body: '<!DOCTYPE x><p/>' })));
    assert.equal((await wiki.content.find(uma, kept.id))?.version.number, 1);
  });

  test('content from elsewhere keeps its id, which nobody gets a second time', async () => {
    const { wiki, uma, page } = await fresh();
    const id = 900_000;
    assert.equal(done(await wiki.createPage(uma, { id, spaceKey: 'DOC', title: 'Imported', body: '' })).id, id);
    assert.deepEqual(await wiki.createPage(uma, { id, spaceKey: 'DOC', title: 'Again', body: '' }), { refused: 'id-taken', id });
    assert.ok((await page(uma, 'DOC', 'Later')).id > id);
    done(await wiki.createPage(uma, { id: 800_000, spaceKey: 'DOC', title: 'Older', body: '' }));
    assert.ok((await page(uma, 'DOC', 'Latest')).id > id);
  });

  test('a parent must be a current page of the same space', async () => {
    const { wiki, uma, page, space } = await fresh();
    await space(uma, 'OTHER');
    const elsewhere = await page(uma, 'OTHER', 'Elsewhere');
    const create = (parentId: number) => wiki.createPage(uma, { spaceKey: 'DOC', title: 'Child', body: '', parentId });
    assert.deepEqual(await create(7), { refused: 'unknown-parent', id: 7 });
    assert.deepEqual(await create(elsewhere.id), { refused: 'parent-elsewhere', id: elsewhere.id, spaceKey: 'DOC' });
    const trashed = await page(uma, 'DOC', 'Trashed');
    await wiki.trash(uma, trashed.id);
    assert.deepEqual(await create(trashed.id), { refused: 'unknown-parent', id: trashed.id });
  });

  test('a version carries the next number, keeps what is left out, and leaves the earlier ones readable', async () => {
    const { wiki, uma, person, grant, page, clock, database } = await fresh();
    const otto = await person('otto');
    const made = await page(uma, 'DOC', 'Plan', { body: '<p>one</p>' });
    await grant(made.space, 'user', otto.id, 'edit');
    assert.deepEqual(await wiki.publishVersion(uma, { id: made.id, number: 1 }), { refused: 'version-conflict', current: 1 });
    assert.deepEqual(await wiki.publishVersion(uma, { id: made.id, number: 3 }), { refused: 'version-conflict', current: 1 });

    clock.time += 60_000;
    const second = done(
      await wiki.publishVersion(otto, { id: made.id, number: 2, title: 'Better plan', message: 'renamed', minorEdit: true }),
    );
    assert.deepEqual(
      { ...second.version, author: second.version.author?.username },
      { number: 2, author: 'otto', createdAt: clock.time, message: 'renamed', minorEdit: true },
    );
    assert.equal(second.creator?.username, 'uma');
    assert.equal(second.createdAt, clock.time - 60_000);
    assert.equal((await wiki.versions.bodies(uma, [second])).get(second), '<p>one</p>');
    const third = done(await wiki.publishVersion(uma, { id: made.id, number: 3, body: '<p>three</p>' }));

    const old = await wiki.content.find(uma, made.id, { number: 1 });
    assert.ok(old !== undefined);
    assert.deepEqual([old.title, old.status, old.latest], ['Plan', 'historical', false]);
    assert.equal((await wiki.versions.bodies(uma, [old])).get(old), '<p>one</p>');
    const other = done(await wiki.createPage(uma, { spaceKey: 'DOC', title: 'Another', body: '<p>other</p>' }));
    assert.deepEqual(
      [...(await wiki.versions.bodies(uma, [made, other])).values()],
      ['<p>one</p>', '<p>other</p>'],
      'of what was current when it was read, too',
    );
    assert.equal(await wiki.content.find(uma, made.id, { number: 4 }), undefined);
    const { results } = await wiki.versions.list(uma, made.id, { start: 0, limit: 2 });
    assert.deepEqual(
      results.map(({ version }) => version.number),
      [3, 2],
    );
    assert.equal((await wiki.versions.neighbours(uma, [third], -1)).get(third)?.version.number, 2);
    assert.equal((await wiki.versions.neighbours(uma, [third], 1)).get(third), undefined);
    assert.equal((await wiki.versions.neighbours(uma, [old], 1)).get(old)?.version.number, 2);
    assert.equal((await wiki.versions.latest(uma, [old])).get(old)?.version.number, 3);
    const contributors = (await wiki.versions.contributors(uma, [third])).get(made.id);
    assert.deepEqual(
      contributors?.map(({ username }) => username),
      ['uma', 'otto'],
    );
    assert.equal(
      Number(
        (await database.read.selectFrom('content_version').select('number').where('content_id', '=', made.id).execute()).length,
      ),
      3,
    );
  });

  test('of many who publish the same number at once, over two connections, one wins', async () => {
    const { wikis, uma, page } = await fresh();
    const made = await page(uma, 'DOC', 'Contested');
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        (wikis[index % 2] ?? wikis[0]).publishVersion(uma, {
          id: made.id,
          number: 2,
          body: `<p>${index}</p>`,
          ...(index % 3 === 0 ? { title: `Contested ${index}` } : {}),
        }),
      ),
    );
    const won = outcomes.filter((outcome) => !isRefusal(outcome));
    assert.equal(won.length, 1);
    for (const outcome of outcomes.filter(isRefusal)) assert.deepEqual(outcome, { refused: 'version-conflict', current: 2 });
    const now = await wikis[1].content.find(uma, made.id);
    assert.deepEqual(now, won[0]);
  });

  test('of many who create the same title at once, over two connections, one wins', async () => {
    const { wikis, uma } = await fresh();
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        (wikis[index % 2] ?? wikis[0]).createPage(uma, {
          spaceKey: 'DOC',
          title: index % 2 === 0 ? 'Same' : 'SAME',
          body: '',
        }),
      ),
    );
    assert.equal(outcomes.filter((outcome) => !isRefusal(outcome)).length, 1);
    assert.ok(outcomes.filter(isRefusal).every(({ refused }) => refused === 'title-taken'));
  });

  test('two pages that are moved below each other at once make no circle', async () => {
    const { wikis, uma, page } = await fresh();
    for (let round = 0; round < 5; round++) {
      const a = await page(uma, 'DOC', `A ${round}`);
      const b = await page(uma, 'DOC', `B ${round}`);
      const outcomes = await Promise.all([
        wikis[0].move(uma, a.id, { parentId: b.id }),
        wikis[1].move(uma, b.id, { parentId: a.id }),
      ]);
      assert.deepEqual(outcomes.map(isRefusal).sort(), [false, true]);
    }
  });

  test('no page is left below one that goes to the trash at the same moment', async () => {
    const { wikis, uma, page, database } = await fresh();
    for (let round = 0; round < 5; round++) {
      const parent = await page(uma, 'DOC', `Parent ${round}`);
      await Promise.all([
        wikis[0].trash(uma, parent.id),
        ...[0, 1, 2].map((child) =>
          wikis[1].createPage(uma, { spaceKey: 'DOC', title: `Child ${round}.${child}`, body: '', parentId: parent.id }),
        ),
      ]);
    }
    const lost = await database.read
      .selectFrom('content')
      .innerJoin('content as parent', 'parent.id', 'content.parent_id')
      .select('content.id')
      .where('content.status', '=', 'current')
      .where('parent.status', '=', 'trashed')
      .execute();
    assert.deepEqual(lost, []);
  });
});
