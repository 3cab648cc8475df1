/** What a person has allowed applications to do, as that person sees and ends it: the grants in force. */
import type { OnPasswordChanged } from '../accounts/users.ts';
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Scope } from '../http/caller.ts';

/** A grant in force. Milliseconds since 1970. */
export interface Authorization {
  readonly grantId: number;
  readonly clientId: string;
  /** The application's. */
  readonly name: string;
  readonly hasLogo: boolean;
  /** The widest that was allowed. */
  readonly scope: Scope;
  readonly since: Milliseconds;
  readonly lastUsedAt: Milliseconds | null;
  readonly lastUsedAddress: string | null;
}

export interface Authorizations {
  /** @returns what a person lets act for them, by name */
  ofUser(userId: number): Promise<readonly Authorization[]>;
  /** Ends one of the person's own, with all its tokens: each asks for its grant on each use. @returns whether it was in force */
  revoke(userId: number, grantId: number, origin: Origin): Promise<boolean>;
  /** Ends all of the person's own. @returns how many were in force */
  revokeAll(userId: number, origin: Origin): Promise<number>;
}

export function authorizations(database: Database, clock: Clock): Authorizations {
  return {
    async ofUser(userId) {
      const rows = await database.read
        .selectFrom('oauth_grant')
        .innerJoin('oauth_client', 'oauth_client.id', 'oauth_grant.client')
        .leftJoin('oauth_client_logo', 'oauth_client_logo.client', 'oauth_client.id')
        .where('oauth_grant.user_id', '=', userId)
        .where('oauth_grant.ended_at', 'is', null)
        .select([
          'oauth_grant.id',
          'oauth_grant.scope',
          'oauth_grant.created_at',
          'oauth_grant.last_used_at',
          'oauth_grant.last_used_address',
          'oauth_client.client_id',
          'oauth_client.name',
          'oauth_client_logo.updated_at as logo_updated_at',
        ])
        .orderBy('oauth_client.name_folded')
        .execute();
      return rows.map((row) => ({
        grantId: row.id,
        clientId: row.client_id,
        name: row.name,
        hasLogo: row.logo_updated_at !== null,
        scope: row.scope,
        since: row.created_at,
        lastUsedAt: row.last_used_at,
        lastUsedAddress: row.last_used_address,
      }));
    },

    revoke: (userId, grantId, origin) =>
      database.write(async (queries) => (await end(queries, userId, { grantId }, clock.now(), origin)) === 1),

    revokeAll: (userId, origin) => database.write((queries) => end(queries, userId, {}, clock.now(), origin)),
  };
}

/** For the store of users: ends a person's grants in the transaction of the password change, when the person chose so. */
export const endAuthorizationsWithPassword: OnPasswordChanged = async (queries, userId, { alsoApplications, at, origin }) => {
  if (alsoApplications) await end(queries, userId, {}, at, origin);
};

/** One conditional write, with its event. @returns how many grants it ended */
async function end(
  queries: WriteQueries,
  userId: number,
  which: { readonly grantId?: number },
  now: Milliseconds,
  origin: Origin,
): Promise<number> {
  const owned = queries
    .updateTable('oauth_grant')
    .set({ ended_at: now })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null);
  const chosen = which.grantId === undefined ? owned : owned.where('id', '=', which.grantId);
  const ended = await chosen.returning('client').execute();
  if (ended.length > 0) await record(queries, userId, ended, now, origin);
  return ended.length;
}

async function record(
  queries: WriteQueries,
  userId: number,
  ended: readonly { readonly client: number }[],
  at: Milliseconds,
  origin: Origin,
): Promise<void> {
  const { user_key, username } = await queries
    .selectFrom('user_account')
    .select(['user_key', 'username'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  const clients = await queries
    .selectFrom('oauth_client')
    .select('name')
    .where(
      'id',
      'in',
      ended.map(({ client }) => client),
    )
    .orderBy('name_folded')
    .execute();
  await appendEvent(queries, {
    at,
    origin,
    kind: 'authorization.revoked',
    object: { type: 'user', id: user_key, name: username },
    summary: `Ended the access of ${clients.map(({ name }) => name).join(', ')} for ${username}.`,
  });
}
