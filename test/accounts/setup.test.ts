/** The first account: one-time address, command line, once only (security rules 1 and 9, regression row 9). */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { SetupOutcome } from '../../src/accounts/setup.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { DatabaseLocation } from '../../src/database/open.ts';
import { eachDatabase } from '../support/databases.ts';
import { from, password, room } from './room.ts';

const administrator = { username: 'admin.one', fullName: 'Ada Min', email: 'ada@example.org', password };
const day = 24 * 60 * 60 * 1000;

/** Starts another process on the same data, and waits until all its callers are about to write; see setup-child.ts. */
async function startSetupChild(location: DatabaseLocation, tokens: readonly string[]): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('setup-child.ts', import.meta.url)), [JSON.stringify({ location, tokens })]);
  assert.deepEqual(await once(child, 'message'), ['hashed', undefined]);
  return child;
}

suite('setup', () => {
  eachDatabase((_engine, open) => {
    test('makes an administrator with every permission, once', async () => {
      const here = room((await open()).database);
      assert.equal(await here.setup.isDone(), false);
      const token = await here.setup.newAddress();
      const made = await here.setup.createFirstAdministrator({ kind: 'address', token }, administrator, from('192.0.2.1'));
      assert.equal(made.outcome, 'done');
      assert.equal(await here.setup.isDone(), true);
      const person = (await here.sessions.resolve(await here.session('admin.one')))?.person;
      assert(person?.permissions.has('administer-system') && person.permissions.has('use'));
      const again = { ...administrator, username: 'admin.two' };
      for (const proof of [{ kind: 'address', token } as const, { kind: 'command-line' } as const]) {
        assert.equal((await here.setup.createFirstAdministrator(proof, again, systemOrigin)).outcome, 'already-set-up');
      }
      const [event] = await here.audit.list({ limit: 1, kind: 'user.created' });
      assert.deepEqual([event?.origin.actor.name, event?.origin.remoteAddress], ['admin.one', '192.0.2.1']);
    });

    test('by the command line needs no address, and closes those that were printed', async () => {
      const here = room((await open()).database);
      const token = await here.setup.newAddress();
      assert.equal(await here.setup.isGoodAddress(token), true);
      const made = await here.setup.createFirstAdministrator({ kind: 'command-line' }, administrator, systemOrigin);
      assert.equal(made.outcome, 'done');
      assert.equal(await here.setup.isGoodAddress(token), false);
    });

    test('by an address needs one that was printed less than 24 hours ago', async () => {
      const here = room((await open()).database);
      const old = await here.setup.newAddress();
      here.clock.pass(day);
      const token = await here.setup.newAddress();
      for (const wrong of [old, '', 'first account', `${token}x`, token.slice(0, -1)]) {
        assert.equal(await here.setup.isGoodAddress(wrong), false);
        const outcome = await here.setup.createFirstAdministrator({ kind: 'address', token: wrong }, administrator, systemOrigin);
        assert.deepEqual(outcome, { outcome: 'address-invalid' });
      }
      assert.equal(await here.setup.isGoodAddress(token), true);
    });

    test('with a wrong form leaves the address good', async () => {
      const here = room((await open()).database);
      const token = await here.setup.newAddress();
      const proof = { kind: 'address', token } as const;
      const refused = await here.setup.createFirstAdministrator(proof, { ...administrator, password: 'password' }, systemOrigin);
      assert.deepEqual(refused, { outcome: 'refused', problems: [{ field: 'password', reason: 'password-common' }] });
      assert.equal((await here.setup.createFirstAdministrator(proof, administrator, systemOrigin)).outcome, 'done');
    });

    test('is over once any account exists', async () => {
      const here = room((await open()).database);
      const token = await here.setup.newAddress();
      await here.user('uma');
      const outcome = await here.setup.createFirstAdministrator({ kind: 'address', token }, administrator, systemOrigin);
      assert.equal(outcome.outcome, 'already-set-up');
    });

    test('of 32 callers at once, in two processes and with addresses of their own, makes one administrator', async () => {
      const { database, location } = await open();
      const here = room(database);
      const tokens = await Promise.all(Array.from({ length: 4 }, () => here.setup.newAddress()));
      const children = await Promise.all([tokens.slice(0, 2), tokens.slice(2)].map((own) => startSetupChild(location, own)));
      const reports = children.map((child) => once(child, 'message'));
      for (const child of children) child.send('go');
      const outcomes = (await Promise.all(reports)).flatMap(([message]) => message as SetupOutcome['outcome'][]);
      assert.equal(outcomes.length, 32);
      assert.equal(outcomes.filter((outcome) => outcome === 'done').length, 1, outcomes.join(' '));
      assert.equal((await here.users.list({ limit: 9 })).length, 1);
    });

    test('has addresses pruned that have expired, and stays closed', async () => {
      const here = room((await open()).database);
      for (let count = 0; count < 3; count += 1) await here.setup.newAddress();
      await here.setup.createFirstAdministrator({ kind: 'command-line' }, administrator, systemOrigin);
      assert.equal(await here.setup.prune(10), 0);
      here.clock.pass(day);
      assert.deepEqual([await here.setup.prune(2), await here.setup.prune(2)], [2, 1]);
      here.clock.pass(10_000 * day);
      assert.equal(await here.setup.prune(10), 0);
    });
  });
});
