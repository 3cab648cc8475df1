/** Restrictions: those at and above content hold together, whatever moves, in every list as in a single read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import type { Person } from '../../src/http/caller.ts';
import type { Reader } from '../../src/wiki/permissions.ts';
import type { ContentRecord } from '../../src/wiki/records.ts';
import type { SubjectName } from '../../src/wiki/refusals.ts';
import type { RestrictedOperation } from '../../src/wiki/restrictions.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, type TestWiki, testWiki } from '../support/wiki.ts';

const all = { start: 0, limit: 1_000 };

function user({ username }: Person): SubjectName {
  return { kind: 'user', username };
}

eachDatabase((_engine, open) => {
  const fresh = async () => testWiki((await open()).database);

  async function restrict(
    { wiki }: TestWiki,
    person: Person,
    { id }: { readonly id: number },
    operation: RestrictedOperation,
    ...subjects: readonly SubjectName[]
  ) {
    assert.equal(await wiki.restrictions.change(person, id, 'replace', [{ operation, subjects }], systemOrigin), undefined);
  }

  /** A tree in an open space, with comments, and who may read what of it. */
  async function aTree() {
    const made = await fresh();
    const { wiki, person, space, page, group } = made;
    const uma = await person('uma');
    const otto = await person('otto');
    const lin = await person('lin', ['weir-users', 'divers']);
    await group('divers');
    await space(uma, 'DOC', { open: true });
    const top = await page(uma, 'DOC', 'Top');
    const middle = await page(uma, 'DOC', 'Middle', { parentId: top.id });
    const leaf = await page(uma, 'DOC', 'Leaf', { parentId: middle.id });
    const comment = done(await wiki.createComment(uma, { containerId: leaf.id, body: '<p>Well</p>' }));
    const reply = done(await wiki.createComment(uma, { containerId: leaf.id, parentId: comment.id, body: '<p>Yes</p>' }));
    return { ...made, uma, otto, lin, top, middle, leaf, comment, reply };
  }

  const sees = async ({ wiki }: TestWiki, reader: Reader, ...contents: readonly ContentRecord[]) =>
    Promise.all(contents.map(async ({ id }) => (await wiki.content.find(reader, id)) !== undefined));

  test('who is named sees it and what is below, comments too; nobody else does', async () => {
    const made = await aTree();
    const { uma, otto, lin, top, middle, leaf, comment, reply } = made;
    await restrict(made, uma, middle, 'read', user(uma), { kind: 'group', name: 'Divers' });
    for (const person of [uma, lin]) {
      assert.deepEqual(await sees(made, person, top, middle, leaf, comment, reply), [true, true, true, true, true]);
    }
    assert.deepEqual(await sees(made, otto, top, middle, leaf, comment, reply), [true, false, false, false, false]);
    await restrict(made, uma, leaf, 'read', user(uma), user(otto));
    assert.deepEqual(await sees(made, lin, leaf, comment), [false, false], 'all restrictions must name the reader');
    assert.deepEqual(await sees(made, otto, leaf, comment), [false, false]);
    await restrict(made, uma, middle, 'read');
    assert.deepEqual(await sees(made, otto, middle, leaf, comment, reply), [true, true, true, true]);
    assert.deepEqual(await sees(made, lin, middle, leaf), [true, false]);
  });

  test('a system administrator sees everything, an administrator of the space what names them', async () => {
    const made = await aTree();
    const { uma, otto, person, grant, leaf } = made;
    await grant(leaf.space, 'user', otto.id, 'administer');
    await restrict(made, uma, leaf, 'read', user(uma));
    assert.deepEqual(await sees(made, otto, leaf), [false]);
    assert.deepEqual(await sees(made, await person('root', [], ['use', 'administer-system']), leaf), [true]);
  });

  test('restrictions to update hold for the content itself, and leave reading and commenting alone', async () => {
    const made = await aTree();
    const { wiki, uma, otto, middle, leaf, comment } = made;
    await restrict(made, uma, middle, 'update', user(uma));
    const forbidden = (verb: string, id: number) => ({ refused: 'not-permitted', action: { verb, id } });
    assert.deepEqual(await wiki.publishVersion(otto, { id: middle.id, number: 2 }), forbidden('update', middle.id));
    assert.deepEqual(await wiki.trash(otto, middle.id), forbidden('delete', middle.id));
    assert.deepEqual(await wiki.move(otto, middle.id, { parentId: null }), forbidden('move', middle.id));
    assert.deepEqual(
      await wiki.restrictions.change(otto, middle.id, 'replace', [], systemOrigin),
      forbidden('restrict', middle.id),
    );
    done(await wiki.publishVersion(otto, { id: leaf.id, number: 2 }));
    done(await wiki.createComment(otto, { containerId: middle.id, body: '' }));
    assert.deepEqual(await wiki.publishVersion(otto, { id: comment.id, number: 2 }), forbidden('update', comment.id));
    const rights = await wiki.rights.on(otto, [middle.id, leaf.id, comment.id]);
    assert.deepEqual(
      [middle, leaf, comment].map(({ id }) => rights.get(id)?.update),
      [false, true, false],
    );
  });

  test('nobody can lock themselves out; adding and removing leave the others', async () => {
    const made = await aTree();
    const { wiki, uma, otto, leaf, comment } = made;
    const change = (person: Person, mode: 'replace' | 'add' | 'remove', ...subjects: readonly SubjectName[]) =>
      wiki.restrictions.change(person, leaf.id, mode, [{ operation: 'read', subjects }], systemOrigin);
    assert.deepEqual(await change(otto, 'replace', user(uma)), { refused: 'locks-out', id: leaf.id });
    assert.deepEqual(await change(otto, 'replace', { kind: 'group', name: 'divers' }), { refused: 'locks-out', id: leaf.id });
    assert.equal(await change(otto, 'replace', { kind: 'group', name: 'weir-users' }), undefined);
    assert.equal(await change(otto, 'add', user(uma), user(uma)), undefined);
    assert.equal(await change(otto, 'add', user(otto)), undefined);
    const held = (await wiki.restrictions.of(otto, [leaf.id])).get(leaf.id);
    assert.deepEqual(held?.read.groups, ['weir-users']);
    assert.deepEqual(
      held?.read.users.map(({ username }) => username),
      ['otto', 'uma'],
    );
    assert.deepEqual(held?.update, { users: [], groups: [], changedAt: undefined });
    assert.equal(await change(otto, 'remove', { kind: 'group', name: 'weir-users' }), undefined);
    assert.deepEqual(await change(otto, 'remove', user(otto)), { refused: 'locks-out', id: leaf.id });
    assert.deepEqual(await change(uma, 'add', { kind: 'user', username: 'nobody' }), {
      refused: 'unknown-subject',
      subject: { kind: 'user', username: 'nobody' },
    });
    assert.deepEqual(await wiki.restrictions.change(uma, comment.id, 'replace', [], systemOrigin), {
      refused: 'restricted-by-container',
      id: comment.id,
    });
  });

  test('the audit trail names who is restricted, and who was, as people know them', async () => {
    const made = await aTree();
    const { wiki, database, uma, otto, leaf } = made;
    await restrict(made, uma, leaf, 'read', { kind: 'user', userKey: otto.userKey }, user(uma));
    await restrict(made, uma, leaf, 'read', { kind: 'group', name: 'WEIR-users' });
    const recorded = await database.read.selectFrom('audit_event').select('changes').orderBy('id').execute();
    assert.deepEqual(
      recorded.slice(-2).map(({ changes }) => JSON.parse(changes ?? '')),
      [
        [{ name: 'read', oldValue: null, newValue: 'user otto, user uma' }],
        [{ name: 'read', oldValue: 'user otto, user uma', newValue: 'group weir-users' }],
      ],
    );
    const named = { kind: 'user', userKey: otto.userKey } as const;
    await wiki.permissions.change(
      uma,
      leaf.space.key,
      [{ change: 'grant', subject: named, permissions: ['view'] }],
      systemOrigin,
    );
    const [last] = await database.read.selectFrom('audit_event').select('changes').orderBy('id', 'desc').limit(1).execute();
    assert.equal(JSON.parse(last?.changes ?? '')[0].name, 'user otto');
  });

  test('what is relevant for reading is everything at and above that restricts, the topmost first', async () => {
    const made = await aTree();
    const { wiki, uma, lin, otto, top, leaf, comment } = made;
    await restrict(made, uma, leaf, 'read', user(uma), user(lin));
    await restrict(made, uma, top, 'read', user(uma), user(lin));
    const relevant = async (reader: Reader, id: number) =>
      ((await wiki.restrictions.relevant(reader, [id])).get(id) ?? []).map(({ title }) => title);
    assert.deepEqual(await relevant(lin, leaf.id), ['Top', 'Leaf']);
    assert.deepEqual(await relevant(lin, comment.id), ['Top', 'Leaf']);
    assert.deepEqual(await relevant(otto, leaf.id), []);
  });

  test('a restricted page in the trash no longer holds for what stood below it; taken back, it does for itself', async () => {
    const made = await aTree();
    const { wiki, uma, otto, lin, middle, leaf, comment } = made;
    await restrict(made, uma, middle, 'read', user(uma));
    await restrict(made, uma, leaf, 'read', user(uma), user(otto));
    assert.deepEqual(await sees(made, otto, leaf, comment), [false, false]);
    assert.equal(await wiki.trash(uma, middle.id), undefined);
    assert.deepEqual(await sees(made, otto, leaf, comment), [true, true]);
    assert.deepEqual(await sees(made, lin, leaf, comment), [false, false], 'its own still holds');
    done(await wiki.restore(uma, middle.id, 2));
    assert.deepEqual(await sees(made, otto, middle, leaf), [false, true]);
  });

  test('a page created while what is above it is being restricted is restricted too', async () => {
    const made = await aTree();
    const { wiki, uma, otto, top, leaf } = made;
    const [, , ...created] = await Promise.all([
      restrict(made, uma, top, 'read', user(uma)),
      wiki.move(uma, leaf.id, { parentId: top.id }),
      ...Array.from({ length: 8 }, (_, index) =>
        wiki.createPage(uma, { spaceKey: 'DOC', title: `New ${index}`, body: '', parentId: top.id }),
      ),
      ...Array.from({ length: 8 }, () => wiki.createComment(uma, { containerId: leaf.id, body: '' })),
    ]);
    for (const content of created) {
      assert.deepEqual(await sees(made, otto, done(content)), [false]);
      assert.deepEqual(await sees(made, uma, done(content)), [true]);
    }
  });

  test('after any changes every list shows exactly what walking up the tree allows', async () => {
    const made = await aTree();
    const { wiki, uma, otto, lin, page, person, space, database } = made;
    await space(uma, 'ELSE', { open: true });
    const readers = { otto, lin, uma, nobody: undefined, outsider: await person('outsider', []) };
    const pages: ContentRecord[] = [made.top, made.middle, made.leaf];
    for (let index = 0; index < 12; index++) {
      const parent = pages[(index * 7) % pages.length];
      const made = await page(uma, 'DOC', `Page ${index}`, parent === undefined ? {} : { parentId: parent.id });
      pages.push(made);
      done(await wiki.createComment(uma, { containerId: made.id, body: '' }));
    }
    // The same sequence every time: a linear congruential generator stands in for chance.
    let state = 20_260_301;
    const next = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    const pick = () => pages[next(pages.length)]?.id ?? 0;
    const subjects: readonly (readonly SubjectName[])[] = [
      [user(uma), user(otto)],
      [user(uma), { kind: 'group', name: 'divers' }],
      [user(uma)],
      [],
    ];
    for (let round = 0; round < 60; round++) {
      const id = pick();
      const chance = next(10);
      if (chance < 4) {
        const named = subjects[next(subjects.length)] ?? [];
        await wiki.restrictions.change(uma, id, 'replace', [{ operation: 'read', subjects: named }], systemOrigin);
      } else if (chance < 8) await wiki.move(uma, id, { parentId: next(5) === 0 ? null : pick() });
      else if (chance < 9) await wiki.trash(uma, id);
      else await wiki.restore(uma, id, (await versionOf(database, id)) + 1);
      if (round % 10 === 9) await check();
    }

    async function check() {
      const rows = await database.read
        .selectFrom('content')
        .select(['id', 'status', 'parent_id', 'container_id', 'type'])
        .execute();
      const restrictions = await database.read.selectFrom('content_restriction').selectAll().execute();
      const members = await database.read.selectFrom('group_member').selectAll().execute();
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const [name, reader] of Object.entries(readers)) {
        const groups = members.filter(({ user_id }) => user_id === reader?.id).map(({ group_id }) => group_id);
        const allows = (id: number): boolean => {
          const row = byId.get(id);
          if (row === undefined) return true;
          const own = restrictions.filter(({ content_id, operation }) => content_id === id && operation === 'read');
          const named = own.some(({ subject_kind, subject_id }) =>
            subject_kind === 'user' ? subject_id === reader?.id : groups.includes(subject_id),
          );
          return (own.length === 0 || named) && allows(row.container_id ?? row.parent_id ?? 0);
        };
        const isMember = reader === uma || reader === otto || reader === lin;
        const expected = rows
          .filter(({ id, status, container_id }) => {
            const held = container_id === null ? status : byId.get(container_id)?.status;
            return isMember && status === 'current' && held === 'current' && allows(id);
          })
          .map(({ id }) => id)
          .sort((a, b) => a - b);
        const found = await wiki.content.byIds(
          reader,
          rows.map(({ id }) => id),
        );
        assert.deepEqual(
          [...found.keys()].sort((a, b) => a - b),
          expected,
          `${name}: by id`,
        );
        const listed = done(await wiki.content.list(reader, { type: 'page', statuses: ['current'] }, all)).results;
        const isPage = (id: number) => byId.get(id)?.type === 'page';
        assert.deepEqual(
          listed.map(({ id }) => id),
          expected.filter(isPage),
          `${name}: list`,
        );
        const commented = await wiki.comments.details(
          reader,
          rows.map(({ id }) => id),
        );
        assert.deepEqual(
          [...commented.keys()].sort((a, b) => a - b),
          expected.filter((id) => !isPage(id)),
          `${name}: comments`,
        );
        for (const { id } of rows.filter(({ type }) => type === 'page')) {
          const below = (await wiki.tree.descendants(reader, id, all)).results;
          assert.ok(
            below.every((each) => expected.includes(each.id)),
            `${name}: descendants`,
          );
        }
      }
    }
  });
});

async function versionOf(database: Database, id: number): Promise<number> {
  return (await database.read.selectFrom('content').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version;
}
