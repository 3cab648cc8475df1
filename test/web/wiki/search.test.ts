/** Searching in the browser: words or CQL, what is marked, and that the page shows no more than its reader may see. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('the page of search', async () => {
  const app = await startWikiPages('/wiki');
  after(() => app.close());
  const ada = await app.person('ada');
  const lin = await app.person('lin');
  const space = await app.space(ada, 'OPEN', { open: true });
  await app.space(ada, 'SECRET');
  await app.page(ada, 'OPEN', 'River <b>gauges</b>', { body: '<p>How to read a gauge &amp; write it down.</p>' });
  await app.page(ada, 'SECRET', 'Hidden gauges');
  for (let count = 1; count <= 25; count++) await app.page(ada, 'OPEN', `Weir ${count}`);

  const path = (query: Readonly<Record<string, string>>) => `/dosearchsite.action?${new URLSearchParams(query)}`;
  const search = async (query: Readonly<Record<string, string>>, person = lin) => {
    const answer = await app.get(path(query), person);
    return { status: answer.status, text: await answer.text() };
  };

  test('every page has a field that leads to it', async () => {
    const text = await (await app.get('/', lin)).text();
    assert.match(text, /<form class="site-search" role="search" method="get" action="\/wiki\/dosearchsite\.action">/);
    assert.match(text, /name="queryString"/);
  });

  test('asks for words first, and shows what is found with the words marked and everything escaped', async () => {
    const empty = await search({ queryString: '' });
    assert.equal(empty.status, 200);
    assert.match(empty.text, /<input[^>]*name="queryString"[^>]*autofocus/);
    const { text } = await search({ queryString: 'gauge' });
    assert.match(text, /1 result</);
    assert.match(text, /River &lt;b&gt;<mark>gauges<\/mark>&lt;\/b&gt;/);
    assert.match(text, /read a <mark>gauge<\/mark> &amp; write it down/);
    assert.match(text, /value="gauge"/);
    assert.doesNotMatch(text, /Hidden/);
    assert.match((await search({ queryString: 'gauge' }, ada)).text, /2 results</);
  });

  test('narrows to a kind, spaces and people among them', async () => {
    assert.match((await search({ queryString: 'open', type: 'space' })).text, /href="\/wiki\/display\/OPEN"/);
    assert.match((await search({ queryString: 'ada', type: 'user' })).text, /href="\/wiki\/display\/~ada"/);
    assert.match((await search({ queryString: 'gauge', type: 'comment' })).text, /Nothing was found/);
    assert.match((await search({ queryString: 'secret', type: 'space' })).text, /Nothing was found/);
  });

  test('leads from part to part of a long list', async () => {
    const { text } = await search({ queryString: 'weir', type: 'page' });
    assert.match(text, /25 results/);
    const next = /rel="next" href="\/wiki([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const more = await (await app.get(next, lin)).text();
    assert.equal(more.match(/class="search-result"/g)?.length, 5);
    assert.match(more, /rel="prev"/);
    assert.doesNotMatch(more, /rel="next"/);
  });

  test('takes CQL, and shows the place where it cannot be read', async () => {
    const { text } = await search({ cql: 'space = OPEN and title ~ gauge' });
    assert.match(text, /1 result</);
    assert.match(text, /<details class="folded" open>/);
    const wrong = await search({ cql: 'space = OPEN and <x> = 1' });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /The query cannot be read/);
    assert.match(wrong.text, /space = OPEN and <mark>&lt;<\/mark>x&gt; = 1/);
    assert.match((await search({ queryString: '*gauge' })).text, /A wildcard cannot be at the beginning/);
  });

  test('anonymous readers find what is open to them; where nothing is, they are asked to log in', async () => {
    const closed = await app.get(path({ queryString: 'gauge' }));
    assert.equal(closed.status, 303);
    assert.match(closed.headers.get('location') ?? '', /^\/wiki\/login\.action\?.*dosearchsite/);
    await app.grant(space, 'anonymous', 0, 'view');
    const text = await (await app.get(path({ queryString: 'gauge' }))).text();
    assert.match(text, /1 result</);
  });
});
