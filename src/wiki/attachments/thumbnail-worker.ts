/** Makes the thumbnails that are due, one after another, beside the requests of a running server. Several processes may do so at once. */
import type { Milliseconds } from '../../foundation/clock.ts';
import type { Rounds, StartRounds } from '../../foundation/rounds.ts';
import type { Log } from '../../http/log.ts';
import type { ThumbnailMaker } from './thumbnail-maker.ts';
import type { ThumbnailVerbs } from './thumbnails.ts';

const every: Milliseconds = 1_000;

/** Begins to look into the table every second; a failure of the database or the store is logged and tried again the next time. */
export function startThumbnails({
  thumbnails,
  make,
  log,
  startRounds,
}: {
  readonly thumbnails: Pick<ThumbnailVerbs, 'makeNextThumbnail'>;
  readonly make: ThumbnailMaker;
  readonly log: Log;
  readonly startRounds: StartRounds;
}): Rounds {
  let isUnavailable = false;

  async function makeAll(isStopped: () => boolean): Promise<void> {
    while (!isStopped() && !isUnavailable) {
      const step = await thumbnails.makeNextThumbnail(make);
      if (step.step === 'idle') return;
      if (step.step === 'not-made') log.info({ kind: 'thumbnail', ...step }, 'a thumbnail was not made');
      if (step.step === 'unavailable') {
        isUnavailable = true;
        log.warn({ kind: 'thumbnails', reason: step.reason }, 'thumbnails cannot be made here; pictures stand in for them');
      }
    }
  }

  return startRounds(every, makeAll, (error) =>
    log.warn({ kind: 'thumbnails', err: error }, 'a thumbnail could not be made; it is tried again'),
  );
}
