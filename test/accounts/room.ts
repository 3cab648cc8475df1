/** The stores of accounts/ on a test's database, with a clock that the test sets and a count of the password hashes. */
import assert from 'node:assert/strict';
import { globalPermissionStore } from '../../src/accounts/global-permissions.ts';
import { groupStore } from '../../src/accounts/groups.ts';
import { type OnPasswordChanged, passwordWriter } from '../../src/accounts/password-change.ts';
import { createPasswords, type Passwords } from '../../src/accounts/passwords.ts';
import { sessionStore } from '../../src/accounts/sessions.ts';
import { setup } from '../../src/accounts/setup.ts';
import { signIn } from '../../src/accounts/sign-in.ts';
import type { User } from '../../src/accounts/user.ts';
import { type OnUserRenamed, userStore } from '../../src/accounts/users.ts';
import { auditStore } from '../../src/audit/audit-trail.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import type { Milliseconds } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';

/** 2026-03-01T12:00:00Z */
const noon = 1_772_366_400_000;

export const lives = { sessionIdleSeconds: 3600, sessionMaxSeconds: 43_200, rememberMeSeconds: 2_592_000 };

/** As the settings have it where nobody says otherwise. */
export const throttling = { signInAttempts: 5, signInAddressAttempts: 100, signInPauseMaxSeconds: 900 };

/** What the people of these tests type. */
export const password = 'correct horse battery';

export function settableClock() {
  let now = noon;
  return {
    now: () => now,
    pass(span: Milliseconds) {
      now += span;
    },
  };
}

/** Real hashes, counted; a test may say that too many wait. */
function countedPasswords(real: Passwords) {
  const counts = { verified: 0 };
  const load = { full: false };
  const passwords: Passwords = {
    ...real,
    isBusy: () => load.full || real.isBusy(),
    verify(hashed, typed) {
      counts.verified += 1;
      return real.verify(hashed, typed);
    },
  };
  return { passwords, counts, load };
}

export function room(
  database: Database,
  onPasswordChanged: readonly OnPasswordChanged[] = [],
  onUserRenamed: readonly OnUserRenamed[] = [],
) {
  const random = systemRandom();
  const clock = settableClock();
  const { passwords, counts, load } = countedPasswords(createPasswords(random, () => 8));
  const users = userStore({
    database,
    clock,
    random,
    passwords,
    writePassword: passwordWriter(onPasswordChanged),
    onEmailChanging: [],
    onUserRenamed,
    onUserDeleted: [],
  });
  const lostNotes: unknown[] = [];
  const sessions = sessionStore({
    database,
    clock,
    random,
    lives: () => lives,
    onNoteLost: (error) => lostNotes.push(error),
    onStarted: () => {},
  });
  const signing = signIn({ database, clock, random, passwords, throttling: () => throttling });
  return {
    database,
    clock,
    counts,
    load,
    users,
    sessions,
    signIn: signing,
    lostNotes,
    groups: groupStore({ database, clock, onGroupDeleted: [] }),
    permissions: globalPermissionStore(database, clock),
    setup: setup({ database, clock, random, passwords }),
    audit: auditStore(database),

    /** A user in weir-users with the password of these tests. */
    async user(username: string): Promise<User> {
      const outcome = await users.create(newUser(username), systemOrigin);
      assert(outcome.outcome === 'done');
      return outcome.user;
    },

    /** Signs in and starts a session. @returns the cookie's value */
    async session(username: string, options: { readonly remember?: boolean; readonly replaces?: string } = {}): Promise<string> {
      const verified = await signing.verify(username, password, systemOrigin);
      assert(verified.outcome === 'verified');
      const value = await sessions.start(
        {
          userId: verified.person.id,
          passwordChangedAt: verified.passwordChangedAt,
          proof: 'password',
          remember: options.remember ?? false,
          userAgent: 'Firefox',
          replaces: options.replaces,
        },
        systemOrigin,
      );
      assert(value !== undefined);
      return value;
    },
  };
}

export type Room = ReturnType<typeof room>;

export function newUser(username: string) {
  return { username, fullName: 'Uma User', email: 'uma@example.org', password, groups: ['weir-users'] };
}

/** @returns where an attempt of a sign-in comes from */
export function from(remoteAddress: string) {
  return { ...systemOrigin, remoteAddress };
}
