/** Search on both databases: every field, text, order, and that nobody finds or counts what they may not see (contract §3). */

import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import fc from 'fast-check';
import { systemOrigin } from '../../../src/audit/origin.ts';
import type { Engine } from '../../../src/database/database.ts';
import type { Person } from '../../../src/http/caller.ts';
import type { Reader } from '../../../src/wiki/permissions.ts';
import type { ContentRecord, SpaceRecord } from '../../../src/wiki/records.ts';
import { isCqlProblem, quoteCql } from '../../../src/wiki/search/cql-tree.ts';
import type { Found, SearchRequest } from '../../../src/wiki/search/search.ts';
import { eachDatabase } from '../../support/databases.ts';
import { done, type TestWiki, testNow, testWiki } from '../../support/wiki.ts';

const day = 86_400_000;
const everything = ['content', 'space', 'user'] as const;

suite('search', () => {
  eachDatabase((engine: Engine, open) => {
    let app: TestWiki;
    let ada: Person;
    let bob: Person;
    let admin: Person;
    let doc: SpaceRecord;
    let dev: SpaceRecord;
    const pages: Record<string, ContentRecord> = {};

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

    before(async () => {
      app = await testWiki((await open()).database);
      ada = await app.person('ada');
      bob = await app.person('bob');
      admin = await app.person('admin', [], ['administer-system']);
      doc = await app.space(ada, 'DOC', { open: true });
      app.clock.time = testNow + day;
      dev = await app.space(bob, 'DEV');
      pages.guide = await app.page(ada, 'DOC', 'River guide', {
        body: '<p>How the weir wins against the <strong>flood</strong>.</p><ac:structured-macro ac:name="toc"/>',
      });
      app.clock.time = testNow + 2 * day;
      pages.child = await app.page(bob, 'DOC', 'Measuring', {
        parentId: pages.guide.id,
        body: `<p>Documentation of gauges. Ask <ac:link><ri:user ri:userkey="${ada.userKey}"/></ac:link> or
          <ac:link><ri:user ri:username="BOB"/></ac:link>. The river rises quickly.</p><ac:structured-macro ac:name="Info"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>`,
      });
      pages.leaf = await app.page(ada, 'DOC', 'Gauge & scale', { parentId: pages.child.id, body: '<p>Zéro point</p>' });
      app.clock.time = testNow + 3 * day;
      pages.secret = await app.page(bob, 'DEV', 'Secret river', { body: '<p>win river flood weir</p>' });
      await app.database.write(async (queries) => {
        const label = async (name: string, prefix: 'global' | 'my' | 'team' = 'global', owner = 0) =>
          (await queries.insertInto('label').values({ name, prefix, owner_id: owner }).returning('id').executeTakeFirstOrThrow())
            .id;
        const attach = (id: number, content: number | null, space: number | null = null) =>
          queries.insertInto('labelling').values({ label_id: id, content_id: content, space_id: space, created_at: 1 }).execute();
        const how = await label('how-to');
        await attach(how, pages.guide?.id ?? 0);
        await attach(how, pages.secret?.id ?? 0);
        await attach(await label('favourite', 'my', ada.id), pages.child?.id ?? 0);
        await attach(await label('favourite', 'my', bob.id), null, doc.id);
        await attach(await label('teams', 'team'), null, doc.id);
        const watch = { content_type: '', created_at: 1 };
        await queries
          .insertInto('watch')
          .values([
            { ...watch, user_id: ada.id, content_id: pages.guide?.id ?? 0, space_id: null },
            { ...watch, user_id: bob.id, content_id: pages.child?.id ?? 0, space_id: null },
          ])
          .execute();
      });
    });

    test('finds content by id, place, space, type and title', async () => {
      const { guide, child, leaf } = pages;
      assert.ok(guide && child && leaf);
      const home = 'Space DOC Home';
      await finds('type=page', [home, 'River guide', 'Measuring', 'Gauge & scale']);
      await finds('type in (page, blogpost, comment, attachment)', [home, 'River guide', 'Measuring', 'Gauge & scale']);
      await finds('type = folder', []);
      await finds(`id in (${guide.id}, ${leaf.id}, 1)`, ['River guide', 'Gauge & scale']);
      await finds(`content = ${guide.id} or id = "att${leaf.id}"`, ['River guide', 'Gauge & scale']);
      await finds(`parent = ${guide.id}`, ['Measuring']);
      await finds(`ancestor = ${guide.id}`, ['Measuring', 'Gauge & scale']);
      await finds(`type = page and ancestor != ${guide.id}`, [home, 'River guide']);
      await finds(`type = page and ancestor not in (${child.id}) and parent = ${guide.id}`, ['Measuring']);
      await finds('space = doc and title = "RIVER guide"', ['River guide']);
      await finds('space.key in (DOC, DEV) and title in ("Measuring", "Secret river")', ['Measuring']);
      await finds('space.title ~ "doc" and title != "measuring"', [home, 'River guide', 'Gauge & scale']);
      await finds(
        'space.title !~ "doc" or id = 1'.replace('space.title !~ "doc" or id = 1', 'id = 1 or space.title !~ "doc"'),
        [],
      );
      await finds('space.type = global and parent = 1', []);
      await finds('space.type = personal', []);
      await finds('space = DOC and space.category = teams and title ~ river', ['River guide']);
    });

    test('finds content by people', async () => {
      await finds('creator = currentUser() and space = DOC', ['Space DOC Home', 'River guide', 'Gauge & scale']);
      await finds('creator = BOB', ['Measuring']);
      await finds(`creator = "${bob.userKey}"`, ['Measuring']);
      await finds('type = page and creator != ada', ['Measuring']);
      await finds('creator = nobody', []);
      await findsAs(undefined, 'creator = currentUser()', []);
      await finds('contributor in (bob)', ['Measuring']);
      await finds('mention = ada', ['Measuring']);
      await finds('mention = bob', ['Measuring']);
      await finds('mention = admin', []);
      await finds('watcher = currentUser()', ['River guide']);
      await finds('watcher = bob', []);
      await findsAs(admin, 'watcher = bob', ['Measuring']);
      await finds('favourite = currentUser()', ['Measuring']);
      await finds('favorite = ada', ['Measuring']);
      await findsAs(bob, 'favourite = ada', []);
    });

    test('finds content by labels, macros and favourite spaces', async () => {
      await finds('label = "how-to"', ['River guide']);
      await finds('type=page and label in ("How-To", other)', ['River guide']);
      await finds('type = page and label != "how-to" and parent != 1', ['Space DOC Home', 'Measuring', 'Gauge & scale']);
      await finds('label = "my:favourite"', ['Measuring']);
      await findsAs(undefined, 'label = "my:favourite"', []);
      await finds('macro = TOC', ['River guide']);
      await finds('macro in (info)', ['Measuring']);
      await findsAs(bob, 'space in (favouriteSpaces()) and title = measuring', ['Measuring']);
      await finds('space in favouriteSpaces()', []);
      await findsAs(bob, 'space.type = favourite and title ~ "gauge"', ['Gauge & scale']);
    });

    test('finds content by time', async () => {
      const date = (days: number) => new Date(testNow + days * day).toISOString().slice(0, 10);
      await finds(`created = "${date(1)}"`, ['River guide']);
      await finds(`created = ${date(1).replaceAll('-', '/')}`, ['River guide']);
      await finds(`created >= "${date(1)}" and created < "${date(2)}"`, ['River guide']);
      await finds(`created > "${date(1)} 12:00" and created <= "${date(2)}"`, ['Measuring', 'Gauge & scale']);
      await finds(`type = page and created != "${date(2)}"`, ['Space DOC Home', 'River guide']);
      await finds('created > now("-4w") and title ~ river', ['River guide']);
      await finds('lastmodified >= startOfDay("-1d") and type = page', ['Measuring', 'Gauge & scale']);
    });

    test('finds words, phrases and beginnings, in titles and bodies', async () => {
      await finds('text ~ "win"', ['River guide']);
      await finds('text ~ "floods winning"', ['River guide']);
      await finds('siteSearch ~ "river"', ['River guide', 'Measuring']);
      await finds('title ~ "river"', ['River guide']);
      await finds('title ~ "gauges"', ['Gauge & scale']);
      await finds('text ~ "documenta*"', ['Measuring']);
      await finds('text ~ "docu*tion" or text ~ "gu?de"', ['Measuring', 'River guide']);
      await finds('title ~ "r?ver"', ['River guide']);
      await finds('text ~ "zero"', ['Gauge & scale']);
      await finds('text ~ "\\"river rises quickly\\""', ['Measuring']);
      await finds('text ~ "\\"rises river\\""', []);
      await finds('text ~ "guide how"', ['River guide']);
      await finds('text ~ "\\"guide how\\""', []);
      await finds('text ~ "river -guide"', ['Measuring']);
      await finds('text ~ "river NOT (guide OR nothing)"', ['Measuring']);
      await finds('text ~ "zero OR weir"', ['River guide', 'Gauge & scale']);
      await finds('type = page and text ~ "-river"', ['Space DOC Home', 'Gauge & scale']);
      await finds('type = page and text !~ "river"', ['Space DOC Home', 'Gauge & scale']);
      await finds('text ~ "!!!"', []);
      await finds('text ~ ""', []);
      await finds('type = page and text !~ ""', ['Space DOC Home', 'River guide', 'Measuring', 'Gauge & scale']);
    });

    test('words of the index that would be signs of its language are words', async () => {
      for (const text of [
        'AND',
        'NEAR(a b)',
        'title:river',
        '{title}',
        "it's",
        'a & b | !c',
        "') or 1=1 --",
        'river"',
        '*'.repeat(0),
        '\\',
        '𞤀𞤁',
        '½',
      ]) {
        const { results } = await find(ada, `text ~ "${text.replace(/[\\"]/g, '\\$&')}"`);
        assert.ok(results.length <= 4, text);
      }
    });

    test('takes whatever text is looked for, and the longest of queries', async () => {
      const signs = fc.constantFrom(
        'a',
        'win',
        '"',
        '(',
        ')',
        '*',
        '?',
        '\\',
        '+',
        '-',
        '!',
        '~',
        '^',
        ':',
        "'",
        '{',
        '}',
        '|',
        '&',
        'AND',
        'OR',
        'NOT',
        'NEAR',
        ' ',
        '中',
        'é',
        '𝒳',
      );
      const texts = fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.array(signs, { maxLength: 25 }).map((list) => list.join('')),
      );
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          // PostgreSQL has no NUL in its texts; no address of a request holds one.
          const cql = `type = page and (text ~ ${quoteCql(text.replaceAll('\0', ''))} or title = ${quoteCql(text.replaceAll('\0', ''))})`;
          const found = await app.wiki.search.find(ada, { cql, kinds: everything }, { start: 0, limit: 5 });
          if (isCqlProblem(found)) assert.equal(found.problem, 'invalid-value', cql);
        }),
        { numRuns: 60 },
      );
      const words = Array.from({ length: 33 }, (_, index) => `(w${index} OR "x y${index}" -z${index})`).join(' ');
      const conditions = Array.from(
        { length: 290 },
        (_, index) => `creator = nobody${index} ${index % 2 ? 'and' : 'or'} type = page`,
      );
      for (const cql of [
        `text ~ ${quoteCql(words)}`,
        `id in (${Array.from({ length: 1_500 }, (_, index) => index + 1).join(',')})`,
        conditions.slice(0, 140).join(' and '),
        `${'('.repeat(38)}type = page${' and title ~ x)'.repeat(38)}`,
        `type = page and ${'not '.repeat(38)}title ~ x`,
      ]) {
        await find(ada, cql);
      }
    });

    test('puts hits in titles first, then what was changed last', async () => {
      assert.deepEqual(await titles(ada, 'text ~ "river"'), ['River guide', 'Measuring']);
      assert.deepEqual(await titles(ada, 'text ~ "river OR zero"'), ['River guide', 'Gauge & scale', 'Measuring']);
    });

    test('orders by what is asked for', async () => {
      assert.deepEqual(await titles(ada, 'type = page and ancestor != 1 order by title'), [
        'Gauge & scale',
        'Measuring',
        'River guide',
        'Space DOC Home',
      ]);
      assert.deepEqual(await titles(ada, 'space = DOC order by created desc, title desc'), [
        'Measuring',
        'Gauge & scale',
        'River guide',
        'Space DOC Home',
      ]);
      assert.deepEqual(await titles(ada, 'space = DOC order by creator asc, lastmodified asc'), [
        'Space DOC Home',
        'River guide',
        'Gauge & scale',
        'Measuring',
      ]);
      assert.equal((await titles(ada, 'type in (page, space) order by space, type, id')).length, 5);
    });

    test('finds spaces and users where the query asks for them', async () => {
      await finds('type=space AND title ~ "doc"', ['space DOC']);
      await finds('type = space', ['space DOC']);
      await findsAs(bob, 'type = space', ['space DEV', 'space DOC']);
      await findsAs(bob, 'type = space and creator = ada', ['space DOC']);
      await finds('type = space and space.category = teams and title = "space doc"', ['space DOC']);
      await finds('type = user and title ~ "bob"', ['user bob']);
      await finds('user.fullname ~ "bob full"', ['user bob']);
      await finds('user.fullname ~ "ad*"', ['user ada', 'user admin']);
      await finds('user = currentUser() or user = bob', ['user ada', 'user bob']);
      await findsAs(undefined, 'user.fullname ~ "bob"', []);
      await finds('type in (space, page) and title ~ "river OR doc"', ['River guide', 'Space DOC Home', 'space DOC']);
      await finds('type in (space, user)', [], { kinds: ['content'] });
      await finds('user.fullname ~ "bob"', ['user bob'], { kinds: ['user'] });
      await finds('title ~ "bob"', ['user bob'], { kinds: ['user'] });
    });

    test('answers functions of place from the context', async () => {
      await finds('space = currentSpace() and title ~ river', ['River guide'], { spaceKey: 'doc' });
      await finds('parent = currentContent()', ['Measuring'], { contentId: pages.guide?.id });
      for (const cql of ['space = currentSpace()', 'parent = currentContent()']) {
        assert.ok(isCqlProblem(await app.wiki.search.find(ada, { cql, kinds: everything }, { start: 0, limit: 1 })), cql);
      }
    });

    test('refuses fields, operators, functions, values and orders that are not possible, and says where', async () => {
      const problems: readonly (readonly [cql: string, problem: string, at: number])[] = [
        ['status = current', 'unsupported-field', 0],
        ['type = page and foo.bar = 1', 'unsupported-field', 16],
        ['label ~ "a"', 'unsupported-operator', 6],
        ['text = "a"', 'unsupported-operator', 5],
        ['created ~ "2026-01-01"', 'unsupported-operator', 8],
        ['id > 1', 'unsupported-operator', 3],
        ['type = currentUser()', 'unsupported-function', 7],
        ['created > nextWeek()', 'unsupported-function', 10],
        ['title ~ now()', 'unsupported-function', 8],
        ['parent in recentlyViewedContent(5)', 'unsupported-function', 10],
        ['id in recentlyViewedContent(-1)', 'invalid-value', 6],
        ['space in recentlyViewedSpaces(1, 2)', 'invalid-value', 9],
        ['content.property[k].p > soon', 'invalid-value', 24],
        ['content.property[k] = 1', 'syntax', 0],
        ['id = abc', 'invalid-value', 5],
        ['created > yesterday', 'invalid-value', 10],
        ['created > now("soon")', 'invalid-value', 10],
        ['text ~ "*a"', 'invalid-value', 7],
        ['type = page order by label', 'invalid-value', 21],
        ['type = page order by nothing', 'unsupported-field', 21],
        ['type =', 'syntax', 6],
      ];
      for (const [cql, problem, at] of problems) {
        const found = await app.wiki.search.find(ada, { cql, kinds: everything }, { start: 0, limit: 1 });
        assert.ok(isCqlProblem(found), cql);
        assert.deepEqual([found.problem, found.span.start], [problem, at], cql);
      }
    });

    test('nobody finds or counts what they may not see', async () => {
      await findsAs(bob, 'text ~ "river"', ['River guide', 'Measuring', 'Secret river']);
      await findsAs(admin, 'text ~ "river"', ['River guide', 'Measuring', 'Secret river']);
      await findsAs(undefined, 'text ~ "river"', []);
      await finds(`id = ${pages.secret?.id}`, []);
      await finds('space = DEV', []);
      await findsAs(undefined, 'type = page', []);
      await app.grant(doc, 'anonymous', 0, 'view');
      await findsAs(undefined, 'text ~ "river"', ['River guide', 'Measuring']);
    });

    test('nobody finds or counts restricted content who is not named', async () => {
      const page = await app.page(ada, 'DOC', 'Closed lock', { body: '<p>turbines</p>' });
      await app.database.write(async (queries) => {
        const row = { content_id: page.id, operation: 'read', subject_kind: 'user', subject_id: ada.id } as const;
        await queries.insertInto('content_restriction').values(row).execute();
        await queries.insertInto('restriction_chain').values({ content_id: page.id, restricted_id: page.id }).execute();
        await queries.updateTable('content').set({ restricted_by: page.id }).where('id', '=', page.id).execute();
      });
      await finds('text ~ "turbine"', ['Closed lock']);
      await findsAs(bob, 'text ~ "turbine"', []);
      await findsAs(bob, `id = ${page.id}`, []);
      assert.equal((await app.wiki.search.texts(bob, [page.id])).size, 0);
      assert.equal((await app.wiki.search.texts(ada, [page.id])).get(page.id), 'turbines');
    });

    test('finds comments and attachments, with what they belong to and only while that is current', async () => {
      const page = await app.page(ada, 'DOC', 'Sluice plan');
      const comment = done(await app.wiki.createComment(bob, { containerId: page.id, body: '<p>Mind the penstock.</p>' }));
      await app.database.write(async (queries) => {
        const { id } = await queries
          .insertInto('content')
          .values({
            type: 'attachment',
            status: 'current',
            space_id: doc.id,
            container_id: page.id,
            position: 0,
            title: 'penstock-drawing_v2.pdf',
            title_folded: 'penstock-drawing_v2.pdf',
            version: 1,
            created_at: 5,
            modified_at: 5,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        const version = {
          number: 1,
          title: 'penstock-drawing_v2.pdf',
          body: '',
          created_at: 5,
          message: '',
          minor_edit: 0,
        } as const;
        await queries
          .insertInto('content_version')
          .values({ ...version, content_id: id })
          .execute();
      });
      await app.wiki.search.catchUp(100);
      const { results } = await find(ada, 'text ~ "penstock" order by type desc');
      assert.deepEqual(
        results.map((hit) => hit.kind === 'content' && [hit.content.type, hit.container?.id]),
        [
          ['comment', page.id],
          ['attachment', page.id],
        ],
      );
      await finds('type = comment and creator = bob', [comment.title]);
      await finds(`container = ${page.id} and type = attachment`, ['penstock-drawing_v2.pdf']);
      await finds('title ~ "drawing pdf"', ['penstock-drawing_v2.pdf']);
      await finds('type in (page, comment) and text ~ "penstock"', [comment.title]);
      await findsAs(undefined, 'text ~ "penstock"', ['penstock-drawing_v2.pdf', comment.title]);
      assert.equal(await app.wiki.trash(ada, page.id), undefined);
      await finds('text ~ "penstock"', []);
    });

    test('finds what was just written, and no earlier version of it', async () => {
      const page = await app.page(ada, 'DOC', 'Old name', {
        body: '<p>aqueduct</p><ac:structured-macro ac:name="gallery"/>',
      });
      await finds('macro = gallery', ['Old name']);
      await finds('text ~ "aqueduct"', ['Old name']);
      done(await app.wiki.publishVersion(ada, { id: page.id, number: 2, title: 'New name', body: '<p>canal</p>' }));
      await finds('text ~ "aqueduct" or title ~ "old"', []);
      await finds('text ~ "canal" and title ~ "new"', ['New name']);
      await finds('macro = gallery', []);
      assert.equal(await app.wiki.trash(ada, page.id), undefined);
      await finds('text ~ "canal"', []);
      await finds('text ~ "canal"', ['New name'], { statuses: ['current', 'trashed'] });
      done(await app.wiki.restore(ada, page.id, 3));
      await finds('text ~ "canal"', ['New name']);
      assert.equal(await app.wiki.trash(ada, page.id), undefined);
      assert.equal(await app.wiki.purge(ada, page.id, systemOrigin), undefined);
      await finds('text ~ "canal"', [], { statuses: ['current', 'trashed'] });
      await finds('text ~ "aqueduct"', []);
    });

    test('finds the last text, whoever indexes at the same moment', async () => {
      const { id } = await app.page(ada, 'DOC', 'Busy page', { body: '<p>edition1</p>' });
      const publish = async () => {
        for (let number = 2; number <= 20; number++) {
          done(await app.wiki.publishVersion(ada, { id, number, body: `<p>edition${number}</p>` }));
          if (number !== 10) continue;
          const note = { content_id: id };
          await app.database.write((queries) =>
            queries
              .insertInto('search_pending')
              .values(note)
              .onConflict((conflict) => conflict.doNothing())
              .execute(),
          );
        }
      };
      const index = async () => {
        for (let count = 0; count < 12; count++) {
          await app.wiki.search.reindex(id - 1);
          await app.wiki.search.catchUp(10);
        }
      };
      await Promise.all([publish(), index(), index()]);
      await finds('text ~ "edition20"', ['Busy page']);
      await finds('text ~ "edition1*"', []);
      await finds('text ~ "edition1"', []);
      assert.equal(await app.wiki.trash(ada, id), undefined);
    });

    test('what was taken back is not found', async () => {
      await assert.rejects(
        app.database.write(async (queries) => {
          await queries
            .updateTable('content')
            .set({ title: 'Ghost' })
            .where('id', '=', pages.leaf?.id ?? 0)
            .execute();
          throw new Error('taken back');
        }),
      );
      await finds('text ~ "ghost"', []);
      const refused = await app.wiki.createPage(ada, { spaceKey: 'DOC', title: 'River guide', body: '<p>ghost</p>' });
      assert.ok('refused' in refused);
      await finds('text ~ "ghost"', []);
    });

    test('what was written past the wiki is found after it has caught up, and everything after a new index', async () => {
      await app.database.write((queries) =>
        queries
          .updateTable('content')
          .set({ title: 'Scales', title_folded: 'scales' })
          .where('id', '=', pages.leaf?.id ?? 0)
          .execute(),
      );
      await finds('title ~ "gauge"', ['Gauge & scale']);
      assert.equal(await app.wiki.search.catchUp(100), 1);
      assert.equal(await app.wiki.search.catchUp(100), 0);
      await finds('title ~ "gauge"', []);
      await finds('title = "scales" and title ~ "scale"', ['Gauge & scale']);
      let part = await app.wiki.search.reindex(0);
      assert.ok(part !== undefined && part.count > 4);
      while (part !== undefined) part = await app.wiki.search.reindex(part.last);
      await finds('text ~ "river"', ['River guide', 'Measuring']);
      await finds('text ~ "zero"', ['Gauge & scale']);
    });

    test('leaves archived spaces out unless they are asked for', async () => {
      const old = await app.space(ada, 'OLD');
      await app.database.write((queries) =>
        queries.updateTable('space').set({ status: 'ARCHIVED' }).where('id', '=', old.id).execute(),
      );
      await finds('space = OLD', []);
      await finds('space = OLD', ['Space OLD Home'], { includeArchivedSpaces: true });
    });

    test('gives page after page to the end, each result once, and counts them all', async () => {
      await app.database.write(async (queries) => {
        const page = { type: 'page', status: 'current', space_id: dev.id, position: 0, version: 1, created_at: 5 } as const;
        const names = Array.from({ length: 60 }, (_, index) => `Numbered ${index}`);
        const rows = names.map((title, index) => ({ ...page, title, title_folded: title.toLowerCase(), modified_at: index % 7 }));
        const made = await queries.insertInto('content').values(rows).returning('id').execute();
        const version = { number: 1, body: '<p>spate</p>', created_at: 5, message: '', minor_edit: 0 } as const;
        await queries
          .insertInto('content_version')
          .values(made.map(({ id }) => ({ ...version, content_id: id, title: 'x' })))
          .execute();
      });
      while ((await app.wiki.search.catchUp(25)) > 0);
      for (const cql of [
        'text ~ "spate"',
        'text ~ "spate" order by lastmodified desc',
        'title ~ numbered order by space',
        'space = DEV and title ~ "numbered"',
      ]) {
        const ids = new Set<number>();
        for (let start = 0; start < 60; start += 25) {
          const { results, total, isAll, more } = await find(bob, cql, {}, start, 25);
          assert.deepEqual([total, isAll], [60, true], cql);
          assert.equal(more, start + 25 < 60);
          for (const hit of results) ids.add(hit.kind === 'content' ? hit.content.id : 0);
        }
        assert.equal(ids.size, 60, cql);
      }
      const behind = await find(bob, 'text ~ "spate"', {}, 100, 25);
      assert.deepEqual([behind.results.length, behind.more, behind.total], [0, false, 60]);
      const none = await find(bob, 'text ~ "spate"', {}, 0, 0);
      assert.deepEqual([none.results.length, none.more, none.total], [0, false, 60]);
    });

    test('puts hits in titles first among very many too, and stops counting', async () => {
      await app.database.write(async (queries) => {
        const page = {
          type: 'page',
          status: 'current',
          space_id: dev.id,
          position: 0,
          version: 1,
          created_at: 5,
          modified_at: 5,
        } as const;
        const titles = Array.from({ length: 1_200 }, (_, index) => (index % 300 === 0 ? `Eddy ${index}` : `Crowd ${index}`));
        const made = await queries
          .insertInto('content')
          .values(titles.map((title) => ({ ...page, title, title_folded: title.toLowerCase() })))
          .returning(['id', 'title'])
          .execute();
        const version = { number: 1, body: '<p>eddies</p>', created_at: 5, message: '', minor_edit: 0 } as const;
        await queries
          .insertInto('content_version')
          .values(made.map(({ id, title }) => ({ ...version, content_id: id, title })))
          .execute();
      });
      while ((await app.wiki.search.catchUp(500)) > 0);
      const seen = new Set<string>();
      for (let start = 0; start < 1_200; start += 400) {
        const { results, total, isAll, more } = await find(bob, 'type = page and text ~ "eddy"', {}, start, 400);
        assert.deepEqual([results.length, total, isAll, more], [400, 1_200, true, start < 800]);
        for (const hit of results) seen.add(hit.kind === 'content' ? hit.content.title : '');
      }
      assert.equal(seen.size, 1_200);
      assert.deepEqual([...seen].slice(0, 5), ['Eddy 900', 'Eddy 600', 'Eddy 300', 'Eddy 0', 'Crowd 1199']);
      const short = await find(bob, 'text ~ "eddy"', {}, 0, 10);
      assert.deepEqual([short.results.length, short.total, short.isAll], [10, 1_010, false]);
      assert.equal((await find(ada, 'text ~ "eddy"')).total, 0);
    });

    test(`takes every query that clients send (contract §3.3) on ${engine}`, async () => {
      const sent = [
        'type=page',
        'space=DOC and type=page',
        'space="DOC"',
        'title = "T" AND space = "DOC"',
        'text ~ "foo"',
        'siteSearch ~ "foo"',
        'type=page AND label="l"',
        'label = "x" AND type = "page"',
        'type=space AND title ~ "doc"',
        'ancestor=65537',
        'type=page AND ancestor=65537',
        'parent=65537 AND space="DOC"',
        'id in (1,2,3)',
        'type IN (page, blogpost, comment, attachment)',
        `space in ('A','B') AND type=page AND lastmodified >= "2026-01-02 10:00" order by lastmodified asc`,
        'lastmodified >= "2026/01/01 00:00" AND lastmodified <= "2026/12/31 00:00"',
        'creator=currentUser()',
        'contributor = currentUser() order by lastmodified desc',
        'user.fullname~"Jane Doe"',
        'space.type=personal',
        'created > now("-4w")',
        'watcher = currentUser()',
        '(type=page and space=DEV) OR (creator=admin and type=blogpost)',
      ];
      for (const cql of sent) {
        await find(ada, cql);
        await find(undefined, cql);
        await find(admin, cql, { kinds: ['content'] });
      }
      await finds('(type=page and space=DOC and title ~ guide) OR (creator=bob and type=blogpost)', ['River guide']);
    });
  });
});
