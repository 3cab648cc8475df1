/** When the next scheduled backup is due. */
import type { Milliseconds } from '../foundation/clock.ts';
import type { BackupSchedule } from '../foundation/configuration/setting-texts.ts';

const hour: Milliseconds = 3_600_000;

/** @returns the last moment at which one was to be made: it names that backup for all nodes; undefined: none is */
export function lastDue(schedule: BackupSchedule, now: Milliseconds): Milliseconds | undefined {
  switch (schedule.kind) {
    case 'never':
      return undefined;
    case 'every':
      return Math.floor(now / (schedule.hours * hour)) * schedule.hours * hour;
    case 'daily': {
      const at = new Date(now);
      at.setHours(Math.floor(schedule.minute / 60), schedule.minute % 60, 0, 0);
      if (at.getTime() > now) at.setDate(at.getDate() - 1);
      return at.getTime();
    }
  }
}
