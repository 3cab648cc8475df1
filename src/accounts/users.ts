/** User accounts at rest. */
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import { violatesUnique } from '../database/failures.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { hexId, type Random } from '../foundation/random.ts';
import { closeAccount } from './deleted-user.ts';
import { type AccountEventName, type AnnounceAccount, aboutUser, announceAccountToNobody } from './events.ts';
import { checkNewUser, insertUser, type NewUser } from './new-user.ts';
import type { WritePassword } from './password-change.ts';
import { passwordProblems } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import {
  changedProfile,
  type ProfileChange,
  type ProfileProblem,
  profileProblems,
  usernameKey,
  usernameTaken,
} from './profile-rules.ts';
import { keepingAnAdministrator, type LastAdministrator } from './system-administrators.ts';
import { recordUserEvent, toUser, type User } from './user.ts';

export type UserOutcome =
  | { readonly outcome: 'done'; readonly user: User }
  | { readonly outcome: 'refused'; readonly problems: readonly ProfileProblem[] }
  | { readonly outcome: 'unknown-user' };

/** What came of taking an account's rights. */
export type EndOutcome = UserOutcome | LastAdministrator;

/** A part of a list, for those who count: how many to leave out, and how many to return at most. */
export interface ListPart {
  readonly start: number;
  readonly limit: number;
}

export interface PasswordChange {
  readonly userId: number;
  /** As typed. */
  readonly password: string;
  /** `publicId` of the session that goes on; without it all end. */
  readonly keepSession?: string;
  /** Whether what the person allowed to applications ends too. */
  readonly alsoApplications: boolean;
}

/** Runs inside the transaction that deletes an account: a floor above takes there what it gave out or kept. `username` is what it was called. */
export type OnUserDeleted = (
  queries: WriteQueries,
  userId: number,
  change: { readonly username: string; readonly at: Milliseconds; readonly origin: Origin },
) => Promise<void>;

/** Runs inside the transaction that changes an e-mail address, before it does: whoever has the old one is told. */
export type OnEmailChanging = (queries: WriteQueries, userId: number, newEmail: string) => Promise<void>;

/** Runs inside the transaction that gives an account another username: what names it by the old one follows. `user` is as it is now. */
export type OnUserRenamed = (queries: WriteQueries, user: User, oldUsername: string) => Promise<void>;

export interface UserStore {
  create(user: NewUser, origin: Origin): Promise<UserOutcome>;
  byId(id: number): Promise<User | undefined>;
  byUsername(username: string): Promise<User | undefined>;
  byUserKey(userKey: string): Promise<User | undefined>;
  /** @param after the id of the last user of the page before @returns users in the order in which they were made */
  list(page: { readonly limit: number; readonly after?: number }): Promise<readonly User[]>;
  /** @returns a part of the users in the order of their names, and whether there are more behind it */
  page(part: ListPart & { readonly activeOnly: boolean }): Promise<{ readonly results: readonly User[]; readonly more: boolean }>;
  /**
   * Changes what is given. Another username takes nothing from the account, which is known by its id and its user key everywhere: sessions, tokens,
   * grants, permissions, content and the personal space (which keeps its key) go on. The old one is free from then on.
   */
  updateProfile(userId: number, change: ProfileChange, origin: Origin): Promise<UserOutcome>;
  /** Ends the other sessions with the same write; whether the old password was right is asked before (`sign-in.ts`). */
  changePassword(change: PasswordChange, origin: Origin): Promise<UserOutcome>;
  /** Ends all sessions with the same write; tokens look at the account on each use. */
  disable(userId: number, origin: Origin): Promise<EndOutcome>;
  enable(userId: number, origin: Origin): Promise<UserOutcome>;
  /**
   * Closes an account for ever. What it wrote stays and refers to a row that says nothing of the person any more; its name is free,
   * its credentials, memberships and rights are gone. @returns the account as it was
   */
  delete(userId: number, origin: Origin): Promise<EndOutcome>;
}

export interface UserStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwords: Passwords;
  readonly writePassword: WritePassword;
  readonly onUserDeleted: readonly OnUserDeleted[];
  readonly onEmailChanging: readonly OnEmailChanging[];
  readonly onUserRenamed: readonly OnUserRenamed[];
  /** Told of what happens; without it nobody is. */
  readonly announce?: AnnounceAccount;
}

