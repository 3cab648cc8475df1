/**
 * Linked wikis against another side that does as a test tells it: pages and results of each reader's own account, for nobody else; whatever comes back
 * runs nothing here and holds nobody up.
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { blankOutgoingLink } from '../../../src/applinks/outgoing/link-input.ts';
import type { OutgoingLink } from '../../../src/applinks/outgoing/outgoing-link.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import type { ContentRecord } from '../../../src/wiki/records.ts';
import { launchBrowser, type TestBrowser, type Visit, type VisitOptions } from '../../support/browser.ts';
import { type ForeignAnswer, type ForeignProvider, startForeignProvider } from '../../support/foreign-provider.ts';
import { trustTestCertificate } from '../../support/https-server.ts';
import { basicOf } from '../../support/routes.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { done } from '../../support/wiki.ts';
import { vectors } from '../../wiki/storage-format/vectors.ts';

const minute = 60_000;

suite('linked wikis', () => {
  let weir: TestWeir;
  let uma: TestUser;
  let lin: TestUser;
  let there: ForeignProvider;
  let browser: TestBrowser;
  let link: OutgoingLink;
  let pages = 0;

  before(async () => {
    trustTestCertificate();
    [weir, there, browser] = await Promise.all([
      startWeir({ contextPath: '/wiki', settings: { WEIR_ALLOWED_OUTBOUND_HOSTS: 'localhost' } }),
      startForeignProvider(),
      launchBrowser(),
    ]);
    [uma, lin] = [await weir.user('uma'), await weir.user('lin')];
    done(await weir.rooms.wiki.spaces.create(uma.person, { key: 'OPEN', name: 'Open', private: false }, systemOrigin));
    await weir.rooms.database.write(async (queries) => {
      const space = await queries.selectFrom('space').select('id').where('key', '=', 'OPEN').executeTakeFirstOrThrow();
      await queries
        .insertInto('space_permission')
        .values({ space_id: space.id, subject_kind: 'anonymous', subject_id: 0, permission: 'view' })
        .execute();
    });
    const outcome = await weir.rooms.outgoingLinks.create(
      {
        ...blankOutgoingLink('weir', 'b'.repeat(32)),
        name: 'Flood office',
        address: there.issuer,
        clientId: 'weir-as-client',
        clientSecret: 'a secret of this test',
      },
      systemOrigin,
    );
    assert.ok(outcome.kind === 'saved', JSON.stringify(outcome));
    link = outcome.link;
  });
  after(async () => {
    await browser?.close();
    await Promise.all([weir?.stop(), there?.close()]);
  });

  async function connect({ person }: TestUser): Promise<void> {
    const { outgoingLinks } = weir.rooms;
    const holder = { userId: person.id, sessionPublicId: 'test' };
    const answer = await fetch(await outgoingLinks.begin(link, 'person', holder), { redirect: 'manual' });
    const came = new URL(answer.headers.get('location') ?? '').searchParams;
    const outcome = await outgoingLinks.return(link.linkKey, came, { ...holder, mayAdminister: false, origin: systemOrigin });
    assert.equal(outcome.kind, 'connected');
  }

  const disconnect = ({ person }: TestUser) => weir.rooms.outgoingLinks.disconnect(link, { userId: person.id }, systemOrigin);

  const macro = (parameters: Readonly<Record<string, string>>) =>
    `<ac:structured-macro ac:name="linked-page">${Object.entries(parameters)
      .map(([name, value]) => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`)
      .join('')}</ac:structured-macro>`;

  /** Makes a page here that shows one or several of there. */
  async function pageWith(body: string): Promise<ContentRecord> {
    pages += 1;
    return done(await weir.rooms.wiki.createPage(uma.person, { spaceKey: 'OPEN', title: `Page ${pages}`, body }));
  }

  /** What the other side answers for a page. */
  function answerPage(id: number, answer: ForeignAnswer): void {
    there.answer(`/rest/api/content/${id}`, answer);
  }

  const pageJson = (id: number, title: string, html: string): ForeignAnswer => ({
    body: { id: String(id), type: 'page', title, body: { export_view: { value: html, representation: 'export_view' } } },
  });

  const readAs = async (user: TestUser | undefined, { id }: ContentRecord) => {
    const visitor = user === undefined ? weir.visitor() : await weir.signedIn(user);
    const answer = await visitor.request(`/pages/viewpage.action?pageId=${id}`);
    const location = answer.headers.get('location');
    const page = location === null ? answer : await visitor.request(location.replace(/^\/wiki/, ''));
    const text = await page.text();
    return text.slice(text.indexOf('<main'));
  };

  async function bodyOf({ id }: ContentRecord, name: string, headers: Readonly<Record<string, string>>): Promise<string> {
    const answer = await fetch(`${weir.baseUrl}/rest/api/content/${id}?expand=body.${name}`, { headers });
    const json: unknown = await answer.json();
    const { body } = json as { readonly body: Readonly<Record<string, { readonly value: string }>> }; // The shape of content.
    return body[name]?.value ?? '';
  }

  const callsFor = (id: number) => there.calls.filter(({ path }) => path === `/rest/api/content/${id}`);

  async function visitAs(user: TestUser, path: string, options: VisitOptions = {}): Promise<Visit> {
    const visit = await browser.visit(options);
    const { page } = visit;
    page.setDefaultTimeout(10_000);
    await page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent(`/wiki${path}`)}`);
    await page.fill('[name=os_username]', user.username);
    await page.fill('[name=os_password]', user.password);
    await page.press('[name=os_password]', 'Enter');
    await page.waitForURL((url) => url.pathname !== '/wiki/login.action');
    return visit;
  }

  const told = async ({ page }: Visit) => (await page.locator('main').innerText()).replace(/\s+/g, ' ');

  async function looked(visit: Visit, name: string): Promise<void> {
    assert.deepEqual(await visit.faults(`linked-wikis/${name}`), [], name);
  }

  test('show a page with the reader’s own account over there, and words to everybody else', async () => {
    await connect(uma);
    answerPage(101, pageJson(101, 'Gates <1>', '<h2>Opening hours</h2><p>From <a href="/x">eight</a>.</p>'));
    const page = await pageWith(`<p>Before</p>${macro({ link: 'flood OFFICE', pageId: '101' })}<p>After</p>`);
    const shown = await readAs(uma, page);
    assert.match(shown, /Gates &lt;1&gt;<\/a><span>From Flood office<\/span>/);
    assert.match(shown, /<h2[^>]*>Opening hours<\/h2>/);
    assert.ok(shown.includes(`<a href="${there.issuer}/x" class="external-link" rel="nofollow noopener">eight</a>`));
    assert.ok(shown.includes(`<a href="${there.issuer}/pages/viewpage.action?pageId=101"`));
    const [call] = callsFor(101);
    assert.ok(there.accepts(call?.authorization.replace('Bearer ', '') ?? ''));

    const other = await readAs(lin, page);
    assert.match(other, /shown here once you connect your account there\.<\/span> <a href="\/wiki\/users\/connected-accounts">/);
    const nobody = await readAs(undefined, page);
    assert.match(nobody, /shown here to people who are signed in/);
    for (const text of [other, nobody]) assert.doesNotMatch(text, /Opening hours|Gates/);
    assert.equal(callsFor(101).length, 1);
  });

  test('are exported with the rights of whoever exports, and not to applications', async () => {
    answerPage(102, pageJson(102, 'Levels', '<p>Secret levels</p>'));
    const page = await pageWith(macro({ link: link.linkKey, pageId: '102' }));
    const basic = { authorization: basicOf(uma) };
    for (const name of ['view', 'export_view', 'styled_view'])
      assert.match(await bodyOf(page, name, basic), /Secret levels/, name);
    assert.doesNotMatch(await bodyOf(page, 'anonymous_export_view', basic), /Secret/);
    const others = { authorization: basicOf(lin) };
    for (const name of ['view', 'export_view', 'styled_view'])
      assert.doesNotMatch(await bodyOf(page, name, others), /Secret/, name);
    assert.ok((await bodyOf(page, 'export_view', others)).includes(`href="${weir.baseUrl}/users/connected-accounts"`));
    assert.match(await bodyOf(page, 'export_view', {}), /people who are signed in/);

    const application = await weir.link({ scope: 'READ' });
    const { access_token } = await weir.tokensFor(uma, application, { scope: 'READ' });
    for (const name of ['view', 'export_view', 'styled_view']) {
      assert.match(await bodyOf(page, name, { authorization: `Bearer ${access_token}` }), /to people, not to applications/, name);
    }
    const converted = await weir.call(access_token, '/rest/api/contentbody/convert/view', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value: macro({ link: link.linkKey, pageId: '102' }), representation: 'storage' }),
    });
    assert.doesNotMatch(await converted.text(), /Secret/);
    assert.equal(callsFor(102).length, 1);
  });

  test('keep a page for a minute, for one reader and one connection alone', async () => {
    answerPage(103, pageJson(103, 'First', '<p>first words</p>'));
    const page = await pageWith(macro({ link: 'Flood office', pageId: '103' }));
    assert.match(await readAs(uma, page), /first words/);
    answerPage(103, pageJson(103, 'Second', '<p>second words</p>'));
    assert.match(await readAs(uma, page), /first words/);
    await connect(lin);
    assert.match(await readAs(lin, page), /second words/);
    assert.match(await readAs(uma, page), /first words/);
    weir.clock.advance(minute + 1);
    for (const user of [uma, lin]) assert.match(await readAs(user, page), /second words/);

    await disconnect(uma);
    assert.match(await readAs(uma, page), /once you connect your account/);
    answerPage(103, { status: 404 });
    await connect(uma);
    assert.match(await readAs(uma, page), /not at Flood office, or your account there may not see it/);
    // Refused over there: what is kept of others goes on until it is a minute old, and no longer.
    assert.match(await readAs(lin, page), /second words/);
    weir.clock.advance(minute + 1);
    assert.match(await readAs(lin, page), /may not see it/);
  });

  test('are found by space and title, and asked for once however often they stand there', async () => {
    there.answer('/rest/api/content', {
      body: { results: [{ id: 104, title: 'By title', body: { export_view: { value: '<p>found</p>' } } }] },
    });
    const one = macro({ link: 'Flood office', space: 'DOC', title: 'By &amp; title' });
    const page = await pageWith(one + one);
    assert.equal((await readAs(uma, page)).match(/<p>found<\/p>/g)?.length, 2);
    const asked = there.calls.filter(({ path }) => path === '/rest/api/content');
    assert.deepEqual(
      asked.map(({ query }) => [query.get('spaceKey'), query.get('title')]),
      [['DOC', 'By & title']],
    );
    there.answer('/rest/api/content', { body: { results: [] } });
    assert.match(
      await readAs(uma, await pageWith(macro({ link: 'Flood office', space: 'DOC', title: 'Gone' }))),
      /may not see it/,
    );
  });

  test('say what is missing, and show no more than some', async () => {
    assert.match(await readAs(uma, await pageWith(macro({ link: 'Flood office' }))), /Name the linked wiki/);
    assert.match(await readAs(uma, await pageWith(macro({ link: 'Elsewhere', pageId: '1' }))), /no linked wiki named Elsewhere/);
    for (let id = 201; id <= 212; id += 1) answerPage(id, pageJson(id, `Page ${id}`, `<p>words ${id}</p>`));
    const many = Array.from({ length: 12 }, (_, index) => macro({ link: 'Flood office', pageId: String(201 + index) })).join('');
    const shown = await readAs(uma, await pageWith(many));
    assert.equal(shown.match(/<p>words \d+<\/p>/g)?.length, 8);
    assert.equal(shown.match(/more linked pages than one page shows/g)?.length, 4);
  });

  test('renew a token that is refused, and say when the account has to be connected again', async () => {
    answerPage(105, pageJson(105, 'Renewed', '<p>renewed</p>'));
    const page = await pageWith(macro({ link: 'Flood office', pageId: '105' }));
    // The other side forgets access tokens, not what renews them.
    const outcome = await weir.rooms.outgoingLinks.accessTokenFor(link.id, { userId: uma.person.id });
    assert.ok(outcome.kind === 'token');
    there.forget(outcome.accessToken);
    assert.match(await readAs(uma, page), /<p>renewed<\/p>/);
    assert.equal(callsFor(105).length, 2);
    weir.clock.advance(minute + 1);
    there.revokeAll();
    assert.match(await readAs(uma, page), /needs connecting again before its page is shown/);
    const accounts = await weir.rooms.outgoingLinks.accountsOfUser(uma.person.id);
    assert.equal(accounts[0]?.problem, 'refused');
    await connect(uma);
    await connect(lin);
    assert.match(await readAs(uma, page), /<p>renewed<\/p>/);
  });

  test('answer wrongly, and the page comes in time with words in their place', async () => {
    const good = JSON.stringify({ id: '1', title: 'x', body: { export_view: { value: '<p>wrong words</p>' } } });
    const wrong: readonly (readonly [what: string, answer: ForeignAnswer])[] = [
      ['an error', { status: 500 }],
      ['a redirect', { status: 302, headers: { Location: `${there.issuer}/rest/api/content/105` } }],
      ['another type', { headers: { 'Content-Type': 'text/html' }, body: good }],
      ['no JSON', { body: '<p>wrong words</p>' }],
      ['a list', { body: '[1, 2]' }],
      ['another shape', { body: { id: {}, title: ['x'], body: { export_view: '<p>wrong words</p>' } } }],
      ['no id', { body: { ...JSON.parse(good), id: '../../x' } }],
      ['more than a megabyte', { body: { ...JSON.parse(good), more: 'x'.repeat(1024 * 1024) } }],
      ['an answer that takes its time', { body: good, delay: 4_000 }],
    ];
    for (const [index, [what, answer]] of wrong.entries()) {
      answerPage(301 + index, answer);
      const page = await pageWith(macro({ link: 'Flood office', pageId: String(301 + index) }));
      const started = performance.now();
      const shown = await readAs(uma, page);
      assert.match(shown, /Flood office does not answer at the moment/, what);
      assert.doesNotMatch(shown, /wrong words/, what);
      assert.ok(performance.now() - started < 4_000, what);
    }
  });

  test('run nothing in a reader’s browser, whatever they send', async () => {
    answerPage(401, pageJson(401, `<img src=x onerror="alert(1)">`, vectors.join('\n')));
    const page = await pageWith(`${macro({ link: 'Flood office', pageId: '401' })}<p id="after">After it</p>`);
    await using visit = await visitAs(uma, '/');
    const strangers: string[] = [];
    let dialogs = 0;
    visit.page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    // Whatever would run without the policy too.
    await visit.context.route('**/*', async (route) => {
      if (new URL(route.request().url()).origin !== new URL(weir.baseUrl).origin) {
        strangers.push(route.request().url());
        return route.abort();
      }
      const answer = await route.fetch();
      const { 'content-security-policy': _, ...headers } = answer.headers();
      return route.fulfill({ response: answer, headers });
    });
    await visit.page.goto(`${weir.baseUrl}/pages/viewpage.action?pageId=${page.id}`);
    assert.match(await told(visit), /From Flood office .*After it/);
    assert.deepEqual([dialogs, strangers], [0, []]);
    assert.deepEqual(
      await visit.page
        .locator('.w-linked-page :is(script, style, iframe, svg, math, form, input, img, [onerror], [id=main])')
        .count(),
      0,
    );
  });

  test('are shown in the preview of the editor, to whoever edits', async () => {
    answerPage(106, pageJson(106, 'Previewed', '<p>previewed words</p>'));
    const page = await pageWith(macro({ link: 'Flood office', pageId: '106' }));
    await using visit = await visitAs(uma, `/pages/editpage.action?pageId=${page.id}`);
    await visit.page.getByRole('button', { name: 'Preview' }).click();
    await visit.page.getByText('previewed words').waitFor();
  });

  test('look well, wide and narrow, light and dark', async () => {
    const wide = `<h2>Levels</h2><table><tr>${'<th>Gauge at the upper gate</th>'.repeat(9)}<tr>${'<td>1.20</td>'.repeat(9)}</table><p>${'long'.repeat(90)}</p>`;
    answerPage(107, pageJson(107, 'Levels and gates of the whole river', wide));
    answerPage(108, { status: 404 });
    const page = await pageWith(
      `<p>Here</p>${macro({ link: 'Flood office', pageId: '107' })}<p>${macro({ link: 'Flood office', pageId: '108' })}</p>`,
    );
    await using visit = await visitAs(uma, `/pages/viewpage.action?pageId=${page.id}`);
    await visit.page.getByText('Gauge at the upper gate').first().waitFor();
    await looked(visit, 'page');
    there.answer('/rest/api/search', {
      body: {
        results: [
          {
            title: '@@@hl@@@Gates@@@endhl@@@ & <weirs>',
            excerpt: `How @@@hl@@@gates@@@endhl@@@ open ${'on'.repeat(200)}`,
            url: '/display/DOC/Gates',
            resultGlobalContainer: { title: 'Flood documents' },
          },
        ],
        _links: { next: '/rest/api/search?start=5' },
      },
    });
    await visit.page.goto(`${weir.baseUrl}/dosearchsite.action?queryString=page`);
    await visit.page.getByText('Flood documents').waitFor();
    await looked(visit, 'search');
    assert.deepEqual(visit.problems, []);
  });

  test('find with the reader’s own account, beside what is found here and without holding it up', async () => {
    there.answer('/rest/api/search', {
      body: {
        results: [
          {
            title: '@@@hl@@@Page@@@endhl@@@ <b>over there</b>',
            excerpt: 'a @@@hl@@@page@@@endhl@@@',
            url: '/display/DOC/Gates',
            resultGlobalContainer: { title: 'Documents' },
          },
          { title: 'Elsewhere', url: 'https://evil.example/' },
          { title: 'Elsewhere', url: '//evil.example/' },
          { title: 'Elsewhere', url: 'javascript:alert(1)' },
        ],
        _links: { next: '/rest/api/search?start=5' },
      },
    });
    const searchPath = '/dosearchsite.action?queryString=page&type=page';
    const asked = there.calls.length;
    const plain = await (await weir.signedIn(uma)).request(searchPath);
    const text = await plain.text();
    assert.match(text, /class="search-result"/);
    assert.match(text, /From Flood office/);
    assert.equal(there.calls.length, asked, 'the page of search asks nobody');

    await using visit = await visitAs(uma, searchPath);
    const item = visit.page.locator('.linked-results .search-result');
    await item.first().waitFor();
    assert.equal(await item.count(), 1);
    assert.match(await item.innerText(), /Page <b>over there<\/b>\s+a page\s+Documents/);
    assert.equal(await item.locator('a').getAttribute('href'), `${there.issuer}/display/DOC/Gates`);
    assert.equal(await item.locator('mark').count(), 2);
    const all = visit.page.getByRole('link', { name: 'All results at Flood office' });
    assert.equal(await all.getAttribute('href'), `${there.issuer}/dosearchsite.action?queryString=page`);
    assert.equal(there.calls.at(-1)?.query.get('cql'), 'type in (page) and siteSearch ~ "page"');

    await using without = await visitAs(uma, searchPath, { scripts: false });
    await without.page.getByRole('link', { name: 'Show what is found at Flood office' }).click();
    assert.match(await told(without), /From Flood office .*over there/);
    await without.page.getByRole('link', { name: 'Search' }).first().click();
    assert.equal(await without.page.inputValue('#queryString'), 'page');
  });

  test('say in words why they find nothing', async () => {
    const visitor = await weir.signedIn(uma);
    const found = async (path = 'queryString=page') => {
      const answer = await visitor.request(`/linkedsearch.action?from=${link.linkKey}&${path}`);
      return (await answer.text()).replace(/\s+/g, ' ');
    };
    there.answer('/rest/api/search', { body: { results: [] } });
    assert.match(await found(), /Nothing was found there/);
    there.answer('/rest/api/search', { status: 400 });
    assert.match(await found('cql=flow+%3D+1'), /does not understand this query/);
    there.answer('/rest/api/search', { status: 503 });
    assert.match(await found(), /does not answer at the moment/);
    there.answer('/rest/api/search', { body: { results: 'none' }, delay: 4_500 });
    const started = performance.now();
    assert.match(await found(), /does not answer at the moment/);
    assert.ok(performance.now() - started < 4_400);
    assert.equal((await visitor.request('/linkedsearch.action?from=nothing&queryString=x')).status, 404);
    assert.equal((await visitor.request('/linkedsearch.action')).status, 303);
    there.revokeAll();
    assert.match(await found(), /needs connecting again\. <a href="\/wiki\/users\/connected-accounts">/);
    const searched = await (await visitor.request('/dosearchsite.action?queryString=page')).text();
    assert.match(searched, /needs connecting again/);
    await disconnect(uma);
    assert.match(await found(), /Connect your account at Flood office/);
    const anonymous = await (await weir.visitor().request('/dosearchsite.action?queryString=page')).text();
    assert.doesNotMatch(anonymous, /Flood office/);
  });
});
