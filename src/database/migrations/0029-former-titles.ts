/** Titles that pages and blog posts had until now and that many links still name, until all of those are rewritten. */
import type { Migration } from './migration.ts';

export const formerTitles: Migration = {
  number: 29,
  name: 'former-titles',
  ddl: `
create table former_title (
  space_id bigint not null references space (id) on delete cascade,
  type text not null check (type in ('page', 'blogpost')),
  title_folded text not null,
  content_id bigint not null references content (id) on delete cascade,
  done_up_to bigint not null default 0,
  has_changed bigint not null default 0,
  lease text,
  lease_until bigint,
  primary key (space_id, type, title_folded)
);
create index former_title_by_content on former_title (content_id);
`,
};
