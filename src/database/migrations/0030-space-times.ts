/** Current content of a space in the order of its times: what is new in a space is found without reading the rest of it. */
import type { Migration } from './migration.ts';

export const spaceTimes: Migration = {
  number: 30,
  name: 'space-times',
  ddl: `
create index content_by_space_modification on content (space_id, modified_at, id) where status = 'current';
create index content_by_space_creation on content (space_id, created_at, id) where status = 'current';
`,
};
