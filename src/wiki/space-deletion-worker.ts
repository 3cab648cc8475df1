/** Empties the spaces that are being deleted, beside the requests of a running server. Every node looks; one works on each space. */
import type { Milliseconds } from '../foundation/clock.ts';
import type { Rounds, StartRounds } from '../foundation/rounds.ts';
import { inSmallSteps } from '../foundation/small-steps.ts';
import type { Log } from '../http/log.ts';
import type { SpaceDeletions } from './space-deletion.ts';

const every: Milliseconds = 500;
const firstStep = 100;

/**
 * Begins to look. A failure is logged and tried again the next time; a server that stops leaves the rest to the others, and to its next start.
 * @param lease names this process among all that work on the same data
 */
export function startSpaceDeletions({
  spaces,
  lease,
  log,
  startRounds,
}: {
  readonly spaces: Pick<SpaceDeletions, 'deleteNext' | 'leaveDeletions' | 'settleIndex'>;
  readonly lease: string;
  readonly log: Log;
  readonly startRounds: StartRounds;
}): Rounds {
  const failed = (error: unknown) =>
    log.warn({ kind: 'space-deletion', err: error }, 'the deletion of a space could not go on; it is tried again');

  // A process that was at it before may have ended before it came to that.
  let isSettled = false;

  async function deleteAll(isStopped: () => boolean): Promise<void> {
    await inSmallSteps(
      firstStep,
      async (most) => {
        const outcome = await spaces.deleteNext(lease, most);
        if (outcome !== 'idle') isSettled = false;
        return outcome !== 'idle';
      },
      isStopped,
    );
    if (isSettled || isStopped()) return;
    await spaces.settleIndex();
    isSettled = true;
  }

  const rounds = startRounds(every, deleteAll, failed);
  return {
    async stop() {
      await rounds.stop();
      await spaces.leaveDeletions(lease).catch(failed);
    },
  };
}
