/** The page tree: order, moves, what is above and below, and the trash. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { ContentRecord, PageOf } from '../../src/wiki/records.ts';
import type { TreeNode } from '../../src/wiki/tree.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, testWiki } from '../support/wiki.ts';

const all = { start: 0, limit: 100 };
const titles = (page: PageOf<ContentRecord> | readonly ContentRecord[] | undefined) =>
  (page === undefined ? [] : 'results' in page ? page.results : page).map(({ title }) => title);

eachDatabase((_engine, open) => {
  /** `A` with `A1` `A2` `A3`, of which `A1` has `A11`; `B`. */
  async function fresh() {
    const made = await testWiki((await open()).database);
    const uma = await made.person('uma');
    const space = await made.space(uma, 'DOC');
    const under = (title: string, parent?: ContentRecord) =>
      made.page(uma, 'DOC', title, parent === undefined ? {} : { parentId: parent.id });
    const a = await under('A');
    const b = await under('B');
    const a1 = await under('A1', a);
    const a2 = await under('A2', a);
    const a3 = await under('A3', a);
    const a11 = await under('A11', a1);
    return { ...made, uma, root: space, a, b, a1, a2, a3, a11 };
  }

  test('children stand in the order in which they were made, page by page', async () => {
    const { wiki, uma, a } = await fresh();
    const first = await wiki.tree.children(uma, a.id, { start: 0, limit: 2 });
    assert.deepEqual([titles(first), first.more], [['A1', 'A2'], true]);
    const second = await wiki.tree.children(uma, a.id, { start: 2, limit: 2 });
    assert.deepEqual([titles(second), second.more], [['A3'], false]);
    assert.deepEqual(await wiki.tree.children(uma, a.id, { start: 9, limit: 2 }), { results: [], more: false });
  });

  test('what is above and below is found for many at once', async () => {
    const { wiki, uma, a, b, a1, a11 } = await fresh();
    const above = await wiki.tree.ancestors(uma, [a11, b, a1]);
    assert.deepEqual(
      [a11, b, a1].map(({ id }) => titles(above.get(id))),
      [['A', 'A1'], [], ['A']],
    );
    assert.deepEqual(titles(await wiki.tree.descendants(uma, a.id, all)).sort(), ['A1', 'A11', 'A2', 'A3']);
    const children = await wiki.tree.childrenOfEach(uma, [a.id, b.id, a1.id], 2);
    assert.deepEqual(
      [a, b, a1].map(({ id }) => [titles(children.get(id)), children.get(id)?.more]),
      [
        [['A1', 'A2'], true],
        [[], false],
        [['A11'], false],
      ],
    );
    const below = await wiki.tree.descendantsOfEach(uma, [a.id, a1.id], 3);
    assert.deepEqual([below.get(a.id)?.results.length, below.get(a.id)?.more, titles(below.get(a1.id))], [3, true, ['A11']]);
  });

  test('the tree beside a page is open on the way to it and right below it', async () => {
    const { wiki, uma, root: space, a1 } = await fresh();
    const show = ({ title, hasChildren, children }: TreeNode): unknown => [title, hasChildren, children.map(show)];
    const closed = await wiki.tree.beside(uma, space.id, undefined, 100);
    assert.deepEqual(closed.map(show), [
      ['Space DOC Home', false, []],
      ['A', true, []],
      ['B', false, []],
    ]);
    const open = await wiki.tree.beside(uma, space.id, a1, 100);
    assert.deepEqual(open.map(show)[1], [
      'A',
      true,
      [
        ['A1', true, [['A11', false, []]]],
        ['A2', false, []],
        ['A3', false, []],
      ],
    ]);
  });

  test('a page moves to another parent as its last child, or to a place among its siblings', async () => {
    const { wiki, uma, a, b, a1, a2, a3 } = await fresh();
    done(await wiki.move(uma, a1.id, { parentId: b.id }));
    done(await wiki.move(uma, b.id, { parentId: a.id }));
    assert.deepEqual(titles(await wiki.tree.children(uma, a.id, all)), ['A2', 'A3', 'B']);
    done(await wiki.move(uma, a3.id, { position: a2.position }));
    assert.deepEqual(titles(await wiki.tree.children(uma, a.id, all)), ['A3', 'A2', 'B']);
    const home = done(await wiki.move(uma, a2.id, { parentId: null }));
    assert.equal(home.parentId, undefined);
    assert.equal(home.version.number, 1);
  });

  test('a page cannot go below itself', async () => {
    const { wiki, uma, a, a11 } = await fresh();
    const refused = { refused: 'cyclic-move', id: a.id, parentId: a11.id };
    assert.deepEqual(await wiki.move(uma, a.id, { parentId: a11.id }), refused);
    assert.deepEqual(await wiki.publishVersion(uma, { id: a.id, number: 2, parentId: a11.id }), refused);
    assert.deepEqual(await wiki.move(uma, a.id, { parentId: a.id }), { refused: 'cyclic-move', id: a.id, parentId: a.id });
    assert.equal((await wiki.content.find(uma, a.id))?.version.number, 1);
  });

  test('a page takes everything below it into another space, unless a title is taken there', async () => {
    const made = await fresh();
    const { wiki, uma, a, a1, a11, root } = made;
    const other = await made.space(uma, 'OTHER');
    const target = await made.page(uma, 'OTHER', 'Target');
    const clash = await made.page(uma, 'OTHER', 'a11');
    assert.deepEqual(await wiki.move(uma, a.id, { parentId: target.id }), {
      refused: 'title-taken',
      type: 'page',
      title: 'A11',
      spaceKey: 'OTHER',
    });
    await wiki.trash(uma, clash.id);
    const moved = done(await wiki.publishVersion(uma, { id: a.id, number: 2, parentId: target.id }));
    assert.equal(moved.space.key, 'OTHER');
    const below = await wiki.content.find(uma, a11.id);
    assert.equal(below?.space.id, other.id);
    assert.deepEqual(titles((await wiki.tree.ancestors(uma, [a11])).get(a11.id)), ['Target', 'A', 'A1']);

    const homepage = root.homepageId ?? 0;
    done(await wiki.move(uma, homepage, { parentId: a1.id }));
    assert.equal((await wiki.spaces.find(uma, 'DOC'))?.homepageId, undefined);
  });

  test('a page in the trash leaves its children to its parent, and its title to others', async () => {
    const { wiki, uma, page, a, a1, a11 } = await fresh();
    assert.equal(await wiki.trash(uma, a1.id), undefined);
    assert.equal(await wiki.content.find(uma, a1.id), undefined);
    assert.equal((await wiki.content.find(uma, a1.id, { statuses: ['trashed'] }))?.status, 'trashed');
    assert.deepEqual(titles(await wiki.tree.children(uma, a.id, all)), ['A2', 'A3', 'A11']);
    const lifted = await wiki.content.find(uma, a11.id);
    assert.equal(lifted?.parentId, a.id);
    assert.deepEqual(await wiki.trash(uma, a1.id), { refused: 'unknown-content', id: a1.id });
    assert.deepEqual(await wiki.publishVersion(uma, { id: a1.id, number: 2 }), { refused: 'unknown-content', id: a1.id });
    await page(uma, 'DOC', 'a1');
    assert.deepEqual(await wiki.restore(uma, a1.id, 2), { refused: 'title-taken', type: 'page', title: 'A1', spaceKey: 'DOC' });
  });

  test('a page comes back from the trash as a new version, to its parent or to the top level', async () => {
    const { wiki, uma, a, a1, a2 } = await fresh();
    await wiki.trash(uma, a1.id);
    assert.deepEqual(await wiki.restore(uma, a1.id, 5), { refused: 'version-conflict', current: 1 });
    const back = done(await wiki.restore(uma, a1.id, 2));
    assert.deepEqual([back.status, back.version.number, back.parentId], ['current', 2, a.id]);
    assert.equal((await wiki.versions.bodies(uma, [back])).get(back), '<p>A1</p>');

    await wiki.trash(uma, a2.id);
    await wiki.trash(uma, a.id);
    assert.equal(done(await wiki.restore(uma, a2.id, 2)).parentId, undefined);
    assert.deepEqual(await wiki.restore(uma, a2.id, 3), { refused: 'unknown-content', id: a2.id });
  });

  test('a space whose home page is in the trash has none', async () => {
    const { wiki, uma, root: space } = await fresh();
    await wiki.trash(uma, space.homepageId ?? 0);
    assert.equal((await wiki.spaces.find(uma, 'DOC'))?.homepageId, undefined);
  });

  test('content is deleted for good from the trash only, with every version, by those who administer the space', async () => {
    const { wiki, uma, person, grant, root: space, a1, database } = await fresh();
    const otto = await person('otto');
    await grant(space, 'user', otto.id, 'edit');
    assert.deepEqual(await wiki.purge(uma, a1.id, systemOrigin), { refused: 'unknown-content', id: a1.id });
    assert.equal(await wiki.trash(otto, a1.id), undefined);
    assert.deepEqual(await wiki.purge(otto, a1.id, systemOrigin), {
      refused: 'not-permitted',
      action: { verb: 'purge', id: a1.id },
    });
    assert.equal(await wiki.purge(uma, a1.id, systemOrigin), undefined);
    assert.equal(await wiki.content.find(uma, a1.id, { statuses: ['trashed'] }), undefined);
    const left = await database.read.selectFrom('content_version').select('number').where('content_id', '=', a1.id).execute();
    assert.deepEqual(left, []);
  });
});
