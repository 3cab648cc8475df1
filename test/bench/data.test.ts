/** `npm run bench:data`: what is written at once is what the wiki's verbs would have left (issue: speed, growth). */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { contentOf, type Planned, planSite, type Site } from '../../bench/data/plan.ts';
import { done, fileBytes, makeSpace, writePeople, writeSite } from '../../bench/data/write.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import type { Person } from '../../src/http/caller.ts';
import { textIndex } from '../../src/wiki/search/text-index.ts';
import { eachDatabase } from '../support/databases.ts';
import { type TestWiki, testWiki } from '../support/wiki.ts';

const root = join(import.meta.dirname, '..', '..');
const administrator = ['use', 'create-space', 'administer', 'administer-system'] as const;
const pages = 300;

suite('the wiki that benchmarks measure with', () => {
  eachDatabase((engine, open) => {
    test('is the one that the verbs would have made, row by row', async () => {
      const site = planSite(pages, 3);
      const atOnce = await testWiki((await open()).database);
      const byVerbs = await testWiki((await open()).database);
      let counted = 0;
      const creator = await atOnce.person('admin', ['weir-users'], administrator);
      await writeSite(site, { ...atOnce, creator, progress: (more) => (counted += more) });
      await writeByVerbs(site, byVerbs);

      assert.equal(counted, pages);
      const written = await contentsOf(atOnce.database);
      const expected = await contentsOf(byVerbs.database);
      for (const [table, rows] of Object.entries(expected)) assert.deepEqual(written[table], rows, table);
      for (const table of ['content', 'content_comment', 'attachment_version', 'restriction_chain', 'labelling', 'content_link'])
        assert.ok(Number(expected[table]?.length) > 0, `the plan has something in ${table}`);

      const [found, sought] = await Promise.all(
        [atOnce, byVerbs].map(({ wiki }) =>
          wiki.search.find(creator, { cql: 'text ~ "quarterly"', kinds: ['content'] }, { start: 0, limit: 200 }),
        ),
      );
      assert.deepEqual(found && idsOf(found), sought && idsOf(sought));
    });

    if (engine === 'sqlite') {
      test('is found anew by an index that is made anew', async () => {
        const { database } = await open();
        const wiki = await testWiki(database);
        const creator = await wiki.person('admin', ['weir-users'], administrator);
        await writeSite(planSite(60, 5), { ...wiki, creator, progress() {} });
        const before = await contentsOf(database);
        const index = textIndex(database);
        for (let part = await index.reindex(0); part !== undefined; ) part = await index.reindex(part.last);
        assert.deepEqual(await contentsOf(database), before);
      });
    }
  });

  test('is the same for the same numbers, and has as many pages as it was asked for', () => {
    for (const [count, seed] of [
      [100, 1],
      [5_000, 2],
    ] as const) {
      const site = planSite(count, seed);
      assert.deepEqual(planSite(count, seed), site);
      assert.notDeepEqual(planSite(count, seed + 1), site);
      const planned = site.spaces.flatMap((space) => [...contentOf(site, space, space.pagesBefore * 10 + 1)]);
      assert.equal(site.spaces.length + planned.filter(({ type }) => type === 'page').length, count);
    }
  });

  test('leaves a home in which the doctor finds nothing, and is not made twice', () => {
    const home = mkdtempSync(join(tmpdir(), 'weir-data-'));
    const run = (...words: string[]) =>
      execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH, WEIR_HOME: home },
      });
    try {
      const printed = run('bench/data.ts', '--pages', '40', '--tokens', '2000', '--home', home);
      assert.match(printed, /^Sign in as "admin"/);
      const findings: { check: string; state: string }[] = JSON.parse(run('src/main.ts', 'doctor', '--json'));
      assert.deepEqual(
        // What depends on the machine, and that nobody has made a backup yet.
        findings.filter(({ state, check }) => state !== 'good' && check !== 'disk' && check !== 'backups'),
        [],
      );
      assert.throws(() => run('bench/data.ts', '--pages', '40', '--home', home), /filled before/);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});

type Found = Awaited<ReturnType<TestWiki['wiki']['search']['find']>>;

function idsOf(found: Found): readonly unknown[] {
  assert.ok('results' in found);
  return found.results.map((hit) => hit.kind === 'content' && hit.content.id);
}

