/** Thumbnails. */
import type { Migration } from './migration.ts';

export const thumbnails: Migration = {
  number: 13,
  name: 'thumbnails',
  ddl: '',
};
