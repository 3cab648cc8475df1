/**
 * What administrators may do to other people's accounts, groups and global permissions. An administrator who is not a system
 * administrator can neither change a system administrator nor make anybody one: a permission cannot be reached from below.
 */
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { GlobalPermission } from '../http/caller.ts';
import type { GlobalPermissionStore, GrantOutcome } from './global-permissions.ts';
import type { GroupOutcome, GroupStore } from './groups.ts';
import type { NewUser } from './new-user.ts';
import type { AddressPurpose, MadeAddress, PasswordReset } from './password-reset.ts';
import type { ProfileChange } from './profile-rules.ts';
import type { TwoStep } from './second-factors/two-step.ts';
import type { Subject } from './subject.ts';
import { administersSystem, oneAdministersSystem } from './system-administrators.ts';
import { signInThrottle, type ThrottleRules } from './throttle.ts';
import { recordUserEvent, type User } from './user.ts';
import type { EndOutcome, UserOutcome, UserStore } from './users.ts';

/** Who administers. */
export interface Administrator {
  readonly origin: Origin;
  /** As the credential says it of this request. */
  readonly isSystemAdministrator: boolean;
}

/** Only a system administrator may. */
export interface SystemAdministratorOnly {
  readonly outcome: 'system-administrator-only';
}

export type AdministeredUser = EndOutcome | SystemAdministratorOnly;
export type AdministeredGroup = GroupOutcome | SystemAdministratorOnly;

/** An address by which somebody chooses a password. */
export type AddressOutcome =
  | ({ readonly outcome: 'made'; readonly purpose: AddressPurpose; readonly user: User } & MadeAddress)
  /** Nobody can sign in to the account: it is disabled, or a program's. */
  | { readonly outcome: 'cannot-sign-in' | 'unknown-user' }
  | SystemAdministratorOnly;

/** Names are found without regard to case. */
export interface Administration {
  /** @returns whether this administrator may change a user or a group at all */
  mayChange(subject: Subject, by: Administrator): Promise<boolean>;
  /** Does something to an account, unless it is beyond this administrator. */
  onUser<T>(
    username: string,
    by: Administrator,
    change: (user: User) => Promise<T>,
  ): Promise<T | { readonly outcome: 'unknown-user' } | SystemAdministratorOnly>;
  create(user: NewUser, by: Administrator): Promise<UserOutcome | SystemAdministratorOnly>;
  disable(username: string, by: Administrator): Promise<AdministeredUser>;
  enable(username: string, by: Administrator): Promise<AdministeredUser>;
  /** Closes the account for ever. */
  delete(username: string, by: Administrator): Promise<AdministeredUser>;
  /** Changes what is given, the username too. */
  changeProfile(username: string, change: ProfileChange, by: Administrator): Promise<AdministeredUser>;
  /** All sessions of the account end; what it allowed to applications goes on. */
  resetPassword(username: string, password: string, by: Administrator): Promise<AdministeredUser>;
  /** Removes every second factor of somebody who has lost them; doing it again changes nothing. */
  resetTwoStep(username: string, by: Administrator): Promise<AdministeredUser>;
  /** Makes an address for the person to choose a password by, and sends it when there is mail: an invitation while there is no password yet. */
  sendAddress(username: string, by: Administrator): Promise<AddressOutcome>;
  /** Ends the pause that failed attempts to sign in have opened. */
  unlock(username: string, by: Administrator): Promise<AdministeredUser>;
  /** @returns until when failed attempts keep everybody from trying again; undefined: they do not */
  lockedUntil(username: string): Promise<Milliseconds | undefined>;
  addMember(username: string, groupName: string, by: Administrator): Promise<AdministeredGroup>;
  removeMember(username: string, groupName: string, by: Administrator): Promise<AdministeredGroup>;
  deleteGroup(name: string, by: Administrator): Promise<AdministeredGroup>;
  grant(subject: Subject, permission: GlobalPermission, by: Administrator): Promise<AdministeredGrant>;
  revoke(subject: Subject, permission: GlobalPermission, by: Administrator): Promise<AdministeredGrant>;
}

export type AdministeredGrant = GrantOutcome | SystemAdministratorOnly['outcome'];

const systemAdministratorOnly: SystemAdministratorOnly = { outcome: 'system-administrator-only' };

