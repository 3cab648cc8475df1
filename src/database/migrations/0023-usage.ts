/** Usage. */
import type { Migration } from './migration.ts';

export const usage: Migration = {
  number: 23,
  name: 'usage',
  ddl: '',
};
