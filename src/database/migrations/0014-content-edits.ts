/** Content edits. */
import type { Migration } from './migration.ts';

export const contentEdits: Migration = {
  number: 14,
  name: 'content-edits',
  ddl: '',
};
