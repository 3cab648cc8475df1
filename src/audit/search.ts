/** Searching the audit trail by time and by words. */
import { sql } from 'kysely';
import { containing, literally } from '../database/containing.ts';
import type { Database } from '../database/database.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { type StoredAuditEvent, toEvent } from './audit-trail.ts';
import { type AuditCategory, kindsOf } from './categories.ts';

/** Who acted, as the account is now; undefined where it was nobody's, or Weir itself. */
export interface AuditAuthor {
  readonly userKey: string;
  readonly fullName: string;
}

export interface FoundEvent {
  readonly event: StoredAuditEvent;
  readonly author: AuditAuthor | undefined;
}

/** What is left out does not limit. */
export interface AuditQuery {
  /** The first moment. */
  readonly from?: Milliseconds | undefined;
  /** The moment after the last. */
  readonly until?: Milliseconds | undefined;
  /** In what was done, to what, or by whom; letters of ASCII in either case, as in the two below. */
  readonly words?: string | undefined;
  /** In the name of who acted. */
  readonly person?: string | undefined;
  /** In the name, the kind or the id of what it was done to. */
  readonly thing?: string | undefined;
  readonly category?: AuditCategory | undefined;
  /** The id of the last event of the page before: only older ones follow. */
  readonly before?: number | undefined;
}

export interface AuditSearch {
  /** @returns a part of the events, newest first, and whether there are more behind it */
  find(
    query: AuditQuery,
    part: { readonly start: number; readonly limit: number },
  ): Promise<{ readonly results: readonly FoundEvent[]; readonly more: boolean }>;
  /** Goes through all of them, newest first, some at a time. @param most ends after so many */
  all(query: AuditQuery, most: number): AsyncGenerator<readonly FoundEvent[]>;
}

const atATime = 500;

export function auditSearch(database: Database): AuditSearch {
  function select({ from, until, words, person, thing, category, before }: AuditQuery) {
    let query = database.read
      .selectFrom('audit_event')
      .leftJoin('user_account', 'user_account.id', 'audit_event.actor_user_id')
      .selectAll('audit_event')
      .select(['user_account.user_key', 'user_account.full_name'])
      .orderBy('audit_event.id', 'desc');
    if (from !== undefined) query = query.where('audit_event.at', '>=', from);
    if (until !== undefined) query = query.where('audit_event.at', '<', until);
    for (const [text, columns] of [
      [words, ['audit_event.summary', 'audit_event.object_name', 'audit_event.actor_name']],
      [person, ['audit_event.actor_name', 'user_account.full_name']],
      [thing, ['audit_event.object_name', 'audit_event.object_type', 'audit_event.object_id']],
    ] as const) {
      if (text === undefined || text === '') continue;
      query = query.where(({ or }) => or(columns.map((column) => containing(column, text))));
    }
    if (category !== undefined) {
      const { of, not } = kindsOf(category);
      const begins = (start: string) => sql<boolean>`audit_event.kind like ${`${literally(start)}%`} escape '\\'`;
      if (of !== undefined) query = query.where(({ or }) => or(of.map(begins)));
      query = query.where((where) => where.not(where.or(not.map(begins))));
    }
    if (before !== undefined) query = query.where('audit_event.id', '<', before);
    return query;
  }

  return {
    async find(query, { start, limit }) {
      const rows = await select(query)
        .offset(start)
        .limit(limit + 1)
        .execute();
      return { results: rows.slice(0, limit).map(toFound), more: limit > 0 && rows.length > limit };
    },

    async *all(query, most) {
      let { before } = query;
      for (let left = most; left > 0; left -= atATime) {
        const rows = await select({ ...query, before })
          .limit(Math.min(left, atATime))
          .execute();
        if (rows.length === 0) return;
        yield rows.map(toFound);
        before = rows.at(-1)?.id;
      }
    },
  };
}

type FoundRow = Parameters<typeof toEvent>[0] & { readonly user_key: string | null; readonly full_name: string | null };

function toFound(row: FoundRow): FoundEvent {
  const { user_key, full_name } = row;
  return {
    event: toEvent(row),
    author: user_key === null || full_name === null ? undefined : { userKey: user_key, fullName: full_name },
  };
}
