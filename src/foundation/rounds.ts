/** Background work of a server: repeated at an interval, never two rounds at once. */
import type { Milliseconds } from './clock.ts';

export interface Rounds {
  /** Waits for the current round to end and starts no other. */
  stop(): Promise<void>;
}

export type StartRounds = typeof startRounds;

/**
 * @param every the interval; no round starts while another is running
 * @param round does the work that is due; it should end early once `isStopped` returns true
 * @param onFailure gets what a round threw; the next round tries again
 */
export function startRounds(
  every: Milliseconds,
  round: (isStopped: () => boolean) => Promise<void>,
  onFailure: (error: unknown) => void,
): Rounds {
  let stopped = false;
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= round(() => stopped)
      .catch(onFailure)
      .finally(() => {
        running = undefined;
      });
  }, every);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
