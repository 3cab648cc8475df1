/** Links that are too many for one transaction follow their page in steps (contract 4.1 point 6), and lead to it all the while. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { createWiki } from '../../src/wiki/wiki.ts';
import { testStorage } from '../support/attachments.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, testWiki } from '../support/wiki.ts';

/** More than are rewritten at once. */
const many = 210;
const seconds = 1_000;

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

eachDatabase((_engine, open) => {
  /** A page `Hub` of space A, with pages of A and B that link to it. */
  async function linked() {
    const { database, location } = await open();
    const made = await testWiki(database);
    const { wiki } = made;
    const uma = await made.person('uma');
    for (const key of ['A', 'B']) await made.space(uma, key);
    const hub = await made.page(uma, 'A', 'Hub');
    const link = (title: string, key?: string) =>
      `<ac:link><ri:page${key === undefined ? '' : ` ri:space-key="${key}"`} ri:content-title="${title}"/></ac:link>`;
    const near = await Promise.all(
      Array.from({ length: many / 2 }, (_, index) => made.page(uma, 'A', `Near ${index}`, { body: link('HUB') })),
    );
    const far = await Promise.all(
      Array.from({ length: many / 2 }, (_, index) => made.page(uma, 'B', `Far ${index}`, { body: link('Hub', 'A') })),
    );
    const bodies = async (of = [...near, ...far]) => {
      const found = await wiki.versions.bodies(uma, of);
      return of.map((each) => found.get(each) ?? '');
    };
    /** Where the links of bodies lead a reader. */
    const targets = async (of = [...near, ...far]) => {
      const records = await Promise.all(of.map(({ id }) => wiki.content.find(uma, id)));
      const now = records.filter((each) => each !== undefined);
      const stored = await wiki.versions.bodies(uma, now);
      const sources = now.map((content) => ({ content, body: stored.get(content) ?? '' }));
      const html = [...(await wiki.renderer.render(uma, sources, 'view')).values()];
      return new Set(
        html
          .flatMap((each) => /data-linked-resource-id="(\d+)"|href="[^"]*\/(\d+)[/"]/.exec(each)?.slice(1) ?? ['none'])
          .filter((id) => id !== undefined),
      );
    };
    const rename = async (id: number, title: string, more: object = {}) => {
      const record = await wiki.content.find(uma, id);
      return done(await wiki.publishVersion(uma, { id, number: (record?.version.number ?? 0) + 1, title, ...more }));
    };
    const left = async () => (await database.read.selectFrom('former_title').selectAll().execute()).length;
    const toTheEnd = async (most = 50) => {
      let steps = 0;
      for (; (await wiki.links.rewriteNext('node', most)) !== 'idle'; steps += 1) assert.ok(steps < 100, 'it comes to an end');
      return steps;
    };
    /** Goes to the end, where every link has the title that its page has now. */
    const allNamed = async (title: string) => {
      await toTheEnd();
      assert.equal(await left(), 0);
      assert.deepEqual(new Set(await bodies(near)), new Set([link(title)]));
      assert.deepEqual(new Set(await bodies(far)), new Set([link(title, 'A')]));
    };
    return { ...made, location, uma, hub, near, far, link, bodies, targets, rename, left, toTheEnd, allNamed };
  }

  const only = (id: number) => new Set([String(id)]);

  test('they lead to the page that was renamed from its first moment, and are rewritten so many at a time', async () => {
    const { wiki, uma, hub, near, far, link, bodies, targets, rename, allNamed } = await linked();
    const before = await bodies();
    assert.deepEqual(await targets(), only(hub.id));
    const renamed = await rename(hub.id, 'Centre', { body: link('Hub') });
    assert.deepEqual(await bodies(), before, 'not in the transaction of the renaming');
    assert.deepEqual(await bodies([renamed]), [link('Centre')], 'its own body is');
    assert.deepEqual(await targets(), only(hub.id));
    const incoming = async () => (await wiki.links.incoming(uma, renamed, { start: 0, limit: 500 })).results.length;
    assert.equal(await incoming(), many);
    for (let rewritten = 0; rewritten < many; ) {
      assert.equal(await wiki.links.rewriteNext('node', 40), 'went-on');
      const now = (await bodies()).filter((body) => body.includes('Centre')).length;
      assert.equal(now, Math.min(many, rewritten + 40));
      assert.deepEqual(await targets([near[0], far.at(-1)].filter((each) => each !== undefined)), only(hub.id));
      assert.equal(await incoming(), many);
      rewritten = now;
    }
    await allNamed('Centre');
    assert.deepEqual(await targets(), only(hub.id));
  });

  test('renamed twice and moved to another space meanwhile, and back', async () => {
    const { wiki, uma, hub, near, far, link, bodies, targets, rename, left, toTheEnd } = await linked();
    await rename(hub.id, 'Second');
    await wiki.links.rewriteNext('node', 90);
    await rename(hub.id, 'Third');
    await wiki.links.rewriteNext('node', 50);
    assert.deepEqual(await targets(), only(hub.id));
    done(await wiki.move(uma, hub.id, { parentId: null, spaceKey: 'B' }));
    assert.deepEqual(await targets(), only(hub.id));
    await toTheEnd();
    assert.equal(await left(), 0);
    assert.deepEqual(new Set(await bodies()), new Set([link('Third', 'B')]));
    done(await wiki.move(uma, hub.id, { parentId: null, spaceKey: 'A' }));
    await wiki.links.rewriteNext('node', 50);
    assert.deepEqual(await targets(), only(hub.id));
    done(await wiki.move(uma, hub.id, { parentId: null, spaceKey: 'B' }));
    assert.deepEqual(await targets(), only(hub.id));
    await toTheEnd();
    assert.equal(await left(), 0);
    assert.deepEqual(new Set(await bodies([...near, ...far])), new Set([link('Third', 'B')]));
  });

  test('renamed back, links that were not rewritten lead to it by its title', async () => {
    const { hub, targets, rename, toTheEnd, allNamed } = await linked();
    await rename(hub.id, 'Oops');
    await toTheEnd(200);
    await rename(hub.id, 'Hub');
    assert.deepEqual(await targets(), only(hub.id));
    await rename(hub.id, 'Oops');
    await rename(hub.id, 'Hub');
    await allNamed('Hub');
  });

  test('whoever takes the old title meanwhile gets none of the links', async () => {
    const { wiki, uma, page, hub, link, bodies, targets, rename, left } = await linked();
    const takers = {
      'a new page': () => page(uma, 'A', 'hub'),
      'a page that is renamed': async () => rename((await page(uma, 'A', 'Other')).id, 'Hub'),
      'a page that comes from another space': async () => {
        const goal = await page(uma, 'B', 'Goal');
        await page(uma, 'B', 'Hub', { parentId: goal.id });
        done(await wiki.move(uma, goal.id, { parentId: null, spaceKey: 'A' }));
      },
      'a draft that is published': async () => {
        const draft = done(await wiki.createDraft(uma, { type: 'page', spaceKey: 'A', title: 'Hub', body: '' }));
        done(await wiki.publishDraft(uma, { id: draft.id }));
      },
    };
    let turn = 0;
    for (const [taker, take] of Object.entries(takers)) {
      turn += 1;
      await rename(hub.id, `Centre ${turn}`);
      assert.equal(await left(), 1);
      await take();
      assert.equal(await left(), 0, taker);
      assert.deepEqual(new Set(await bodies()), new Set([link(`Centre ${turn}`), link(`Centre ${turn}`, 'A')]), taker);
      assert.deepEqual(await targets(), only(hub.id), taker);
      const taken = await wiki.content.findByTitle(uma, 'A', 'Hub');
      assert.ok(taken !== undefined);
      await rename(taken.id, `Taken ${turn}`);
      await rename(hub.id, 'Hub');
      while ((await wiki.links.rewriteNext('node', 200)) !== 'idle');
    }
  });

  test('nor does a page that takes it in the moment in which it leaves the space', async () => {
    const { uma, page, hub, targets, rename, allNamed } = await linked();
    const other = await page(uma, 'A', 'Other');
    await rename(hub.id, 'Centre');
    await rename(other.id, 'Hub', { parentId: null, spaceKey: 'B' });
    assert.deepEqual(await targets(), only(hub.id));
    await allNamed('Centre');
  });

  test('what is written meanwhile with the old title follows too, published or not', async () => {
    const { wiki, database, uma, page, hub, near, link, bodies, rename, left, toTheEnd } = await linked();
    await rename(hub.id, 'Centre');
    await wiki.links.rewriteNext('node', 120);
    const [first] = near;
    assert.ok(first !== undefined);
    done(await wiki.publishVersion(uma, { id: first.id, number: 2, body: `edited ${link('Hub')}` }));
    const other = await page(uma, 'B', 'Other');
    done(await wiki.saveEdit(uma, { id: other.id, body: link('Hub', 'A') }));
    await toTheEnd();
    assert.equal(await left(), 0);
    const edited = await wiki.content.find(uma, first.id);
    assert.ok(edited !== undefined);
    assert.deepEqual(await bodies([edited]), [`edited ${link('Centre')}`]);
    const pending = await database.read.selectFrom('content_edit').select('body').execute();
    assert.deepEqual(pending, [{ body: link('Centre', 'A') }]);
  });

  test('one process is at it, and another goes on when that is gone', async () => {
    const { clock, database, location, hub, link, bodies, rename } = await linked();
    const beside = createWiki({
      database: (await open(location)).database,
      clock,
      baseUrl: 'http://localhost:8090',
      storage: testStorage(),
    });
    await rename(hub.id, 'Centre');
    assert.equal(await beside.links.rewriteNext('gone', 50), 'went-on');
    const made = createWiki({ database, clock, baseUrl: 'http://localhost:8090', storage: testStorage() });
    assert.equal(await made.links.rewriteNext('node', 50), 'idle');
    clock.time += 6 * seconds;
    while ((await made.links.rewriteNext('node', 50)) !== 'idle');
    assert.deepEqual(new Set(await bodies()), new Set([link('Centre'), link('Centre', 'A')]));
    assert.equal(await beside.links.rewriteNext('gone', 50), 'idle');
  });

  test('the space that a page left may be deleted meanwhile', async () => {
    const { wiki, uma, hub, far, link, bodies, left } = await linked();
    done(await wiki.move(uma, hub.id, { parentId: null, spaceKey: 'B' }));
    assert.equal(await left(), 1);
    done(await wiki.spaces.remove(uma, 'A', systemOrigin));
    while ((await wiki.spaces.deleteNext('node', 100)) !== 'idle');
    assert.equal(await left(), 0);
    assert.deepEqual(new Set(await bodies(far)), new Set([link('Hub', 'B')]));
  });

  test('a file of the page may be renamed meanwhile', async () => {
    const { wiki, uma, page, hub, bodies, rename } = await linked();
    const image = (filename: string, title: string) =>
      `<ac:image><ri:attachment ri:filename="${filename}"><ri:page ri:content-title="${title}"/></ri:attachment></ac:image>`;
    const shown = await page(uma, 'A', 'Shown', { body: image('old.txt', 'Hub') });
    const staged = done(await wiki.attachments.stage({ filename: 'old.txt', mediaType: undefined, bytes: bytes('text') }));
    const attaching = {
      containerId: hub.id,
      files: [{ ...staged, comment: '' }],
      minorEdit: false,
      whenTaken: 'new-version',
    } as const;
    const [file] = done(await wiki.attachments.attach(uma, attaching));
    assert.ok(file !== undefined);
    await rename(hub.id, 'Centre');
    done(await wiki.attachments.revise(uma, { containerId: hub.id, id: file.id, filename: 'new.txt' }));
    assert.deepEqual(await bodies([shown]), [image('new.txt', 'Centre')]);
  });
});
