/**
 * Deleting in steps. A space is gone for everybody at once, emptied by one process at a time, and nothing is left of it in the end; what is in
 * the trash goes while whoever deletes it waits.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import type { DatabaseLocation } from '../../src/database/open.ts';
import type { Person } from '../../src/http/caller.ts';
import type { WikiEvent } from '../../src/wiki/events.ts';
import type { SpaceRecord } from '../../src/wiki/records.ts';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { createWiki, type Wiki } from '../../src/wiki/wiki.ts';
import { testStorage } from '../support/attachments.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, type TestWiki, testWiki } from '../support/wiki.ts';

const all = { start: 0, limit: 100 };
const seconds = 1_000;

/** What part of a segment SQLite's index merges for what is deleted of it, in percent. */
async function deleteMerge({ read }: Database): Promise<number | undefined> {
  const { rows } = await sql<{ v: number }>`select v from search_index_config where k = 'deletemerge'`.execute(read);
  return rows[0]?.v;
}

/** A wiki whose deletions take so many versions of content at the first step. */
interface Deleting extends TestWiki {
  readonly location: DatabaseLocation;
  readonly events: WikiEvent[];
  readonly uma: Person;
  /** Another process on the same data. */
  beside(database: Database): Wiki;
}

eachDatabase((engine, open) => {
  async function deleting(deletionStep: number): Promise<Deleting> {
    const { database, location } = await open();
    const made = await testWiki(database);
    const events: WikiEvent[] = [];
    const on = (data: Database): Wiki =>
      createWiki({
        database: data,
        clock: made.clock,
        baseUrl: 'http://localhost:8090',
        storage: testStorage(),
        deletionStep,
        announce: async (_queries, ...told) => {
          events.push(...told);
        },
      });
    return { ...made, wiki: on(database), location, events, uma: await made.person('uma'), beside: on };
  }

  /** A space with a tree of pages, a comment, an earlier version and something in the trash: 6 contents and 7 versions beside the home page. */
  async function filled({ wiki, space, page, uma }: Deleting, key = 'BIG'): Promise<SpaceRecord> {
    const made = await space(uma, key, { open: true });
    const top = await page(uma, key, 'Top');
    const below = await page(uma, key, 'Below', { parentId: top.id });
    await page(uma, key, 'Deep', { parentId: below.id });
    done(await wiki.publishVersion(uma, { id: top.id, title: 'Top', number: 2, body: '<p>again</p>' }));
    done(await wiki.createComment(uma, { containerId: top.id, body: '<p>said</p>' }));
    done(await wiki.createBlogPost(uma, { spaceKey: key, title: 'Post', body: '' }));
    const old = await page(uma, key, 'Old');
    assert.equal(await wiki.trash(uma, old.id), undefined);
    return made;
  }

  const contentsOf = async ({ database }: TestWiki, { id }: SpaceRecord) =>
    (await database.read.selectFrom('content').select('id').where('space_id', '=', id).execute()).length;
  const rowsOf = ({ database }: TestWiki, { id }: SpaceRecord) =>
    database.read.selectFrom('space').select('id').where('id', '=', id).execute();

  async function toTheEnd({ wiki }: Deleting, lease: string, most: number): Promise<number> {
    for (let steps = 0; ; steps += 1) {
      assert.ok(steps < 100, 'it comes to an end');
      if ((await wiki.spaces.deleteNext(lease, most)) === 'idle') return steps;
    }
  }

  test('a space that fits into the first step is gone with the answer, and its key is free', async () => {
    const app = await deleting(50);
    const space = await filled(app);
    const { taskId, isDone } = done(await app.wiki.spaces.remove(app.uma, 'big', systemOrigin));
    assert.equal(isDone, true);
    assert.deepEqual(await rowsOf(app, space), []);
    const task = await app.wiki.longTasks.find(app.uma, taskId);
    assert.deepEqual([task?.isDone, task?.progress.percentage, task?.subject], [true, 100, 'BIG']);
    assert.equal(await app.wiki.spaces.deleteNext('node', 10), 'idle');
    done(await app.wiki.spaces.create(app.uma, { key: 'BIG', name: 'Again' }, systemOrigin));
  });

  test('a larger one goes in steps that are no larger than they are said to be, and is told of once', async () => {
    const app = await deleting(1);
    const space = await filled(app);
    const before = await contentsOf(app, space);
    app.events.length = 0;
    const { taskId, isDone } = done(await app.wiki.spaces.remove(app.uma, 'BIG', systemOrigin));
    assert.equal(isDone, false);
    const seen: number[] = [];
    for (let left = await contentsOf(app, space); left > 0; ) {
      app.clock.time += seconds;
      assert.equal(await app.wiki.spaces.deleteNext('node', 2), 'went-on');
      const now = await contentsOf(app, space);
      assert.ok(left - now <= 2, `${left} became ${now}`);
      left = now;
      const task = await app.wiki.longTasks.find(app.uma, taskId);
      assert.ok(task !== undefined && !task.isDone);
      assert.deepEqual([task.progress.done, task.progress.total], [before - now, before]);
      assert.equal(task.elapsed, (seen.length + 1) * seconds);
      seen.push(task.progress.percentage);
    }
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    assert.equal(seen.at(-1), 99, '100 is said of what is done');
    assert.equal(await app.wiki.spaces.deleteNext('node', 2), 'ended');
    assert.deepEqual(await rowsOf(app, space), []);
    assert.deepEqual(await app.database.read.selectFrom('space_deletion').selectAll().execute(), []);
    const task = await app.wiki.longTasks.find(app.uma, taskId);
    assert.deepEqual([task?.isDone, task?.progress.percentage], [true, 100]);
    assert.deepEqual(
      app.events.map(({ name, about }) => [name, about]),
      [['space_removed', { space: { key: 'BIG' } }]],
    );
    const audited = await app.database.read
      .selectFrom('audit_event')
      .select('object_name')
      .where('kind', '=', 'space.deleted')
      .execute();
    assert.deepEqual(audited, [{ object_name: 'BIG' }]);
  });

  test('a page with more versions, and one with more pages right below it, than a step takes go in parts', async () => {
    const app = await deleting(1);
    const { wiki, uma } = app;
    const space = await app.space(uma, 'WIDE');
    const children = [];
    for (const title of ['A', 'B', 'C', 'D', 'E', 'F']) children.push(await app.page(uma, 'WIDE', title));
    // The page above them is the last that was made, so that it is the first to go.
    const top = await app.page(uma, 'WIDE', 'Top');
    for (const { id } of children) done(await wiki.move(uma, id, { parentId: top.id }));
    for (let number = 2; number <= 9; number += 1)
      done(await wiki.publishVersion(uma, { id: top.id, title: 'Top', number, body: `${number}` }));
    done(await wiki.spaces.remove(uma, 'WIDE', systemOrigin));
    const rows = async () => {
      const { versions } = await app.database.read
        .selectFrom('content_version')
        .select(({ fn }) => fn.countAll<number | string>().as('versions'))
        .executeTakeFirstOrThrow();
      return Number(versions);
    };
    for (let left = await rows(); ; ) {
      const outcome = await wiki.spaces.deleteNext('node', 3);
      const now = await rows();
      assert.ok(left - now <= 3, `${left} versions became ${now}`);
      left = now;
      if (outcome === 'ended') break;
    }
    assert.deepEqual(await rowsOf(app, space), []);
  });

  test('from its first moment nobody sees it, its creator and system administrators neither, and nothing gives it back', async () => {
    const app = await deleting(1);
    const { wiki, uma, database } = app;
    const root = await app.person('root', [], ['administer-system', 'use', 'create-space']);
    const space = await filled(app);
    const page = done(await wiki.content.list(uma, { type: 'page', spaceKey: 'BIG', statuses: ['current'] }, all)).results[0];
    assert.ok(page !== undefined);
    const kept = await app.space(uma, 'KEPT', { open: true });
    done(await wiki.spaces.remove(uma, 'BIG', systemOrigin));
    assert.ok((await contentsOf(app, space)) > 3, 'it is under way');
    for (const person of [uma, root, undefined]) {
      assert.equal(await wiki.spaces.find(person, 'BIG'), undefined);
      assert.equal(await wiki.content.find(person, page.id), undefined);
      assert.deepEqual((await wiki.spaces.permissionsIn(person, [space.id])).size, 0);
    }
    for (const person of [uma, root]) {
      assert.deepEqual(
        (await wiki.spaces.list(person, {}, all)).results.map(({ key }) => key),
        [kept.key],
      );
      const gone = { refused: 'unknown-space', key: 'BIG' };
      assert.deepEqual(await wiki.spaces.remove(person, 'BIG', systemOrigin), gone);
      assert.deepEqual(await wiki.spaces.update(person, 'BIG', { name: 'Back' }, systemOrigin), gone);
      assert.deepEqual(await wiki.spaces.emptyTrash(person, 'BIG', systemOrigin), gone);
      const letIn = { change: 'grant', subject: { kind: 'user', username: 'uma' }, permissions: ['administer'] } as const;
      assert.deepEqual(await wiki.permissions.change(person, 'BIG', [letIn], systemOrigin), gone);
      assert.deepEqual(await wiki.createPage(person, { spaceKey: 'BIG', title: 'New', body: '' }), gone);
      const other = await app.page(uma, 'KEPT', `Of ${person.username}`);
      assert.deepEqual(await wiki.move(person, other.id, { parentId: page.id }), { refused: 'unknown-parent', id: page.id });
      assert.deepEqual(await wiki.spaces.create(person, { key: 'big', name: 'Again' }, systemOrigin), {
        refused: 'space-key-ending',
        key: 'big',
      });
    }
    assert.equal((await wiki.metrics.count()).spaces, 1);
    assert.equal((await wiki.metrics.count()).pages, 3);
    // Who was let in by a transaction that began before is taken away with it.
    assert.deepEqual(
      await database.read.selectFrom('space_permission').select('space_id').where('space_id', '=', space.id).execute(),
      [],
    );
    await toTheEnd(app, 'node', 10);
    done(await wiki.spaces.create(uma, { key: 'big', name: 'Again' }, systemOrigin));
  });

  test('who started it and who administers the system see how far it is; its task is for who started it', async () => {
    const app = await deleting(1);
    const { wiki, uma } = app;
    const root = await app.person('root', [], ['administer-system', 'use']);
    const otto = await app.person('otto', [], ['administer', 'use']);
    await filled(app);
    const { taskId } = done(await wiki.spaces.remove(uma, 'BIG', systemOrigin));
    const [own] = await wiki.spaces.deletions(uma);
    assert.deepEqual([own?.key, own?.name, own?.taskId, own?.isOwn], ['BIG', 'Space BIG', taskId, true]);
    assert.deepEqual(
      (await wiki.spaces.deletions(root)).map(({ key, isOwn }) => [key, isOwn]),
      [['BIG', false]],
    );
    assert.deepEqual(await wiki.spaces.deletions(otto), []);
    for (const person of [root, otto]) assert.equal(await wiki.longTasks.find(person, taskId), undefined);
    await toTheEnd(app, 'node', 10);
    assert.deepEqual(await wiki.spaces.deletions(uma), []);
  });

  test('of many who delete the same space at once, over two connections, one does', async () => {
    const app = await deleting(1);
    const beside = app.beside((await open(app.location)).database);
    const space = await filled(app);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? app.wiki : beside).spaces.remove(app.uma, 'BIG', systemOrigin)),
    );
    assert.equal(outcomes.filter((outcome) => !isRefusal(outcome)).length, 1);
    assert.ok(outcomes.filter(isRefusal).every(({ refused }) => refused === 'unknown-space'));
    assert.equal(app.events.filter(({ name }) => name === 'space_removed').length, 1);
    await toTheEnd(app, 'node', 3);
    assert.deepEqual(await rowsOf(app, space), []);
  });

  test('nobody who was about to write into it, or to let somebody in, leaves it visible', async () => {
    const app = await deleting(1);
    const beside = app.beside((await open(app.location)).database);
    const { uma } = app;
    const otto = await app.person('otto', []);
    const space = await filled(app);
    const letIn = { change: 'grant', subject: { kind: 'user', username: 'otto' }, permissions: ['administer'] } as const;
    await Promise.all([
      ...Array.from({ length: 4 }, () => beside.permissions.change(uma, 'BIG', [letIn], systemOrigin)),
      app.wiki.spaces.remove(uma, 'BIG', systemOrigin),
      ...Array.from({ length: 4 }, (_, index) => beside.createPage(uma, { spaceKey: 'BIG', title: `Late ${index}`, body: '' })),
      ...Array.from({ length: 4 }, () => beside.permissions.change(uma, 'BIG', [letIn], systemOrigin)),
    ]);
    for (const person of [uma, otto]) assert.equal(await app.wiki.spaces.find(person, 'BIG'), undefined);
    await toTheEnd(app, 'node', 5);
    assert.deepEqual(await rowsOf(app, space), []);
    assert.equal(await contentsOf(app, space), 0);
  });

  test('one process is at it; another takes over when the first is gone for long enough, or leaves it', async () => {
    const app = await deleting(1);
    const other = app.beside((await open(app.location)).database);
    await filled(app);
    done(await app.wiki.spaces.remove(app.uma, 'BIG', systemOrigin));
    assert.equal(await app.wiki.spaces.deleteNext('first', 1), 'went-on');
    assert.equal(await other.spaces.deleteNext('second', 1), 'idle');
    app.clock.time += 4 * seconds;
    assert.equal(await app.wiki.spaces.deleteNext('first', 1), 'went-on', 'each step prolongs it');
    app.clock.time += 4 * seconds;
    assert.equal(await other.spaces.deleteNext('second', 1), 'idle');
    app.clock.time += 2 * seconds;
    assert.equal(await other.spaces.deleteNext('second', 1), 'went-on');
    assert.equal(await app.wiki.spaces.deleteNext('first', 1), 'idle', 'it was only slow, and finds it taken');
    await app.wiki.spaces.leaveDeletions('first');
    assert.equal(await app.wiki.spaces.deleteNext('first', 1), 'idle', 'it leaves what is its own, and nothing else');
    await other.spaces.leaveDeletions('second');
    assert.equal(await app.wiki.spaces.deleteNext('first', 1), 'went-on');
    app.clock.time -= 3_600 * seconds;
    assert.equal(await other.spaces.deleteNext('second', 1), 'went-on', 'a clock that was ahead keeps nothing from going on');
  });

  test('of many processes that take it over at once each step is done by one, and nothing is counted twice', async () => {
    const app = await deleting(1);
    const other = app.beside((await open(app.location)).database);
    const space = await filled(app);
    const before = await contentsOf(app, space);
    const { taskId } = done(await app.wiki.spaces.remove(app.uma, 'BIG', systemOrigin));
    const outcomes: string[] = [];
    for (let round = 0; round < 20 && !outcomes.includes('ended'); round += 1) {
      app.clock.time += 60 * seconds;
      const step = await Promise.all(
        Array.from({ length: 4 }, (_, index) => (index % 2 === 0 ? app.wiki : other).spaces.deleteNext(`${round} ${index}`, 1)),
      );
      assert.equal(step.filter((outcome) => outcome !== 'idle').length, 1);
      outcomes.push(...step);
    }
    assert.equal(outcomes.filter((outcome) => outcome === 'ended').length, 1);
    const task = await app.wiki.longTasks.find(app.uma, taskId);
    assert.deepEqual([task?.progress.done, task?.progress.total], [before, before]);
  });

  if (engine === 'sqlite') {
    test('the index of texts is merged as usual again when it is over, even after a process that ended in the middle', async () => {
      const app = await deleting(1);
      const { wiki, uma, database } = app;
      const percent = () => deleteMerge(database);
      await filled(app);
      await filled(app, 'NEXT');
      done(await wiki.spaces.remove(uma, 'BIG', systemOrigin));
      done(await wiki.spaces.remove(uma, 'NEXT', systemOrigin));
      assert.equal(await percent(), 0);
      while ((await wiki.spaces.deleteNext('node', 10)) !== 'ended');
      await wiki.spaces.settleIndex();
      assert.equal(await percent(), 0, 'one is under way still');
      await toTheEnd(app, 'node', 10);
      await wiki.spaces.settleIndex();
      assert.equal(await percent(), 10);
    });

    test('and so it is when emptying the trash fails in the middle', async () => {
      const app = await deleting(1);
      const { wiki, uma, database } = app;
      await app.space(uma, 'DOC', { open: true });
      for (const title of ['A', 'B', 'C']) {
        const { id } = await app.page(uma, 'DOC', title);
        assert.equal(await wiki.trash(uma, id), undefined);
      }
      let told = 0;
      const failing = createWiki({
        database,
        clock: app.clock,
        baseUrl: 'http://localhost:8090',
        storage: testStorage(),
        deletionStep: 1,
        announce: async () => {
          if (++told > 1) throw new Error('no longer');
        },
      });
      await assert.rejects(failing.spaces.emptyTrash(uma, 'DOC', systemOrigin), /no longer/);
      assert.equal(await deleteMerge(database), 10);
    });
  }

  test('the trash is emptied in steps: what the person sees there, each thing told of once', async () => {
    const app = await deleting(2);
    const { wiki, uma } = app;
    await app.space(uma, 'DOC', { open: true });
    const ids = [];
    for (const title of ['A', 'B', 'C', 'D', 'E', 'F', 'G']) ids.push((await app.page(uma, 'DOC', title)).id);
    const comment = done(await wiki.createComment(uma, { containerId: ids[0] ?? 0, body: '<p>said</p>' }));
    for (const id of ids) assert.equal(await wiki.trash(uma, id), undefined);
    const kept = await app.page(uma, 'DOC', 'Kept');
    app.events.length = 0;
    assert.equal(await wiki.spaces.emptyTrash(uma, 'DOC', systemOrigin), undefined);
    assert.deepEqual(
      app.events.map(({ name, about }) => `${name} ${JSON.stringify(about)}`).sort(),
      [`comment_removed {"comment":{"id":${comment.id}}}`, ...ids.map((id) => `page_removed {"page":{"id":${id}}}`)].sort(),
    );
    const left = await app.database.read.selectFrom('content').select('id').where('status', '=', 'trashed').execute();
    assert.deepEqual(left, []);
    assert.ok((await wiki.content.find(uma, kept.id)) !== undefined);
    const events = await app.database.read
      .selectFrom('audit_event')
      .select('summary')
      .where('kind', '=', 'space.trash-emptied')
      .execute();
    assert.deepEqual(events, [{ summary: 'The trash of space DOC was emptied: 7 deleted for good.' }]);
  });

  test('what has more hanging on it than a step takes is deleted for good in steps: what hangs on it first, each told of once', async () => {
    const app = await deleting(2);
    const { wiki, uma, database } = app;
    await app.space(uma, 'DOC', { open: true });
    for (const way of ['alone', 'with the trash'] as const) {
      const page = await app.page(uma, 'DOC', `Much said, ${way}`);
      const below = await app.page(uma, 'DOC', `Below, ${way}`, { parentId: page.id });
      const ids = [];
      for (let count = 0; count < 7; count += 1) {
        ids.push(done(await wiki.createComment(uma, { containerId: page.id, body: `<p>${count}</p>` })).id);
      }
      assert.equal(await wiki.trash(uma, page.id), undefined);
      app.events.length = 0;
      const purge = () =>
        way === 'alone' ? wiki.purge(uma, page.id, systemOrigin) : wiki.spaces.emptyTrash(uma, 'DOC', systemOrigin);
      assert.equal(await purge(), undefined);
      assert.deepEqual(
        app.events.map(({ name, about }) => `${name} ${JSON.stringify(about)}`).sort(),
        [...ids.map((id) => `comment_removed {"comment":{"id":${id}}}`), `page_removed {"page":{"id":${page.id}}}`].sort(),
      );
      assert.ok((await wiki.content.find(uma, below.id)) !== undefined);
      const left = await database.read
        .selectFrom('content')
        .select('id')
        .where('id', 'in', [...ids, page.id])
        .execute();
      assert.deepEqual(left, []);
    }
    const purged = await database.read.selectFrom('audit_event').select('kind').where('kind', '=', 'content.purged').execute();
    assert.equal(purged.length, 1);
  });
});
