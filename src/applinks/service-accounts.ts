/**
 * Service accounts: what an administrator gives a program that acts as itself (RFC 6749 §4.4). Each is a confidential client with a
 * user account of its own behind it. Owns who may do what with which account; each verb is one transaction that includes its audit
 * event.
 */
import { usersGroup } from '../accounts/default-groups.ts';
import {
  confineServiceUser,
  insertServiceUser,
  renameServiceUser,
  setGroups,
  setServiceUserDisabled,
} from '../accounts/service-users.ts';
import type { UserStore } from '../accounts/users.ts';
import { appendEvent, type Change } from '../audit/audit-trail.ts';
import type { Database } from '../database/database.ts';
import { violatesUnique } from '../database/failures.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { hexId, type Random } from '../foundation/random.ts';
import { nameTaken } from '../oauth/client-rules.ts';
import type { ClientSecrets, ShownSecret } from '../oauth/client-secrets.ts';
import type { Clients, OverlapDays } from '../oauth/clients.ts';
import { insertServiceClient, updateServiceClient } from '../oauth/service-clients.ts';
import type { Administrator, Refused } from './links.ts';
import {
  blankServiceAccount,
  checkServiceAccount,
  lastDayOf,
  type ServiceAccountInput,
  type ServiceAccountProblem,
} from './service-account-form.ts';
import { findPlaces } from './service-account-places.ts';
import { readServiceAccounts, type ServiceAccount } from './service-account-reads.ts';

interface Invalid {
  readonly kind: 'invalid';
  readonly problems: readonly ServiceAccountProblem[];
}

interface Saved {
  readonly kind: 'saved';
  readonly account: ServiceAccount;
  /** One that was just made, to be shown. */
  readonly secret: string | undefined;
}

export type SaveServiceAccountOutcome =
  | Saved
  | Invalid
  /** Somebody else changed the account after it was read; nothing was saved. */
  | { readonly kind: 'changed-meanwhile' }
  | Refused;

type Done = { readonly kind: 'done' } | Refused;

export interface ServiceAccounts {
  /** @returns all of them by name */
  list(): Promise<readonly ServiceAccount[]>;
  find(id: number): Promise<ServiceAccount | undefined>;
  /** Finds one by what people call it: its name, username, client id or number. */
  findByReference(reference: string): Promise<ServiceAccount | undefined>;
  create(input: ServiceAccountInput, by: Administrator): Promise<Saved | Invalid>;
  /** @param seen `updatedAt` of the account that the input was made from */
  update(id: number, input: ServiceAccountInput, by: Administrator, seen: Milliseconds): Promise<SaveServiceAccountOutcome>;
  /** Makes a new secret; the one in force ends after the overlap, and with it what it got. */
  rotateSecret(
    id: number,
    overlap: OverlapDays,
    by: Administrator,
  ): Promise<{ readonly kind: 'rotated'; readonly secret: string } | Refused>;
  /** Ends a secret that was replaced before its time, and what it got. */
  endSecret(id: number, secretId: number, by: Administrator): Promise<Done>;
  /** The secrets that are valid now, newest first. Whether the administrator has proved a password lately is the caller's question. */
  viewCredentials(
    id: number,
    by: Administrator,
  ): Promise<{ readonly kind: 'shown'; readonly account: ServiceAccount; readonly secrets: readonly ShownSecret[] } | Refused>;
  disable(id: number, by: Administrator): Promise<Done>;
  enable(id: number, by: Administrator): Promise<Done>;
  /** Ends everything that it has, for good; what it wrote stays. */
  remove(id: number, by: Administrator): Promise<Done>;
  /** Whether this administrator may change the account and see its credentials. */
  mayManage(account: Pick<ServiceAccount, 'scope' | 'administersSystem'>, by: Administrator): boolean;
}

/** What a form begins with, and what a program need not say. */
export const newServiceAccount: ServiceAccountInput = { ...blankServiceAccount, groups: [usersGroup] };

