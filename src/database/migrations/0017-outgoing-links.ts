/** Outgoing links. */
import type { Migration } from './migration.ts';

export const outgoingLinks: Migration = {
  number: 17,
  name: 'outgoing-links',
  ddl: '',
};
