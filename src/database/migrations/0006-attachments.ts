/** Attachments and their stored files. */
import type { Migration } from './migration.ts';

export const attachments: Migration = {
  number: 6,
  name: 'attachments',
  ddl: '',
};