export function administration(rooms: {
  readonly database: Database;
  readonly clock: Clock;
  readonly users: UserStore;
  readonly groups: GroupStore;
  readonly twoStep: Pick<TwoStep, 'reset'>;
  readonly permissions: GlobalPermissionStore;
  readonly passwordReset: Pick<PasswordReset, 'make'>;
  readonly throttling: () => ThrottleRules;
}): Administration {
  const { database, clock, users, groups, permissions, passwordReset, twoStep } = rooms;
  const throttle = signInThrottle(database, rooms.throttling);

  const mayChange: Administration['mayChange'] = async (subject, by) =>
    by.isSystemAdministrator || !(await administersSystem(database.read, subject));

  const ofUser: Administration['onUser'] = async (username, by, change) => {
    const user = await users.byUsername(username);
    if (user === undefined) return { outcome: 'unknown-user' };
    return (await mayChange({ kind: 'user', id: user.id }, by)) ? change(user) : systemAdministratorOnly;
  };

  async function ofGroup(name: string, by: Administrator, change: () => Promise<GroupOutcome>): Promise<AdministeredGroup> {
    const group = await groups.byName(name);
    if (group === undefined) return { outcome: 'unknown-group' };
    return (await mayChange({ kind: 'group', id: group.id }, by)) ? change() : systemAdministratorOnly;
  }

  function ofMember(
    username: string,
    groupName: string,
    by: Administrator,
    change: (userId: number) => Promise<GroupOutcome>,
  ): Promise<AdministeredGroup> {
    return ofUser(username, by, (user) => ofGroup(groupName, by, () => change(user.id)));
  }

  async function changeGrant(
    verb: 'grant' | 'revoke',
    subject: Subject,
    permission: GlobalPermission,
    by: Administrator,
  ): Promise<AdministeredGrant> {
    const isBeyond = permission === 'administer-system' && !by.isSystemAdministrator;
    if (isBeyond || !(await mayChange(subject, by))) return 'system-administrator-only';
    return permissions[verb](subject, permission, by.origin);
  }

  return {
    mayChange,
    onUser: ofUser,
    async create(user, by) {
      if (!by.isSystemAdministrator && (await oneAdministersSystem(database.read, user.groups))) return systemAdministratorOnly;
      return users.create(user, by.origin);
    },
    disable: (username, by) => ofUser(username, by, ({ id }) => users.disable(id, by.origin)),
    enable: (username, by) => ofUser(username, by, ({ id }) => users.enable(id, by.origin)),
    delete: (username, by) => ofUser(username, by, ({ id }) => users.delete(id, by.origin)),
    changeProfile: (username, change, by) => ofUser(username, by, ({ id }) => users.updateProfile(id, change, by.origin)),
    resetPassword: (username, password, by) =>
      ofUser(username, by, ({ id }) => users.changePassword({ userId: id, password, alsoApplications: false }, by.origin)),
    resetTwoStep: (username, by) =>
      ofUser(username, by, async (user) => {
        await twoStep.reset(user.id, by.origin);
        return { outcome: 'done', user };
      }),

    sendAddress: (username, by) =>
      ofUser(username, by, async (user): Promise<AddressOutcome> => {
        const purpose = user.passwordChangedAt === null ? 'invitation' : 'reset';
        const made = await passwordReset.make(purpose, user.id, by.origin);
        return made === undefined ? { outcome: 'cannot-sign-in' } : { outcome: 'made', purpose, user, ...made };
      }),

    unlock: (username, by) =>
      ofUser(username, by, (user) =>
        database.write(async (queries): Promise<EndOutcome> => {
          await throttle.release(queries, user.username);
          await recordUserEvent(queries, { kind: 'user.unlocked', user, origin: by.origin, at: clock.now() });
          return { outcome: 'done', user };
        }),
      ),
    lockedUntil: (username) => throttle.heldUntil(username, clock.now()),

    addMember: (username, groupName, by) =>
      ofMember(username, groupName, by, (userId) => groups.addMember(groupName, userId, by.origin)),
    removeMember: (username, groupName, by) =>
      ofMember(username, groupName, by, (userId) => groups.removeMember(groupName, userId, by.origin)),
    deleteGroup: (name, by) => ofGroup(name, by, () => groups.delete(name, by.origin)),
    grant: (subject, permission, by) => changeGrant('grant', subject, permission, by),
    revoke: (subject, permission, by) => changeGrant('revoke', subject, permission, by),
  };
}
