/** Links follow the page that they point at (contract 4.1 point 6); nothing else in a body changes. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { rewriteLinks } from '../../src/wiki/storage-format/rewrite-links.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, testWiki } from '../support/wiki.ts';

suite('a link is rewritten where it stands', () => {
  const rename = (body: string) =>
    rewriteLinks(body, ({ title, spaceKey }) => (title === 'Old & "x"' ? { title: 'New <y> & "z"', spaceKey } : undefined));
  const old = 'Old &amp; &quot;x&quot;';
  const fresh = 'New &lt;y&gt; &amp; &quot;z&quot;';

  test('its title alone, however it is written', () => {
    for (const [before, after] of [
      [`<ri:page ri:content-title="${old}"/>`, `<ri:page ri:content-title="${fresh}"/>`],
      [
        `<ri:page\n ri:content-title = 'Old &#38; "x"'\t ri:space-key='A' />`,
        `<ri:page\n ri:content-title = "${fresh}"\t ri:space-key='A' />`,
      ],
      [`<!-- <ri:page ri:content-title="${old}"/> -->`, `<!-- <ri:page ri:content-title="${old}"/> -->`],
      [
        `<p title="ri:content-title=&quot;${old}&quot;">${old} &nbsp;&#xe9;</p>`,
        `<p title="ri:content-title=&quot;${old}&quot;">${old} &nbsp;&#xe9;</p>`,
      ],
      [
        `<ri:attachment ri:filename="f"><ri:page ri:content-title="${old}"></ri:page></ri:attachment>`,
        `<ri:attachment ri:filename="f"><ri:page ri:content-title="${fresh}"></ri:page></ri:attachment>`,
      ],
    ] as const) {
      assert.equal(rename(before), after);
    }
  });

  test('a space key is put before the title, replaced, or taken out', () => {
    const to = (spaceKey: string | undefined) => (body: string) => rewriteLinks(body, ({ title }) => ({ title, spaceKey }));
    assert.equal(to('B')('<ri:page ri:content-title="T"/>'), '<ri:page ri:space-key="B" ri:content-title="T"/>');
    assert.equal(to('B')('<ri:page ri:content-title="T" ri:space-key="A"/>'), '<ri:page ri:content-title="T" ri:space-key="B"/>');
    assert.equal(to(undefined)('<ri:page ri:space-key="A" ri:content-title="T"/>'), '<ri:page ri:content-title="T"/>');
  });

  test('bodies without such a link, and broken ones, are the same strings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (body) => {
        assert.equal(rename(body), body);
      }),
    );
    assert.equal(rename(`<p><ri:page ri:content-title="${old}"/>`), `<p><ri:page ri:content-title="${old}"/>`);
  });
});

eachDatabase((_engine, open) => {
  async function fresh() {
    const made = await testWiki((await open()).database);
    const uma = await made.person('uma');
    await made.space(uma, 'A');
    await made.space(uma, 'B');
    const link = (title: string, key?: string) =>
      `<ac:link><ri:page${key === undefined ? '' : ` ri:space-key="${key}"`} ri:content-title="${title}"/></ac:link>`;
    const read = async (id: number, number?: number) => {
      const record = await made.wiki.content.find(uma, id, number === undefined ? {} : { number });
      assert.ok(record);
      return { record, body: (await made.wiki.versions.bodies(uma, [record])).get(record) };
    };
    const rename = async (id: number, title: string, more: object = {}) => {
      const { record } = await read(id);
      return done(await made.wiki.publishVersion(uma, { id, number: record.version.number + 1, title, ...more }));
    };
    return { ...made, uma, link, read, rename };
  }

  test('renaming rewrites every link to the page, in all spaces, without a version', async () => {
    const { clock, uma, page, link, read, rename } = await fresh();
    const target = await page(uma, 'A', 'Target', { body: `self ${link('target')}` });
    await page(uma, 'B', 'Target');
    const here = await page(uma, 'A', 'Here', { body: `<p>&eacute; ${link('TARGET')} ${link('Other')}</p>` });
    const there = await page(uma, 'B', 'There', { body: link('Target', 'a') + link('Target') });
    clock.time += 1_000;
    await rename(target.id, 'Goal & "end"');
    const title = 'Goal &amp; &quot;end&quot;';
    assert.equal((await read(here.id)).body, `<p>&eacute; ${link(title)} ${link('Other')}</p>`);
    assert.equal((await read(there.id)).body, link(title, 'a') + link('Target'));
    assert.equal((await read(target.id)).body, `self ${link(title)}`);
    assert.equal((await read(target.id, 1)).body, `self ${link('target')}`, 'versions before the newest stay');
    const { record } = await read(here.id);
    assert.equal(record.version.number, 1);
    assert.equal(record.version.createdAt, here.version.createdAt);
    await rename(target.id, 'Third', { body: `new ${link(title)}` });
    assert.equal((await read(here.id)).body, `<p>&eacute; ${link('Third')} ${link('Other')}</p>`);
    assert.equal((await read(target.id)).body, `new ${link('Third')}`);
  });

  test('renaming and moving rewrite the links in what people have written and not published', async () => {
    const { wiki, uma, person, page, link, rename, database } = await fresh();
    const lin = await person('lin', ['weir-users'], ['use', 'administer-system']);
    const target = await page(uma, 'A', 'Goal &amp; "É"');
    const source = await page(uma, 'A', 'Source');
    const far = await page(uma, 'B', 'Far');
    const edits = async () =>
      (await database.read.selectFrom('content_edit').select('body').orderBy('content_id').orderBy('user_id').execute()).map(
        ({ body }) => body,
      );
    const title = 'Goal &amp;amp; &quot;É&quot;';
    done(await wiki.saveEdit(uma, { id: source.id, body: link(title) + link('Other') }));
    done(await wiki.saveEdit(lin, { id: source.id, body: link('GOAL &#38;amp; &quot;é&quot;') }));
    done(await wiki.saveEdit(uma, { id: far.id, body: link(title) + link(title, 'A') }));
    await rename(target.id, 'Second');
    assert.deepEqual(await edits(), [link('Second') + link('Other'), link('Second'), link(title) + link('Second', 'A')]);
    done(await wiki.move(uma, target.id, { parentId: null, spaceKey: 'B' }));
    assert.deepEqual(await edits(), [
      link('Second', 'B') + link('Other'),
      link('Second', 'B'),
      link(title) + link('Second', 'B'),
    ]);
    assert.equal((await wiki.pendingEdit(uma, source.id))?.version.number, 1);
  });

  test('renaming twice in a row, and to a title that was linked to before it was there', async () => {
    const { uma, page, link, read, rename } = await fresh();
    const target = await page(uma, 'A', 'One');
    const source = await page(uma, 'A', 'Source', { body: link('One') + link('Two') });
    await rename(target.id, 'Two');
    assert.equal((await read(source.id)).body, link('Two') + link('Two'));
    await rename(target.id, 'Three');
    assert.equal((await read(source.id)).body, link('Three') + link('Three'));
  });

  test('moving to another space keeps every link leading where it led', async () => {
    const { wiki, uma, page, link, read } = await fresh();
    const goal = await page(uma, 'B', 'Goal');
    const stays = await page(uma, 'A', 'Stays', { body: link('Moves') + link('Child', 'A') });
    const moves = await page(uma, 'A', 'Moves', { body: link('Stays') + link('Child') + link('Goal', 'B') + link('Nothing') });
    const child = await page(uma, 'A', 'Child', { parentId: moves.id, body: link('Moves') + link('Stays') });
    const other = await page(uma, 'B', 'Elsewhere', { body: link('Child', 'A') + link('Stays', 'A') });
    done(await wiki.move(uma, moves.id, { parentId: goal.id }));
    assert.equal((await read(stays.id)).body, link('Moves', 'B') + link('Child', 'B'));
    assert.equal((await read(moves.id)).body, link('Stays', 'A') + link('Child') + link('Goal', 'B') + link('Nothing', 'A'));
    assert.equal((await read(child.id)).body, link('Moves') + link('Stays', 'A'));
    assert.equal((await read(other.id)).body, link('Child', 'B') + link('Stays', 'A'));
  });

  test('a page that is renamed, moved and written anew at once', async () => {
    const { uma, page, link, read, rename } = await fresh();
    const goal = await page(uma, 'B', 'Goal');
    await page(uma, 'A', 'Stays');
    const target = await page(uma, 'A', 'Target');
    const source = await page(uma, 'A', 'Source', { body: link('Target') });
    await rename(target.id, 'Renamed', { parentId: goal.id, body: link('Stays') + link('Renamed') });
    assert.equal((await read(source.id)).body, link('Renamed', 'B'));
    assert.equal((await read(target.id)).body, link('Stays', 'A') + link('Renamed'));
  });

  test('a page that gets a title in the moment in which it moves takes it from no page of the space that it leaves', async () => {
    const { wiki, uma, page, link, read } = await fresh();
    const target = await page(uma, 'A', 'Target');
    await page(uma, 'A', 'Goal');
    const here = await page(uma, 'A', 'Here', { body: link('Target') + link('Goal') });
    const edit = { id: target.id, number: 2, title: 'Goal', parentId: null, spaceKey: 'B' };
    const refused = { refused: 'title-taken', type: 'page', title: 'Goal', spaceKey: 'A' };
    assert.deepEqual(await wiki.publishVersion(uma, edit), refused);
    assert.equal((await read(here.id)).body, link('Target') + link('Goal'));
  });

  test('many pages that link to one are rewritten, and one whose rename is refused leaves them alone', async () => {
    const { wiki, uma, page, link, read, rename } = await fresh();
    const target = await page(uma, 'A', 'Hub');
    await page(uma, 'A', 'Taken');
    const sources = [];
    for (let index = 0; index < 120; index++) sources.push(await page(uma, 'A', `Source ${index}`, { body: link('Hub') }));
    assert.deepEqual(await wiki.publishVersion(uma, { id: target.id, number: 2, title: 'Taken' }), {
      refused: 'title-taken',
      type: 'page',
      title: 'Taken',
      spaceKey: 'A',
    });
    assert.equal((await read(sources[119]?.id ?? 0)).body, link('Hub'));
    await rename(target.id, 'Centre');
    for (const { id } of sources) assert.equal((await read(id)).body, link('Centre'));
  });

  test('a link to a blog post of another day stays', async () => {
    const { wiki, clock, uma, page, read, rename } = await fresh();
    const post = done(await wiki.createBlogPost(uma, { spaceKey: 'A', title: 'News', body: '' }));
    const day = (post.postingDay ?? '').replaceAll('-', '/');
    clock.time += 86_400_000;
    done(await wiki.createBlogPost(uma, { spaceKey: 'A', title: 'News', body: '' }));
    const link = (title: string, of?: string) =>
      `<ac:link><ri:blog-post${of === undefined ? '' : ` ri:posting-day="${of}"`} ri:content-title="${title}"/></ac:link>`;
    const source = await page(uma, 'A', 'Source', { body: link('News') + link('News', day) + link('News', '1999/01/01') });
    await rename(post.id, 'Old news');
    assert.equal((await read(source.id)).body, link('Old news') + link('Old news', day) + link('News', '1999/01/01'));
  });

  test('a draft that goes to another space takes no links along', async () => {
    const { wiki, uma, page, link, read } = await fresh();
    const goal = await page(uma, 'B', 'Goal');
    await page(uma, 'A', 'Target');
    const source = await page(uma, 'A', 'Source', { body: link('Target') });
    const draft = done(await wiki.createDraft(uma, { type: 'page', spaceKey: 'A', title: 'Target', body: link('Target') }));
    done(await wiki.publishDraft(uma, { id: draft.id, parentId: goal.id }));
    assert.equal((await read(source.id)).body, link('Target'));
    assert.equal((await read(draft.id)).body, link('Target', 'A'));
  });

  test('pages that are renamed at the same moment are both followed', async () => {
    const { uma, page, space, link, read, rename } = await fresh();
    await space(uma, 'C');
    const targets = [await page(uma, 'A', 'Target'), await page(uma, 'B', 'Target')];
    const sources = [];
    for (let index = 0; index < 20; index++) {
      sources.push(await page(uma, 'C', `Source ${index}`, { body: link('Target', 'A') + link('Target', 'B') }));
    }
    await Promise.all(targets.map(({ id }, index) => rename(id, `Renamed ${index}`)));
    for (const { id } of sources) assert.equal((await read(id)).body, link('Renamed 0', 'A') + link('Renamed 1', 'B'));
  });

  test('what links to a page is known, to those who may see it', async () => {
    const { wiki, uma, person, page, link, rename } = await fresh();
    const target = await page(uma, 'A', 'Target');
    const near = await page(uma, 'A', 'Near', { body: link('target') });
    const far = await page(uma, 'B', 'Far', { body: link('Target', 'A') });
    await page(uma, 'B', 'Unrelated', { body: link('Target') });
    const incoming = async (reader: typeof uma, limit = 10) => {
      const { results, more } = await wiki.links.incoming(reader, target, { start: 0, limit });
      return [results.map(({ id }) => id), more];
    };
    assert.deepEqual(await incoming(uma), [[near.id, far.id], false]);
    assert.deepEqual(await incoming(uma, 1), [[near.id], true]);
    assert.deepEqual(await incoming(await person('otto')), [[], false]);
    await rename(near.id, 'Nearer', { body: '<p/>' });
    assert.deepEqual(await incoming(uma), [[far.id], false]);
  });
});
