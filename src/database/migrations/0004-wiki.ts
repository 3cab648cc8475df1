/** Spaces, content and its versions. Their ids are far from 1, so that none is taken for a position or a page number. */
import type { Migration } from './migration.ts';

export const wiki: Migration = {
  number: 4,
  name: 'wiki',
  ddl: `
create table space (
  id identity from 32769,
  key text not null,
  key_folded text not null unique,
  name text not null,
  description text not null,
  type text not null check (type in ('global', 'personal')),
  status text not null check (status in ('CURRENT', 'ARCHIVED')),
  creator_id bigint references user_account (id) on delete set null,
  created_at bigint not null,
  updated_at bigint not null
);

create table space_permission (
  space_id bigint not null references space (id) on delete cascade,
  subject_kind text not null check (subject_kind in ('user', 'group', 'anonymous')),
  subject_id bigint not null,
  permission text not null check (permission in (
    'view', 'create-page', 'delete-page', 'create-blogpost', 'delete-blogpost', 'create-comment', 'delete-comment',
    'create-attachment', 'delete-attachment', 'delete-own', 'export', 'restrict', 'administer'
  )),
  primary key (space_id, subject_kind, subject_id, permission),
  check (subject_kind <> 'anonymous' or subject_id = 0)
);
create index space_permission_by_subject on space_permission (subject_kind, subject_id);

create table content (
  id identity from 65537,
  type text not null check (type in ('page', 'blogpost', 'comment', 'attachment')),
  status text not null check (status in ('current', 'draft', 'trashed')),
  space_id bigint not null references space (id) on delete cascade,
  parent_id bigint references content (id) on delete set null,
  container_id bigint references content (id) on delete cascade,
  restricted_by bigint,
  position bigint not null,
  title text not null,
  title_folded text not null,
  posting_day text,
  version bigint not null check (version >= 1),
  creator_id bigint references user_account (id) on delete set null,
  created_at bigint not null,
  modifier_id bigint references user_account (id) on delete set null,
  modified_at bigint not null,
  trashed_at bigint,
  check ((status = 'trashed') = (trashed_at is not null)),
  check ((type in ('comment', 'attachment')) = (container_id is not null)),
  check ((type = 'blogpost') = (posting_day is not null))
);
create unique index content_title on content (title_folded, space_id) where status = 'current' and type = 'page';
create unique index content_blog_title on content (space_id, posting_day, title_folded) where status = 'current' and type = 'blogpost';
create index content_by_parent on content (parent_id, status, position);
create index content_by_container on content (container_id, type, status, id);
create index content_by_space on content (space_id, type, status, id);
create index content_at_top on content (space_id, position) where parent_id is null and type = 'page';

alter table space add column homepage_id bigint references content (id) on delete set null;

create table content_version (
  content_id bigint not null references content (id) on delete cascade,
  number bigint not null check (number >= 1),
  title text not null,
  body text not null,
  author_id bigint references user_account (id) on delete set null,
  created_at bigint not null,
  message text not null,
  minor_edit bigint not null check (minor_edit in (0, 1)),
  primary key (content_id, number)
);
`,
};
