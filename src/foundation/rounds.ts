/** Background work of a server: repeated at an interval, never two rounds at once. */
import type { Milliseconds } from './clock.ts';

export interface Rounds {
  /** Lets the round that is under way end, and begins no other. */
  stop(): Promise<void>;
}

export type StartRounds = typeof startRounds;

/**
 * @param every the pause between two looks; a look while a round is under way begins none
 * @param round does what there is to do; it ends early when `isStopped` says so
 * @param onFailure is told what a round threw; the next one tries again
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
