/**
 * The table of deliveries. A row is written in the transaction of the change it reports; a process claims it by a conditional update
 * for as long as a delivery may take, and a row whose process died is claimed again.
 */
import { type Selectable, sql } from 'kysely';
import type { AnnounceAccount } from '../accounts/events.ts';
import type { Database } from '../database/database.ts';
import type { WebHookDeliveryTable, WebHookTable } from '../database/schema/web-hooks.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Announce, WikiEvent } from '../wiki/events.ts';
import type { WebHookEventName } from './events.ts';

/** An event of the wiki, or of its accounts. */
type WebHookEvent = Omit<WikiEvent, 'name'> & { readonly name: WebHookEventName };

export type DeliveryOutcome = NonNullable<WebHookDeliveryTable['outcome']>;

/** A delivery that this process is to make. */
export interface ClaimedDelivery {
  readonly id: number;
  readonly event: string;
  /** JSON, exactly as it is to be sent. */
  readonly body: string;
  /** How often it was tried, this time included. */
  readonly attempts: number;
  /** Until when it is claimed; who ends it shows that it was still this process's. */
  readonly claimedUntil: Milliseconds;
  readonly hook: Pick<
    Selectable<WebHookTable>,
    'id' | 'url' | 'secret_encrypted' | 'username' | 'password_encrypted' | 'verify_certificate'
  >;
}

/** An attempt that came to an end. */
export interface Invocation {
  readonly id: number;
  readonly event: string;
  readonly body: string;
  readonly startedAt: Milliseconds;
  readonly finishedAt: Milliseconds;
  readonly outcome: DeliveryOutcome;
  readonly description: string;
}

/** What came of the deliveries to one web hook that are still kept. */
export interface DeliveryCounts {
  readonly successes: number;
  /** The receiver answered with something else than 2xx. */
  readonly failures: number;
  /** It was not reached. */
  readonly errors: number;
}

/** A delivery as its web hook's page shows it. */
export interface ListedDelivery {
  readonly id: number;
  readonly event: string;
  readonly createdAt: Milliseconds;
  /** How often it was tried. */
  readonly attempts: number;
  /** Of the last attempt; undefined: there was none yet. */
  readonly outcome: DeliveryOutcome | undefined;
  readonly description: string;
  readonly finishedAt: Milliseconds | undefined;
  /** When it is tried next; undefined: it has ended. */
  readonly dueAt: Milliseconds | undefined;
}

