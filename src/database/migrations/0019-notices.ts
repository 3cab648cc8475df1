/** Mail that waits to be sent, the addresses in it that let somebody choose a password, and which notices a person does not want. */
import type { Migration } from './migration.ts';

export const notices: Migration = {
  number: 19,
  name: 'notices',
  ddl: `
create table mail_message (
  id text primary key not null,
  kind text not null,
  recipient text not null,
  sealed text,
  created_at bigint not null,
  attempts bigint not null,
  due_at bigint,
  expires_at bigint not null,
  failure text
);
create index mail_message_by_due on mail_message (due_at);
create index mail_message_by_age on mail_message (created_at);

create table password_address (
  token_hash text primary key not null,
  purpose text not null check (purpose in ('reset', 'invitation')),
  user_id bigint not null references user_account (id) on delete cascade,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);
create index password_address_by_user on password_address (user_id);
create index password_address_by_end on password_address (expires_at);

create table password_reset_request (
  id identity,
  typed text not null,
  remote_address text not null,
  request_id text not null,
  created_at bigint not null
);

create table unwanted_notice (
  user_id bigint not null references user_account (id) on delete cascade,
  kind text not null,
  primary key (user_id, kind)
);

create index user_account_by_email on user_account (lower(email));
`,
};
