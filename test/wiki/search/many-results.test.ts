/** Searches that find more than is counted: found by walking along their order, they give what sorting all of it would give (§ rights, § order). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { planSite } from '../../../bench/data/plan.ts';
import { writeSite } from '../../../bench/data/write.ts';
import { findPerson } from '../../../src/accounts/person.ts';
import type { Person } from '../../../src/http/caller.ts';
import type { ContentRecord } from '../../../src/wiki/records.ts';
import { indexMatches, indexOrder, type TextScope } from '../../../src/wiki/search/text-match.ts';
import { parseText } from '../../../src/wiki/search/text-query.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type TestWiki, testWiki } from '../../support/wiki.ts';

const site = planSite(1_400, 11);
const everybody = site.people.map(({ username }) => username).join(', ');
const queries = ['type = page', 'text ~ "project*" and text !~ "quarterly"', `contributor in (${everybody})`];
const orders = [
  { by: 'lastmodified desc', place: (content: ContentRecord) => -content.version.createdAt, down: true },
  { by: 'lastmodified', place: (content: ContentRecord) => content.version.createdAt, down: false },
  { by: 'created desc', place: (content: ContentRecord) => -content.createdAt, down: true },
];

async function find({ wiki }: TestWiki, reader: Person, cql: string, start: number, limit: number) {
  const found = await wiki.search.find(reader, { cql, kinds: ['content'] }, { start, limit });
  assert.ok('results' in found, JSON.stringify(found));
  return { ...found, contents: found.results.flatMap((hit) => (hit.kind === 'content' ? hit.content : [])) };
}

async function all(wiki: TestWiki, reader: Person, cql: string): Promise<readonly ContentRecord[]> {
  const contents: ContentRecord[] = [];
  for (let start = 0; ; start += 500) {
    const part = await find(wiki, reader, `${cql} order by title`, start, 500);
    contents.push(...part.contents);
    if (!part.more) return contents;
  }
}

suite('a search that finds much', () => {
  eachDatabase((_, open) => {
    test('gives each reader the same, in the same order, as one that sorts everything', async () => {
      const { database } = await open();
      const wiki = await testWiki(database);
      const creator = await wiki.person('admin', ['weir-users'], ['use', 'create-space', 'administer', 'administer-system']);
      const { people } = await writeSite(site, { ...wiki, creator, progress() {} });
      const person = await findPerson(database.read, people[6] ?? 0);
      assert.ok(person);
      const reader: Person = { ...person, permissions: new Set(['use']) };
      for (const cql of queries) {
        const everything = await all(wiki, reader, cql);
        for (const { by, place, down } of orders) {
          const expected = [...everything].sort((a, b) => place(a) - place(b) || (down ? b.id - a.id : a.id - b.id));
          for (const start of [0, 30]) {
            const { contents, more, isAll } = await find(wiki, reader, `${cql} order by ${by}`, start, 25);
            assert.equal(isAll, false, `${cql} finds more than is counted`);
            assert.equal(more, true);
            assert.deepEqual(
              contents.map(({ id }) => id),
              expected.slice(start, start + 25).map(({ id }) => id),
              `${cql} order by ${by}, from ${start}`,
            );
          }
        }
      }
      await inTitlesFirst(wiki, reader, 'text ~ "p*"', /\bp/i);
      await inTitlesFirst(wiki, reader, 'created > "2001-01-01" and (title ~ "q*" or text ~ "p*")', /\b[pq]/i);
      const [first = '', second = ''] = await titleWords(wiki);
      const both = [`${first} OR ${second}`, `${first} ${second}`, `p* AND ${first}`, `p* NOT ${first}`, `"${first} ${second}"`];
      for (const text of [first, second, `${first}s`, 'p*', 'nobody', ...both]) await sameTitles(wiki, text);
    });
  });
});

/** Without an order, what has the text in its title comes first, and the newest before the older. */
async function inTitlesFirst(wiki: TestWiki, reader: Person, cql: string, inTitle: RegExp): Promise<void> {
  const everything = await all(wiki, reader, cql);
  const isTitled = ({ title }: ContentRecord) => inTitle.test(title);
  const expected = [...everything].sort((a, b) => Number(isTitled(b)) - Number(isTitled(a)) || b.id - a.id);
  const titled = everything.filter(isTitled).length;
  assert.ok(titled > 30 && titled < everything.length);
  for (const start of [0, 30, titled - 10, titled + 40]) {
    const { contents } = await find(wiki, reader, cql, start, 25);
    assert.deepEqual(
      contents.map(({ id }) => id),
      expected.slice(start, start + 25).map(({ id }) => id),
      `${cql}: in titles first, from ${start}`,
    );
  }
}

/** @returns the first two words of a page's title */
async function titleWords({ database }: TestWiki): Promise<readonly string[]> {
  const { title } = await database.read
    .selectFrom('content')
    .select('title')
    .where('type', '=', 'page')
    .where('title', 'like', 'P%')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  return title.split(' ');
}

/** What is looked up to put titles first is what is in titles. */
async function sameTitles({ database }: TestWiki, text: string): Promise<void> {
  const query = parseText(text);
  assert.ok('kind' in query, text);
  const idsIn = async (scope: TextScope) => {
    const condition = indexMatches(database.engine, [[{ query, scope }]]);
    assert.ok(condition !== false);
    const { rows } = await sql<{ id: number }>`select ${indexOrder(database.engine)} as id from search_index
      where ${condition} order by 1`.execute(database.read);
    return rows.map(({ id }) => id);
  };
  assert.deepEqual(await idsIn('titles first'), await idsIn('title'), text);
}
