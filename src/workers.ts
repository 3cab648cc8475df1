/**
 * Starts the background work of a running server: upkeep, settings changed on other nodes, web hook deliveries, mail, backups,
 * thumbnails, deletions of spaces, giving memory back.
 */
import { startBackups } from './backup/worker.ts';
import type { Clock } from './foundation/clock.ts';
import { hexId, type Random } from './foundation/random.ts';
import { type Rounds, type StartRounds, startRounds } from './foundation/rounds.ts';
import type { House } from './house.ts';
import type { Log } from './http/log.ts';
import { startMail } from './mail/worker.ts';
import type { Rooms } from './rooms.ts';
import { engineOfProcess, startGivingBack } from './spare-memory.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { startUpkeep } from './upkeep.ts';
import { startDeliveries } from './webhooks/worker.ts';
import { thumbnailMaker } from './wiki/attachments/thumbnail-maker.ts';
import { startThumbnails } from './wiki/attachments/thumbnail-worker.ts';
import { startLinkFollowing } from './wiki/link-following-worker.ts';
import { startSpaceDeletions } from './wiki/space-deletion-worker.ts';

/** Requests for a new password are looked up in groups. */
const resetsAtOnce = 50;

/** Begins what a running server does beside its requests. `stop` lets each end what it does at the moment. */
export function startWorkers(
  rooms: Rooms,
  house: Pick<House, 'prunes' | 'backups'>,
  { clock, random, log }: { readonly clock: Clock; readonly random: Random; readonly log: Log },
  { traces }: Telemetry,
): Rounds {
  const rounds = (name: string): StartRounds => traces?.traceRounds(name) ?? startRounds;
  const { webHooks, settings, mail, passwordReset, wiki } = rooms;
  const engine = engineOfProcess();
  const workers: readonly Rounds[] = [
    startUpkeep(house.prunes, log, rounds('upkeep')),
    settings.follow((error) =>
      log.warn({ kind: 'settings-not-read', err: error }, 'settings could not be looked at; those in force stay'),
    ),
    startDeliveries({ ...webHooks, clock, log, startRounds: rounds('web hooks') }),
    startMail({
      ...mail,
      async prepare() {
        while ((await passwordReset.answer(resetsAtOnce)) === resetsAtOnce);
      },
      clock,
      log,
      startRounds: rounds('mail'),
    }),
    startBackups(house.backups, log, rounds('backups')),
    startThumbnails({ thumbnails: wiki.attachments, make: thumbnailMaker(), log, startRounds: rounds('thumbnails') }),
    startSpaceDeletions({ spaces: wiki.spaces, lease: hexId(random), log, startRounds: rounds('space deletions') }),
    startLinkFollowing({ links: wiki.links, lease: hexId(random), log, startRounds: rounds('links') }),
    ...(engine === undefined ? [] : [startGivingBack(engine)]),
  ];
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}
