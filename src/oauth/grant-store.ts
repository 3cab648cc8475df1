/** Grants at rest: what a person allowed an application. At most one per pair of person and application is in force. */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { type Scope, scopeCovers, scopeKeys } from '../http/caller.ts';

export interface GrantStore {
  /** @returns the grant in force of a person for a client */
  standing(client: number, userId: number): Promise<{ readonly id: number; readonly scope: Scope } | undefined>;
  /** Makes a grant, or widens the one in force; it is never narrowed, since tokens of the wider scope may live. @returns its id */
  allow(queries: WriteQueries, client: number, userId: number, scope: Scope, now: Milliseconds): Promise<number>;
}

export function grantStore(database: Database): GrantStore {
  const standing = prepare(database, (queries, values: { client: number; userId: number }) =>
    queries
      .selectFrom('oauth_grant')
      .select(['id', 'scope'])
      .where('client', '=', values.client)
      .where('user_id', '=', values.userId)
      .where('ended_at', 'is', null),
  );
  return {
    standing: (client, userId) => standing.first(database.read, { client, userId }),

    async allow(queries, client, userId, scope, now) {
      const enough = scopeKeys.filter((key) => scopeCovers(key, scope));
      const { id } = await queries
        .insertInto('oauth_grant')
        .values({ client, user_id: userId, scope, created_at: now, last_used_at: null, last_used_address: null, ended_at: null })
        .onConflict((conflict) =>
          conflict
            .columns(['client', 'user_id'])
            .where('ended_at', 'is', null)
            .doUpdateSet({
              scope: sql<Scope>`case when oauth_grant.scope in (${sql.join(enough)}) then oauth_grant.scope else excluded.scope end`,
            }),
        )
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
  };
}
