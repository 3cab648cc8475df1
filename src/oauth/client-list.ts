/** Clients of application links as an administrator's list shows them, and their logos. */
import type { Database } from '../database/database.ts';
import { type RegisteredClient, toClient } from './client-store.ts';
import type { Logo } from './clients.ts';

/** A client with what is asked about it in a list. */
export interface ListedClient extends RegisteredClient {
  /** Full name of who registered it; undefined: the command line, or an account that was removed. */
  readonly createdByName: string | undefined;
  /** How many people have a grant in force. */
  readonly users: number;
  readonly hasLogo: boolean;
}

export interface ClientList {
  /** @returns all clients by name */
  all(): Promise<readonly ListedClient[]>;
  one(id: number): Promise<ListedClient | undefined>;
  /** @returns the logo; its `updatedAt` (milliseconds since 1970) tells versions apart */
  logo(id: number): Promise<(Logo & { readonly updatedAt: number }) | undefined>;
}

export function clientList(database: Database): ClientList {
  async function list(id?: number): Promise<readonly ListedClient[]> {
    let query = database.read
      .selectFrom('oauth_client')
      .leftJoin('user_account', 'user_account.id', 'oauth_client.created_by')
      .leftJoin('oauth_client_logo', 'oauth_client_logo.client', 'oauth_client.id')
      .selectAll('oauth_client')
      .select(['user_account.full_name as created_by_name', 'oauth_client_logo.updated_at as logo_updated_at'])
      .select((select) =>
        select
          .selectFrom('oauth_grant')
          .whereRef('oauth_grant.client', '=', 'oauth_client.id')
          .where('oauth_grant.ended_at', 'is', null)
          .select((count) => count.fn.countAll<number>().as('users'))
          .as('users'),
      )
      .where('oauth_client.service_user_id', 'is', null)
      .orderBy('oauth_client.name_folded');
    let uris = database.read.selectFrom('oauth_client_redirect_uri').selectAll().orderBy('client').orderBy('position');
    if (id !== undefined) {
      query = query.where('oauth_client.id', '=', id);
      uris = uris.where('client', '=', id);
    }
    const [rows, uriRows] = await Promise.all([query.execute(), uris.execute()]);
    const byClient = Map.groupBy(uriRows, ({ client }) => client);
    return rows.map((row) => ({
      ...toClient(row),
      redirectUris: (byClient.get(row.id) ?? []).map(({ uri }) => uri),
      createdByName: row.created_by_name ?? undefined,
      users: row.users ?? 0,
      hasLogo: row.logo_updated_at !== null,
    }));
  }

  return {
    all: () => list(),
    one: async (id) => (await list(id))[0],
    async logo(id) {
      const row = await database.read.selectFrom('oauth_client_logo').selectAll().where('client', '=', id).executeTakeFirst();
      return row && { mediaType: row.media_type, bytes: Buffer.from(row.bytes, 'base64'), updatedAt: row.updated_at };
    },
  };
}
