/**
 * Daily usage counts. Each node counts in memory and adds to the rows every few seconds: what a process counted and had not written is
 * lost with it, and nothing is decided by these numbers. A count belongs to the day on which it is written.
 */
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Database } from './database.ts';

/** Of everybody together, or of one application. */
export type UsageCounter =
  | 'sign-ins'
  | 'token-requests'
  | 'api-calls'
  /** What an application asked of the API. */
  | 'calls'
  /** The tokens that it was given. */
  | 'tokens'
  /** Its requests that failed. */
  | 'errors';

export interface UsageCounts {
  /** @param clientId of an application; left out: everybody together */
  add(counter: UsageCounter, clientId?: string): void;
  /** Writes what was counted. @throws DatabaseUnavailable, and keeps what it could not write */
  flush(): Promise<void>;
  /** Stops the regular writing, after a last one. */
  close(): Promise<void>;
}

const interval: Milliseconds = 5_000;
const dayLength: Milliseconds = 24 * 3_600_000;
/** Rows in one statement: four values each, within the databases' limits on parameters. */
const chunk = 500;
/** Two years and some days, so that a year can be compared with the one before. */
const daysKept = 750;

/** By client id and counter. */
type Counted = Map<string, Map<UsageCounter, number>>;

/** @returns the day of a moment, as the rows count them */
function dayOf(at: Milliseconds): number {
  return Math.floor(at / dayLength);
}

/** @returns when a day begins */
export function startOfDay(day: number): Milliseconds {
  return day * dayLength;
}

/** Begins to write every five seconds. */
export function usageCounts(options: {
  readonly database: Database;
  readonly clock: Clock;
  /** What was not written is kept for the next time. */
  onFailure(error: unknown): void;
}): UsageCounts {
  const { database, clock } = options;
  let counted: Counted = new Map();

  function increase(clientId: string, counter: UsageCounter, amount: number): void {
    const ofClient = counted.get(clientId) ?? new Map<UsageCounter, number>();
    if (ofClient.size === 0) counted.set(clientId, ofClient);
    ofClient.set(counter, (ofClient.get(counter) ?? 0) + amount);
  }

  async function flush(): Promise<void> {
    if (counted.size === 0) return;
    const taken = counted;
    counted = new Map();
    const day = dayOf(clock.now());
    const rows = rowsOf(taken).map((row) => ({ ...row, day }));
    try {
      await database.write(async (queries) => {
        for (let start = 0; start < rows.length; start += chunk) {
          await queries
            .insertInto('usage_day')
            .values(rows.slice(start, start + chunk))
            .onConflict((conflict) =>
              conflict
                .columns(['client_id', 'counter', 'day'])
                .doUpdateSet((row) => ({ amount: row('usage_day.amount', '+', row.ref('excluded.amount')) })),
            )
            .execute();
        }
      });
    } catch (error) {
      for (const { client_id, counter, amount } of rows) increase(client_id, counter, amount);
      throw error;
    }
  }

  const timer = setInterval(() => void flush().catch(options.onFailure), interval);
  timer.unref();

  return {
    add: (counter, clientId = '') => increase(clientId, counter, 1),
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** @returns what was counted, in the same order on all nodes, so that two nodes writing the same rows cannot deadlock */
function rowsOf(counted: Counted) {
  return [...counted]
    .flatMap(([client_id, counters]) => [...counters].map(([counter, amount]) => ({ client_id, counter, amount })))
    .sort((a, b) => compare(a.client_id, b.client_id) || compare(a.counter, b.counter));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Amounts a day, the oldest first; a day without any is 0. */
export interface UsageSpan<Counter extends UsageCounter> {
  /** The first day, as the rows count them. */
  readonly firstDay: number;
  readonly amounts: Readonly<Record<Counter, readonly number[]>>;
}

export interface UsageReads {
  /** @param days how many, today included @param clientId of an application; empty: everybody together */
  lastDays<Counter extends UsageCounter>(
    counters: readonly Counter[],
    clientId: string,
    days: number,
  ): Promise<UsageSpan<Counter>>;
  /** Deletes the oldest day, once nobody looks at it any more. @returns how many rows it had */
  prune(): Promise<number>;
}

export function usageReads(database: Database, clock: Clock): UsageReads {
  return {
    async lastDays<Counter extends UsageCounter>(counters: readonly Counter[], clientId: string, days: number) {
      const firstDay = dayOf(clock.now()) - days + 1;
      const rows = await database.read
        .selectFrom('usage_day')
        .select(['counter', 'day', 'amount'])
        .where('client_id', '=', clientId)
        .where('counter', 'in', counters)
        .where('day', '>=', firstDay)
        .where('day', '<', firstDay + days)
        .execute();
      const amountsOf = (counter: Counter) => {
        const amounts = new Array<number>(days).fill(0);
        for (const row of rows) if (row.counter === counter) amounts[row.day - firstDay] = row.amount;
        return amounts;
      };
      const amounts = Object.fromEntries(counters.map((counter) => [counter, amountsOf(counter)]));
      return { firstDay, amounts: amounts as unknown as Record<Counter, readonly number[]> }; // Its keys are those that were asked for.
    },

    async prune() {
      const { numDeletedRows } = await database.write((queries) =>
        queries
          .deleteFrom('usage_day')
          .where('day', '=', (from) => from.selectFrom('usage_day').select(({ fn }) => fn.min('day').as('day')))
          .where('day', '<', dayOf(clock.now()) - daysKept)
          .executeTakeFirstOrThrow(),
      );
      return Number(numDeletedRows);
    },
  };
}
