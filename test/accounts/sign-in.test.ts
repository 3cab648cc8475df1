/** Name and password: the same answer and work for what is wrong, pauses for who guesses (security rule 9, regression rows 41 and 42). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { attemptOf, secondStepAttemptOf, signInThrottle } from '../../src/accounts/throttle.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { from, newUser, password, type Room, room, throttling } from './room.ts';

const home = from('192.0.2.1');
const second = 1000;
const hour = 60 * 60 * second;

/** Guesses wrong until a pause. @returns how many guesses were looked at */
async function guessUntilPaused({ signIn }: Room, username: string, origin = home): Promise<number> {
  for (let guesses = 0; ; guesses += 1) {
    const outcome = await signIn.verify(username, `wrong ${guesses}`, origin);
    if (outcome.outcome === 'throttled') return guesses;
    assert.equal(outcome.outcome, 'wrong');
  }
}

suite('signing in', () => {
  eachDatabase((_engine, open) => {
    test('takes the username in any case and the password as typed', async () => {
      const { signIn, user } = room((await open()).database);
      const uma = await user('Uma');
      const outcome = await signIn.verify('uMA', password, home);
      assert(outcome.outcome === 'verified');
      assert.equal(outcome.person.id, uma.id);
      assert.deepEqual([...outcome.person.permissions].sort(), ['create-space', 'use']);
      assert.deepEqual(await signIn.verify('uma', `${password} `, home), { outcome: 'wrong' });
    });

    test('answers an unknown name, a disabled account, one without a password and a wrong password alike, each after one hash', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      await here.users.disable((await here.user('disabled')).id, systemOrigin);
      await here.users.create({ ...newUser('service'), password: null }, systemOrigin);
      const attempts = [
        ['uma', 'not the password'],
        ['nobody', password],
        ['disabled', password],
        ['service', ''],
        ['nobody\0', password],
        ['x'.repeat(10_000), password],
      ] as const;
      for (const [username, typed] of attempts) {
        const before = here.counts.verified;
        assert.deepEqual(await here.signIn.verify(username, typed, home), { outcome: 'wrong' }, username);
        assert.equal(here.counts.verified - before, 1, username);
      }
    });

    test('pauses after five failures for an account, known or unknown alike', async () => {
      for (const username of ['uma', 'nobody']) {
        const here = room((await open()).database);
        await here.user('uma');
        assert.equal(await guessUntilPaused(here, username), 5);
        const hashes = here.counts.verified;
        const outcome = await here.signIn.verify(username, password, home);
        assert.deepEqual(outcome, { outcome: 'throttled', retryAfterSeconds: 2 }, 'even with the right password');
        assert.deepEqual(
          await here.signIn.verify(username.toUpperCase(), password, from('198.51.100.7')),
          outcome,
          'from anywhere',
        );
        assert.equal(here.counts.verified, hashes, 'and without a hash');
      }
    });

    test('pauses longer after each further failure, never longer than 15 minutes, and begins anew after an hour', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      await guessUntilPaused(here, 'uma');
      const pauses: number[] = [];
      for (let failure = 0; failure < 12; failure += 1) {
        const outcome = await here.signIn.verify('uma', 'wrong', home);
        assert(outcome.outcome === 'throttled');
        pauses.push(outcome.retryAfterSeconds);
        here.clock.pass(outcome.retryAfterSeconds * second);
        assert.equal((await here.signIn.verify('uma', `wrong ${failure}`, home)).outcome, 'wrong');
      }
      assert.deepEqual(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
      here.clock.pass(hour);
      assert.equal(await guessUntilPaused(here, 'uma'), 5);
    });

    test('is open again to the owner as soon as the pause is over, and then forgets the failures', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      await guessUntilPaused(here, 'uma');
      here.clock.pass(2 * second);
      assert.equal((await here.signIn.verify('uma', password, home)).outcome, 'verified');
      assert.equal(await guessUntilPaused(here, 'uma'), 5);
    });

    test('stays open to the owner at a known address while others guess from elsewhere', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      assert.equal((await here.signIn.verify('uma', password, home)).outcome, 'verified');
      const away = from('198.51.100.7');
      assert.equal(await guessUntilPaused(here, 'uma', away), 5);
      assert.equal((await here.signIn.verify('uma', password, home)).outcome, 'verified');
      assert.equal((await here.signIn.verify('uma', password, away)).outcome, 'throttled', 'which opens nothing to the others');
      assert.equal(await guessUntilPaused(here, 'uma', home), 5, 'and the known address has a count of its own');
    });

    test('pauses an address after 100 failures over many names, and counts IPv6 by its network', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      for (let guess = 0; guess < 100; guess += 1) {
        const origin = from(`2001:db8:0:1::${guess.toString(16)}`);
        assert.equal((await here.signIn.verify(`name${guess}`, 'wrong', origin)).outcome, 'wrong', String(guess));
      }
      assert.equal((await here.signIn.verify('uma', password, from('2001:DB8::1:9:9:9:9'))).outcome, 'throttled');
      assert.equal((await here.signIn.verify('uma', password, from('2001:db8:0:2::1'))).outcome, 'verified');
    });

    test('tells of the pause of an account, and ends it, and no other’s whose name goes on after it', async () => {
      const { database } = await open();
      const { clock } = room(database);
      const throttle = signInThrottle(database, () => ({ ...throttling, signInAttempts: 1 }));
      const ofAddress = attemptOf('uma@example.org', '192.0.2.1');
      await throttle.forgive(ofAddress, clock.now());
      await throttle.admit(ofAddress, clock.now());
      assert.equal(await throttle.heldUntil('uma', clock.now()), undefined);
      await database.write((queries) => throttle.release(queries, 'uma'));
      assert.notEqual(await throttle.heldUntil('uma@example.org', clock.now()), undefined);
      await database.write((queries) => throttle.release(queries, 'uma@example.org'));
      assert.equal(await throttle.heldUntil('uma@example.org', clock.now()), undefined);
    });

    test('counts as one address what a proxy writes with the port of each connection', () => {
      assert.deepEqual(attemptOf('uma', '203.0.113.5:49152'), attemptOf('uma', '203.0.113.5'));
      assert.deepEqual(attemptOf('uma', '[2001:db8:0:1::9]:443'), attemptOf('uma', '2001:db8:0:1::7'));
      assert.notDeepEqual(attemptOf('uma', '203.0.113.5:49152'), attemptOf('uma', '203.0.113.6:49152'));
    });

    test('takes IPv4 inside IPv6 for the same address', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      await here.signIn.verify('uma', password, from('::ffff:192.0.2.1'));
      await guessUntilPaused(here, 'uma', from('198.51.100.7'));
      assert.equal((await here.signIn.verify('uma', password, home)).outcome, 'verified');
    });

    test('lets an address guess no more by signing in to an account of its own between', async () => {
      const here = room((await open()).database);
      await here.user('mallory');
      let looked = 0;
      for (let guess = 0; guess < 120; guess += 1) {
        const outcome = await here.signIn.verify(`name${guess}`, 'wrong', home);
        if (outcome.outcome === 'wrong') looked += 1;
        await here.signIn.verify('mallory', password, home);
      }
      assert.equal(looked, 100);
    });

    test('looks at five of 32 guesses made at once, over two nodes', async () => {
      const { database, location } = await open();
      const nodes = [room(database), room((await open(location)).database)];
      await nodes[0]?.user('uma');
      const outcomes = await Promise.all(
        Array.from({ length: 32 }, (_, guess) => nodes[guess % 2]?.signIn.verify('uma', `wrong ${guess}`, home)),
      );
      assert.equal(outcomes.filter((outcome) => outcome?.outcome === 'wrong').length, 5);
      assert.equal(outcomes.filter((outcome) => outcome?.outcome === 'throttled').length, 27);
    });

    test('takes the right password made 32 times at once for one attempt', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const outcomes = await Promise.all(Array.from({ length: 32 }, () => here.signIn.verify('uma', password, home)));
      assert(outcomes.every(({ outcome }) => outcome === 'verified'));
      assert.equal(here.counts.verified, 1);
    });

    test('turned away because too many wait is no failure of the account', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      here.load.full = true;
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const outcome = await here.signIn.verify('uma', `wrong ${attempt}`, home);
        assert.deepEqual(outcome, { outcome: 'throttled', retryAfterSeconds: 2 });
      }
      here.load.full = false;
      assert.equal(await guessUntilPaused(here, 'uma'), 5);
    });

    test('has rows of the throttle pruned in steps once they count for nothing', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      await here.signIn.verify('uma', password, home);
      for (const name of ['a', 'b', 'c']) await here.signIn.verify(name, 'wrong', from('198.51.100.7'));
      assert.equal(await here.signIn.prune(100), 0);
      here.clock.pass(hour);
      assert.deepEqual([await here.signIn.prune(2), await here.signIn.prune(100)], [2, 3]);
      here.clock.pass(30 * 24 * hour);
      assert.equal(await here.signIn.prune(100), 1, 'the known address');
    });

    test('keeps for as long from where the second step was made, so that guesses from elsewhere keep nobody out there', async () => {
      const { database } = await open();
      const { clock } = room(database);
      const throttle = signInThrottle(database, () => ({ ...throttling, signInAttempts: 1 }));
      const [here, elsewhere] = ['192.0.2.1', '198.51.100.7'].map((address) => secondStepAttemptOf('uma', address));
      assert(here !== undefined && elsewhere !== undefined);
      await throttle.forgive(here, clock.now());
      clock.pass(2 * hour);
      await throttle.prune(clock.now(), 100);
      assert.equal((await throttle.admit(elsewhere, clock.now())).outcome, 'admitted');
      assert.equal((await throttle.admit(elsewhere, clock.now())).outcome, 'throttled');
      assert.equal((await throttle.admit(here, clock.now())).outcome, 'admitted');
    });
  });
});

