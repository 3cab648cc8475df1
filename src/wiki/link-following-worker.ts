/** Rewrites links to what was renamed or moved, where they are many, beside the requests of a running server. Every node looks; one is at each. */
import type { Milliseconds } from '../foundation/clock.ts';
import type { Rounds, StartRounds } from '../foundation/rounds.ts';
import { inSmallSteps } from '../foundation/small-steps.ts';
import type { Log } from '../http/log.ts';
import type { LinkFollowing } from './link-following.ts';

const every: Milliseconds = 500;
const firstStep = 100;

/**
 * Begins to look. A failure is logged and tried again the next time; a server that stops leaves the rest to the others, and to its next start.
 * @param lease names this process among all that work on the same data
 */
export function startLinkFollowing({
  links,
  lease,
  log,
  startRounds,
}: {
  readonly links: LinkFollowing;
  readonly lease: string;
  readonly log: Log;
  readonly startRounds: StartRounds;
}): Rounds {
  const failed = (error: unknown) =>
    log.warn({ kind: 'link-following', err: error }, 'rewriting links could not go on; it is tried again');
  const step = async (most: number) => (await links.rewriteNext(lease, most)) !== 'idle';
  const rounds = startRounds(every, (isStopped) => inSmallSteps(firstStep, step, isStopped), failed);
  return {
    async stop() {
      await rounds.stop();
      await links.leaveLinks(lease).catch(failed);
    },
  };
}
