/** The fields of CQL, their operators and functions, on both databases (contract §3.2). */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { isCqlProblem } from '../../../src/wiki/search/cql-tree.ts';
import { eachDatabase } from '../../support/databases.ts';
import { done, testNow } from '../../support/wiki.ts';
import { day, everything, type SearchRoom, searchRoom } from './room.ts';

suite('the fields of CQL', () => {
  eachDatabase((_engine, open) => {
    let room: SearchRoom;
    before(async () => {
      room = await searchRoom(open);
    });

    test('finds content by id, place, space, type and title', async () => {
      const { pages, finds } = room;
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
      await finds('id = 1 or space.title !~ "doc"', []);
      await finds('space.type = global and parent = 1', []);
      await finds('space.type = personal', []);
      await finds('space = DOC and space.category = teams and title ~ river', ['River guide']);
    });

    test('finds content by people', async () => {
      const { bob, admin, findsAs, finds } = room;
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
      const { bob, findsAs, finds } = room;
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
      const { finds } = room;
      const date = (days: number) => new Date(testNow + days * day).toISOString().slice(0, 10);
      await finds(`created = "${date(1)}"`, ['River guide']);
      await finds(`created = ${date(1).replaceAll('-', '/')}`, ['River guide']);
      await finds(`created >= "${date(1)}" and created < "${date(2)}"`, ['River guide']);
      await finds(`created > "${date(1)} 12:00" and created <= "${date(2)}"`, ['Measuring', 'Gauge & scale']);
      await finds(`type = page and created != "${date(2)}"`, ['Space DOC Home', 'River guide']);
      await finds('created > now("-4w") and title ~ river', ['River guide']);
      await finds('lastmodified >= startOfDay("-1d") and type = page', ['Measuring', 'Gauge & scale']);
    });

    test('orders by what is asked for', async () => {
      const { ada, titles } = room;
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
      const { bob, findsAs, finds } = room;
      await finds('type=space AND title ~ "doc"', ['space DOC']);
      await finds('type = space', ['space DOC']);
      await findsAs(bob, 'type = space', ['space DEV', 'space DOC']);
      await findsAs(bob, 'type = space and creator = ada', ['space DOC']);
      await finds('type = space and space.category = teams and title = "space doc"', ['space DOC']);
      await finds('type = user and title ~ "bob"', ['user bob']);
      await finds('user.fullname ~ "bob full"', ['user bob']);
      await finds('user.fullname ~ "ad*"', ['user ada', 'user admin']);
      await finds('user = currentUser() or user = bob', ['user ada', 'user bob']);
      await finds('user ~ "bob full"', ['user bob']);
      await findsAs(undefined, 'user.fullname ~ "bob"', []);
      await finds('type in (space, page) and title ~ "river OR doc"', ['River guide', 'Space DOC Home', 'space DOC']);
      await finds('type in (space, user)', [], { kinds: ['content'] });
      await finds('user.fullname ~ "bob"', ['user bob'], { kinds: ['user'] });
      await finds('title ~ "bob"', ['user bob'], { kinds: ['user'] });
    });

    test('answers functions of place from the context', async () => {
      const { app, ada, pages, finds } = room;
      await finds('space = currentSpace() and title ~ river', ['River guide'], { spaceKey: 'doc' });
      await finds('parent = currentContent()', ['Measuring'], { contentId: pages.guide?.id });
      for (const cql of ['space = currentSpace()', 'parent = currentContent()']) {
        assert.ok(isCqlProblem(await app.wiki.search.find(ada, { cql, kinds: everything }, { start: 0, limit: 1 })), cql);
      }
    });

    test('refuses fields, operators, functions, values and orders that are not possible, and says where', async () => {
      const { app, ada } = room;
      const problems: readonly (readonly [cql: string, problem: string, at: number])[] = [
        ['status = current', 'unsupported-field', 0],
        ['type = page and foo.bar = 1', 'unsupported-field', 16],
        ['label ~ "a"', 'unsupported-operator', 6],
        ['text = "a"', 'unsupported-operator', 5],
        ['created ~ "2026-01-01"', 'unsupported-operator', 8],
        ['id > 1', 'unsupported-operator', 3],
        ['type = page and siteSearch !~ "a"', 'unsupported-operator', 27],
        ['siteSearch = "a"', 'unsupported-operator', 11],
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

    test('finds comments and attachments, with what they belong to and only while that is current', async () => {
      const { app, ada, bob, doc, find, findsAs, finds } = room;
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
      await findsAs(bob, 'text ~ "penstock"', ['penstock-drawing_v2.pdf', comment.title]);
      assert.equal(await app.wiki.trash(ada, page.id), undefined);
      await finds('text ~ "penstock"', []);
    });
  });
});
