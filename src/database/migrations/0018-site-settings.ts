/** Site settings. */
import type { Migration } from './migration.ts';

export const siteSettings: Migration = {
  number: 18,
  name: 'site-settings',
  ddl: '',
};
