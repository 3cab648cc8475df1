/** Empties the spaces that are being deleted, beside the requests of a running server. Every node looks; one is at each. */

import type { Milliseconds } from '../foundation/clock.ts';
import { type Rounds, startRounds } from '../foundation/rounds.ts';
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
}: {
  readonly spaces: Pick<SpaceDeletions, 'deleteNext' | 'leaveDeletions'>;
  readonly lease: string;
  readonly log: Log;
}): Rounds {
  const failed = (error: unknown) =>
    log.warn({ kind: 'space-deletion', err: error }, 'the deletion of a space could not go on; it is tried again');

  const rounds = startRounds(
    every,
    (isStopped) => inSmallSteps(firstStep, async (most) => (await spaces.deleteNext(lease, most)) !== 'idle', isStopped),
    failed,
  );
  return {
    async stop() {
      await rounds.stop();
      await spaces.leaveDeletions(lease).catch(failed);
    },
  };
}
