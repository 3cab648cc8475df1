/** Looking through the audit trail by time and by words. */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { type StoredAuditEvent, toEvent } from './audit-trail.ts';

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
  /** In what was done, to what, or by whom; letters of ASCII in either case. */
  readonly words?: string | undefined;
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
  function select({ from, until, words }: AuditQuery) {
    let query = database.read
      .selectFrom('audit_event')
      .leftJoin('user_account', 'user_account.id', 'audit_event.actor_user_id')
      .selectAll('audit_event')
      .select(['user_account.user_key', 'user_account.full_name'])
      .orderBy('audit_event.id', 'desc');
    if (from !== undefined) query = query.where('audit_event.at', '>=', from);
    if (until !== undefined) query = query.where('audit_event.at', '<', until);
    if (words !== undefined && words !== '') {
      const pattern = `%${words
        .toLowerCase()
        .replaceAll('\0', '')
        .replace(/[\\%_]/g, '\\$&')}%`;
      query = query.where(({ or }) =>
        or(
          (['summary', 'object_name', 'actor_name'] as const).map(
            (column) => sql<boolean>`lower(${sql.ref(`audit_event.${column}`)}) like ${pattern} escape '\\'`,
          ),
        ),
      );
    }
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
      let before: number | undefined;
      for (let left = most; left > 0; left -= atATime) {
        let part = select(query).limit(Math.min(left, atATime));
        if (before !== undefined) part = part.where('audit_event.id', '<', before);
        const rows = await part.execute();
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
