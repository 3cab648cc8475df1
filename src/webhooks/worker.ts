/** Sends the deliveries that are due, beside the requests of a running server. Several processes may do so at once. */
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Rounds, StartRounds } from '../foundation/rounds.ts';
import type { Log } from '../http/log.ts';
import type { Deliver } from './deliver.ts';
import type { ClaimedDelivery, DeliveryStore } from './deliveries.ts';

const second: Milliseconds = 1_000;
const every: Milliseconds = second;

/** How long to wait after each attempt that failed; after the last one a delivery is given up. */
export const pauses: readonly Milliseconds[] = [10, 60, 300, 1_800, 7_200, 21_600, 43_200].map((seconds) => seconds * second);

/** Begins to look into the table every second; a failure of the database is logged and tried again the next time. */
export function startDeliveries(rooms: {
  readonly deliveries: Pick<DeliveryStore, 'claim' | 'finish'>;
  readonly deliver: Deliver;
  readonly clock: Clock;
  readonly log: Log;
  readonly startRounds: StartRounds;
}): Rounds {
  const { deliveries, deliver, clock, log } = rooms;
  return rooms.startRounds(every, deliverAll, (error) =>
    log.warn({ kind: 'web-hooks', err: error }, 'web hooks could not be delivered; it is tried again'),
  );

  async function deliverAll(isStopped: () => boolean): Promise<void> {
    while (!isStopped()) {
      const claimed = await deliveries.claim();
      if (claimed.length === 0) return;
      await Promise.all(claimed.map(attempt));
    }
  }

  async function attempt(delivery: ClaimedDelivery): Promise<void> {
    const { outcome, description, reason } = await deliver(delivery);
    const pause = pauses[delivery.attempts - 1];
    const again = outcome === 'SUCCESS' || pause === undefined ? null : clock.now() + pause;
    if (reason !== undefined) {
      log.info({ kind: 'web-hook-failed', hook: delivery.hook.id, delivery: delivery.id, reason }, 'a web hook was not reached');
    }
    await deliveries.finish(delivery, { outcome, description, again });
  }
}
