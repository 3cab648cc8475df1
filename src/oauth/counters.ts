/**
 * What happened in this room since the start, counted for an operator's metrics. Kept in this process's memory; nothing is decided by
 * it.
 */

type CounterName = 'codes-replayed' | 'refresh-tokens-replayed';

export interface Counters {
  add(name: CounterName): void;
  /** @returns each count since the start */
  read(): Readonly<Record<CounterName, number>>;
}

export function createCounters(): Counters {
  const counts: Record<CounterName, number> = {
    'codes-replayed': 0,
    'refresh-tokens-replayed': 0,
  };
  return {
    add(name) {
      counts[name] += 1;
    },
    read: () => ({ ...counts }),
  };
}
