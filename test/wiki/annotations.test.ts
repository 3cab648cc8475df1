/** Labels, properties and watches in the wiki: no list, count or expansion tells what a single read would refuse; nothing outlives its owner. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Person } from '../../src/http/caller.ts';
import { labelVerbs } from '../../src/wiki/annotations/labels.ts';
import { dropAnnotationsOfUser } from '../../src/wiki/deleted-subjects.ts';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, type TestWiki, testNow, testWiki } from '../support/wiki.ts';

const all = { start: 0, limit: 100 };

eachDatabase((_engine, open) => {
  /** A space that both may read and write, with a page that only one of them may see. */
  async function halfHidden() {
    const made = await testWiki((await open()).database);
    const ada = await made.person('ada');
    const lin = await made.person('lin');
    const space = await made.space(ada, 'DOC', { open: true });
    const shown = await made.page(ada, 'DOC', 'Shown');
    const hidden = await made.page(ada, 'DOC', 'Hidden');
    const restricted = await made.wiki.restrictions.change(
      ada,
      hidden.id,
      'replace',
      [{ operation: 'read', subjects: [{ kind: 'user', username: 'ada' }] }],
      systemOrigin,
    );
    assert.equal(restricted, undefined);
    return { ...made, ada, lin, space, shown, hidden };
  }

  const give = (made: Pick<TestWiki, 'wiki'>, person: Person, id: number, ...names: string[]) =>
    made.wiki.labels.add(
      person,
      { kind: 'content', id },
      names.map((name) => ({ prefix: 'global', name })),
    );

  test('labels of content that a reader may not see are in no list, and count nowhere', async () => {
    const made = await halfHidden();
    const { ada, lin, space, shown, hidden, wiki } = made;
    await give(made, ada, shown.id, 'b');
    await give(made, ada, hidden.id, 'a', 'b', 'c', 'secret');
    await give(made, ada, shown.id, 'c', 'd');
    const lists = async (person: Person) => {
      const label = { prefix: 'global', name: 'b' } as const;
      const found = await Promise.all([
        wiki.labels.used(person, space.id, all),
        wiki.labels.used(person, undefined, all),
        wiki.labels.popular(person, space.id, all),
        wiki.labels.recent(person, undefined, all),
        wiki.labels.related(person, space.id, label, all),
      ]);
      return found.map(({ results }) => results.map(({ name }) => name).join(' '));
    };
    assert.deepEqual(await lists(lin), ['b c d', 'b c d', 'b c d', 'b c d', 'c d']);
    assert.deepEqual(await lists(ada), ['a b c d secret', 'a b c d secret', 'b c a d secret', 'a b c d secret', 'c a d secret']);

    const titles = async (person: Person) => {
      const { results, more } = await wiki.labels.content(
        person,
        undefined,
        { prefix: 'global', name: 'b' },
        { start: 0, limit: 1 },
      );
      return [...results.map(({ title }) => title), more];
    };
    assert.deepEqual(await titles(lin), ['Shown', false]);
    assert.equal((await titles(ada)).at(-1), true);
    const listed = done(
      await wiki.content.list(lin, { type: 'page', statuses: ['current'], labels: [{ prefix: 'global', name: 'secret' }] }, all),
    );
    assert.deepEqual(listed, { results: [], more: false });
  });

  test('expansions give nothing for ids that a reader may not see', async () => {
    const made = await halfHidden();
    const { ada, lin, shown, hidden, wiki } = made;
    const ids = [shown.id, hidden.id];
    for (const id of ids) {
      await give(made, ada, id, 'x');
      done(await wiki.properties.create(ada, { kind: 'content', id }, { key: 'k', text: '1' }));
    }
    const keysOf = (map: ReadonlyMap<number, unknown>) => [...map.keys()].sort();
    const seen = async (person: Person) => [
      keysOf(await wiki.labels.ofEach(person, 'content', ids, 10)),
      keysOf(await wiki.properties.ofContents(person, ids, ['k'])),
      keysOf(await wiki.properties.keysOf(person, ids)),
    ];
    assert.deepEqual(await seen(lin), [[shown.id], [shown.id], [shown.id]]);
    assert.deepEqual(await seen(ada), [ids, ids, ids]);
    assert.deepEqual(await seen({ ...lin, permissions: new Set() }), [[], [], []]);
  });

  test('what a reader may not see is refused as what is not there, for every verb', async () => {
    const { lin, hidden, wiki } = await halfHidden();
    const target = { kind: 'content', id: hidden.id } as const;
    const outcomes = await Promise.all([
      wiki.labels.of(lin, target, {}, all),
      wiki.labels.add(lin, target, [{ prefix: 'my', name: 'x' }]),
      wiki.labels.remove(lin, target, { prefix: undefined, name: 'x' }),
      wiki.properties.of(lin, target, all),
      wiki.properties.find(lin, target, 'k'),
      wiki.properties.create(lin, target, { key: 'k', text: '1' }),
      wiki.properties.update(lin, target, { key: 'k', text: '1', number: 1 }),
      wiki.properties.remove(lin, target, 'k'),
      wiki.watches.isWatching(lin, lin.id, target),
      wiki.watches.watch(lin, lin.id, target),
      wiki.watches.unwatch(lin, lin.id, target),
      wiki.watches.watchers(lin, target, all),
    ]);
    for (const outcome of outcomes) assert.deepEqual(outcome, { refused: 'unknown-content', id: hidden.id });
  });

  test('a restriction on changing a page holds for its labels and properties', async () => {
    const made = await halfHidden();
    const { ada, lin, shown, wiki } = made;
    assert.equal(await give(made, lin, shown.id, 'before'), undefined);
    await wiki.restrictions.change(
      ada,
      shown.id,
      'replace',
      [{ operation: 'update', subjects: [{ kind: 'user', username: 'ada' }] }],
      systemOrigin,
    );
    const target = { kind: 'content', id: shown.id } as const;
    const refused = { refused: 'not-permitted', action: { verb: 'update', id: shown.id } };
    assert.deepEqual(await give(made, lin, shown.id, 'after'), refused);
    assert.deepEqual(await wiki.labels.remove(lin, target, { prefix: undefined, name: 'before' }), refused);
    assert.deepEqual(await wiki.properties.create(lin, target, { key: 'k', text: '1' }), refused);
    assert.equal(await wiki.labels.add(lin, target, [{ prefix: 'my', name: 'mine' }]), undefined);
  });

  test('comments have labels and properties, and are watched with their page', async () => {
    const made = await halfHidden();
    const { ada, shown, wiki } = made;
    const comment = done(await wiki.createComment(ada, { containerId: shown.id, body: '<p>Well.</p>' }));
    const target = { kind: 'content', id: comment.id } as const;
    assert.equal(await give(made, ada, comment.id, 'remark'), undefined);
    done(await wiki.properties.create(ada, target, { key: 'k', text: '1' }));
    const expected = { refused: 'not-watchable', id: comment.id };
    assert.deepEqual(await wiki.watches.watch(ada, ada.id, target), expected);
    assert.deepEqual(await wiki.watches.watchers(ada, target, all), expected);
  });

  test('a draft has labels and properties, for its author alone, and keeps them when it is published', async () => {
    const made = await halfHidden();
    const { ada, lin, wiki } = made;
    const draft = done(await wiki.createDraft(ada, { type: 'page', spaceKey: 'DOC', title: 'Draft', body: '' }));
    assert.equal(await give(made, ada, draft.id, 'early'), undefined);
    assert.ok(isRefusal(await wiki.labels.of(lin, { kind: 'content', id: draft.id }, {}, all)));
    assert.deepEqual((await wiki.labels.used(ada, undefined, all)).results, []);
    const annotations = { labels: [{ prefix: 'global', name: 'late' }], properties: [{ key: 'k', text: '1' }] } as const;
    done(await wiki.publishDraft(ada, { id: draft.id, annotations }));
    const labels = done(await wiki.labels.of(lin, { kind: 'content', id: draft.id }, {}, all));
    assert.deepEqual(
      labels.results.map(({ name }) => name),
      ['early', 'late'],
    );
    assert.equal(done(await wiki.properties.find(lin, { kind: 'content', id: draft.id }, 'k')).value, 1);
  });

  test('a deleted user’s own labels and watches go with the account', async () => {
    const made = await halfHidden();
    const { lin, ada, shown, wiki, database } = made;
    const target = { kind: 'content', id: shown.id } as const;
    for (const person of [ada, lin]) {
      await wiki.labels.add(person, target, [{ prefix: 'my', name: 'later' }]);
      await wiki.watches.watch(person, person.id, target);
    }
    await database.write((queries) => dropAnnotationsOfUser(queries, lin.id));
    assert.deepEqual(done(await wiki.labels.of(lin, target, {}, all)).results, []);
    assert.equal(done(await wiki.labels.of(ada, target, {}, all)).results.length, 1);
    assert.deepEqual(done(await wiki.watches.isWatching(lin, lin.id, target)), { watching: false });
    assert.deepEqual(done(await wiki.watches.isWatching(ada, ada.id, target)), { watching: true });
  });

  test('labels that are given and taken away are told to whoever listens, but for one’s own, those that were there, and those of drafts', async () => {
    const { database } = await open();
    const made = await testWiki(database);
    const told: unknown[] = [];
    const labels = labelVerbs({
      database,
      clock: made.clock,
      async announce(_queries, event) {
        told.push(event);
      },
    });
    const ada = await made.person('ada');
    await made.space(ada, 'DOC');
    const page = await made.page(ada, 'DOC', 'Page');
    const target = { kind: 'content', id: page.id } as const;
    const x = { prefix: 'global', name: 'x' } as const;
    await labels.add(ada, target, [x, { prefix: 'my', name: 'own' }]);
    await labels.add(ada, target, [x]);
    await labels.remove(ada, target, x);
    await labels.remove(ada, target, { prefix: 'my', name: 'own' });
    await labels.add(ada, { kind: 'space', key: 'doc' }, [{ prefix: 'team', name: 'handbook' }]);
    const draft = done(await made.wiki.createDraft(ada, { type: 'page', spaceKey: 'DOC', title: 'Draft', body: '' }));
    await labels.add(ada, { kind: 'content', id: draft.id }, [x]);
    const by = { at: testNow, userKey: ada.userKey };
    assert.deepEqual(told, [
      { name: 'label_added', ...by, about: { label: x, page: { id: page.id } } },
      { name: 'label_removed', ...by, about: { label: x, page: { id: page.id } } },
      { name: 'label_added', ...by, about: { label: { prefix: 'team', name: 'handbook' }, space: { key: 'DOC' } } },
    ]);
  });
});
