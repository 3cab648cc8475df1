/** Listing and ending grants: by the user under Authorized applications, and by an administrator for a client or a user. */
import type { InferResult } from 'kysely';
import { type AuditedObject, appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Scope } from '../http/caller.ts';
import { auditedClient } from './client-audit.ts';

/** A grant in force. Milliseconds since 1970 for times. */
export interface AuthorizedApplication {
  readonly grantId: number;
  readonly client: { readonly id: number; readonly clientId: string; readonly name: string; readonly hasLogo: boolean };
  readonly user: { readonly id: number; readonly userKey: string; readonly username: string; readonly fullName: string };
  /** The widest permission that was allowed. */
  readonly scope: Scope;
  readonly since: Milliseconds;
  readonly lastUsedAt: Milliseconds | null;
  readonly lastUsedAddress: string | null;
}

/** What ending all of a client's grants would end. */
export interface ClientReach {
  readonly users: number;
  /** Access and refresh tokens that are good now. */
  readonly tokens: number;
}

/** Ending a grant ends its tokens at once, on every node. Each verb tells the audit trail, in its transaction. */
export interface Grants {
  /** @returns a user's grants, the newest first */
  ofUser(userId: number): Promise<readonly AuthorizedApplication[]>;
  /** @returns a client's grants, the newest first; `before`: the last grant id of the page before */
  ofClient(client: number, page: { readonly limit: number; readonly before?: number }): Promise<readonly AuthorizedApplication[]>;
  reachOfClient(client: number): Promise<ClientReach>;
  /** Ends one. @param userId whose it must be; undefined: anybody's @returns false when there is none that could be ended */
  end(grantId: number, userId: number | undefined, origin: Origin): Promise<boolean>;
  /** @returns how many ended */
  endAllOfUser(userId: number, origin: Origin): Promise<number>;
  /** @returns how many ended */
  endAllOfClient(client: number, origin: Origin): Promise<number>;
}

