/** Bodies follow the files that they name, as links follow pages; and whoever listens is told what happens to a file. */

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import type { WikiEvent } from '../../../src/wiki/events.ts';
import { rewriteFiles } from '../../../src/wiki/storage-format/rewrite-files.ts';
import { createWiki } from '../../../src/wiki/wiki.ts';
import { testStorage } from '../../support/attachments.ts';
import { eachDatabase } from '../../support/databases.ts';
import { done, testWiki } from '../../support/wiki.ts';

suite('a reference to a file is rewritten where it stands', () => {
  const rename = (body: string) =>
    rewriteFiles(body, ({ filename }) => (filename === 'a&b.png' ? { filename: '"c".png', container: undefined } : undefined));

  test('its name alone, however it is written', () => {
    for (const [before, after] of [
      [`<ri:attachment ri:filename="a&amp;b.png"/>`, `<ri:attachment ri:filename="&quot;c&quot;.png"/>`],
      [
        `<ri:attachment ri:version-at-save='1'\n ri:filename = 'a&#38;b.png'  ></ri:attachment>`,
        `<ri:attachment ri:version-at-save='1'\n ri:filename = "&quot;c&quot;.png"  ></ri:attachment>`,
      ],
      [
        `<ri:attachment ri:filename="a&amp;b.png"><ri:page ri:content-title="P"/></ri:attachment>`,
        `<ri:attachment ri:filename="&quot;c&quot;.png"><ri:page ri:content-title="P"/></ri:attachment>`,
      ],
      [`<ri:attachment ri:filename="a.png"/>&eacute;`, `<ri:attachment ri:filename="a.png"/>&eacute;`],
    ] as const) {
      assert.equal(rename(before), after);
    }
  });

  test('with the page or blog post that it hangs on', () => {
    const to = (body: string, kind: 'page' | 'blogpost', spaceKey?: string) =>
      rewriteFiles(body, ({ filename }) => ({
        filename,
        container: { kind, title: 'T & "t"', spaceKey, postingDay: kind === 'page' ? undefined : '2026/03/01' },
      }));
    const title = 'T &amp; &quot;t&quot;';
    assert.equal(
      to('<p><ri:attachment ri:filename="f" /></p>', 'page'),
      `<p><ri:attachment ri:filename="f"><ri:page ri:content-title="${title}"/></ri:attachment></p>`,
    );
    assert.equal(
      to('<ri:attachment ri:filename="f"><ri:page ri:content-title="Old"/></ri:attachment>!', 'blogpost', 'B'),
      `<ri:attachment ri:filename="f"><ri:blog-post ri:space-key="B" ri:content-title="${title}" ri:posting-day="2026/03/01"/></ri:attachment>!`,
    );
  });
});

