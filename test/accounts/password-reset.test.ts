/** Choosing a password by an address (issue: password reset, one answer for known and unknown addresses; security rule 9). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { passwordWriter } from '../../src/accounts/password-change.ts';
import { type PostAddress, passwordReset } from '../../src/accounts/password-reset.ts';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { eachDatabase } from '../support/databases.ts';
import { from, password, room } from './room.ts';

const hour = 3_600_000;
const newPassword = 'another correct horse';
const throttling = () => ({ signInAttempts: 3, signInAddressAttempts: 100, signInPauseMaxSeconds: 900 });

function resetRoom(database: Database) {
  const accounts = room(database);
  const posted: Parameters<PostAddress>[1][] = [];
  const random = systemRandom();
  const reset = passwordReset({
    database,
    clock: accounts.clock,
    random,
    passwords: createPasswords(random, () => 8),
    writePassword: passwordWriter([]),
    throttling,
    choosePasswordUrl: 'https://wiki.example.org/choose-password',
    async postAddress(_queries, address) {
      posted.push(address);
    },
  });
  const lastToken = () => new URL(posted.at(-1)?.address ?? 'https://none').searchParams.get('token') ?? '';
  return { ...accounts, reset, posted, lastToken };
}

suite('an address to choose a password', () => {
  eachDatabase((_engine, open) => {
    test('asking gives the same answer for a known name, a known address and an unknown one, and only the known get mail', async () => {
      const { reset, posted, user } = resetRoom((await open()).database);
      await user('uma');
      for (const typed of ['uma', 'UMA@example.org', 'nobody', 'x\0y', '']) {
        assert.deepEqual(await reset.ask(typed, from('192.0.2.1')), { outcome: 'noted' });
      }
      assert.equal(await reset.answer(50), 5);
      assert.deepEqual(
        posted.map(({ user: { username }, purpose }) => [username, purpose]),
        [
          ['uma', 'reset'],
          ['uma', 'reset'],
        ],
      );
      assert.equal(await reset.answer(50), 0);
    });

    test('what nobody answered for an hour is dropped, and one mailbox gets no more than five at once', async () => {
      const { reset, posted, users, clock } = resetRoom((await open()).database);
      for (let index = 0; index < 7; index++) {
        const profile = { username: `uma${index}`, fullName: 'Uma', email: 'all@example.org', password, groups: [] };
        assert.equal((await users.create(profile, systemOrigin)).outcome, 'done');
      }
      await reset.ask('all@example.org', from('192.0.2.1'));
      clock.pass(hour + 1);
      assert.equal(await reset.answer(50), 1);
      assert.equal(posted.length, 0);
      await reset.ask('all@example.org', from('192.0.2.1'));
      await reset.answer(50);
      assert.equal(posted.length, 5);
    });

    test('many who answer at once send one address for each request', async () => {
      const { reset, posted, user } = resetRoom((await open()).database);
      await user('uma');
      await reset.ask('uma', from('192.0.2.1'));
      await Promise.all(Array.from({ length: 16 }, () => reset.answer(50)));
      assert.equal(posted.length, 1);
    });

    test('it works once, of any number at once, and ends all sessions', async () => {
      const { reset, user, session, sessions, signIn, lastToken } = resetRoom((await open()).database);
      const uma = await user('uma');
      const cookie = await session('uma');
      await reset.make('reset', uma.id, systemOrigin);
      const token = lastToken();
      const chosen = { password: newPassword, alsoApplications: false };
      const came = await Promise.all(Array.from({ length: 8 }, () => reset.choose(token, chosen, from('192.0.2.1'))));
      assert.deepEqual(came.map(({ outcome }) => outcome).sort(), [...Array(7).fill('address-invalid'), 'done']);
      assert.equal(await sessions.resolve(cookie), undefined);
      assert.equal((await signIn.verify('uma', newPassword, from('192.0.2.1'))).outcome, 'verified');
      assert.equal((await signIn.verify('uma', password, from('192.0.2.9'))).outcome, 'wrong');
    });

    test('it ends after an hour, an invitation after a week, and with any change of the password', async () => {
      const { reset, user, users, clock, lastToken } = resetRoom((await open()).database);
      const uma = await user('uma');
      await reset.make('reset', uma.id, systemOrigin);
      const first = lastToken();
      await reset.make('invitation', uma.id, systemOrigin);
      const invitation = lastToken();
      clock.pass(hour + 1);
      assert.equal(await reset.find(first), undefined);
      assert.equal((await reset.find(invitation))?.purpose, 'invitation');
      await users.changePassword({ userId: uma.id, password: newPassword, alsoApplications: false }, systemOrigin);
      assert.equal(await reset.find(invitation), undefined);
      await reset.make('invitation', uma.id, systemOrigin);
      clock.pass(7 * 24 * hour + 1);
      assert.equal(await reset.find(lastToken()), undefined);
      assert.equal(await reset.prune(10), 1);
    });

    test('it ends when the account gets another e-mail address: the mailbox that it lies in is no longer its owner’s', async () => {
      const { reset, user, users, lastToken } = resetRoom((await open()).database);
      const uma = await user('uma');
      await reset.make('reset', uma.id, systemOrigin);
      const { fullName, email } = uma;
      await users.updateProfile(uma.id, { fullName: 'Uma Ulm', email }, systemOrigin);
      assert.ok(await reset.find(lastToken()), 'another name changes nothing');
      await users.updateProfile(uma.id, { fullName, email: 'uma@elsewhere.example' }, systemOrigin);
      assert.equal(await reset.find(lastToken()), undefined);
    });

    test('a disabled account gets none, and one that it had opens nothing', async () => {
      const { reset, posted, user, users, lastToken } = resetRoom((await open()).database);
      const uma = await user('uma');
      await reset.make('reset', uma.id, systemOrigin);
      const token = lastToken();
      await users.disable(uma.id, systemOrigin);
      const chosen = { password: newPassword, alsoApplications: false };
      assert.deepEqual(await reset.choose(token, chosen, systemOrigin), { outcome: 'address-invalid' });
      assert.equal(await reset.make('reset', uma.id, systemOrigin), undefined);
      await reset.ask('uma', from('192.0.2.1'));
      await reset.answer(50);
      assert.equal(posted.length, 1);
    });

    test('asking brings none to an account that never had a password: an administrator invites its owner', async () => {
      const { reset, posted, users, lastToken } = resetRoom((await open()).database);
      const profile = { username: 'nia', fullName: 'Nia New', email: 'nia@example.org' };
      const made = await users.create({ ...profile, password: null, groups: [] }, systemOrigin);
      assert.ok(made.outcome === 'done');
      for (const typed of ['nia', 'nia@example.org']) await reset.ask(typed, from('192.0.2.1'));
      assert.equal(await reset.answer(50), 2);
      assert.equal(posted.length, 0);
      await reset.make('invitation', made.user.id, systemOrigin);
      await reset.choose(lastToken(), { password: newPassword, alsoApplications: false }, systemOrigin);
      await reset.ask('nia', from('192.0.2.1'));
      await reset.answer(50);
      assert.deepEqual(
        posted.map(({ purpose }) => purpose),
        ['invitation', 'reset'],
      );
    });

    test('a password that may not be chosen uses nothing up', async () => {
      const { reset, user, lastToken } = resetRoom((await open()).database);
      const uma = await user('uma');
      await reset.make('reset', uma.id, systemOrigin);
      const refused = await reset.choose(lastToken(), { password: 'short', alsoApplications: false }, systemOrigin);
      assert.equal(refused.outcome, 'refused');
      assert.ok(await reset.find(lastToken()));
    });

    test('asking again and again is held back, for a name that nobody has too', async () => {
      const { reset } = resetRoom((await open()).database);
      for (let count = 0; count < 3; count++) await reset.ask('nobody', from('192.0.2.1'));
      assert.equal((await reset.ask('nobody', from('192.0.2.2'))).outcome, 'throttled');
      assert.equal((await reset.ask('somebody', from('192.0.2.2'))).outcome, 'noted');
    });

    test('the value of an address stands nowhere in the database', async () => {
      const database = (await open()).database;
      const { reset, user, lastToken } = resetRoom(database);
      const uma = await user('uma');
      await reset.make('reset', uma.id, systemOrigin);
      const rows = await database.read.selectFrom('password_address').selectAll().execute();
      assert.ok(!JSON.stringify(rows).includes(lastToken()));
    });
  });
});
