/**
 * FTS5 merges its segments inside whichever transaction comes, and some hundred deleted texts let it merge for some hundred milliseconds at
 * once. While very many are deleted it is told to leave that; afterwards it goes on as usual, a little with each text that is written.
 * PostgreSQL cleans up by itself, beside all transactions.
 */
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { WriteQueries } from '../../database/schema.ts';

/** What part of a segment is deleted before it is merged for that alone, in percent: FTS5's own choice, and never. */
const usual = 10;
const never = 0;

export interface IndexMerging {
  hold(queries: WriteQueries): Promise<void>;
  /** Changes nothing while a space is being deleted: it goes on when that is over. */
  goOn(queries: WriteQueries): Promise<void>;
  /** @returns whether it is held */
  isHeld(): Promise<boolean>;
}

export function indexMerging({ engine, read }: Pick<Database, 'engine' | 'read'>): IndexMerging {
  if (engine !== 'sqlite') return { hold: async () => {}, goOn: async () => {}, isHeld: async () => false };
  // FTS5 takes a whole number, which a value that is passed would not be.
  const set = async (queries: WriteQueries, percent: number) => {
    await sql`insert into search_index (search_index, rank) values ('deletemerge', ${sql.lit(percent)})`.execute(queries);
  };
  return {
    hold: (queries) => set(queries, never),
    async goOn(queries) {
      const ending = await queries.selectFrom('space_deletion').select('space_id').limit(1).executeTakeFirst();
      if (ending === undefined) await set(queries, usual);
    },
    async isHeld() {
      const { rows } = await sql<{ v: number }>`select v from search_index_config where k = 'deletemerge'`.execute(read);
      return rows[0]?.v === never;
    },
  };
}
