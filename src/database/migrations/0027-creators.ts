/**
 * The index by creators holds nothing else. With the id behind it, PostgreSQL (18 and later) took it for finding content by id, one look for each
 * creator there is, in every search that finds much.
 */
import type { Migration } from './migration.ts';

export const creators: Migration = {
  number: 27,
  name: 'creators',
  ddl: `
drop index if exists content_by_creator;
create index content_by_creator on content (creator_id) where status = 'current';
`,
};
