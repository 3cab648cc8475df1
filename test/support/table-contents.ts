/** What a database holds, for tests that nothing was written. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../src/database/database.ts';
import type { Schema } from '../../src/database/schema.ts';

const tables: readonly (keyof Schema)[] = [
  'user_account',
  'user_group',
  'group_member',
  'global_permission',
  'session',
  'sign_in_throttle',
  'one_time_address',
  'audit_event',
  'oauth_client',
  'oauth_client_redirect_uri',
  'oauth_client_secret',
  'oauth_client_logo',
  'oauth_authorization_request',
  'oauth_grant',
  'oauth_code',
  'oauth_family',
  'oauth_token_pair',
  'space',
  'space_permission',
  'content',
  'content_version',
  'content_comment',
  'content_restriction',
  'restriction_chain',
];

/** @returns a digest of every row of each table */
export async function tableContents(database: Database): Promise<Readonly<Record<string, string>>> {
  const digests = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<object>`select * from ${sql.table(table)} order by 1, 2`.execute(database.read);
      return [table, `${rows.length} rows ${createHash('sha256').update(JSON.stringify(rows)).digest('base64url').slice(0, 12)}`];
    }),
  );
  return Object.fromEntries(digests);
}
