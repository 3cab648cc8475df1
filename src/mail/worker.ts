/** Sends what is in the outbox, beside the requests of a running server. Several processes may do so at once. */
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Rounds, StartRounds } from '../foundation/rounds.ts';
import type { Log } from '../http/log.ts';
import type { ClaimedMail, Outbox } from './outbox.ts';
import type { MailServer, Send, SendOutcome } from './transport.ts';

const second: Milliseconds = 1_000;

/** How long to wait after each attempt that failed; after the last one a message is given up. */
export const pauses: readonly Milliseconds[] = [60, 300, 1_800, 7_200, 21_600, 43_200, 86_400].map((seconds) => seconds * second);

/** Begins to look every second; without a mail server everything waits. */
export function startMail(rooms: {
  readonly outbox: Outbox;
  readonly send: Send;
  readonly server: () => MailServer | undefined;
  /** Turns what was asked for into messages, before the outbox is looked at. */
  readonly prepare: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly startRounds: StartRounds;
}): Rounds {
  const { outbox, send, clock, log } = rooms;

  async function attempt(server: MailServer, claimed: ClaimedMail): Promise<void> {
    const { id, to, mail, attempts, expiresAt } = claimed;
    const came: SendOutcome =
      mail === undefined
        ? { outcome: 'failed', failure: 'The message cannot be read any more: its key is gone.', forGood: true }
        : expiresAt <= clock.now()
          ? { outcome: 'failed', failure: 'What it says holds no more.', forGood: true }
          : await send(server, to, mail);
    if (came.outcome === 'sent') return outbox.delivered(claimed);
    const pause = came.forGood ? undefined : pauses[attempts - 1];
    log.warn({ kind: 'mail-failed', mail: id, attempts, failure: came.failure }, 'a message could not be sent');
    return outbox.failed(claimed, came.failure, pause === undefined ? null : clock.now() + pause);
  }

  return rooms.startRounds(
    second,
    async (isStopped) => {
      const server = rooms.server();
      if (server === undefined) return;
      await rooms.prepare();
      while (!isStopped()) {
        const claimed = await outbox.claim();
        if (claimed.length === 0) return;
        await Promise.all(claimed.map((mail) => attempt(server, mail)));
      }
    },
    (error) => log.warn({ kind: 'mail', err: error }, 'mail could not be sent; it is tried again'),
  );
}
