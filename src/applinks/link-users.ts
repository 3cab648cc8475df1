/** Who lets an application act for them: the consents that stand, as an administrator sees and ends them, and what ending a link would end. */
import { appendEvent } from '../audit/audit-trail.ts';
import type { Database } from '../database/database.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Scope } from '../http/caller.ts';
import type { Administrator } from './links.ts';

export interface LinkPerson {
  readonly userKey: string;
  readonly username: string;
  readonly fullName: string;
}

/** A consent that stands. Milliseconds since 1970. */
interface Consent {
  readonly grantId: number;
  /** The widest that was allowed. */
  readonly scope: Scope;
  readonly since: Milliseconds;
  readonly lastUsedAt: Milliseconds | null;
  readonly lastUsedAddress: string | null;
}

/** A consent, seen from the link. */
export interface LinkUser extends Consent {
  readonly person: LinkPerson;
}

/** A consent, seen from the person. */
export interface UserApplication extends Consent {
  readonly linkId: number;
  readonly name: string;
  readonly clientId: string;
}

/** What ending a link ends with it. */
export interface Impact {
  /** People whose consent stands. */
  readonly users: number;
  /** Access and refresh tokens that are good at this moment. */
  readonly tokens: number;
}

export interface LinkUsers {
  /** @param page `after`: the grant id of the last one of the page before @returns users in the order in which they allowed the link */
  of(linkId: number, page: { readonly limit: number; readonly after?: number | undefined }): Promise<readonly LinkUser[]>;
  /** @returns what a person lets act for them, by name */
  applicationsOf(userKey: string): Promise<readonly UserApplication[]>;
  impactOf(linkId: number): Promise<Impact>;
  /** Ends one consent with all its tokens. @returns whether it stood */
  revoke(grantId: number, by: Administrator): Promise<boolean>;
  /** Ends all consents for a link. @returns how many stood */
  revokeAll(linkId: number, by: Administrator): Promise<number>;
}

export function linkUsers({ database, clock }: { readonly database: Database; readonly clock: Clock }): LinkUsers {
  return {
    async of(linkId, { limit, after = 0 }) {
      const rows = await standing(database.read)
        .where('oauth_grant.client', '=', linkId)
        .where('oauth_grant.id', '>', after)
        .orderBy('oauth_grant.id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        ...toConsent(row),
        person: { userKey: row.user_key, username: row.username, fullName: row.full_name },
      }));
    },

    async applicationsOf(userKey) {
      const rows = await standing(database.read)
        .where('user_account.user_key', '=', userKey)
        .orderBy('oauth_client.name_folded')
        .execute();
      return rows.map((row) => ({ ...toConsent(row), linkId: row.link_id, name: row.name, clientId: row.client_id }));
    },

    async impactOf(linkId) {
      const [{ users }, { access, refresh }] = await Promise.all([
        standing(database.read)
          .where('oauth_grant.client', '=', linkId)
          .clearSelect()
          .select((count) => count.fn.countAll<number>().as('users'))
          .executeTakeFirstOrThrow(),
        liveTokens(database.read, linkId, clock.now()),
      ]);
      return { users: Number(users), tokens: access + refresh };
    },

    async revoke(grantId, by) {
      return (await end(by, (queries) => queries.where('oauth_grant.id', '=', grantId))) > 0;
    },

    revokeAll: (linkId, by) => end(by, (queries) => queries.where('oauth_grant.client', '=', linkId)),
  };

  /** One conditional write ends the consents, and with them every token: a token asks for its grant on each use. */
  function end(by: Administrator, narrow: (queries: EndingGrants) => EndingGrants): Promise<number> {
    const now = clock.now();
    return database.write(async (queries) => {
      const ended = await narrow(endingGrants(queries, now)).execute();
      if (ended.length === 0) return 0;
      const [client] = await queries
        .selectFrom('oauth_client')
        .select(['client_id', 'name'])
        .where('id', '=', ended[0]?.client ?? 0)
        .execute();
      const people = await queries
        .selectFrom('user_account')
        .select('username')
        .where(
          'id',
          'in',
          ended.slice(0, mostNamed).map(({ user_id }) => user_id),
        )
        .orderBy('username_folded')
        .execute();
      const names = people.map(({ username }) => username).join(', ');
      const others = ended.length - people.length;
      await appendEvent(queries, {
        at: now,
        origin: by.origin,
        kind: 'application-link.access-revoked',
        object: { type: 'application-link', id: client?.client_id ?? '', name: client?.name ?? '' },
        summary: `Ended the access of ${client?.name} for ${names}${others > 0 ? ` and ${others} more` : ''}.`,
      });
      return ended.length;
    });
  }
}

/** How many people an event names. */
const mostNamed = 20;

type EndingGrants = ReturnType<typeof endingGrants>;

function endingGrants(queries: WriteQueries, now: Milliseconds) {
  return queries.updateTable('oauth_grant').set({ ended_at: now }).where('ended_at', 'is', null).returning(['client', 'user_id']);
}

function standing(queries: Queries) {
  return queries
    .selectFrom('oauth_grant')
    .innerJoin('user_account', 'user_account.id', 'oauth_grant.user_id')
    .innerJoin('oauth_client', 'oauth_client.id', 'oauth_grant.client')
    .where('oauth_grant.ended_at', 'is', null)
    .select([
      'oauth_grant.id as grant_id',
      'oauth_grant.scope',
      'oauth_grant.created_at as since',
      'oauth_grant.last_used_at',
      'oauth_grant.last_used_address',
      'oauth_client.id as link_id',
      'oauth_client.client_id',
      'oauth_client.name',
      'user_account.user_key',
      'user_account.username',
      'user_account.full_name',
    ]);
}

function toConsent(row: {
  readonly grant_id: number;
  readonly scope: Scope;
  readonly since: number;
  readonly last_used_at: number | null;
  readonly last_used_address: string | null;
}): Consent {
  return {
    grantId: row.grant_id,
    scope: row.scope,
    since: row.since,
    lastUsedAt: row.last_used_at,
    lastUsedAddress: row.last_used_address,
  };
}

async function liveTokens(queries: Queries, linkId: number, now: Milliseconds) {
  const row = await queries
    .selectFrom('oauth_token_pair')
    .innerJoin('oauth_family', 'oauth_family.id', 'oauth_token_pair.family_id')
    .innerJoin('oauth_grant', 'oauth_grant.id', 'oauth_family.grant_id')
    .where('oauth_grant.client', '=', linkId)
    .where('oauth_grant.ended_at', 'is', null)
    .where('oauth_family.ended_at', 'is', null)
    .where('oauth_token_pair.ended_at', 'is', null)
    .select((count) => [
      count.fn
        .countAll<number>()
        .filterWhere('oauth_token_pair.access_expires_at', '>', now)
        .filterWhere('oauth_token_pair.access_ended_at', 'is', null)
        .as('access'),
      count.fn.countAll<number>().filterWhere('oauth_token_pair.refresh_expires_at', '>', now).as('refresh'),
    ])
    .executeTakeFirstOrThrow();
  return { access: Number(row.access), refresh: Number(row.refresh) };
}
