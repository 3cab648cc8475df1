/** When and from where clients and grants were last used. */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { inChunks, type LastUsed, recordLastUsed, type Use, writeLastUsed } from '../database/last-used.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Log } from '../http/log.ts';

interface GrantUse extends Use {
  readonly client: number;
}

export interface Usage extends Pick<LastUsed<GrantUse>, 'flush' | 'close'> {
  /** Notes a use. `client` and `grant` are row ids, `at` milliseconds since 1970, `address` where it came from. */
  note(use: { readonly client: number; readonly grant: number; readonly at: Milliseconds; readonly address: string }): void;
}

/** Begins to write every five seconds. */
export function createUsage(database: Database, log: Log): Usage {
  const grants = recordLastUsed<GrantUse>({
    database,
    async write(queries, uses) {
      await writeLastUsed(queries, 'oauth_grant', uses);
      await noteClients(queries, lastOfClients(uses));
    },
    onFailure: (error) => log.warn({ kind: 'usage-not-written', err: error }, 'last-used times are kept for later'),
  });
  return {
    note: ({ grant, ...use }) => grants.note(grant, use),
    flush: grants.flush,
    close: grants.close,
  };
}

function lastOfClients(uses: ReadonlyMap<number, GrantUse>): ReadonlyMap<number, Milliseconds> {
  const last = new Map<number, Milliseconds>();
  for (const { client, at } of uses.values()) last.set(client, Math.max(at, last.get(client) ?? 0));
  return last;
}

async function noteClients(queries: WriteQueries, clients: ReadonlyMap<number, Milliseconds>): Promise<void> {
  for (const rows of inChunks(clients)) {
    const values = rows.map(([id, at]) => sql`(cast(${id} as bigint), cast(${at} as bigint))`);
    await sql`with used (id, used_at) as (values ${sql.join(values)})
      update oauth_client set last_used_at = used.used_at
      from used where oauth_client.id = used.id and coalesce(oauth_client.last_used_at, 0) < used.used_at`.execute(queries);
  }
}
