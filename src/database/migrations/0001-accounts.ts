/** Users, groups, permissions of the whole installation, sessions. */
import type { Migration } from './migration.ts';

export const accounts: Migration = {
  number: 1,
  name: 'accounts',
  ddl: `
create table user_account (
  id identity,
  user_key text not null unique,
  username text not null,
  username_folded text not null unique,
  full_name text not null,
  email text not null,
  password_hash text,
  password_changed_at bigint,
  disabled_at bigint,
  created_at bigint not null,
  updated_at bigint not null
);

create table user_group (
  id identity,
  name text not null,
  name_folded text not null unique,
  created_at bigint not null
);

create table group_member (
  group_id bigint not null references user_group (id) on delete cascade,
  user_id bigint not null references user_account (id) on delete cascade,
  created_at bigint not null,
  primary key (group_id, user_id)
);
create index group_member_by_user on group_member (user_id);

create table global_permission (
  subject_kind text not null check (subject_kind in ('user', 'group', 'anonymous')),
  subject_id bigint not null,
  permission text not null check (permission in ('use', 'create-space', 'administer', 'administer-system')),
  primary key (subject_kind, subject_id, permission),
  check (subject_kind <> 'anonymous' or subject_id = 0)
);

create table session (
  token_hash text primary key not null,
  public_id text not null unique,
  user_id bigint not null references user_account (id) on delete cascade,
  created_at bigint not null,
  last_seen_at bigint not null,
  authenticated_at bigint not null,
  expires_at bigint not null,
  idle_ms bigint not null,
  remembered bigint not null check (remembered in (0, 1)),
  remote_address text not null,
  user_agent text not null
);
create index session_by_user on session (user_id);
create index session_by_end on session (expires_at);

create table sign_in_throttle (
  subject text primary key not null,
  failures bigint not null,
  last_failure_at bigint not null,
  blocked_until bigint not null
);
create index sign_in_throttle_by_last_failure on sign_in_throttle (last_failure_at);

create table one_time_address (
  token_hash text primary key not null,
  purpose text not null check (purpose in ('setup')),
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);
`,
};
