/** How long the audit trail is kept, and deleting what is older. */
import type { Database } from '../database/database.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { appendEvent } from './audit-trail.ts';
import type { Origin } from './origin.ts';

const day: Milliseconds = 24 * 3_600_000;

/** A month has 30 days here, a year 365. */
const lengths = { DAYS: day, WEEKS: 7 * day, MONTHS: 30 * day, YEARS: 365 * day } as const;

export type RetentionUnit = keyof typeof lengths;

/** A time span as people say it. */
export interface Retention {
  readonly amount: number;
  readonly unit: RetentionUnit;
}

/** Every unit, from the shortest. */
export const retentionUnits: readonly RetentionUnit[] = ['DAYS', 'WEEKS', 'MONTHS', 'YEARS'];

/** What holds until an administrator says something else. */
const usual: Retention = { amount: 3, unit: 'YEARS' };

const longest: Milliseconds = lengths.YEARS * 100;

export interface AuditRetention {
  inForce(): Promise<Retention>;
  /** @returns false for what is no span from a day to a hundred years; the change itself is recorded */
  change(retention: Retention, origin: Origin): Promise<boolean>;
  /** Deletes some events that are older. @returns how many */
  prune(limit: number): Promise<number>;
}

/** @returns how long it is, in milliseconds */
export function lengthOf({ amount, unit }: Retention): Milliseconds {
  return amount * lengths[unit];
}

export function auditRetention(database: Database, clock: Clock): AuditRetention {
  async function inForce(): Promise<Retention> {
    const row = await database.read.selectFrom('audit_retention').select(['amount', 'unit']).executeTakeFirst();
    return row ?? usual;
  }

  return {
    inForce,

    async change(retention, origin) {
      const { amount, unit } = retention;
      if (!Number.isSafeInteger(amount) || amount < 1 || lengthOf(retention) > longest) return false;
      const before = await inForce();
      const now = clock.now();
      await database.write(async (queries) => {
        const values = { amount, unit, updated_at: now };
        await queries
          .insertInto('audit_retention')
          .values({ id: 1, ...values })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
          .execute();
        await appendEvent(queries, {
          at: now,
          origin,
          kind: 'audit.retention-changed',
          object: { type: 'audit', id: '', name: 'Audit log' },
          summary: 'How long the audit log is kept was changed',
          changes: [{ name: 'retention', oldValue: written(before), newValue: written(retention) }],
        });
      });
      return true;
    },

    async prune(limit) {
      const before = clock.now() - lengthOf(await inForce());
      const { numDeletedRows } = await database.write((queries) =>
        queries
          .deleteFrom('audit_event')
          .where('id', 'in', (from) => from.selectFrom('audit_event').select('id').where('at', '<', before).limit(limit))
          .executeTakeFirstOrThrow(),
      );
      return Number(numDeletedRows);
    },
  };
}

function written({ amount, unit }: Retention): string {
  return `${amount} ${unit}`;
}
