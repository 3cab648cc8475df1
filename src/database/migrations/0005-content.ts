/** What comments have beside other content, and restrictions. */
import type { Migration } from './migration.ts';

export const content: Migration = {
  number: 5,
  name: 'content',
  ddl: `
create table content_comment (
  content_id bigint primary key not null references content (id) on delete cascade,
  location text not null check (location in ('footer', 'inline')),
  inline_properties text,
  resolution text check (resolution in ('open', 'resolved')),
  resolved_by bigint references user_account (id) on delete set null,
  resolved_at bigint
);

create table content_restriction (
  content_id bigint not null references content (id) on delete cascade,
  operation text not null check (operation in ('read', 'update')),
  subject_kind text not null check (subject_kind in ('user', 'group')),
  subject_id bigint not null,
  primary key (content_id, operation, subject_kind, subject_id)
);
create index content_restriction_by_subject on content_restriction (subject_kind, subject_id);

create table restriction_chain (
  content_id bigint not null references content (id) on delete cascade,
  restricted_id bigint not null references content (id) on delete cascade,
  primary key (content_id, restricted_id)
);
create index restriction_chain_by_restricted on restriction_chain (restricted_id);

create table long_task (
  id identity from 16385,
  kind text not null check (kind in ('space-deletion', 'user-deletion')),
  subject text not null,
  user_id bigint not null references user_account (id) on delete cascade,
  started_at bigint not null,
  finished_at bigint not null
);
create index long_task_by_user on long_task (user_id);

create index space_by_homepage on space (homepage_id);
`,
};