async function writeByVerbs(site: Site, { wiki, database, clock, person }: TestWiki): Promise<void> {
  const creator = await person('admin', ['weir-users'], administrator);
  const ids = await database.write((queries) => writePeople(queries, site));
  // Whoever wrote it may have lost the right to since then: the plan asks for no rights.
  const people = site.people.map(({ username, userKey, fullName }, index): Person => {
    return { ...creator, id: ids.people[index] ?? 0, username, userKey, fullName };
  });
  const author = (index: number) => {
    const found = people[index];
    assert.ok(found);
    return found;
  };

  async function create(content: Planned, spaceKey: string): Promise<number> {
    const { title, labels, versions } = content;
    const [{ author: by, body, message }] = versions;
    const annotations = { labels: labels.map((name) => ({ prefix: 'global' as const, name })), properties: [] };
    switch (content.type) {
      case 'page':
        return done(await wiki.createPage(author(by), { spaceKey, title, body, annotations, parentId: content.parentId })).id;
      case 'blogpost':
        return done(await wiki.createBlogPost(author(by), { spaceKey, title, body, annotations })).id;
      case 'comment': {
        const { containerId, parentId } = content;
        const reply = parentId === undefined ? {} : { parentId };
        return done(await wiki.createComment(author(by), { containerId, body, annotations, ...reply })).id;
      }
      case 'attachment': {
        const sent = { filename: title, mediaType: undefined, bytes: fileBytes(content.file) };
        const files = [{ ...done(await wiki.attachments.stage(sent)), comment: message }];
        const attaching = { containerId: content.containerId, files, minorEdit: false, whenTaken: 'refuse' } as const;
        const [made] = done(await wiki.attachments.attach(author(by), attaching));
        return made?.id ?? 0;
      }
    }
  }

  for (const space of site.spaces) {
    const { homepage } = await makeSpace(site, space, { wiki, clock, creator });
    for (const content of contentOf(site, space, homepage)) {
      const [first, ...later] = content.versions;
      clock.time = first.at;
      const id = await create(content, space.key);
      assert.equal(id, content.id);
      for (const [index, { author: by, body, message, at }] of later.entries()) {
        clock.time = at;
        done(await wiki.publishVersion(author(by), { id, number: index + 2, body, message }));
      }
      const team = content.type === 'page' && content.readers !== undefined ? site.teams[content.readers] : undefined;
      if (team === undefined) continue;
      const readers = { operation: 'read', subjects: [{ kind: 'group', name: team }] } as const;
      done(await wiki.restrictions.change(creator, id, 'replace', [readers], systemOrigin));
    }
  }
}

/** All that a plan says, in tables; without the ids of files, which nobody chose. */
async function contentsOf({ read, engine }: Database): Promise<Readonly<Record<string, readonly unknown[] | undefined>>> {
  const all = (text: string) => sql.raw<object>(text).execute(read);
  const index =
    engine === 'postgresql' ? 'select content_id, document::text as document from search_index order by 1' : 'select 1 as one';
  const tables = {
    user_account: 'select * from user_account order by id',
    group_member: 'select * from group_member order by group_id, user_id',
    space: 'select * from space order by id',
    space_permission: 'select * from space_permission order by space_id, subject_kind, subject_id, permission',
    content: 'select * from content order by id',
    content_version: 'select * from content_version order by content_id, number',
    content_comment: 'select * from content_comment order by content_id',
    content_restriction: 'select * from content_restriction order by content_id, operation, subject_kind, subject_id',
    restriction_chain: 'select * from restriction_chain order by content_id, restricted_id',
    attachment_version:
      'select content_id, number, file_size, sha256, media_type, comment from attachment_version order by content_id, number',
    labelling: `select label.prefix, label.name, label.owner_id, content_id, space_id, created_at from labelling
      join label on label.id = labelling.label_id order by content_id, label.name`,
    content_link: 'select * from content_link order by content_id, kind, space_key_folded, title_folded',
    search_text: 'select * from search_text order by content_id',
    search_reference: 'select * from search_reference order by content_id, kind, name',
    search_word: 'select * from search_word order by word',
    search_pending: 'select * from search_pending order by content_id',
    search_index: index,
  };
  const rows = Object.entries(tables).map(async ([name, text]) => [name, (await all(text)).rows] as const);
  return Object.fromEntries(await Promise.all(rows));
}