export interface DeliveryStore {
  /** Writes a delivery for each active web hook of the event, inside the transaction of what it tells of. */
  readonly announce: Announce;
  /** The same for what happens to accounts and groups. */
  readonly announceAccount: AnnounceAccount;
  /** @returns deliveries whose time has come, a few of each web hook, claimed for this process */
  claim(): Promise<readonly ClaimedDelivery[]>;
  /** @returns how many have not ended, those that are tried again later included */
  waiting(): Promise<number>;
  /** Writes what came of an attempt. @param again when to try once more; null: never */
  finish(
    delivery: ClaimedDelivery,
    came: { readonly outcome: DeliveryOutcome; readonly description: string; readonly again: Milliseconds | null },
  ): Promise<void>;
  /** @returns the last attempt that ended, of those that fit */
  latest(
    hookId: number,
    filter: { readonly event?: string | undefined; readonly outcomes?: readonly DeliveryOutcome[] },
  ): Promise<Invocation | undefined>;
  /** @param part.before the id of the last one of the page before @returns the deliveries of a web hook, the newest first */
  list(
    hookId: number,
    part: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<readonly ListedDelivery[]>;
  /** @returns by web hook id; without those that have none */
  counts(hookIds: readonly number[], event?: string): Promise<ReadonlyMap<number, DeliveryCounts>>;
  /** Deletes some deliveries that ended, or wait for a web hook that is switched off, since long. @returns how many */
  prune(limit: number): Promise<number>;
}

/** Longer than an attempt takes, so that nobody delivers what another one does. */
const claimLasts: Milliseconds = 30_000;
const claimedAtOnce = 10;
/** How many events one statement writes. */
const writtenTogether = 500;
/** So that one receiver that is slow does not keep the others waiting. */
const claimedOfOneHook = 3;
/** How long deliveries can be looked at. */
export const deliveriesKept: Milliseconds = 7 * 24 * 3_600_000;

/** @param enabled whether web hooks are told of anything now: while not, nothing is written and nothing is claimed */
export function deliveryStore(database: Database, clock: Clock, enabled: () => boolean): DeliveryStore {
  async function write(queries: WriteQueries, ...events: readonly WebHookEvent[]): Promise<void> {
    if (!enabled()) return;
    for (let start = 0; start < events.length; start += writtenTogether) {
      const happened = events.slice(start, start + writtenTogether).map(({ name, at, userKey, about }, place) => {
        const body = JSON.stringify({ timestamp: at, event: name, userKey, ...about });
        return sql`(cast(${place} as bigint), cast(${name} as text), cast(${body} as text), cast(${at} as bigint))`;
      });
      await sql`with happened (place, event, body, at) as (values ${sql.join(happened)})
        insert into web_hook_delivery (hook_id, event, body, created_at, attempts, due_at)
        select web_hook.id, happened.event, happened.body, happened.at, 0, happened.at
        from happened
        inner join web_hook_event on web_hook_event.event = happened.event
        inner join web_hook on web_hook.id = web_hook_event.hook_id
        where web_hook.active = 1
        order by happened.place`.execute(queries);
    }
  }

  return {
    announce: write,

    async announceAccount(queries, { name, at, actorId, about }) {
      const actor =
        actorId === null
          ? undefined
          : await queries.selectFrom('user_account').select('user_key').where('id', '=', actorId).executeTakeFirst();
      await write(queries, { name, at, userKey: actor?.user_key ?? '', about });
    },

    async claim() {
      const now = clock.now();
      const claimedUntil = now + claimLasts;
      if (!enabled() || !(await isAnythingDue(database, now))) return [];
      const claimed = await database.write((queries) =>
        queries
          .updateTable('web_hook_delivery')
          .set((eb) => ({ due_at: claimedUntil, started_at: now, attempts: eb('attempts', '+', 1) }))
          .where('id', 'in', (from) =>
            from
              .selectFrom(
                from
                  .selectFrom('web_hook_delivery as waiting')
                  .innerJoin('web_hook', 'web_hook.id', 'waiting.hook_id')
                  .where('web_hook.active', '=', 1)
                  .where('waiting.due_at', '<=', now)
                  .select(['waiting.id', 'waiting.due_at'])
                  .select(
                    sql<number>`row_number() over (partition by waiting.hook_id order by waiting.due_at, waiting.id)`.as('place'),
                  )
                  .as('ranked'),
              )
              .select('ranked.id')
              .where('ranked.place', '<=', claimedOfOneHook)
              .orderBy('ranked.due_at')
              .limit(claimedAtOnce),
          )
          // Who was faster has moved it on: the row is looked at again when it is written.
          .where('due_at', '<=', now)
          .returning(['id', 'hook_id', 'event', 'body', 'attempts'])
          .execute(),
      );
      if (claimed.length === 0) return [];
      const hooks = await database.read
        .selectFrom('web_hook')
        .select(['id', 'url', 'secret_encrypted', 'username', 'password_encrypted', 'verify_certificate'])
        .where('id', 'in', [...new Set(claimed.map(({ hook_id }) => hook_id))])
        .execute();
      return claimed.flatMap(({ hook_id, ...delivery }) => {
        const hook = hooks.find(({ id }) => id === hook_id);
        return hook === undefined ? [] : [{ ...delivery, claimedUntil, hook }];
      });
    },

    async waiting() {
      const { amount } = await database.read
        .selectFrom('web_hook_delivery')
        .where('due_at', 'is not', null)
        .select(({ fn }) => fn.countAll<number>().as('amount'))
        .executeTakeFirstOrThrow();
      return amount;
    },

    async finish({ id, claimedUntil }, { outcome, description, again }) {
      await database.write((queries) =>
        queries
          .updateTable('web_hook_delivery')
          .set({ outcome, description, finished_at: clock.now(), due_at: again })
          .where('id', '=', id)
          .where('due_at', '=', claimedUntil)
          .execute(),
      );
    },

    async latest(hookId, { event, outcomes = [] }) {
      let query = database.read
        .selectFrom('web_hook_delivery')
        .select(['id', 'event', 'body', 'started_at', 'finished_at', 'outcome', 'description'])
        .where('hook_id', '=', hookId)
        .where('finished_at', 'is not', null);
      if (event !== undefined) query = query.where('event', '=', event);
      if (outcomes.length > 0) query = query.where('outcome', 'in', outcomes);
      const row = await query.orderBy('finished_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst();
      if (row === undefined || row.outcome === null || row.started_at === null || row.finished_at === null) return undefined;
      return {
        id: row.id,
        event: row.event,
        body: row.body,
        startedAt: row.started_at,
        finishedAt: row.finished_at,
        outcome: row.outcome,
        description: row.description ?? '',
      };
    },

    async list(hookId, { limit, before }) {
      let query = database.read
        .selectFrom('web_hook_delivery')
        .select(['id', 'event', 'created_at', 'attempts', 'outcome', 'description', 'finished_at', 'due_at'])
        .where('hook_id', '=', hookId);
      if (before !== undefined) query = query.where('id', '<', before);
      const rows = await query.orderBy('id', 'desc').limit(limit).execute();
      return rows.map((row) => ({
        id: row.id,
        event: row.event,
        createdAt: row.created_at,
        attempts: row.attempts,
        outcome: row.outcome ?? undefined,
        description: row.description ?? '',
        finishedAt: row.finished_at ?? undefined,
        dueAt: row.due_at ?? undefined,
      }));
    },

    async counts(hookIds, event) {
      if (hookIds.length === 0) return new Map();
      let query = database.read
        .selectFrom('web_hook_delivery')
        .where('hook_id', 'in', hookIds)
        .where('outcome', 'is not', null)
        .groupBy(['hook_id', 'outcome'])
        .select(['hook_id', 'outcome', ({ fn }) => fn.countAll<number>().as('count')]);
      if (event !== undefined) query = query.where('event', '=', event);
      const rows = await query.execute();
      const countOf = (some: typeof rows, outcome: DeliveryOutcome) => some.find((row) => row.outcome === outcome)?.count ?? 0;
      return new Map(
        [...Map.groupBy(rows, ({ hook_id }) => hook_id)].map(([id, some]) => [
          id,
          { successes: countOf(some, 'SUCCESS'), failures: countOf(some, 'FAILURE'), errors: countOf(some, 'ERROR') },
        ]),
      );
    },

    prune: (limit) =>
      database.write(async (queries) => {
        const old = queries
          .selectFrom('web_hook_delivery')
          .select('id')
          .where('created_at', '<', clock.now() - deliveriesKept)
          .limit(limit);
        const { numDeletedRows } = await queries.deleteFrom('web_hook_delivery').where('id', 'in', old).executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
  };
}

/** Asked every moment, by a read: a writer is only disturbed when there is work. */
async function isAnythingDue(database: Database, now: Milliseconds): Promise<boolean> {
  const row = await database.read
    .selectFrom('web_hook_delivery')
    .innerJoin('web_hook', 'web_hook.id', 'web_hook_delivery.hook_id')
    .select('web_hook_delivery.id')
    .where('web_hook.active', '=', 1)
    .where('web_hook_delivery.due_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