eachDatabase((_engine, open) => {
  async function fresh() {
    const { database } = await open();
    const plain = await testWiki(database);
    const events: WikiEvent[] = [];
    const announce = async (_queries: unknown, event: WikiEvent) => void events.push(event);
    const storage = testStorage();
    const wiki = createWiki({ database, clock: plain.clock, baseUrl: 'http://localhost:8090', storage, announce });
    const uma = await plain.person('uma');
    await plain.space(uma, 'A');
    await plain.space(uma, 'B');
    async function attach(containerId: number, filename: string) {
      const file = done(await wiki.attachments.stage({ filename, mediaType: undefined, bytes: bytes(filename) }));
      const files = [{ ...file, comment: '' }];
      const [record] = done(
        await wiki.attachments.attach(uma, { containerId, files, minorEdit: false, whenTaken: 'new-version' }),
      );
      assert.ok(record);
      return record;
    }
    const body = async (id: number) => {
      const record = await wiki.content.find(uma, id);
      assert.ok(record);
      assert.equal(record.version.number, 1, 'no version is made');
      return (await wiki.versions.bodies(uma, [record])).get(record);
    };
    return { ...plain, wiki, uma, attach, body, events, storage };
  }
  async function* bytes(text: string) {
    yield Buffer.from(text);
  }
  const image = (filename: string, inside = '') =>
    `<ac:image><ri:attachment ri:filename="${filename}"${inside === '' ? '/>' : `>${inside}</ri:attachment>`}</ac:image>`;
  const on = (title: string, key?: string) =>
    `<ri:page${key === undefined ? '' : ` ri:space-key="${key}"`} ri:content-title="${title}"/>`;

  test('a file that is renamed is followed by its page, by comments there, and by other pages that show it', async () => {
    const { wiki, uma, page, attach, body } = await fresh();
    const owner = await page(uma, 'A', 'Owner', { body: image('a.png') + image('A.PNG', on('Owner')) + image('b.png') });
    const comment = done(await wiki.createComment(uma, { containerId: owner.id, body: image('a.png') }));
    const near = await page(uma, 'A', 'Near', { body: image('a.png', on('owner')) + image('a.png') });
    const far = await page(uma, 'B', 'Far', { body: image('a.png', on('Owner', 'A')) + image('a.png', on('Owner')) });
    const { id } = await attach(owner.id, 'a.png');
    done(await wiki.attachments.revise(uma, { containerId: owner.id, id, filename: 'new name.png' }));
    assert.equal(await body(owner.id), image('new name.png') + image('new name.png', on('Owner')) + image('b.png'));
    assert.equal(await body(comment.id), image('new name.png'));
    assert.equal(await body(near.id), image('new name.png', on('owner')) + image('a.png'), 'its own a.png is another');
    assert.equal(await body(far.id), image('new name.png', on('Owner', 'A')) + image('a.png', on('Owner')));
    const file = done(await wiki.attachments.stage({ filename: 'third.png', mediaType: undefined, bytes: bytes('3') }));
    const version = { containerId: owner.id, id, file: { ...file, comment: '' }, minorEdit: false };
    done(await wiki.attachments.attachVersion(uma, version));
    assert.equal(await body(comment.id), image('third.png'), 'a new version under another name renames too');
  });

  test('a file that is moved is followed to its new page, in the space that it is in', async () => {
    const { wiki, uma, page, attach, body } = await fresh();
    const owner = await page(uma, 'A', 'Owner', { body: image('a.png') });
    const near = await page(uma, 'A', 'Near', { body: image('a.png', on('Owner')) });
    const target = await page(uma, 'B', 'Target', { body: image('a.png', on('Owner', 'A')) });
    const { id } = await attach(owner.id, 'a.png');
    done(await wiki.attachments.revise(uma, { containerId: owner.id, id, newContainerId: target.id, filename: 'moved.png' }));
    assert.equal(await body(owner.id), image('moved.png', on('Target', 'B')));
    assert.equal(await body(near.id), image('moved.png', on('Target', 'B')));
    assert.equal(await body(target.id), image('moved.png', on('Target')));
    done(await wiki.attachments.revise(uma, { containerId: target.id, id, filename: 'again.png' }));
    assert.equal(await body(owner.id), image('again.png', on('Target', 'B')), 'the new place is known as a link');
  });

  test('a file that parameters of macros name in plain text is followed there, on the page and on others', async () => {
    const { wiki, uma, page, attach, body } = await fresh();
    const macro = (name: string, ...parameters: readonly (readonly [string, string])[]) =>
      `<ac:structured-macro ac:name="${name}">${parameters.map(([key, value]) => `<ac:parameter ac:name="${key}">${value}</ac:parameter>`).join('')}</ac:structured-macro>`;
    const bodyWith = (name: string) =>
      [
        macro('view-file', ['name', name], ['height', '250']),
        macro('gallery', ['include', `x.png,${name}`], ['exclude', name]),
        macro('viewpdf', ['name', `<ri:attachment ri:filename="${name}"/>`]),
        `<ac:structured-macro ac:name="multimedia"><ac:parameter ac:name="">${name}</ac:parameter></ac:structured-macro>`,
      ].join('');
    const untouched =
      macro('info', ['title', 'a&amp;b.png']) + macro('view-file', ['name', 'a&amp;b.png'], ['page', 'Elsewhere']);
    const owner = await page(uma, 'A', 'Owner', { body: bodyWith('a&amp;b.png') + untouched });
    const link = `<ac:link>${on('Owner')}</ac:link>`;
    const near = await page(uma, 'A', 'Near', { body: link + macro('view-file', ['name', 'A&amp;B.png'], ['page', 'Owner']) });
    const { id } = await attach(owner.id, 'a&b.png');
    done(await wiki.attachments.revise(uma, { containerId: owner.id, id, filename: 'c<d>.png' }));
    assert.equal(await body(owner.id), bodyWith('c&lt;d&gt;.png') + untouched);
    assert.equal(await body(near.id), link + macro('view-file', ['name', 'c&lt;d&gt;.png'], ['page', 'Owner']));

    const target = await page(uma, 'B', 'Target');
    done(await wiki.attachments.revise(uma, { containerId: owner.id, id, newContainerId: target.id }));
    const moved = `<ri:attachment ri:filename="c&lt;d&gt;.png">${on('Target', 'B')}</ri:attachment>`;
    assert.ok((await body(owner.id))?.startsWith(macro('view-file', ['name', moved], ['height', '250'])));
  });

  test('a file that somebody has named in what they have not published yet is followed there', async () => {
    const { wiki, uma, page, attach, database } = await fresh();
    const owner = await page(uma, 'A', 'Owner');
    const { id } = await attach(owner.id, 'A & b.png');
    const [other, stranger] = [await page(uma, 'A', 'Other'), await page(uma, 'A', 'Stranger')];
    done(await wiki.saveEdit(uma, { id: owner.id, body: image('a &amp; B.png') }));
    done(await wiki.saveEdit(uma, { id: other.id, body: image('A &amp; b.png', on('Owner')) }));
    done(await wiki.saveEdit(uma, { id: stranger.id, body: image('A &amp; b.png') }));
    done(await wiki.attachments.revise(uma, { containerId: owner.id, id, filename: 'new.png' }));
    const edits = await database.read.selectFrom('content_edit').select(['body', 'based_on']).orderBy('content_id').execute();
    assert.deepEqual(edits, [
      { body: image('new.png'), based_on: 1 },
      { body: image('new.png', on('Owner')), based_on: 1 },
      { body: image('A &amp; b.png'), based_on: 1 },
    ]);
  });

  test('what refuses a rename changes no body, and a new file of the same name none either', async () => {
    const { wiki, uma, page, attach, body } = await fresh();
    const owner = await page(uma, 'A', 'Owner', { body: image('a.png') });
    const { id } = await attach(owner.id, 'a.png');
    await attach(owner.id, 'b.png');
    assert.deepEqual(await wiki.attachments.revise(uma, { containerId: owner.id, id, filename: 'B.png' }), {
      refused: 'filename-taken',
      filename: 'B.png',
    });
    await attach(owner.id, 'a.png');
    assert.equal(await body(owner.id), image('a.png'));
  });

  test('listeners are told of every change to a file by its name on the wire', async () => {
    const { wiki, uma, page, attach, events } = await fresh();
    const owner = await page(uma, 'A', 'Owner');
    const { id } = await attach(owner.id, 'a.txt');
    await attach(owner.id, 'a.txt');
    done(await wiki.attachments.revise(uma, { containerId: owner.id, id, filename: 'b.txt' }));
    assert.equal(await wiki.trash(uma, id), undefined);
    done(await wiki.restore(uma, id, 3));
    assert.equal(await wiki.trash(uma, id), undefined);
    assert.equal(await wiki.purge(uma, id, systemOrigin), undefined);
    assert.deepEqual(
      events.filter(({ name }) => name.startsWith('attachment_')).map(({ name, about }) => [name, about]),
      ['created', 'updated', 'updated', 'trashed', 'restored', 'trashed', 'removed'].map((change) => [
        `attachment_${change}`,
        { attachment: { id } },
      ]),
    );
  });
});
