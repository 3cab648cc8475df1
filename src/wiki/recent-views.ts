/**
 * Recently viewed pages: the newest pages and blog posts each person viewed in the browser, collected in memory and written in
 * batches. Reads through the API do not count. Views not written yet may be lost with the process.
 */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';

/** Of one person; what was viewed before is forgotten. */
export const mostRecentViews = 100;

/** Between two writes. */
const pause: Milliseconds = 5_000;

/** More than this many views between two writes are not all noted. */
const mostNoted = 5_000;

/** Rows in one statement: three values each, within the databases' limits on parameters. */
const chunk = 500;

interface View {
  readonly userId: number;
  readonly contentId: number;
  readonly at: Milliseconds;
}

export interface RecentViews {
  /** Notes that a person looks at content now; what was noted before is written beside it when it is time. */
  note(userId: number, contentId: number): void;
  /** Writes what was noted. @throws DatabaseUnavailable, and keeps what it could not write */
  flush(): Promise<void>;
}

export function recentViews({ database, clock }: { readonly database: Database; readonly clock: Clock }): RecentViews {
  let noted = new Map<string, View>();
  let writtenAt = clock.now();

  async function flush(): Promise<void> {
    writtenAt = clock.now();
    if (noted.size === 0) return;
    const taken = noted;
    noted = new Map();
    try {
      // In one order, so that no two nodes wait for each other.
      const views = [...taken.values()].sort((a, b) => a.userId - b.userId || a.contentId - b.contentId);
      for (let start = 0; start < views.length; start += chunk) await write(database, views.slice(start, start + chunk));
    } catch (error) {
      noted = new Map([...taken, ...noted]);
      throw error;
    }
  }

  return {
    note(userId, contentId) {
      const key = `${userId} ${contentId}`;
      if (noted.size < mostNoted || noted.has(key)) noted.set(key, { userId, contentId, at: clock.now() });
      // A database out of reach is told by the page itself; what was noted is kept for the next time.
      if (clock.now() - writtenAt >= pause) void flush().catch(() => undefined);
    },
    flush,
  };
}

function write(database: Database, views: readonly View[]): Promise<void> {
  const values = views.map(
    ({ userId, contentId, at }) => sql`(cast(${userId} as bigint), cast(${contentId} as bigint), cast(${at} as bigint))`,
  );
  const users = sql.join([...new Set(views.map(({ userId }) => userId))]);
  return database.write(async (queries) => {
    // What is gone by now is left out.
    await sql`with viewed (user_id, content_id, viewed_at) as (values ${sql.join(values)})
      insert into recent_view (user_id, content_id, viewed_at)
      select viewed.user_id, viewed.content_id, viewed.viewed_at from viewed
      join content on content.id = viewed.content_id join user_account on user_account.id = viewed.user_id
      where true
      on conflict (user_id, content_id) do update set viewed_at = excluded.viewed_at
      where recent_view.viewed_at < excluded.viewed_at`.execute(queries);
    await sql`delete from recent_view where user_id in (${users}) and exists (
      select 1 from (
        select user_id, content_id, row_number() over (partition by user_id order by viewed_at desc, content_id desc) as place
        from recent_view where user_id in (${users})) ranked
      where ranked.user_id = recent_view.user_id and ranked.content_id = recent_view.content_id
      and ranked.place > ${mostRecentViews})`.execute(queries);
  });
}
