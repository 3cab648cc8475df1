/** The small pictures of attached ones, made in the background: each with the file that it was made from, whatever versions share that. */
import type { Migration } from './migration.ts';

export const thumbnails: Migration = {
  number: 13,
  name: 'thumbnails',
  ddl: `
create table thumbnail (
  source_id text primary key not null references stored_file (id),
  due_at bigint,
  attempts bigint not null,
  failure text,
  file_id text references stored_file (id),
  file_size bigint,
  sha256 text,
  media_type text
);
create index thumbnail_by_due on thumbnail (due_at);
create index thumbnail_by_file on thumbnail (file_id);

insert into thumbnail (source_id, due_at, attempts)
  select distinct file_id, 0, 0 from attachment_version
  where media_type in ('image/png', 'image/jpeg', 'image/gif', 'image/webp') and file_size <= 20971520;
`,
};
