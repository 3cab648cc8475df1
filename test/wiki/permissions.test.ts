/** Space permissions: one condition behind every read, so that no list, tree or link shows what a read refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { SubjectKind } from '../../src/database/schema/columns.ts';
import type { Person } from '../../src/http/caller.ts';
import { permissionsOf, roleOf, type SpaceRole, spaceRoles } from '../../src/wiki/permission-sets.ts';
import type { Reader, SpacePermission } from '../../src/wiki/permissions.ts';
import type { ContentRecord } from '../../src/wiki/records.ts';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, type TestWiki, testWiki } from '../support/wiki.ts';

const all = { start: 0, limit: 1_000 };
const both = ['current', 'trashed'] as const;

eachDatabase((_engine, open) => {
  const fresh = async () => testWiki((await open()).database);

  /** A space for each way in which somebody can be let in, each with a page, a page below it, and one in the trash. */
  async function everyWay(made: TestWiki) {
    const { wiki, person, group, space, grant, page } = made;
    const owner = await person('owner');
    const member = await person('member', ['readers']);
    const outsider = await person('outsider', ['others']);
    const ways: readonly (readonly [SubjectKind, number])[] = [
      ['anonymous', 0],
      ['user', member.id],
      ['group', await group('readers')],
      ['user', 999_999],
    ];
    const pages: ContentRecord[] = [];
    for (const [index, [kind, id]] of ways.entries()) {
      for (const permission of spaceRoles) {
        if (kind === 'anonymous' && permission !== 'view') continue;
        const key = `S${index}${permission}`;
        await grant(await space(owner, key), kind, id, permission);
        const top = await page(owner, key, `Top ${key}`);
        const below = await page(owner, key, `Below ${key}`, { parentId: top.id });
        const trashed = await page(owner, key, `Trashed ${key}`);
        await wiki.trash(owner, trashed.id);
        pages.push(top, below, trashed);
      }
    }
    const readers: Readonly<Record<string, Reader>> = {
      nobody: undefined,
      owner,
      member,
      outsider,
      'somebody without the permission to use Weir': await person('unlicensed', ['readers'], []),
      'a global administrator': await person('admin', ['others'], ['use', 'administer']),
      'a system administrator': await person('root', ['others'], ['use', 'administer-system']),
    };
    return { pages, readers, owner, member };
  }

  test('every list shows exactly what a single read does, to everybody', async () => {
    const made = await fresh();
    const { wiki } = made;
    const { pages, readers, owner } = await everyWay(made);
    const spaces = (await wiki.spaces.list(owner, {}, all)).results;

    for (const [name, reader] of Object.entries(readers)) {
      const seen = new Set<number>();
      for (const { id } of pages) if (await wiki.content.find(reader, id, { statuses: both })) seen.add(id);
      const isSeen = ({ id }: { readonly id: number }) => seen.has(id);
      const ids = (records: readonly { readonly id: number }[]) => records.map(({ id }) => id).sort((a, b) => a - b);
      const expected = ids(pages.filter(isSeen));
      const mine = new Set(pages.map(({ id }) => id));

      const listed = await wiki.content.list(reader, { type: 'page', statuses: both }, all);
      assert.deepEqual(ids(done(listed).results.filter(({ id }) => mine.has(id))), expected, `${name}: list`);
      const bodies = await wiki.versions.bodies(reader, pages);
      assert.deepEqual(ids([...bodies.keys()]), expected, `${name}: bodies`);
      const versions = await wiki.versions.neighbours(
        reader,
        pages.map((page) => ({ ...page, version: { ...page.version, number: 0 }, latestNumber: 0 })),
        1,
      );
      assert.ok(
        [...versions.keys()].every(({ id }) => seen.has(id)),
        `${name}: versions`,
      );

      for (const page of pages) {
        const one = await wiki.content.find(reader, page.id);
        const byTitle = await wiki.content.findByTitle(reader, page.space.key, page.title);
        assert.equal(byTitle?.id, one?.id, `${name}: by title`);
        const siblings = done(await wiki.tree.children(reader, page.parentId ?? 0, all)).results;
        assert.ok(siblings.every(isSeen), `${name}: children`);
        assert.ok((await wiki.tree.descendants(reader, page.id, all)).results.every(isSeen), `${name}: descendants`);
        assert.equal((await wiki.versions.list(reader, page.id, all)).results.length > 0, seen.has(page.id), `${name}: history`);
      }
      const ancestors = await wiki.tree.ancestors(reader, pages);
      assert.ok([...ancestors.values()].flat().every(isSeen), `${name}: ancestors`);

      const spaceIds: number[] = [];
      for (const space of spaces) {
        if (await wiki.spaces.find(reader, space.key)) spaceIds.push(space.id);
        const inSpace = await wiki.content.list(reader, { type: 'page', spaceKey: space.key, statuses: ['current'] }, all);
        assert.equal(isRefusal(inSpace), !spaceIds.includes(space.id), `${name}: list of ${space.key}`);
        const tree = await wiki.tree.beside(reader, space.id, undefined, 100);
        assert.equal(tree.length > 0, spaceIds.includes(space.id), `${name}: tree of ${space.key}`);
      }
      assert.deepEqual(
        ids((await wiki.spaces.list(reader, {}, all)).results),
        ids(spaceIds.map((id) => ({ id }))),
        `${name}: spaces`,
      );
      const held = await wiki.spaces.permissionsIn(
        reader,
        spaces.map(({ id }) => id),
      );
      assert.deepEqual(ids([...held.keys()].map((id) => ({ id }))), ids(spaceIds.map((id) => ({ id }))), `${name}: permissions`);
    }
  });

  test('who sees what: members by themselves and by group, everybody what anonymous readers see, nobody what was not granted', async () => {
    const made = await fresh();
    const { wiki } = made;
    const { readers } = await everyWay(made);
    const keys = async (reader: Reader) => (await wiki.spaces.list(reader, {}, all)).results.map(({ key }) => key);
    const open = ['S0view'];
    const member = [...open, 'S1administer', 'S1edit', 'S1view', 'S2administer', 'S2edit', 'S2view'];
    assert.deepEqual(await keys(readers.nobody), open);
    assert.deepEqual(await keys(readers.outsider), open);
    assert.deepEqual(await keys(readers['somebody without the permission to use Weir']), open);
    assert.deepEqual(await keys(readers['a global administrator']), open);
    assert.deepEqual(await keys(readers.member), member);
    assert.equal((await keys(readers['a system administrator'])).length, 10);
  });

  test('what is in the trash is seen by those who may edit', async () => {
    const made = await fresh();
    const { wiki } = made;
    const { readers } = await everyWay(made);
    const found = done(await wiki.content.list(readers.member, { type: 'page', statuses: ['trashed'] }, all));
    assert.deepEqual(found.results.map(({ space }) => space.key).sort(), ['S1administer', 'S1edit', 'S2administer', 'S2edit']);
  });

  test('changing needs the permission to edit; what is not seen is unknown, not forbidden', async () => {
    const made = await fresh();
    const { wiki, page } = made;
    const { owner, member, readers } = await everyWay(made);
    const outsider = readers.outsider as Person; // as it was made
    const forbidden = await page(owner, 'S1view', 'Read only');
    const hidden = await page(owner, 'S3view', 'Hidden');
    const id = forbidden.id;

    assert.deepEqual(await wiki.publishVersion(member, { id, number: 2 }), {
      refused: 'not-permitted',
      action: { verb: 'update', id },
    });
    assert.deepEqual(await wiki.trash(member, id), { refused: 'not-permitted', action: { verb: 'delete', id } });
    assert.deepEqual(await wiki.createPage(member, { spaceKey: 'S1view', title: 'New', body: '' }), {
      refused: 'not-permitted',
      action: { verb: 'create-content', type: 'page' },
    });
    for (const other of [hidden.id, 12_345_678]) {
      const unknown = { refused: 'unknown-content', id: other };
      assert.deepEqual(await wiki.publishVersion(outsider, { id: other, number: 2 }), unknown);
      assert.deepEqual(await wiki.trash(outsider, other), unknown);
      assert.deepEqual(await wiki.move(outsider, other, { parentId: null }), unknown);
      assert.deepEqual(await wiki.restore(outsider, other, 2), unknown);
      assert.deepEqual(await wiki.purge(outsider, other, systemOrigin), unknown);
      assert.deepEqual(await wiki.createPage(member, { spaceKey: 'S1edit', title: 'T', body: '', parentId: other }), {
        refused: 'unknown-parent',
        id: other,
      });
    }
    for (const key of ['S3view', 'NONE']) {
      assert.deepEqual(await wiki.createPage(outsider, { spaceKey: key, title: 'T', body: '' }), {
        refused: 'unknown-space',
        key,
      });
      assert.deepEqual(await wiki.permissions.list(outsider, key), { refused: 'unknown-space', key });
    }
    done(await wiki.createPage(member, { spaceKey: 'S1edit', title: 'New', body: '' }));
    const mover = await page(member, 'S1edit', 'Mover');
    assert.deepEqual(await wiki.move(member, mover.id, { parentId: id }), {
      refused: 'not-permitted',
      action: { verb: 'move', id: mover.id },
    });
  });

  test('a permission that was taken away is gone with the next read', async () => {
    const made = await fresh();
    const { wiki, person, space, page } = made;
    const uma = await person('uma');
    const otto = await person('otto', ['team']);
    const doc = await space(uma, 'DOC');
    const { id } = await page(uma, 'DOC', 'Page');
    const group = { kind: 'group', name: 'Team' } as const;
    assert.equal(
      await wiki.permissions.change(
        uma,
        'doc',
        [{ change: 'grant', subject: group, permissions: ['create-page'] }],
        systemOrigin,
      ),
      undefined,
    );
    assert.ok(await wiki.content.find(otto, id));
    await made.database.write((queries) => queries.deleteFrom('group_member').where('user_id', '=', otto.id).execute());
    assert.equal(await wiki.content.find(otto, id), undefined);
    assert.equal(doc.key, 'DOC');
  });

  test('granting adds what is included, revoking takes what includes it, and both are on record', async () => {
    const made = await fresh();
    const { wiki, person, group, space, database } = made;
    const uma = await person('uma');
    const otto = await person('otto');
    await group('team');
    await space(uma, 'DOC');
    const team = { kind: 'group', name: 'team' } as const;
    const held = async () => {
      const { grants } = done(await wiki.permissions.list(uma, 'DOC'));
      return Object.fromEntries(
        grants.map(({ subject, permissions }) => [
          subject.kind === 'user' ? subject.user.username : subject.kind === 'group' ? subject.name : 'anonymous',
          permissions,
        ]),
      );
    };
    const change = (change: 'grant' | 'revoke', ...permissions: SpacePermission[]) =>
      wiki.permissions.change(uma, 'DOC', [{ change, subject: team, permissions }], systemOrigin);

    await change('grant', 'create-comment');
    assert.deepEqual((await held()).team, ['view', 'create-comment']);
    await change('grant', 'view');
    await change('grant', 'administer');
    assert.deepEqual((await held()).team, permissionsOf('administer'));
    assert.deepEqual((await held()).uma, permissionsOf('administer'));
    await change('revoke', 'export', 'delete-page');
    const rest = permissionsOf('edit').filter((each) => each !== 'export' && each !== 'delete-page');
    assert.deepEqual((await held()).team, rest);
    await change('revoke', 'administer');
    assert.deepEqual((await held()).team, rest);
    await change('revoke', 'view');
    assert.equal((await held()).team, undefined);

    const changes = [
      { change: 'set', subject: { kind: 'user', userKey: otto.userKey }, permissions: permissionsOf('edit') },
      { change: 'grant', subject: { kind: 'anonymous' }, permissions: ['view'] },
    ] as const;
    assert.equal(await wiki.permissions.change(uma, 'DOC', changes, systemOrigin), undefined);
    assert.deepEqual(await held(), {
      anonymous: ['view'],
      otto: permissionsOf('edit'),
      uma: permissionsOf('administer'),
    });
    assert.equal(roleOf((await wiki.spaces.permissionsIn(otto, [1, 32_769])).get(32_769) ?? []), 'edit' satisfies SpaceRole);

    const events = await database.read
      .selectFrom('audit_event')
      .select(['kind', 'object_name', 'changes'])
      .orderBy('id')
      .execute();
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['space.created', ...Array.from({ length: 5 }, () => 'space.permissions-changed')],
    );
    assert.deepEqual(JSON.parse(events[1]?.changes ?? ''), [
      { name: 'group team', oldValue: null, newValue: 'view create-comment' },
    ]);
  });

  test('permissions are changed by those who administer the space, for subjects that exist, and anonymous readers may only view', async () => {
    const made = await fresh();
    const { wiki, person, space } = made;
    const uma = await person('uma');
    const otto = await person('otto');
    const root = await person('root', [], ['use', 'administer-system']);
    await space(uma, 'DOC', { open: true });
    const anonymous = { kind: 'anonymous' } as const;
    const nobody = { kind: 'user', username: 'nobody' } as const;
    const grant = (person: Person, subject: typeof anonymous | typeof nobody, permission: SpacePermission) =>
      wiki.permissions.change(person, 'DOC', [{ change: 'grant', subject, permissions: [permission] }], systemOrigin);
    const forbidden = { refused: 'not-permitted', action: { verb: 'administer-space', key: 'DOC' } };
    assert.deepEqual(await grant(otto, anonymous, 'view'), forbidden);
    assert.deepEqual(await wiki.permissions.list(otto, 'DOC'), forbidden);
    assert.deepEqual(await grant(uma, anonymous, 'create-page'), { refused: 'anonymous-may-only-view' });
    assert.deepEqual(await grant(uma, nobody, 'create-page'), { refused: 'unknown-subject', subject: nobody });
    assert.equal(await grant(root, anonymous, 'view'), undefined);
    assert.equal(await wiki.spaces.isAnyOpenToAnonymous(), true);
  });
});