/** @returns an account as its form shows it */
export function serviceAccountInput(account: ServiceAccount): ServiceAccountInput {
  return {
    name: account.name,
    description: account.description,
    scope: account.scope,
    groups: account.groups,
    reach: account.spaces === undefined ? 'all' : 'listed',
    spaces: account.spaces ?? [],
    lastDay: lastDayOf(account.expiresAt),
    accessTokenSeconds: account.accessTokenSeconds === null ? '' : String(account.accessTokenSeconds),
  };
}

export function createServiceAccounts(rooms: {
  readonly database: Database;
  readonly clients: Clients;
  readonly secrets: ClientSecrets;
  readonly users: Pick<UserStore, 'delete'>;
  readonly clock: Clock;
  readonly random: Random;
}): ServiceAccounts {
  const { database, clients, secrets, users, clock, random } = rooms;
  const { all, one, oneIn } = readServiceAccounts(database, clock);

  /** Whoever has its secret can do what it can: a system administrator's rights are not reached from below. */
  const mayManage: ServiceAccounts['mayManage'] = ({ scope, administersSystem }, by) =>
    by.isSystemAdministrator || (scope !== 'SYSTEM_ADMIN' && !administersSystem);

  async function managed(
    id: number,
    by: Administrator,
  ): Promise<{ readonly kind: 'found'; readonly account: ServiceAccount } | Refused> {
    const account = await one(id);
    if (account === undefined) return { kind: 'unknown' };
    return mayManage(account, by) ? { kind: 'found', account } : { kind: 'system-administrator-only' };
  }

  /** That a name is taken shows only when the row is written. */
  async function save<T extends SaveServiceAccountOutcome>(write: (queries: WriteQueries) => Promise<T>): Promise<T | Invalid> {
    try {
      return await database.write(write);
    } catch (error) {
      if (!violatesUnique(error)) throw error;
      return { kind: 'invalid', problems: [{ field: 'name', message: nameTaken.message }] };
    }
  }

  function check(input: ServiceAccountInput, by: Administrator, kept: Milliseconds | null, now: Milliseconds) {
    return checkServiceAccount(input, { mayGrantSystemAdmin: by.isSystemAdministrator, now, kept });
  }

  async function setDisabled(id: number, disabled: boolean, by: Administrator): Promise<Done> {
    const found = await managed(id, by);
    if (found.kind !== 'found') return found;
    const { account } = found;
    const now = clock.now();
    await database.write(async (queries) => {
      if (!(await setServiceUserDisabled(queries, account.userId, disabled, now))) return;
      const kind = disabled ? 'disabled' : 'enabled';
      const summary = `${disabled ? 'Disabled' : 'Enabled'} the service account ${account.name}.`;
      await appendEvent(queries, {
        at: now,
        origin: by.origin,
        kind: `service-account.${kind}`,
        object: audited(account),
        summary,
      });
    });
    return { kind: 'done' };
  }

  return {
    list: all,
    find: one,

    async findByReference(reference) {
      const accounts = await all();
      return (
        accounts.find(({ clientId }) => clientId === reference) ??
        accounts.find(({ name }) => name === reference) ??
        accounts.find(({ username }) => username === reference) ??
        accounts.find(({ id }) => String(id) === reference)
      );
    },

    create: (input, by) => {
      const now = clock.now();
      const checked = check(input, by, null, now);
      if ('problems' in checked) return Promise.resolve({ kind: 'invalid', ...checked });
      return save<Saved | Invalid>(async (queries) => {
        const places = await findPlaces(queries, checked, by);
        if ('problems' in places) return { kind: 'invalid', ...places };
        const { settings } = checked;
        const user = await insertServiceUser(queries, { name: settings.name, groups: [], userKey: hexId(random) }, now);
        await setGroups(queries, user.id, places.groupIds, now);
        await confineServiceUser(queries, user.id, places.spaces);
        const client = await insertServiceClient(queries, settings, {
          clientId: hexId(random),
          serviceUserId: user.id,
          createdBy: by.origin.actor.userId,
          now,
        });
        const secret = await secrets.issue(queries, client, now);
        const account = existing(await oneIn(queries, client.id));
        await appendEvent(queries, {
          at: now,
          origin: by.origin,
          kind: 'service-account.created',
          object: audited(account),
          summary: `Created the service account ${account.name}.`,
          changes: differences(undefined, account),
        });
        return { kind: 'saved', account, secret };
      });
    },

    async update(id, input, by, seen) {
      const found = await managed(id, by);
      if (found.kind !== 'found') return found;
      const before = found.account;
      const now = clock.now();
      const checked = check(input, by, before.expiresAt, now);
      if ('problems' in checked) return { kind: 'invalid', ...checked };
      return save<SaveServiceAccountOutcome>(async (queries) => {
        const places = await findPlaces(queries, checked, by);
        if ('problems' in places) return { kind: 'invalid', ...places };
        // The first write: of two administrators the second waits here, and finds that it was changed.
        if (!(await updateServiceClient(queries, id, checked.settings, { seen, now }))) return { kind: 'changed-meanwhile' };
        await renameServiceUser(queries, before.userId, checked.settings.name, now);
        await setGroups(queries, before.userId, places.groupIds, now);
        await confineServiceUser(queries, before.userId, places.spaces);
        const account = existing(await oneIn(queries, id));
        const changes = differences(before, account);
        if (changes.length > 0) {
          const summary = `Changed the service account ${account.name}.`;
          await appendEvent(queries, {
            at: now,
            origin: by.origin,
            kind: 'service-account.changed',
            object: audited(account),
            summary,
            changes,
          });
        }
        return { kind: 'saved', account, secret: undefined };
      });
    },

    async rotateSecret(id, overlap, by) {
      const found = await managed(id, by);
      if (found.kind !== 'found') return found;
      const secret = await clients.rotateSecret(id, overlap, by.origin);
      return secret === undefined ? { kind: 'unknown' } : { kind: 'rotated', secret };
    },

    async endSecret(id, secretId, by) {
      const found = await managed(id, by);
      if (found.kind !== 'found') return found;
      return (await clients.endSecret(id, secretId, by.origin)) ? { kind: 'done' } : { kind: 'unknown' };
    },

    async viewCredentials(id, by) {
      const found = await managed(id, by);
      if (found.kind !== 'found') return found;
      const shown = await clients.viewSecrets(id, by.origin);
      return shown === undefined ? { kind: 'unknown' } : { kind: 'shown', account: found.account, secrets: shown };
    },

    disable: (id, by) => setDisabled(id, true, by),
    enable: (id, by) => setDisabled(id, false, by),

    async remove(id, by) {
      const found = await managed(id, by);
      if (found.kind !== 'found') return found;
      const { outcome } = await users.delete(found.account.userId, by.origin);
      return outcome === 'done' ? { kind: 'done' } : { kind: 'unknown' };
    },

    mayManage,
  };
}

function existing(account: ServiceAccount | undefined): ServiceAccount {
  if (account === undefined) throw new Error('A service account that was just written is not there.');
  return account;
}

function audited({ clientId, name }: Pick<ServiceAccount, 'clientId' | 'name'>) {
  return { type: 'service-account', id: clientId, name };
}

/** @returns what differs; all, where there was nothing before */
function differences(before: ServiceAccount | undefined, after: ServiceAccount): readonly Change[] {
  const told = (account: ServiceAccount): Readonly<Record<string, string | null>> => ({
    name: account.name,
    description: account.description,
    username: account.username,
    scope: account.scope,
    groups: account.groups.join(', '),
    spaces: account.spaces === undefined ? 'all' : account.spaces.map(({ key, access }) => `${key} (${access})`).join(', '),
    expires: account.expiresAt === null ? 'never' : new Date(account.expiresAt).toISOString(),
    accessTokenSeconds: account.accessTokenSeconds === null ? null : String(account.accessTokenSeconds),
  });
  const old = before === undefined ? {} : told(before);
  return Object.entries(told(after))
    .map(([name, newValue]) => ({ name, oldValue: old[name] ?? null, newValue }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue);
}
