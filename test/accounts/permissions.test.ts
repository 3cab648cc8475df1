/** Groups and global permissions: what they give holds from the next request on. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { newUser, type Room, room } from './room.ts';

async function permissionsOf({ sessions }: Room, cookie: string): Promise<readonly string[]> {
  return [...((await sessions.resolve(cookie))?.person.permissions ?? [])].sort();
}

suite('global permissions', () => {
  eachDatabase((_engine, open) => {
    test('begin with two groups: users use and create spaces, administrators do everything', async () => {
      const { permissions, user } = room((await open()).database);
      await user('uma');
      const grants = (await permissions.list()).map(({ name, permission }) => `${name} ${permission}`);
      assert.deepEqual(grants, [
        'weir-administrators administer',
        'weir-administrators administer-system',
        'weir-administrators create-space',
        'weir-administrators use',
        'weir-users create-space',
        'weir-users use',
      ]);
    });

    test('that were taken from a default group stay taken when the next user is made', async () => {
      const { permissions, groups, user } = room((await open()).database);
      await user('uma');
      const group = await groups.byName('weir-users');
      const subject = { kind: 'group', id: group?.id ?? 0 } as const;
      assert.equal(await permissions.revoke(subject, 'create-space', systemOrigin), 'changed');
      await user('ulf');
      assert(!(await permissions.list()).some(({ name, permission }) => name === 'weir-users' && permission === 'create-space'));
    });

    test('of a person are their own and those of all their groups, as they are at this request', async () => {
      const here = room((await open()).database);
      // Somebody else administers the system, so that the right can be taken again.
      await here.users.create({ ...newUser('ada'), groups: ['weir-administrators'] }, systemOrigin);
      const { id } = await here.user('uma');
      const cookie = await here.session('uma');
      assert.deepEqual(await permissionsOf(here, cookie), ['create-space', 'use']);
      await here.permissions.grant({ kind: 'user', id }, 'administer', systemOrigin);
      assert.deepEqual(await permissionsOf(here, cookie), ['administer', 'create-space', 'use']);
      await here.groups.create('Docs', systemOrigin);
      await here.groups.addMember('docs', id, systemOrigin);
      const docs = await here.groups.byName('DOCS');
      await here.permissions.grant({ kind: 'group', id: docs?.id ?? 0 }, 'administer-system', systemOrigin);
      assert.deepEqual(await permissionsOf(here, cookie), ['administer', 'administer-system', 'create-space', 'use']);
      await here.groups.removeMember('docs', id, systemOrigin);
      await here.groups.removeMember('weir-users', id, systemOrigin);
      await here.permissions.revoke({ kind: 'user', id }, 'administer', systemOrigin);
      assert.deepEqual(await permissionsOf(here, cookie), []);
    });

    test('of a user are not those of a group with the same number', async () => {
      const here = room((await open()).database);
      const { id } = await here.user('uma');
      const cookie = await here.session('uma');
      await here.groups.removeMember('weir-users', id, systemOrigin);
      // The first group has the number of the first user.
      assert.equal(
        (await here.groups.byName('weir-users'))?.id === id || (await here.groups.byName('weir-administrators'))?.id === id,
        true,
      );
      assert.deepEqual(await permissionsOf(here, cookie), []);
    });

    test('are recorded once, with who they were given to', async () => {
      const { permissions, user, audit } = room((await open()).database);
      const { id } = await user('uma');
      const grant = () => permissions.grant({ kind: 'user', id }, 'administer', systemOrigin);
      assert.deepEqual(
        (await Promise.all(Array.from({ length: 8 }, grant))).filter((outcome) => outcome === 'changed').length,
        1,
      );
      assert.equal((await audit.list({ limit: 9, kind: 'global-permission.granted' })).length, 1);
      assert.equal(await permissions.grant({ kind: 'user', id: 999 }, 'use', systemOrigin), 'unknown-subject');
    });
  });
});

suite('a group', () => {
  eachDatabase((_engine, open) => {
    test('has a name of its own, whatever the case', async () => {
      const { groups } = room((await open()).database);
      assert.equal((await groups.create('Docs', systemOrigin)).outcome, 'done');
      assert.equal((await groups.create('dOCS', systemOrigin)).outcome, 'name-taken');
      assert.equal((await groups.create(' \u200b', systemOrigin)).outcome, 'name-invalid');
      assert.deepEqual(
        (await groups.list({ limit: 9 })).map(({ name }) => name),
        ['Docs'],
      );
      assert.equal(await groups.byName('doc\0s'), undefined);
    });

    test('has each member once, and records each change once', async () => {
      const { groups, user, audit } = room((await open()).database);
      const { id } = await user('uma');
      await groups.create('docs', systemOrigin);
      await Promise.all(Array.from({ length: 8 }, () => groups.addMember('docs', id, systemOrigin)));
      assert.deepEqual(
        (await groups.ofUser(id)).map(({ name }) => name),
        ['docs', 'weir-users'],
      );
      assert.equal((await audit.list({ limit: 99, kind: 'group.member-added' })).length, 1);
      assert.equal((await groups.addMember('none', id, systemOrigin)).outcome, 'unknown-group');
      assert.equal((await groups.addMember('docs', 999, systemOrigin)).outcome, 'unknown-user');
    });
  });
});
