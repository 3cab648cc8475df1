/** A person's own preferences: theme, language, date and number format, time zone. */
import type { Database } from '../database/database.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Preferences } from '../http/caller.ts';

export interface PreferenceStore {
  /** Holds at the next request. @param preferences are good, as `timeZones` and the catalogues say */
  save(userId: number, preferences: Preferences): Promise<void>;
}

/** Every time zone that this program knows (IANA), UTC first. */
export const timeZones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];

export function preferenceStore(database: Database, clock: Clock): PreferenceStore {
  return {
    async save(userId, { theme, language, locale, timeZone }) {
      await database.write((queries) =>
        queries
          .updateTable('user_account')
          .set({
            theme: theme ?? null,
            language: language ?? null,
            locale: locale ?? null,
            time_zone: timeZone ?? null,
            updated_at: clock.now(),
          })
          .where('id', '=', userId)
          .where('deleted_at', 'is', null)
          .execute(),
      );
    },
  };
}