export function userStore(options: UserStoreOptions): UserStore {
  const {
    database,
    clock,
    random,
    passwords,
    writePassword,
    onUserDeleted,
    onEmailChanging,
    onUserRenamed,
    announce = announceAccountToNobody,
  } = options;

  const find = async (
    column: 'id' | 'username_folded' | 'user_key',
    value: string | number,
    queries: Queries = database.read,
  ) => {
    const row = await queries
      .selectFrom('user_account')
      .selectAll()
      .where(column, '=', value)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    return row && toUser(row);
  };

  /** Of several who find a name free, the database lets one have it. */
  async function refusingTakenNames(change: (queries: WriteQueries) => Promise<UserOutcome>): Promise<UserOutcome> {
    try {
      return await database.write(change);
    } catch (error) {
      if (violatesUnique(error)) return { outcome: 'refused', problems: [usernameTaken] };
      throw error;
    }
  }

  /** Reads an account that is about to change: of two writers the second waits here, and reads what the first left. */
  async function lock(queries: WriteQueries, userId: number): Promise<User | undefined> {
    const row = await queries
      .updateTable('user_account')
      .set((eb) => ({ updated_at: eb.ref('updated_at') }))
      .where('id', '=', userId)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    return row && toUser(row);
  }

  function tell(queries: WriteQueries, name: AccountEventName, user: User, { actor }: Origin, at: Milliseconds): Promise<void> {
    return announce(queries, { name, at, actorId: actor.userId, about: aboutUser(user) });
  }

  /** Disables or enables; doing it again changes and records nothing. */
  async function setDisabled(queries: WriteQueries, userId: number, disabled: boolean, origin: Origin): Promise<UserOutcome> {
    const now = clock.now();
    const row = await queries
      .updateTable('user_account')
      .set({ disabled_at: disabled ? now : null, updated_at: now })
      .where('id', '=', userId)
      .where('disabled_at', disabled ? 'is' : 'is not', null)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) {
      const user = await find('id', userId, queries);
      return user === undefined ? { outcome: 'unknown-user' } : { outcome: 'done', user };
    }
    if (disabled) await queries.deleteFrom('session').where('user_id', '=', userId).execute();
    const user = toUser(row);
    await recordUserEvent(queries, { kind: disabled ? 'user.disabled' : 'user.enabled', user, origin, at: now });
    await tell(queries, disabled ? 'user_deactivated' : 'user_reactivated', user, origin, now);
    return { outcome: 'done', user };
  }

  return {
    async create(typed, origin) {
      const checked = await checkNewUser(passwords, typed);
      if (checked.outcome === 'refused') return checked;
      const now = clock.now();
      return refusingTakenNames(async (queries) => {
        const user = await insertUser(queries, checked.user, hexId(random), now);
        await recordUserEvent(queries, { kind: 'user.created', user, origin, at: now });
        await tell(queries, 'user_created', user, origin, now);
        return { outcome: 'done', user };
      });
    },

    byId: (id) => find('id', id),
    byUsername: (username) => find('username_folded', usernameKey(username)),
    byUserKey: async (userKey) => (/^[0-9a-f]{32}$/.test(userKey) ? find('user_key', userKey) : undefined),

    async list({ limit, after = 0 }) {
      const rows = await database.read
        .selectFrom('user_account')
        .selectAll()
        .where('id', '>', after)
        .where('deleted_at', 'is', null)
        .where('kind', '=', 'person')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toUser);
    },

    async page({ start, limit, activeOnly }) {
      let query = database.read
        .selectFrom('user_account')
        .selectAll()
        .where('deleted_at', 'is', null)
        .where('kind', '=', 'person');
      if (activeOnly) query = query.where('disabled_at', 'is', null);
      const rows = await query
        .orderBy('username_folded')
        .offset(start)
        .limit(limit + 1)
        .execute();
      return { results: rows.slice(0, limit).map(toUser), more: limit > 0 && rows.length > limit };
    },

    updateProfile(userId, change, origin) {
      const now = clock.now();
      return refusingTakenNames(async (queries) => {
        const before = await lock(queries, userId);
        if (before === undefined) return { outcome: 'unknown-user' };
        if (before.isService) return { outcome: 'refused', problems: [{ field: 'fullName', reason: 'service-account' }] };
        const { profile, problems: meanwhile } = changedProfile(before, change);
        const { username, fullName, email } = profile;
        const problems = [...meanwhile, ...profileProblems(profile)];
        if (problems.length > 0) return { outcome: 'refused', problems };
        if (email !== before.email) for (const hook of onEmailChanging) await hook(queries, userId, email);
        const row = await queries
          .updateTable('user_account')
          .set({ username, username_folded: usernameKey(username), full_name: fullName, email, updated_at: now })
          .where('id', '=', userId)
          .returningAll()
          .executeTakeFirstOrThrow();
        // An address to choose a password lies in a mailbox that is no longer this person's.
        if (email !== before.email) await queries.deleteFrom('password_address').where('user_id', '=', userId).execute();
        const user = toUser(row);
        const isRenamed = username !== before.username;
        if (isRenamed) for (const hook of onUserRenamed) await hook(queries, user, before.username);
        await recordUserEvent(queries, {
          kind: isRenamed ? 'user.renamed' : 'user.profile-changed',
          user,
          before,
          origin,
          at: now,
        });
        return { outcome: 'done', user };
      });
    },

    async changePassword({ userId, password, keepSession, alsoApplications }, origin) {
      const before = await find('id', userId);
      if (before === undefined) return { outcome: 'unknown-user' };
      if (before.isService) return { outcome: 'refused', problems: [{ field: 'password', reason: 'service-account' }] };
      const problems = passwordProblems(password, before, passwords.leastLength());
      if (problems.length > 0) return { outcome: 'refused', problems };
      const hashed = await passwords.hash(password);
      return database.write(async (queries) => {
        const user = await writePassword(queries, { userId, hashed, keepSession, alsoApplications, at: clock.now() }, origin);
        return user === undefined ? { outcome: 'unknown-user' } : { outcome: 'done', user };
      });
    },

    disable: (userId, origin) => keepingAnAdministrator(database, (queries) => setDisabled(queries, userId, true, origin)),
    enable: (userId, origin) => database.write((queries) => setDisabled(queries, userId, false, origin)),

    delete(userId, origin) {
      const now = clock.now();
      return keepingAnAdministrator(database, async (queries): Promise<UserOutcome> => {
        const user = await find('id', userId, queries);
        if (user === undefined || !(await closeAccount(queries, user, now))) return { outcome: 'unknown-user' };
        for (const hook of onUserDeleted) await hook(queries, userId, { username: user.username, at: now, origin });
        await recordUserEvent(queries, { kind: 'user.deleted', user, origin, at: now });
        await tell(queries, 'user_removed', user, origin, now);
        return { outcome: 'done', user };
      });
    },
  };
}
