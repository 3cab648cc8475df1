/** Weir is never left without a system administrator, and what is left of a deleted account tells nothing of the person. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { administratorsGroup } from '../../src/accounts/default-groups.ts';
import { findPerson } from '../../src/accounts/person.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { newUser, room } from './room.ts';

suite('the last system administrator', () => {
  eachDatabase((_engine, open) => {
    async function start(administrators: readonly string[]) {
      const made = room((await open()).database);
      const ids = [];
      for (const username of administrators) {
        const outcome = await made.users.create(
          { ...newUser(username), groups: ['weir-users', administratorsGroup] },
          systemOrigin,
        );
        assert.ok(outcome.outcome === 'done');
        ids.push(outcome.user.id);
      }
      return { ...made, ids };
    }

    test('is not disabled, not deleted, not taken out of the group, and the group and its right stay', async () => {
      const { users, groups, permissions, ids } = await start(['ada']);
      const [ada = 0] = ids;
      const group = await groups.byName(administratorsGroup);
      assert.equal((await users.disable(ada, systemOrigin)).outcome, 'last-administrator');
      assert.equal((await users.delete(ada, systemOrigin)).outcome, 'last-administrator');
      assert.equal((await groups.removeMember(administratorsGroup, ada, systemOrigin)).outcome, 'last-administrator');
      assert.equal((await groups.delete(administratorsGroup, systemOrigin)).outcome, 'last-administrator');
      const subject = { kind: 'group', id: group?.id ?? 0 } as const;
      assert.equal(await permissions.revoke(subject, 'administer-system', systemOrigin), 'last-administrator');
      assert.equal((await users.byUsername('ada'))?.disabledAt, null);
      assert.deepEqual((await groups.ofUser(ada)).map(({ name }) => name).sort(), [administratorsGroup, 'weir-users']);
    });

    test('may go once there is another; one who is disabled does not count', async () => {
      const { users, ids } = await start(['ada', 'bea']);
      const [ada = 0, bea = 0] = ids;
      assert.equal((await users.disable(ada, systemOrigin)).outcome, 'done');
      assert.equal((await users.disable(bea, systemOrigin)).outcome, 'last-administrator');
      await users.enable(ada, systemOrigin);
      assert.equal((await users.delete(bea, systemOrigin)).outcome, 'done');
    });

    test('is one of two who disable each other at the same moment', async () => {
      const { users, ids } = await start(['ada', 'bea']);
      for (let round = 0; round < 20; round++) {
        const outcomes = await Promise.all(ids.map((id) => users.disable(id, systemOrigin)));
        assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), ['done', 'last-administrator']);
        await Promise.all(ids.map((id) => users.enable(id, systemOrigin)));
      }
    });
  });
});

suite('a deleted account', () => {
  eachDatabase((_engine, open) => {
    test('leaves a row without a person: no name, no address, no credential, no right', async () => {
      const { database, users, groups, session, user, audit } = room((await open()).database);
      const uma = await user('uma');
      await session('uma');
      await groups.create('Writers', systemOrigin);
      await groups.addMember('Writers', uma.id, systemOrigin);
      const outcome = await users.delete(uma.id, systemOrigin);
      assert.ok(outcome.outcome === 'done' && outcome.user.username === 'uma');
      assert.equal(await users.byUsername('uma'), undefined);
      assert.equal(await users.byUserKey(uma.userKey), undefined);
      assert.equal(await findPerson(database.read, uma.id), undefined);
      assert.deepEqual(await groups.ofUser(uma.id), []);
      assert.deepEqual((await users.page({ start: 0, limit: 10, activeOnly: false })).results, []);
      assert.deepEqual(await users.list({ limit: 10 }), []);
      const [row] = await database.read.selectFrom('user_account').selectAll().execute();
      assert.ok(!/uma|example\.org|argon2/i.test(JSON.stringify(row)), JSON.stringify(row));
      assert.equal(row?.user_key, uma.userKey);
      const { length } = await database.read.selectFrom('session').selectAll().execute();
      assert.equal(length, 0);
      const [event] = await audit.list({ kind: 'user.deleted', limit: 1 });
      assert.equal(event?.object.name, 'uma');
    });

    test('frees its name, and nothing brings it back', async () => {
      const { users, user } = room((await open()).database);
      const uma = await user('uma');
      await users.delete(uma.id, systemOrigin);
      assert.equal((await users.enable(uma.id, systemOrigin)).outcome, 'unknown-user');
      assert.equal((await users.delete(uma.id, systemOrigin)).outcome, 'unknown-user');
      const change = { userId: uma.id, password: 'another good password', alsoApplications: false };
      assert.equal((await users.changePassword(change, systemOrigin)).outcome, 'unknown-user');
      const again = await user('uma');
      assert.notEqual(again.id, uma.id);
      assert.notEqual(again.userKey, uma.userKey);
    });
  });
});

suite('a list of groups and members', () => {
  eachDatabase((_engine, open) => {
    test('is read part by part, in the order of names', async () => {
      const { groups, user } = room((await open()).database);
      for (const name of ['Zebra', 'apple', 'Middle']) await groups.create(name, systemOrigin);
      for (const username of ['wim', 'ada']) await groups.addMember('Middle', (await user(username)).id, systemOrigin);
      const first = await groups.page({ start: 0, limit: 2 });
      assert.deepEqual([first.results.map(({ name }) => name), first.more], [['apple', 'Middle'], true]);
      const rest = await groups.page({ start: 2, limit: 10 });
      assert.deepEqual([rest.results.at(-1)?.name, rest.more], ['Zebra', false]);
      const group = await groups.byName('middle');
      const members = await groups.members(group?.id ?? 0, { start: 0, limit: 10 });
      assert.deepEqual(
        members.results.map(({ username }) => username),
        ['ada', 'wim'],
      );
    });

    test('has a group no more once it is deleted; its members stay', async () => {
      const { groups, users, user } = room((await open()).database);
      await groups.create('Writers', systemOrigin);
      const uma = await user('uma');
      await groups.addMember('Writers', uma.id, systemOrigin);
      assert.equal((await groups.delete('writers', systemOrigin)).outcome, 'done');
      assert.equal((await groups.delete('writers', systemOrigin)).outcome, 'unknown-group');
      assert.ok(await users.byId(uma.id));
    });
  });
});
