/** Makes backups that are requested or due, beside the requests of a running server. Every node looks; one makes each backup. */
import type { Milliseconds } from '../foundation/clock.ts';
import type { Rounds, StartRounds } from '../foundation/rounds.ts';
import type { Log } from '../http/log.ts';
import type { Backups } from './backups.ts';

const every: Milliseconds = 2_000;

/** A server that stops gives the backup that it makes up; one of the schedule is tried again. */
export function startBackups({ work }: Pick<Backups, 'work'>, log: Log, startRounds: StartRounds): Rounds {
  return startRounds(
    every,
    (isStopped) =>
      work(isStopped, (job, error) =>
        log.error({ kind: 'backup-failed', job, err: error }, 'a backup could not be made; the console says more'),
      ),
    (error) => log.warn({ kind: 'backups', err: error }, 'backups could not be looked at; it is tried again'),
  );
}
