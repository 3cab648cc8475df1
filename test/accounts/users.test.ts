/** User accounts: names, uniqueness, profile, password change, disabling. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { profileProblemText } from '../../src/accounts/profile-rules.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { from, newUser, password, room } from './room.ts';

const usernames: readonly (readonly [string, string | undefined])[] = [
  ['uma', undefined],
  ['Ünä.名前_1', undefined],
  ['uma+wiki@example.org', undefined],
  ['', 'username-missing'],
  ['x'.repeat(100), undefined],
  ['x'.repeat(101), 'username-too-long'],
  ['u ma', 'username-characters'],
  ['u\u00a0ma', 'username-characters'],
  ['u\u200bma', 'username-characters'],
  ['u\u202ema', 'username-characters'],
  ['uma\u3164', 'username-characters'],
  ['uma\u2800', 'username-characters'],
  ['u\0ma', 'username-characters'],
  ['u\nma', 'username-characters'],
  ['u\ud800ma', 'username-characters'],
  ['\u0301uma', 'username-characters'],
  ['u:ma', 'username-characters'],
  ['../uma', 'username-characters'],
  ['u\\ma', 'username-characters'],
  ['<b>', 'username-characters'],
  ['..', 'username-reserved'],
  ['System', 'username-reserved'],
  ['anonymous', 'username-reserved'],
];

suite('a user account', () => {
  eachDatabase((_engine, open) => {
    test('has a username of visible characters', async () => {
      const { users } = room((await open()).database);
      for (const [username, reason] of usernames) {
        const outcome = await users.create({ ...newUser(username), password: null }, systemOrigin);
        const found = outcome.outcome === 'refused' ? outcome.problems.map((problem) => problem.reason) : [];
        assert.deepEqual(found, reason === undefined ? [] : [reason], JSON.stringify(username));
        for (const problem of found) assert.match(profileProblemText({ reason: problem }), /^[A-Z].*$/);
      }
    });

    test('says all that is wrong with a form at once', async () => {
      const { users } = room((await open()).database);
      const outcome = await users.create(
        { username: 'u ma', fullName: ' \u200b ', email: 'nobody', password: 'short', groups: [] },
        systemOrigin,
      );
      assert.deepEqual(outcome.outcome === 'refused' && outcome.problems.map(({ field }) => field), [
        'username',
        'fullName',
        'email',
        'password',
      ]);
    });

    test('is found by id, by username in any case, and by user key', async () => {
      const { users, user } = room((await open()).database);
      const uma = await user('Uma');
      assert.match(uma.userKey, /^[0-9a-f]{32}$/);
      assert.deepEqual(await users.byId(uma.id), uma);
      assert.deepEqual(await users.byUsername('uMA'), uma);
      assert.deepEqual(await users.byUserKey(uma.userKey), uma);
      assert.equal(await users.byUsername('um'), undefined);
      assert.equal(await users.byUsername('uma\0'), undefined);
      assert.equal(await users.byUserKey(`${uma.userKey}\0`), undefined);
    });

    test('of 32 callers at once with the same username in different case is made once', async () => {
      const { users } = room((await open()).database);
      const outcomes = await Promise.all(
        Array.from({ length: 32 }, (_, index) =>
          users.create({ ...newUser(index % 2 ? 'uma' : 'UMA'), password: null }, systemOrigin),
        ),
      );
      assert.equal(outcomes.filter(({ outcome }) => outcome === 'done').length, 1);
      assert.equal((await users.list({ limit: 100 })).length, 1);
    });

    test('is listed page by page', async () => {
      const { users } = room((await open()).database);
      for (const name of ['c', 'a', 'b']) await users.create({ ...newUser(name), password: null }, systemOrigin);
      const first = await users.list({ limit: 2 });
      const rest = await users.list({ limit: 2, after: first.at(-1)?.id ?? 0 });
      assert.deepEqual(
        [...first, ...rest].map(({ username }) => username),
        ['c', 'a', 'b'],
      );
    });

    test('has a profile whose changes are recorded, with both values', async () => {
      const { users, user, audit } = room((await open()).database);
      const { id } = await user('uma');
      const outcome = await users.updateProfile(id, { fullName: 'Uma\u202e  Ulm', email: 'ulm@example.org' }, from('192.0.2.1'));
      assert.equal(outcome.outcome === 'done' && outcome.user.fullName, 'Uma Ulm');
      const [event] = await audit.list({ limit: 1 });
      assert.equal(event?.origin.remoteAddress, '192.0.2.1');
      assert.deepEqual(event?.changes, [
        { name: 'fullName', oldValue: 'Uma User', newValue: 'Uma Ulm' },
        { name: 'email', oldValue: 'uma@example.org', newValue: 'ulm@example.org' },
      ]);
      assert.equal((await users.updateProfile(id, { fullName: '', email: 'ulm@example.org' }, systemOrigin)).outcome, 'refused');
      assert.equal((await users.updateProfile(id + 1, { fullName: 'X', email: 'x@y' }, systemOrigin)).outcome, 'unknown-user');
    });

    test('with a new password has no other session, and no grant if that was chosen (security rule 8)', async () => {
      const told: unknown[] = [];
      const { users, sessions, session, user, clock } = room((await open()).database, [
        async (_queries, userId, { alsoApplications }) => void told.push([userId, alsoApplications]),
      ]);
      const { id } = await user('uma');
      await user('other');
      const [mine, elsewhere, others] = [await session('uma'), await session('uma'), await session('other')];
      clock.pass(1000);
      const keepSession = (await sessions.resolve(mine))?.publicId ?? '';
      const change = { userId: id, password: 'another good one', keepSession, alsoApplications: true };
      assert.equal((await users.changePassword(change, systemOrigin)).outcome, 'done');
      assert.notEqual(await sessions.resolve(mine), undefined);
      assert.equal(await sessions.resolve(elsewhere), undefined);
      assert.notEqual(await sessions.resolve(others), undefined);
      assert.deepEqual(told, [[id, true]]);
    });

    test('keeps its password and sessions when a part of the change fails', async () => {
      const { users, sessions, session, signIn, user } = room((await open()).database, [
        () => Promise.reject(new Error('the floor above fails')),
      ]);
      const { id } = await user('uma');
      const value = await session('uma');
      const change = { userId: id, password: 'another good one', alsoApplications: true };
      await assert.rejects(users.changePassword(change, systemOrigin), /the floor above fails/);
      assert.notEqual(await sessions.resolve(value), undefined);
      assert.equal((await signIn.verify('uma', password, systemOrigin)).outcome, 'verified');
    });

    test('once disabled has no session and gets none, until it is enabled (security rule 8)', async () => {
      const { users, sessions, session, signIn, user, audit } = room((await open()).database);
      const { id } = await user('uma');
      const value = await session('uma');
      const verified = await signIn.verify('uma', password, systemOrigin);
      assert(verified.outcome === 'verified');
      await users.disable(id, systemOrigin);
      await users.disable(id, systemOrigin);
      assert.equal(await sessions.resolve(value), undefined);
      assert.equal((await signIn.verify('uma', password, systemOrigin)).outcome, 'wrong');
      const { passwordChangedAt } = verified;
      const late = {
        userId: id,
        passwordChangedAt,
        proof: 'password',
        remember: false,
        userAgent: '',
        replaces: undefined,
      } as const;
      assert.equal(await sessions.start(late, systemOrigin), undefined, 'verified before, started after');
      await users.enable(id, systemOrigin);
      assert.equal(await sessions.resolve(value), undefined, 'the old session stays ended');
      assert.equal((await signIn.verify('uma', password, systemOrigin)).outcome, 'verified');
      const kinds = (await audit.list({ limit: 9 })).map(({ kind }) => kind);
      assert.deepEqual(
        kinds,
        ['user.enabled', 'user.disabled', 'session.started', 'user.created'],
        'the second disabling changed nothing',
      );
    });

    test('leaves no password and no hash in the audit trail (security rule 10)', async () => {
      const { users, user, audit } = room((await open()).database);
      const { id } = await user('uma');
      await users.changePassword({ userId: id, password: 'another good one', alsoApplications: false }, systemOrigin);
      const written = JSON.stringify(await audit.list({ limit: 100 }));
      for (const secret of [password, 'another good one', 'argon2']) assert(!written.includes(secret));
    });
  });
});
