/** Periodic upkeep of a running server: deletes what has expired and indexes what is waiting, in small steps beside its requests. */
import type { Milliseconds } from './foundation/clock.ts';
import type { Rounds, StartRounds } from './foundation/rounds.ts';
import type { Log } from './http/log.ts';

/** Deletes, or does away with, at most `limit` rows of one kind. @returns how many it did */
export type Prune = (limit: number) => Promise<number>;

const every: Milliseconds = 60_000;
/** Small enough that a step holds nobody up. */
const step = 500;
/** At most so many steps of one kind in a row: what is left waits for the next time. */
const mostSteps = 40;

/** Begins the upkeep; a failure is logged and tried again the next time. */
export function startUpkeep(prunes: readonly Prune[], log: Log, startRounds: StartRounds): Rounds {
  const failed = (error: unknown) => log.warn({ kind: 'upkeep', err: error }, 'upkeep failed; it is tried again later');

  async function runAll(isStopped: () => boolean): Promise<void> {
    for (const prune of prunes) {
      try {
        for (let count = 0; count < mostSteps && !isStopped(); count++) if ((await prune(step)) < step) break;
      } catch (error) {
        failed(error);
      }
    }
  }

  return startRounds(every, runAll, failed);
}
