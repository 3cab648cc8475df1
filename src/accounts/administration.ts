/**
 * What administrators do to accounts and groups of others. An administrator who may not administer the system changes nobody who may,
 * and nothing that would make somebody so: a right cannot be reached from below.
 */
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { GroupOutcome, GroupStore } from './groups.ts';
import type { Profile } from './profile-rules.ts';
import type { TwoStep } from './second-factors/two-step.ts';
import { administersSystem } from './system-administrators.ts';
import type { User } from './user.ts';
import type { EndOutcome, UserStore } from './users.ts';

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

/** Names are found without regard to case. */
export interface Administration {
  disable(username: string, by: Administrator): Promise<AdministeredUser>;
  enable(username: string, by: Administrator): Promise<AdministeredUser>;
  /** Closes the account for ever. */
  delete(username: string, by: Administrator): Promise<AdministeredUser>;
  changeProfile(
    username: string,
    profile: Partial<Pick<Profile, 'fullName' | 'email'>>,
    by: Administrator,
  ): Promise<AdministeredUser>;
  /** All sessions of the account end; what it allowed to applications goes on. */
  resetPassword(username: string, password: string, by: Administrator): Promise<AdministeredUser>;
  /** Removes every second factor of somebody who has lost them; doing it again changes nothing. */
  resetTwoStep(username: string, by: Administrator): Promise<AdministeredUser>;
  addMember(username: string, groupName: string, by: Administrator): Promise<AdministeredGroup>;
  removeMember(username: string, groupName: string, by: Administrator): Promise<AdministeredGroup>;
  deleteGroup(name: string, by: Administrator): Promise<AdministeredGroup>;
}

const systemAdministratorOnly: SystemAdministratorOnly = { outcome: 'system-administrator-only' };

export function administration(rooms: {
  readonly database: Database;
  readonly users: UserStore;
  readonly groups: GroupStore;
  readonly twoStep: Pick<TwoStep, 'reset'>;
}): Administration {
  const { database, users, groups, twoStep } = rooms;

  async function ofUser(
    username: string,
    by: Administrator,
    change: (user: User) => Promise<EndOutcome>,
  ): Promise<AdministeredUser> {
    const user = await users.byUsername(username);
    if (user === undefined) return { outcome: 'unknown-user' };
    if (!by.isSystemAdministrator && (await administersSystem(database.read, { kind: 'user', id: user.id }))) {
      return systemAdministratorOnly;
    }
    return change(user);
  }

  async function ofGroup(name: string, by: Administrator, change: () => Promise<GroupOutcome>): Promise<AdministeredGroup> {
    const group = await groups.byName(name);
    if (group === undefined) return { outcome: 'unknown-group' };
    if (!by.isSystemAdministrator && (await administersSystem(database.read, { kind: 'group', id: group.id }))) {
      return systemAdministratorOnly;
    }
    return change();
  }

  async function ofMember(
    username: string,
    groupName: string,
    by: Administrator,
    change: (userId: number) => Promise<GroupOutcome>,
  ): Promise<AdministeredGroup> {
    const user = await users.byUsername(username);
    if (user === undefined) return { outcome: 'unknown-user' };
    return ofGroup(groupName, by, () => change(user.id));
  }

  return {
    disable: (username, by) => ofUser(username, by, ({ id }) => users.disable(id, by.origin)),
    enable: (username, by) => ofUser(username, by, ({ id }) => users.enable(id, by.origin)),
    delete: (username, by) => ofUser(username, by, ({ id }) => users.delete(id, by.origin)),
    changeProfile: (username, profile, by) =>
      ofUser(username, by, ({ id, fullName, email }) => users.updateProfile(id, { fullName, email, ...profile }, by.origin)),
    resetPassword: (username, password, by) =>
      ofUser(username, by, ({ id }) => users.changePassword({ userId: id, password, alsoApplications: false }, by.origin)),
    resetTwoStep: (username, by) =>
      ofUser(username, by, async (user) => {
        await twoStep.reset(user.id, by.origin);
        return { outcome: 'done', user };
      }),
    addMember: (username, groupName, by) =>
      ofMember(username, groupName, by, (userId) => groups.addMember(groupName, userId, by.origin)),
    removeMember: (username, groupName, by) =>
      ofMember(username, groupName, by, (userId) => groups.removeMember(groupName, userId, by.origin)),
    deleteGroup: (name, by) => ofGroup(name, by, () => groups.delete(name, by.origin)),
  };
}
