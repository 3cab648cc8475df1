/** Leases on rows that say what is to be done in steps: one process is at each, and another takes it over when that one is gone. */
import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import type { Time } from '../database/schema/columns.ts';
import type { Milliseconds } from '../foundation/clock.ts';

/**
 * After so long without a step of its process, another takes it over. Clocks of nodes may differ: each step decides by the row that it
 * writes, and two processes that take it from each other do nothing twice.
 */
const leaseLasts: Milliseconds = 5_000;

interface Leased {
  readonly lease: string | null;
  readonly lease_until: Time | null;
}

/** @returns the condition that a process may be at the row at hand */
export function isFreeFor(lease: string, now: Milliseconds): Expression<SqlBool> {
  const { eb, or } = expressionBuilder<{ leased: Leased }, 'leased'>();
  return or([
    eb('lease', 'is', null),
    eb('lease', '=', lease),
    eb('lease_until', '<', now),
    // Nobody takes it for so long: it was taken by a clock that was ahead.
    eb('lease_until', '>', now + 2 * leaseLasts),
  ]);
}

/** @returns what a process writes into the row that it is at, at each step */
export function leasedTo(lease: string, now: Milliseconds): Leased {
  return { lease, lease_until: now + leaseLasts };
}

/** What stands in a row that nobody is at. */
export const unleased: Leased = { lease: null, lease_until: null };