suite('a password that comes with each request', () => {
  eachDatabase((_engine, open) => {
    test('is hashed once in five minutes', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const repeat = () => here.signIn.verifyRepeated('uma', password, home);
      for (let request = 0; request < 20; request += 1) assert.equal((await repeat()).outcome, 'verified');
      assert.equal(here.counts.verified, 1);
      here.clock.pass(5 * 60 * second);
      assert.equal((await repeat()).outcome, 'verified');
      assert.equal(here.counts.verified, 2);
    });

    test('is refused at once when it was changed or the account was disabled', async () => {
      const here = room((await open()).database);
      const { id } = await here.user('uma');
      const repeat = (typed: string) => here.signIn.verifyRepeated('uma', typed, home);
      assert.equal((await repeat(password)).outcome, 'verified');
      await here.users.changePassword({ userId: id, password: 'another good one', alsoApplications: false }, systemOrigin);
      assert.equal((await repeat(password)).outcome, 'wrong');
      assert.equal((await repeat('another good one')).outcome, 'verified');
      await here.users.disable(id, systemOrigin);
      assert.equal((await repeat('another good one')).outcome, 'wrong');
    });

    test('tells nobody whether it is right while guesses are held back', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      assert.equal((await here.signIn.verifyRepeated('uma', password, home)).outcome, 'verified');
      await guessUntilPaused(here, 'uma', home);
      assert.equal((await here.signIn.verifyRepeated('uma', password, home)).outcome, 'throttled');
      assert.equal((await here.signIn.verifyRepeated('uma', 'wrong', home)).outcome, 'throttled');
      here.clock.pass(2 * second);
      assert.equal((await here.signIn.verifyRepeated('uma', password, home)).outcome, 'verified');
    });

    test('that is wrong is counted like any other', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const outcomes: string[] = [];
      for (let guess = 0; guess < 7; guess += 1) {
        outcomes.push((await here.signIn.verifyRepeated('uma', `wrong ${guess}`, home)).outcome);
      }
      assert.deepEqual(outcomes, [...Array(5).fill('wrong'), 'throttled', 'throttled']);
    });
  });
});
