/** Backups. */
import type { Migration } from './migration.ts';

export const backups: Migration = {
  number: 22,
  name: 'backups',
  ddl: '',
};