export function grants(database: Database, clock: Clock): Grants {
  return {
    async ofUser(userId) {
      const rows = await inForce(database.read).where('oauth_grant.user_id', '=', userId).execute();
      return rows.map(toApplication);
    },

    async ofClient(client, { limit, before }) {
      let query = inForce(database.read).where('oauth_grant.client', '=', client).limit(limit);
      if (before !== undefined) query = query.where('oauth_grant.id', '<', before);
      return (await query.execute()).map(toApplication);
    },

    async reachOfClient(client) {
      const now = clock.now();
      const ofClient = database.read
        .selectFrom('oauth_grant')
        .where('oauth_grant.client', '=', client)
        .where('oauth_grant.ended_at', 'is', null);
      const pairs = ofClient
        .innerJoin('oauth_family', 'oauth_family.grant_id', 'oauth_grant.id')
        .innerJoin('oauth_token_pair', 'oauth_token_pair.family_id', 'oauth_family.id')
        .where('oauth_family.ended_at', 'is', null)
        .where('oauth_token_pair.ended_at', 'is', null);
      const [users, access, refresh] = await Promise.all([
        ofClient.select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
        pairs
          .where('oauth_token_pair.access_ended_at', 'is', null)
          .where('oauth_token_pair.access_expires_at', '>', now)
          .select((select) => select.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow(),
        pairs
          .where('oauth_token_pair.refresh_expires_at', '>', now)
          .select((select) => select.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow(),
      ]);
      return { users: users.count, tokens: access.count + refresh.count };
    },

    end: (grantId, userId, origin) =>
      database.write(async (queries) => {
        const now = clock.now();
        let grant = inForce(queries).where('oauth_grant.id', '=', grantId);
        if (userId !== undefined) grant = grant.where('oauth_grant.user_id', '=', userId);
        const row = await grant.executeTakeFirst();
        if (row === undefined || (await endWhere(queries, { column: 'id', id: grantId }, now)) === 0) return false;
        const { client, user } = toApplication(row);
        await record(queries, origin, now, auditedClient(client), `Ended what ${user.username} allowed ${client.name}.`);
        return true;
      }),

    endAllOfUser: (userId, origin) => database.write((queries) => endOfUser(queries, userId, origin, clock.now())),

    endAllOfClient: (client, origin) =>
      database.write(async (queries) => {
        const now = clock.now();
        const row = await queries
          .selectFrom('oauth_client')
          .select(['client_id', 'name'])
          .where('id', '=', client)
          .executeTakeFirst();
        const ended = await endWhere(queries, { column: 'client', id: client }, now);
        if (row === undefined || ended === 0) return 0;
        const object = auditedClient({ clientId: row.client_id, name: row.name });
        await record(queries, origin, now, object, `Ended what ${people(ended)} allowed ${row.name}.`);
        return ended;
      }),
  };
}

/**
 * Ends what a user allowed to applications when the password changes, if that was chosen; for the accounts' password change,
 * in its transaction.
 */
export async function endGrantsOnPasswordChange(
  queries: WriteQueries,
  userId: number,
  change: { readonly alsoApplications: boolean; readonly at: Milliseconds; readonly origin: Origin },
): Promise<void> {
  if (change.alsoApplications) await endOfUser(queries, userId, change.origin, change.at);
}

/** Ends what a user allowed, for the accounts' deletion of one, in its transaction. */
export async function endGrantsOfDeletedUser(
  queries: WriteQueries,
  userId: number,
  change: { readonly at: Milliseconds; readonly origin: Origin },
): Promise<void> {
  await endOfUser(queries, userId, change.origin, change.at);
}

async function endOfUser(queries: WriteQueries, userId: number, origin: Origin, now: Milliseconds): Promise<number> {
  const user = await queries
    .selectFrom('user_account')
    .select(['user_key', 'username'])
    .where('id', '=', userId)
    .executeTakeFirst();
  const ended = await endWhere(queries, { column: 'user_id', id: userId }, now);
  if (user === undefined || ended === 0) return 0;
  const object = { type: 'user', id: user.user_key, name: user.username };
  const applications = ended === 1 ? 'one application' : `${ended} applications`;
  await record(queries, origin, now, object, `Ended what ${user.username} allowed ${applications}.`);
  return ended;
}

/** @returns how many grants this write ended */
async function endWhere(
  queries: WriteQueries,
  { column, id }: { readonly column: 'id' | 'client' | 'user_id'; readonly id: number },
  now: Milliseconds,
): Promise<number> {
  const { numUpdatedRows } = await queries
    .updateTable('oauth_grant')
    .set({ ended_at: now })
    .where(column, '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

async function record(
  queries: WriteQueries,
  origin: Origin,
  at: Milliseconds,
  object: AuditedObject,
  summary: string,
): Promise<void> {
  await appendEvent(queries, { at, origin, kind: 'authorization.ended', object, summary });
}

function people(count: number): string {
  return count === 1 ? 'one person' : `${count} people`;
}

function inForce(queries: Queries) {
  return queries
    .selectFrom('oauth_grant')
    .innerJoin('oauth_client', 'oauth_client.id', 'oauth_grant.client')
    .innerJoin('user_account', 'user_account.id', 'oauth_grant.user_id')
    .leftJoin('oauth_client_logo', 'oauth_client_logo.client', 'oauth_client.id')
    .select([
      'oauth_grant.id',
      'oauth_grant.scope',
      'oauth_grant.created_at',
      'oauth_grant.last_used_at',
      'oauth_grant.last_used_address',
      'oauth_grant.client',
      'oauth_client.client_id',
      'oauth_client.name',
      'oauth_client_logo.updated_at as logo_updated_at',
      'oauth_grant.user_id',
      'user_account.user_key',
      'user_account.username',
      'user_account.full_name',
    ])
    .where('oauth_grant.ended_at', 'is', null)
    .orderBy('oauth_grant.id', 'desc');
}

type GrantRow = InferResult<ReturnType<typeof inForce>>[number];

function toApplication(row: GrantRow): AuthorizedApplication {
  return {
    grantId: row.id,
    client: { id: row.client, clientId: row.client_id, name: row.name, hasLogo: row.logo_updated_at !== null },
    user: { id: row.user_id, userKey: row.user_key, username: row.username, fullName: row.full_name },
    scope: row.scope,
    since: row.created_at,
    lastUsedAt: row.last_used_at,
    lastUsedAddress: row.last_used_address,
  };
}
