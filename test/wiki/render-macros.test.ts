/** Macros that show more than their own page (contract 4.3), for readers who may see different things. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { ViewForm } from '../../src/wiki/render.ts';
import { eachDatabase } from '../support/databases.ts';
import { testWiki } from '../support/wiki.ts';
import { assertSafe, macro, plain, rich } from './storage-format/support.ts';

const page = (title: string, key?: string) =>
  `<ac:link><ri:page${key === undefined ? '' : ` ri:space-key="${key}"`} ri:content-title="${title}" /></ac:link>`;
const include = (title: string, key?: string) => macro('include', { '': page(title, key) });

/** The texts of the links, in order. */
const links = (html: string) => Array.from(html.matchAll(/<a [^>]*>([^<]*)<\/a>/g), ([, text]) => text);

eachDatabase((_engine, open) => {
  async function fresh() {
    const made = await testWiki((await open()).database);
    const uma = await made.person('uma');
    const otto = await made.person('otto');
    await made.space(uma, 'OPEN', { open: true });
    await made.space(uma, 'MINE');
    const host = await made.page(uma, 'OPEN', 'Host');
    const render = async (body: string, reader: typeof uma | 'nobody' = uma, form: ViewForm = 'view') => {
      const content = (await made.wiki.content.find(uma, host.id)) ?? host;
      const rendered = await made.wiki.renderer.render(reader === 'nobody' ? undefined : reader, [{ content, body }], form);
      const html = rendered.get(content) ?? '';
      if (form !== 'styled_view') assertSafe(html);
      return html;
    };
    const below = (parentId: number, title: string, body?: string, key = 'OPEN') =>
      made.page(uma, key, title, { parentId, ...(body === undefined ? {} : { body }) });
    return { ...made, uma, otto, host, render, below };
  }

  test('children lists the pages below this one or another, as deep, in the order and the style that are asked for', async () => {
    const { uma, host, render, below } = await fresh();
    const b = await below(host.id, 'B 10');
    await below(host.id, 'a 9');
    const deep = await below(b.id, 'Deep');
    await below(deep.id, 'Deeper');
    assert.deepEqual(links(await render(macro('children'))), ['B 10', 'a 9']);
    assert.deepEqual(links(await render(macro('children', { sort: 'title', reverse: 'true' }))), ['B 10', 'a 9']);
    assert.deepEqual(links(await render(macro('children', { sort: 'title' }))), ['a 9', 'B 10']);
    assert.deepEqual(links(await render(macro('children', { first: '1' }))), ['B 10']);
    assert.deepEqual(links(await render(macro('children', { depth: '2' }))), ['B 10', 'Deep', 'a 9']);
    assert.deepEqual(links(await render(macro('children', { all: 'true' }))), ['B 10', 'Deep', 'Deeper', 'a 9']);
    assert.deepEqual(links(await render(macro('children', { page: page('B 10') }))), ['Deep']);
    assert.deepEqual(links(await render(macro('children', { page: 'OPEN:Deep' }))), ['Deeper']);
    assert.match(await render(macro('children', { style: 'h3' })), /<h3><a [^>]*>B 10<\/a><\/h3>/);
    assert.match(await render(macro('children', { page: page('None') })), /cannot be found/);
    assert.match(
      await render(macro('children'), uma, 'export_view'),
      /href="http:\/\/localhost:8090\/spaces\/OPEN\/pages\/\d+\/B\+10" data-linked-resource-id="\d+" data-linked-resource-type="page"/,
    );
  });

  test('children shows excerpts, as words or as they are', async () => {
    const { host, render, below } = await fresh();
    await below(host.id, 'Plain');
    await below(host.id, 'Rich', macro('excerpt', { hidden: 'true' }, rich(`<p>Some <b>bold</b> ${page('Host')}</p>`)));
    const simple = await render(macro('children', { excerptType: 'simple' }));
    assert.match(simple, /<span class="smalltext w-excerpt">Some bold\s*<\/span>/);
    const whole = await render(macro('children', { excerptType: 'rich content' }));
    assert.match(whole, /<p>Some <b>bold<\/b> <a [^>]*>Host<\/a><\/p>/);
  });

  test('what the reader may not see is in no list and in no include', async () => {
    const { uma, otto, page: create, render, below, host } = await fresh();
    const secret = await create(uma, 'MINE', 'Secret', { body: '<p>classified</p>' });
    await below(secret.id, 'Secret child', undefined, 'MINE');
    await below(host.id, 'Public child');
    const all = [
      include('Secret', 'MINE'),
      macro('excerpt-include', { '': page('Secret', 'MINE') }),
      macro('children', { page: page('Secret', 'MINE') }),
      macro('pagetree', { root: page('Secret', 'MINE') }),
      macro('recently-updated', { spaces: '*' }),
      macro('recently-updated', { spaces: 'MINE' }),
      macro('contentbylabel', { cql: 'space = MINE' }),
      macro('detailssummary', { cql: 'space = MINE' }),
    ].join('');
    const shown = await render(all, otto);
    assert.doesNotMatch(shown, /Secret|classified/);
    assert.match(shown, /Public child/);
    assert.match(await render(all, uma), /classified[\s\S]*Secret child/);
    assert.doesNotMatch(await render(all, 'nobody'), /Secret|classified/);
    const missing = await render(all.replaceAll('"Secret"', '"Nothing"').replaceAll('MINE', 'NONE'), otto);
    assert.equal(missing.replaceAll('NONE', 'MINE'), shown);
  });

  test('a restricted page below an open one, with all below it, is seen by those whom it names', async () => {
    const { uma, otto, wiki, host, render, below, database } = await fresh();
    const secret = await below(host.id, 'Secret', `<p>classified</p>${macro('excerpt', {}, rich('<p>classified too</p>'))}`);
    await below(secret.id, 'Secret child');
    await below(host.id, 'Plain');
    await attach(database, { container: secret, filename: 'secret.png', mediaType: 'image/png', personId: uma.id });
    const only = { operation: 'read' as const, subjects: [{ kind: 'user' as const, username: 'uma' }] };
    assert.equal(await wiki.restrictions.change(uma, secret.id, 'replace', [only], systemOrigin), undefined);
    const all = [
      macro('children', { all: 'true', excerptType: 'rich' }),
      macro('pagetree', { root: '@self' }),
      macro('recently-updated', { max: '100' }),
      macro('contentbylabel', { cql: 'space = OPEN', excerptType: 'simple' }),
      include('Secret'),
      macro('excerpt-include', { '': page('Secret') }),
      macro('attachments', { page: page('Secret') }),
      macro('gallery', { page: page('Secret') }),
      '<ac:image><ri:attachment ri:filename="secret.png"><ri:page ri:content-title="Secret" /></ri:attachment></ac:image>',
    ];
    for (const body of all) {
      const seen = await render(body, uma);
      assert.match(seen, /Secret|classified|href="[^"]*secret|src="[^"]*secret/, body);
      const shown = await render(body, otto);
      assert.doesNotMatch(shown.replace('secret.png', ''), /[Ss]ecret|classified/, body);
    }
    assert.match(await render(all.join(''), otto), /Plain/);
  });

  test('an included page brings its own links, and what it includes', async () => {
    const { uma, page: create, render } = await fresh();
    await create(uma, 'MINE', 'Local');
    await create(uma, 'MINE', 'Inner', { body: `<h2>Inner</h2>${page('Local')}` });
    const outer = await create(uma, 'OPEN', 'Outer', { body: `<p>outer</p>${include('Inner', 'MINE')}` });
    const html = await render(include('Outer'));
    assert.match(html, /<p>outer<\/p>/);
    assert.match(html, /<h2 id="anchor-Inner">Inner<\/h2><a href="\/spaces\/MINE\/pages/);
    assert.match(html, /data-macro-name="include"/);
    assert.match(await render(macro('include', { '': 'Outer' })), /outer/);
    const byId = `<ri:content-entity ri:content-id="${outer.id}" />`;
    assert.match(await render(macro('include', { '': byId })), /outer/);
  });

  test('pages that include each other, or too deeply, end', async () => {
    const { uma, page: create, render } = await fresh();
    await create(uma, 'OPEN', 'Ping', { body: `ping${include('Pong')}` });
    await create(uma, 'OPEN', 'Pong', { body: `pong${include('Ping')}` });
    const html = await render(include('Ping'));
    assert.equal(html.match(/ping/g)?.length, 1);
    assert.equal(html.match(/pong/g)?.length, 1);
    assert.match(html, /cannot be found, or includes this one/);
    for (let level = 1; level <= 7; level++) {
      await create(uma, 'OPEN', `Level ${level}`, { body: `<p>level ${level}</p>${include(`Level ${level + 1}`)}` });
    }
    const deep = await render(include('Level 1'));
    assert.match(deep, /level 5/);
    assert.doesNotMatch(deep, /level 6/);
    assert.doesNotMatch(await render(include('Host')), /undefined/);
  });

  test('what pages include many times over stays within bounds', async () => {
    const { uma, page: create, render } = await fresh();
    await create(uma, 'OPEN', 'Bomb 0', { body: `<p>${'x'.repeat(10_000)}</p>` });
    for (let level = 1; level <= 4; level++) {
      await create(uma, 'OPEN', `Bomb ${level}`, { body: include(`Bomb ${level - 1}`).repeat(100) });
    }
    const began = performance.now();
    const html = await render(include('Bomb 4').repeat(100));
    assert.ok(html.length < 64 * 1024 * 1024, `${html.length} characters`);
    assert.ok(performance.now() - began < 10_000);
  });

  test('what takes too long ends with what there is', async () => {
    const { clock, render } = await fresh();
    const body = '<p>x</p>'.repeat(10_000);
    assert.doesNotMatch(await render(body), /too much/);
    const { now } = clock;
    clock.now = () => {
      clock.time += 1_000;
      return clock.time;
    };
    const html = await render(body);
    clock.now = now;
    assert.match(html, /The rest of this page is too much to be shown\.<\/span>/);
    assert.ok(html.length < body.length);
  });

  test('excerpt-include shows the excerpt, by name if there are several, in a panel unless told otherwise', async () => {
    const { uma, page: create, render } = await fresh();
    const excerpts = ['one', 'two'].map((name) => macro('excerpt', { name }, rich(`<p>the ${name}</p>`))).join('');
    await create(uma, 'OPEN', 'Source', { body: `<p>around</p>${excerpts}` });
    const first = await render(macro('excerpt-include', { '': page('Source') }));
    assert.match(first, /class="panel w-panel[\s\S]*<b>Source<\/b>[\s\S]*the one/);
    assert.doesNotMatch(first, /around|the two/);
    const second = await render(macro('excerpt-include', { '': page('Source'), name: 'two', nopanel: 'true' }));
    assert.match(second, /the two/);
    assert.doesNotMatch(second, /panel/);
    assert.match(await render(macro('excerpt-include', { '': page('Host') })), /cannot be found, or has none/);
  });

  test('pagetree shows a space from its home page, or what is below a page', async () => {
    const { wiki, uma, render, below } = await fresh();
    const home = (await wiki.spaces.find(uma, 'OPEN'))?.homepageId ?? 0;
    const top = await below(home, 'Top');
    await below(top.id, 'Branch');
    const closed = await render(macro('pagetree'));
    assert.deepEqual(links(closed), ['Top', 'Branch']);
    assert.match(closed, /<summary class="w-summary">Show pages below<\/summary>/);
    assert.doesNotMatch(await render(macro('pagetree'), uma, 'export_view'), /<details/);
    assert.deepEqual(links(await render(macro('pagetree', { root: page('Top') }))), ['Branch']);
    const both = await render(macro('children', { page: page('Top') }) + macro('pagetree'));
    assert.deepEqual(links(both), ['Branch', 'Top', 'Branch']);
    const everything = ['Space OPEN Home', 'Top', 'Branch', 'Host'];
    assert.deepEqual(links(await render(macro('pagetree', { root: '@none' }))), everything);
    assert.equal(await wiki.trash(uma, home), undefined);
    assert.deepEqual(links(await render(macro('pagetree'))), ['Host', 'Top', 'Branch']);
  });

  test('recently-updated names what was changed last, newest first, in its own space unless told otherwise', async () => {
    const { clock, uma, page: create, render } = await fresh();
    for (const title of ['First', 'Second']) {
      clock.time += 86_400_000;
      await create(uma, 'OPEN', title);
    }
    clock.time += 1;
    await create(uma, 'MINE', 'Elsewhere');
    assert.deepEqual(links(await render(macro('recently-updated', { max: '2' }))), ['Second', 'First']);
    assert.deepEqual(links(await render(macro('recently-updated', { max: '2', spaces: '@all' }))), ['Elsewhere', 'Second']);
    assert.match(await render(macro('recently-updated', { max: '1' })), /changed [A-Z][a-z]{2} \d+, \d{4} by uma full name/);
  });

  test('contentbylabel and detailssummary show what a query finds', async () => {
    const { uma, page: create, wiki, render } = await fresh();
    const details = (rows: string, id = '') => macro('details', id ? { id } : {}, rich(`<table><tbody>${rows}</tbody></table>`));
    const row = (name: string, value: string) => `<tr><th>${name}</th><td>${value}</td></tr>`;
    const one = await create(uma, 'OPEN', 'Decision 1', {
      body: details(row('Status', macro('status', { title: 'DONE' })) + row('Owner', `<p>${page('Host')}</p>`)),
    });
    const two = await create(uma, 'OPEN', 'Decision 2', {
      body: details('<tr><th>Status</th><th>Due</th></tr><tr><td>open</td><td>soon</td></tr>', 'x'),
    });
    for (const { id } of [one, two])
      await wiki.labels.add(uma, { kind: 'content', id }, [{ prefix: 'global', name: 'decision' }]);
    const list = await render(macro('contentbylabel', { labels: 'decision', sort: 'title' }));
    assert.deepEqual(links(list), ['Decision 1', 'Decision 2']);
    const report = await render(macro('detailssummary', { cql: 'label = "decision" order by title' }));
    assert.match(report, /metadata-summary-macro[^>]*data-cql="label = &quot;decision&quot; order by title"/);
    assert.deepEqual(
      Array.from(report.matchAll(/<th class="confluenceTh">([^<]*)</g), ([, text]) => text),
      ['Title', 'Status', 'Owner', 'Due'],
    );
    assert.match(report, /DONE<\/span><\/td><td class="confluenceTd"><a [^>]*>Host</);
    assert.match(report, /<td class="confluenceTd">open<\/td><td class="confluenceTd"><\/td><td class="confluenceTd">soon/);
    const chosen = await render(macro('detailssummary', { label: 'decision', headings: 'Due', id: 'x', firstcolumn: 'What' }));
    assert.deepEqual(
      Array.from(chosen.matchAll(/<th class="confluenceTh">([^<]*)</g), ([, text]) => text),
      ['What', 'Due'],
    );
    // DONE comes before open; the other way round it is the last.
    for (const [sorting, expected] of [
      [{ sortBy: 'Status' }, ['Decision 1', 'Decision 2']],
      [{ sortBy: 'Status', reverseSort: 'true' }, ['Decision 2', 'Decision 1']],
      [{ sortBy: 'Title', reverseSort: 'true' }, ['Decision 2', 'Decision 1']],
    ] as const) {
      const sorted = await render(macro('detailssummary', { label: 'decision', headings: 'Due', ...sorting }));
      assert.deepEqual(links(sorted), expected);
    }
    assert.match(await render(macro('contentbylabel', { cql: 'label = (' })), /not understood/);
  });

  test('files of a page are linked, listed and shown as pictures', async () => {
    const { uma, host, database, render } = await fresh();
    await attach(database, { container: host, filename: 'Größe 1.png', mediaType: 'image/png', personId: uma.id });
    await attach(database, { container: host, filename: 'text.txt', mediaType: 'text/plain', personId: uma.id });
    const image = await render('<ac:image ac:width="40"><ri:attachment ri:filename="größe 1.PNG" /></ac:image>');
    assert.match(
      image,
      /src="\/download\/attachments\/\d+\/Gr%C3%B6%C3%9Fe%201.png\?version=1&amp;modificationDate=\d+&amp;api=v2"/,
    );
    assert.match(image, /data-linked-resource-type="attachment"/);
    assert.deepEqual(links(await render(macro('attachments'))), ['Größe 1.png', 'text.txt']);
    assert.match(await render(macro('attachments')), /2\.0 kB/);
    const gallery = await render(macro('gallery', { title: 'Pictures' }));
    assert.match(gallery, /<h2>Pictures<\/h2><a [^>]*><img [^>]*src="\/download\/thumbnails\//);
    assert.doesNotMatch(gallery, /text\.txt/);
    const file = '<ri:attachment ri:filename="text.txt" />';
    assert.match(await render(macro('view-file', { name: file })), /data-media-type="text\/plain">text\.txt</);
    assert.match(await render(macro('view-file', { name: '<ri:attachment ri:filename="gone" />' })), /gone cannot be found/);
  });

  test('profile, jira, livesearch and what is unknown say what they are', async () => {
    const { uma, render } = await fresh();
    const profile = await render(macro('profile', { user: `<ri:user ri:userkey="${uma.userKey}" />` }));
    assert.match(profile, /data-username="uma" data-userkey="[^"]+"[^>]*>uma full name</);
    assert.match(await render(macro('profile', { user: 'uma' })), />uma full name</);
    assert.match(
      await render(macro('jira', { key: 'ABC-1', server: 'Our Jira' })),
      /class="jira-issue [^>]*data-jira-key="ABC-1"/,
    );
    assert.match(await render(macro('jira', { jqlQuery: 'project = ABC' })), /Jira issues: project = ABC/);
    assert.match(await render(macro('livesearch')), /href="http:\/\/localhost:8090\/dosearchsite\.action"/);
    assert.match(await render(macro('nosuch', {}, plain('kept'))), /Unknown macro: 'nosuch'[\s\S]*kept/);
  });
});

async function attach(
  database: Awaited<ReturnType<typeof testWiki>>['database'],
  file: {
    readonly container: { readonly id: number; readonly space: { readonly id: number } };
    readonly filename: string;
    readonly mediaType: string;
    readonly personId: number;
  },
): Promise<void> {
  await database.write(async (queries) => {
    const now = 1_767_225_600_000;
    const { id } = await queries
      .insertInto('content')
      .values({
        type: 'attachment',
        status: 'current',
        space_id: file.container.space.id,
        parent_id: null,
        container_id: file.container.id,
        restricted_by: null,
        position: 0,
        title: file.filename,
        title_folded: file.filename.toLowerCase(),
        posting_day: null,
        version: 1,
        creator_id: file.personId,
        created_at: now,
        modifier_id: file.personId,
        modified_at: now,
        trashed_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const fileId = String(id).padStart(32, '0');
    await queries.insertInto('stored_file').values({ id: fileId, created_at: now }).execute();
    const version = { content_id: id, number: 1 };
    await queries
      .insertInto('content_version')
      .values({
        ...version,
        title: file.filename,
        body: '',
        author_id: file.personId,
        created_at: now,
        message: '',
        minor_edit: 0,
      })
      .execute();
    await queries
      .insertInto('attachment_version')
      .values({ ...version, file_id: fileId, file_size: 2_000, sha256: '', media_type: file.mediaType, comment: '' })
      .execute();
  });
}
