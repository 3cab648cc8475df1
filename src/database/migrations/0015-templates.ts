/** Templates. */
import type { Migration } from './migration.ts';

export const templates: Migration = {
  number: 15,
  name: 'templates',
  ddl: '',
};
