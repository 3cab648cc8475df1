/** A limited number of places, handed out first come, first served, so that a burst waits its turn instead of failing. */
import { DatabaseBusy } from './database.ts';

export interface WaitingLine {
  /**
   * Resolves when there is a place, which `leave` must give back. @throws DatabaseBusy when the patience is over, or at once when too many
   * wait
   */
  enter(): Promise<void>;
  leave(): void;
  /** Rejects everybody who is waiting: what they wait for is gone. */
  turnAway(error: Error): void;
  waiting(): number;
}

interface Waiter {
  admit(): void;
  fail(error: Error): void;
}

/** @param patience how long somebody waits, in milliseconds */
export function waitingLine(places: number, mostWaiting: number, patience: number): WaitingLine {
  /** In the order of their coming. */
  const waiters = new Set<Waiter>();
  let free = places;

  return {
    enter() {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      if (waiters.size >= mostWaiting) return Promise.reject(new DatabaseBusy('Too many wait for a connection.'));
      return new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(timer);
          waiters.delete(waiter);
          act();
        };
        const waiter: Waiter = { admit: () => settle(resolve), fail: (error) => settle(() => reject(error)) };
        const timer = setTimeout(() => waiter.fail(new DatabaseBusy('No connection became free.')), patience);
        waiters.add(waiter);
      });
    },

    leave() {
      const [next] = waiters;
      if (next === undefined) free += 1;
      else next.admit();
    },

    turnAway(error) {
      for (const waiter of [...waiters]) waiter.fail(error);
    },

    waiting: () => waiters.size,
  };
}
