/** A wiki to search in, seen by Ada, by Bob and by a system administrator. Everything that tests of search do again and again. */
import assert from 'node:assert/strict';
import type { Reader } from '../../../src/wiki/permissions.ts';
import { isCqlProblem } from '../../../src/wiki/search/cql-tree.ts';
import type { Found, SearchRequest } from '../../../src/wiki/search/search.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { testNow, testWiki } from '../../support/wiki.ts';

export const day = 86_400_000;
export const everything = ['content', 'space', 'user'] as const;

export type SearchRoom = Awaited<ReturnType<typeof searchRoom>>;

export async function searchRoom(open: () => Promise<TestDatabase>) {
  const app = await testWiki((await open()).database);
  const ada = await app.person('ada');
  const bob = await app.person('bob');
  const admin = await app.person('admin', [], ['administer-system']);
  const doc = await app.space(ada, 'DOC', { open: true });
  app.clock.time = testNow + day;
  const dev = await app.space(bob, 'DEV');
  const guide = await app.page(ada, 'DOC', 'River guide', {
    body: '<p>How the weir wins against the <strong>flood</strong>.</p><ac:structured-macro ac:name="toc"/>',
  });
  app.clock.time = testNow + 2 * day;
  const child = await app.page(bob, 'DOC', 'Measuring', {
    parentId: guide.id,
    body: `<p>Documentation of gauges. Ask <ac:link><ri:user ri:userkey="${ada.userKey}"/></ac:link> or
      <ac:link><ri:user ri:username="BOB"/></ac:link>. The river rises quickly.</p><ac:structured-macro ac:name="Info"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>`,
  });
  const leaf = await app.page(ada, 'DOC', 'Gauge & scale', { parentId: child.id, body: '<p>Zéro point</p>' });
  app.clock.time = testNow + 3 * day;
  const secret = await app.page(bob, 'DEV', 'Secret river', { body: '<p>win river flood weir</p>' });
  await app.database.write(async (queries) => {
    const label = async (name: string, prefix: 'global' | 'my' | 'team' = 'global', owner = 0) =>
      (await queries.insertInto('label').values({ name, prefix, owner_id: owner }).returning('id').executeTakeFirstOrThrow()).id;
    const attach = (id: number, content: number | null, space: number | null = null) =>
      queries.insertInto('labelling').values({ label_id: id, content_id: content, space_id: space, created_at: 1 }).execute();
    const how = await label('how-to');
    await attach(how, guide.id);
    await attach(how, secret.id);
    await attach(await label('favourite', 'my', ada.id), child.id);
    await attach(await label('favourite', 'my', bob.id), null, doc.id);
    await attach(await label('teams', 'team'), null, doc.id);
    const watch = { content_type: '', created_at: 1 };
    await queries
      .insertInto('watch')
      .values([
        { ...watch, user_id: ada.id, content_id: guide.id, space_id: null },
        { ...watch, user_id: bob.id, content_id: child.id, space_id: null },
      ])
      .execute();
  });

  async function find(reader: Reader, cql: string, more: Partial<SearchRequest> = {}, start = 0, limit = 50): Promise<Found> {
    const found = await app.wiki.search.find(reader, { cql, kinds: everything, ...more }, { start, limit });
    assert.ok(!isCqlProblem(found), `${cql}: ${JSON.stringify(found)}`);
    return found;
  }

  async function titles(reader: Reader, cql: string, more: Partial<SearchRequest> = {}): Promise<readonly string[]> {
    const { results, total } = await find(reader, cql, more);
    assert.equal(total, results.length, cql);
    return results.map((hit) => {
      if (hit.kind === 'content') return hit.content.title;
      return hit.kind === 'space' ? `space ${hit.space.key}` : `user ${hit.user.username}`;
    });
  }

  /** Whatever the order. */
  const findsAs = async (reader: Reader, cql: string, expected: readonly string[], more: Partial<SearchRequest> = {}) =>
    assert.deepEqual([...(await titles(reader, cql, more))].sort(), [...expected].sort(), cql);
  const finds = (cql: string, expected: readonly string[], more: Partial<SearchRequest> = {}) =>
    findsAs(ada, cql, expected, more);

  return { app, ada, bob, admin, doc, dev, pages: { guide, child, leaf, secret }, find, titles, findsAs, finds };
}
