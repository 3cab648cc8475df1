/**
 * Indexes for large wikis: titles of all kinds of content, days of blog posts, and what has a parent or a container. Most content has neither;
 * with that in the index, a database that keeps no figures takes "no parent" for a rare thing to look for.
 */
import type { Migration } from './migration.ts';

export const growth: Migration = {
  number: 24,
  name: 'growth',
  ddl: `
drop index if exists content_by_parent;
create index content_by_parent on content (parent_id, status, position) where parent_id is not null;

drop index if exists content_by_container;
create index content_by_container on content (container_id, type, status, id) where container_id is not null;

create index content_by_title on content (title_folded, id) where status = 'current';
create index content_by_day on content (posting_day, id) where type = 'blogpost' and status = 'current';
`,
};
