/**
 * When and from where things were last used. Collected in memory and written every few seconds: with the process this may be lost, and
 * nothing is decided by it.
 */
import { sql } from 'kysely';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Database } from './database.ts';
import type { WriteQueries } from './schema.ts';

const interval: Milliseconds = 5_000;

/** The most rows noted between two writes; further ones are dropped. */
const mostEntries = 20_000;

/** Rows in one statement: three values each, within the databases' limits on parameters. */
const chunk = 500;

/** One use of the row that it is noted for. */
export interface Use {
  readonly at: Milliseconds;
  readonly address: string;
}

export interface LastUsed<Noted extends Use> {
  /** Notes a use of a row. */
  note(id: number, use: Noted): void;
  /** Writes what was noted. @throws DatabaseUnavailable, and keeps what it could not write */
  flush(): Promise<void>;
  /** Stops the regular writing, after a last one. */
  close(): Promise<void>;
}

export interface LastUsedOptions<Noted extends Use> {
  readonly database: Database;
  /** Writes the last use of each row. */
  write(queries: WriteQueries, uses: ReadonlyMap<number, Noted>): Promise<void>;
  /** What was not written is kept for the next time. */
  onFailure(error: unknown): void;
}

/** Begins to write every five seconds. */
export function recordLastUsed<Noted extends Use>({ database, write, onFailure }: LastUsedOptions<Noted>): LastUsed<Noted> {
  let noted = new Map<number, Noted>();

  async function flush(): Promise<void> {
    if (noted.size === 0) return;
    const taken = noted;
    noted = new Map();
    try {
      await database.write((queries) => write(queries, taken));
    } catch (error) {
      noted = new Map([...taken, ...noted]);
      throw error;
    }
  }

  const timer = setInterval(() => void flush().catch(onFailure), interval);
  timer.unref();

  return {
    note(id, use) {
      if (noted.size < mostEntries || noted.has(id)) noted.set(id, use);
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** Writes the last uses into `last_used_at` and `last_used_address`; a later one that is there already stays. */
export async function writeLastUsed(
  queries: WriteQueries,
  table: 'oauth_grant' | 'personal_token',
  uses: ReadonlyMap<number, Use>,
): Promise<void> {
  for (const rows of inChunks(uses)) {
    const values = rows.map(
      ([id, { at, address }]) => sql`(cast(${id} as bigint), cast(${at} as bigint), cast(${address} as text))`,
    );
    await sql`with used (id, used_at, address) as (values ${sql.join(values)})
      update ${sql.table(table)} set last_used_at = used.used_at, last_used_address = used.address
      from used where ${sql.ref(`${table}.id`)} = used.id and coalesce(${sql.ref(`${table}.last_used_at`)}, 0) < used.used_at`.execute(
      queries,
    );
  }
}

/**
 * @returns the entries, a statement's worth at a time, in the same order on all nodes, so that two nodes writing the same rows cannot
 * deadlock
 */
export function* inChunks<T>(entries: ReadonlyMap<number, T>): Generator<readonly (readonly [number, T])[]> {
  const rows = [...entries].sort(([a], [b]) => a - b);
  for (let start = 0; start < rows.length; start += chunk) yield rows.slice(start, start + chunk);
}
