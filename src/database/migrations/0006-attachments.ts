/** The files of attachments: which of them count, and what each version of an attachment is made of. */
import type { Migration } from './migration.ts';

export const attachments: Migration = {
  number: 6,
  name: 'attachments',
  ddl: `
create table stored_file (
  id text primary key not null,
  created_at bigint not null
);
create index stored_file_by_time on stored_file (created_at);

create table attachment_version (
  content_id bigint not null references content (id) on delete cascade,
  number bigint not null check (number >= 1),
  file_id text not null references stored_file (id),
  file_size bigint not null check (file_size >= 0),
  sha256 text not null,
  media_type text not null,
  comment text not null,
  primary key (content_id, number)
);
create index attachment_version_by_file on attachment_version (file_id);

create unique index content_attachment_name on content (container_id, title_folded) where type = 'attachment' and status = 'current';
`,
};
