/** Notices. */
import type { Migration } from './migration.ts';

export const notices: Migration = {
  number: 19,
  name: 'notices',
  ddl: '',
};
