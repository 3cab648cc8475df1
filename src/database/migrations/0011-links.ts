/**
 * Which content links to which titles, so that renaming and moving can rewrite the links, and a page knows what links to it.
 * Kept by whatever keeps the index of texts; content that is there already is noted for that.
 */
import type { Migration } from './migration.ts';

export const links: Migration = {
  number: 11,
  name: 'links',
  ddl: `
create table content_link (
  content_id bigint not null references content (id) on delete cascade,
  kind text not null check (kind in ('page', 'blogpost')),
  space_key_folded text not null,
  title_folded text not null,
  primary key (content_id, kind, space_key_folded, title_folded)
);
create index content_link_by_title on content_link (title_folded, kind, space_key_folded, content_id);

insert into search_pending (content_id) select id from content where 1 = 1 on conflict do nothing;
`,
};
