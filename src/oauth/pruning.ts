/** Deletes rows that have ended and are no longer needed, a limited number at a time. */
import type { Database } from '../database/database.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';

/** Rows stay a while after their end: the clocks of several nodes differ, and one that runs ahead must delete nothing that is good elsewhere. */
const margin: Milliseconds = 3_600_000;

/** An access token may outlive its family's last refresh by the longest life that a client can have. */
const longestAccess: Milliseconds = 30 * 24 * 3_600_000;

/** Deletes at most `limit` rows of one kind. @returns how many */
export type Prune = (limit: number) => Promise<number>;

/** @returns one function for each kind of row, to be called from time to time until it finds nothing more */
export function oauthPrunes(database: Database, clock: Clock): readonly Prune[] {
  const deletedRows = ({ numDeletedRows }: { readonly numDeletedRows: bigint }) => Number(numDeletedRows);

  return [
    (limit) =>
      database.write(async (queries) => {
        const ended = queries
          .selectFrom('oauth_authorization_request')
          .select('token_hash')
          .where('expires_at', '<', clock.now() - margin)
          .limit(limit);
        return deletedRows(
          await queries.deleteFrom('oauth_authorization_request').where('token_hash', 'in', ended).executeTakeFirstOrThrow(),
        );
      }),

    // The replay of a used code finds its family without the code.
    (limit) =>
      database.write(async (queries) => {
        const ended = queries
          .selectFrom('oauth_code')
          .select('code_hash')
          .where('expires_at', '<', clock.now() - margin)
          .limit(limit);
        return deletedRows(await queries.deleteFrom('oauth_code').where('code_hash', 'in', ended).executeTakeFirstOrThrow());
      }),

    (limit) =>
      database.write(async (queries) => {
        const ended = queries
          .selectFrom('oauth_token_pair')
          .select('access_hash')
          .where('kept_until', '<', clock.now() - margin)
          .limit(limit);
        return deletedRows(
          await queries.deleteFrom('oauth_token_pair').where('access_hash', 'in', ended).executeTakeFirstOrThrow(),
        );
      }),

    // A family takes its pairs along, a grant its families: what remains of those that ended is small.
    (limit) =>
      database.write(async (queries) => {
        const ended = queries
          .selectFrom('oauth_family')
          .select('id')
          .where((where) =>
            where.or([
              where('ended_at', '<', clock.now() - margin),
              where('expires_at', '<', clock.now() - margin - longestAccess),
            ]),
          )
          .limit(limit);
        return deletedRows(await queries.deleteFrom('oauth_family').where('id', 'in', ended).executeTakeFirstOrThrow());
      }),

    (limit) =>
      database.write(async (queries) => {
        const ended = queries
          .selectFrom('oauth_grant')
          .select('id')
          .where('ended_at', '<', clock.now() - margin)
          .limit(limit);
        return deletedRows(await queries.deleteFrom('oauth_grant').where('id', 'in', ended).executeTakeFirstOrThrow());
      }),

    (limit) =>
      database.write(async (queries) => {
        const ended = queries
          .selectFrom('oauth_client_secret')
          .select('id')
          .where('expires_at', '<', clock.now() - margin)
          .limit(limit);
        return deletedRows(await queries.deleteFrom('oauth_client_secret').where('id', 'in', ended).executeTakeFirstOrThrow());
      }),
  ];
}
