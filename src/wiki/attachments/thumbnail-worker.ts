/** Makes the thumbnails that are due, one after the other, beside the requests of a running server. Several processes may do so at once. */
import type { Milliseconds } from '../../foundation/clock.ts';
import type { Log } from '../../http/log.ts';
import type { ThumbnailMaker } from './thumbnail-maker.ts';
import type { ThumbnailVerbs } from './thumbnails.ts';

const every: Milliseconds = 1_000;

export interface ThumbnailWorker {
  /** Lets the thumbnail that is being made end, and begins no other. */
  stop(): Promise<void>;
}

/** Begins to look into the table every second; a failure of the database or the store is logged and tried again the next time. */
export function startThumbnails({
  thumbnails,
  make,
  log,
}: {
  readonly thumbnails: Pick<ThumbnailVerbs, 'makeNextThumbnail'>;
  readonly make: ThumbnailMaker;
  readonly log: Log;
}): ThumbnailWorker {
  let stopped = false;
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= makeAll().finally(() => {
      running = undefined;
    });
  }, every);
  timer.unref();

  async function makeAll(): Promise<void> {
    try {
      while (!stopped) {
        const step = await thumbnails.makeNextThumbnail(make);
        if (step.step === 'idle') return;
        if (step.step === 'not-made') log.info({ kind: 'thumbnail', ...step }, 'a thumbnail was not made');
        if (step.step === 'unavailable') {
          stopped = true;
          log.warn({ kind: 'thumbnails', reason: step.reason }, 'thumbnails cannot be made here; pictures stand in for them');
        }
      }
    } catch (error) {
      log.warn({ kind: 'thumbnails', err: error }, 'a thumbnail could not be made; it is tried again');
    }
  }

  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
