/** Templates of pages: a name, a body with holes, and the labels that pages made from it get; of a space, or of all of them. */
import type { Migration } from './migration.ts';

export const templates: Migration = {
  number: 15,
  name: 'templates',
  ddl: `
create table content_template (
  id identity,
  space_id bigint references space (id) on delete cascade,
  name text not null,
  description text not null,
  body text not null,
  labels text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index content_template_space on content_template (space_id, name);
`,
};
