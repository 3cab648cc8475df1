/** Preferences. */
import type { Migration } from './migration.ts';

export const preferences: Migration = {
  number: 21,
  name: 'preferences',
  ddl: '',
};
