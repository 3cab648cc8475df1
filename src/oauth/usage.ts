/**
 * When clients and grants were last used, and from where. Collected in memory and written every few seconds: the only thing of this room that
 * may be lost with the process, and nothing is decided by it.
 */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Log } from '../http/log.ts';

const interval: Milliseconds = 5_000;

/** More than this many grants between two writes are not all noted. */
const mostEntries = 20_000;

/** Rows in one statement: three values each, within the databases' limits on parameters. */
const chunk = 500;

export interface Usage {
  /** Notes a use. `client` and `grant` are row ids, `at` milliseconds since 1970, `address` where it came from. */
  note(use: { readonly client: number; readonly grant: number; readonly at: Milliseconds; readonly address: string }): void;
  /** Writes what was noted. @throws DatabaseUnavailable, and keeps what it could not write */
  flush(): Promise<void>;
  /** Stops the regular writing, after a last one. */
  close(): Promise<void>;
}

interface Use {
  readonly at: Milliseconds;
  readonly address: string;
}

/** Begins to write every five seconds. */
export function createUsage(database: Database, log: Log): Usage {
  let grants = new Map<number, Use>();
  let clients = new Map<number, Milliseconds>();

  async function flush(): Promise<void> {
    if (grants.size === 0) return;
    const [usedGrants, usedClients] = [grants, clients];
    [grants, clients] = [new Map(), new Map()];
    // One order for all nodes: two that write the same rows then never wait for each other.
    const grantRows = [...usedGrants].sort(([a], [b]) => a - b);
    const clientRows = [...usedClients].sort(([a], [b]) => a - b);
    try {
      await database.write(async (queries) => {
        for (const rows of chunksOf(grantRows)) await noteGrants(queries, rows);
        for (const rows of chunksOf(clientRows)) await noteClients(queries, rows);
      });
    } catch (error) {
      grants = new Map([...usedGrants, ...grants]);
      clients = new Map([...usedClients, ...clients]);
      throw error;
    }
  }

  const timer = setInterval(() => {
    flush().catch((error: unknown) => log.warn({ kind: 'usage-not-written', err: error }, 'last-used times are kept for later'));
  }, interval);
  timer.unref();

  return {
    note({ client, grant, at, address }) {
      if (grants.size >= mostEntries && !grants.has(grant)) return;
      grants.set(grant, { at, address });
      clients.set(client, at);
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

async function noteGrants(queries: WriteQueries, rows: readonly (readonly [number, Use])[]): Promise<void> {
  const values = rows.map(
    ([id, { at, address }]) => sql`(cast(${id} as bigint), cast(${at} as bigint), cast(${address} as text))`,
  );
  await sql`with used (id, used_at, address) as (values ${sql.join(values)})
    update oauth_grant set last_used_at = used.used_at, last_used_address = used.address
    from used where oauth_grant.id = used.id and coalesce(oauth_grant.last_used_at, 0) < used.used_at`.execute(queries);
}

async function noteClients(queries: WriteQueries, rows: readonly (readonly [number, Milliseconds])[]): Promise<void> {
  const values = rows.map(([id, at]) => sql`(cast(${id} as bigint), cast(${at} as bigint))`);
  await sql`with used (id, used_at) as (values ${sql.join(values)})
    update oauth_client set last_used_at = used.used_at
    from used where oauth_client.id = used.id and coalesce(oauth_client.last_used_at, 0) < used.used_at`.execute(queries);
}

function* chunksOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += chunk) yield rows.slice(start, start + chunk);
}
