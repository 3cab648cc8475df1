/**
 * The audit trail: who changed what, when and from where. An event is written in the transaction of the change it describes, so
 * neither exists without the other; it never holds a secret.
 */
import type { Selectable } from 'kysely';
import type { Database } from '../database/database.ts';
import type { AuditEventTable } from '../database/schema/audit.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Origin } from './origin.ts';

export interface Change {
  readonly name: string;
  /** Null: there was none. */
  readonly oldValue: string | null;
  /** Null: there is none any more. */
  readonly newValue: string | null;
}

/** What an event is about: `application-link`, its id, and its name as it was then. */
export interface AuditedObject {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

export interface AuditEvent {
  /** Milliseconds since 1970. */
  readonly at: Milliseconds;
  readonly origin: Origin;
  /** Machine-readable, dotted: `application-link.created`. */
  readonly kind: string;
  readonly object: AuditedObject;
  /** One sentence for people. */
  readonly summary: string;
  /** Values before and after; of a secret only that it changed is told, in the summary. */
  readonly changes?: readonly Change[];
}

export interface StoredAuditEvent extends Required<AuditEvent> {
  readonly id: number;
}

/** Writes an event inside the transaction of the change. */
export async function appendEvent(queries: WriteQueries, event: AuditEvent): Promise<void> {
  await insert(queries, event).execute();
}

function insert(queries: WriteQueries, event: AuditEvent) {
  const { at, origin, kind, object, summary } = event;
  return queries.insertInto('audit_event').values({
    at,
    actor_user_id: origin.actor.userId,
    actor_name: origin.actor.name,
    remote_address: origin.remoteAddress,
    kind,
    object_type: object.type,
    object_id: object.id,
    object_name: object.name,
    summary,
    changes: JSON.stringify(event.changes ?? []),
    request_id: origin.requestId,
  });
}

/** Which events a page shows; what is left out does not limit. */
export interface AuditFilter {
  readonly object?: Pick<AuditedObject, 'type' | 'id'>;
  readonly kind?: string;
  /** The most events to return. */
  readonly limit: number;
  /** The id of the last event of the page before: only older ones follow. */
  readonly before?: number;
}

export interface AuditStore {
  /** Writes an event that belongs to no change of Weir's own: a program recorded it. */
  append(event: AuditEvent): Promise<StoredAuditEvent>;
  /** @returns events, newest first */
  list(filter: AuditFilter): Promise<readonly StoredAuditEvent[]>;
}

export function auditStore(database: Database): AuditStore {
  return {
    append: (event) =>
      database.write(async (queries) => toEvent(await insert(queries, event).returningAll().executeTakeFirstOrThrow())),

    async list({ object, kind, limit, before }) {
      let query = database.read.selectFrom('audit_event').selectAll().orderBy('id', 'desc').limit(limit);
      if (object !== undefined) query = query.where('object_type', '=', object.type).where('object_id', '=', object.id);
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (before !== undefined) query = query.where('id', '<', before);
      return (await query.execute()).map(toEvent);
    },
  };
}

export function toEvent(row: Selectable<AuditEventTable>): StoredAuditEvent {
  return {
    id: row.id,
    at: row.at,
    origin: {
      actor: { userId: row.actor_user_id, name: row.actor_name },
      remoteAddress: row.remote_address,
      requestId: row.request_id,
    },
    kind: row.kind,
    object: { type: row.object_type, id: row.object_id, name: row.object_name },
    summary: row.summary,
    changes: JSON.parse(row.changes) as readonly Change[], // Only `appendEvent` writes it.
  };
}
