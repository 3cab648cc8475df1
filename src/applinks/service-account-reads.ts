/** Service accounts as an administrator sees them: the client, the account behind it, its groups and its spaces. */
import { personColumns, toPerson } from '../accounts/person.ts';
import { mayAdministerSystem } from '../accounts/system-administrators.ts';
import type { Database } from '../database/database.ts';
import type { Queries } from '../database/schema.ts';
import type { Clock, Milliseconds, Seconds } from '../foundation/clock.ts';
import { holds, type Scope } from '../http/caller.ts';
import type { SpaceAccess } from './service-account-form.ts';

/** Milliseconds since 1970 for times. */
export interface ServiceAccount {
  /** The client's row, for addresses of our pages. */
  readonly id: number;
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  /** The most that it may ask for. */
  readonly scope: Scope;
  /** Life of an access token; null: the setting in force. */
  readonly accessTokenSeconds: Seconds | null;
  readonly userId: number;
  readonly userKey: string;
  /** What groups and spaces permit things by. */
  readonly username: string;
  /** Names, in their order. */
  readonly groups: readonly string[];
  /** The spaces that it may touch, by key; undefined: all. */
  readonly spaces: readonly { readonly key: string; readonly access: SpaceAccess }[] | undefined;
  /** Whether one of its groups lets it administer the system. */
  readonly administersSystem: boolean;
  /** Whether it may use Weir at all: without that it gets no token. */
  readonly mayUse: boolean;
  /** Null: it does not expire. */
  readonly expiresAt: Milliseconds | null;
  readonly isExpired: boolean;
  /** Null: it is not disabled. */
  readonly disabledAt: Milliseconds | null;
  /** Full name of who made it; undefined: the command line, or an account that was removed. */
  readonly createdByName: string | undefined;
  readonly createdAt: Milliseconds;
  readonly updatedAt: Milliseconds;
  readonly lastUsedAt: Milliseconds | null;
}

interface ServiceAccountReads {
  /** @returns all by name */
  all(): Promise<readonly ServiceAccount[]>;
  one(id: number): Promise<ServiceAccount | undefined>;
  /** @returns one as a transaction sees it */
  oneIn(queries: Queries, id: number): Promise<ServiceAccount | undefined>;
}

export function readServiceAccounts(database: Database, clock: Clock): ServiceAccountReads {
  const oneIn: ServiceAccountReads['oneIn'] = async (queries, id) => (await read(queries, clock.now(), id))[0];
  return { all: () => read(database.read, clock.now()), one: (id) => oneIn(database.read, id), oneIn };
}

async function read(queries: Queries, now: Milliseconds, id?: number): Promise<readonly ServiceAccount[]> {
  let clients = queries
    .selectFrom('oauth_client')
    .innerJoin('user_account', 'user_account.id', 'oauth_client.service_user_id')
    .leftJoin('user_account as creator', 'creator.id', 'oauth_client.created_by')
    .selectAll('oauth_client')
    .select(personColumns)
    .select([
      'user_account.id as user_id',
      'user_account.user_key',
      'user_account.username',
      'user_account.confined',
      'user_account.disabled_at as user_disabled_at',
      'creator.full_name as created_by_name',
    ])
    .select(({ eb, lit }) => eb.case().when(mayAdministerSystem()).then(lit(1)).else(lit(0)).end().as('administers_system'))
    .orderBy('oauth_client.name_folded');
  let groups = queries
    .selectFrom('oauth_client')
    .innerJoin('group_member', 'group_member.user_id', 'oauth_client.service_user_id')
    .innerJoin('user_group', 'user_group.id', 'group_member.group_id')
    .select(['group_member.user_id', 'user_group.name'])
    .orderBy('user_group.name_folded');
  let spaces = queries
    .selectFrom('oauth_client')
    .innerJoin('service_account_space', 'service_account_space.user_id', 'oauth_client.service_user_id')
    .innerJoin('space', 'space.id', 'service_account_space.space_id')
    .select(['service_account_space.user_id', 'space.key', 'service_account_space.access'])
    .orderBy('space.key_folded');
  if (id !== undefined) {
    clients = clients.where('oauth_client.id', '=', id);
    groups = groups.where('oauth_client.id', '=', id);
    spaces = spaces.where('oauth_client.id', '=', id);
  }
  const rows = await clients.execute();
  const groupsOf = Map.groupBy(await groups.execute(), ({ user_id }) => user_id);
  const spacesOf = Map.groupBy(await spaces.execute(), ({ user_id }) => user_id);
  return rows.map((row) => ({
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    description: row.description,
    scope: row.scope,
    accessTokenSeconds: row.access_token_seconds,
    userId: row.user_id,
    userKey: row.user_key,
    username: row.username,
    groups: (groupsOf.get(row.user_id) ?? []).map(({ name }) => name),
    spaces: row.confined === 0 ? undefined : (spacesOf.get(row.user_id) ?? []).map(({ key, access }) => ({ key, access })),
    administersSystem: row.administers_system === 1,
    mayUse: holds(toPerson(row).permissions, 'use'),
    expiresAt: row.expires_at,
    isExpired: row.expires_at !== null && row.expires_at <= now,
    disabledAt: row.user_disabled_at,
    createdByName: row.created_by_name ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUsedAt: row.last_used_at,
  }));
}
