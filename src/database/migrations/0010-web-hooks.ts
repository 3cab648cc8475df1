/** Web hooks and their deliveries. */
import type { Migration } from './migration.ts';

export const webHooks: Migration = {
  number: 10,
  name: 'web-hooks',
  ddl: `
create table web_hook (
  id identity,
  name text not null,
  url text not null,
  active bigint not null check (active in (0, 1)),
  secret_encrypted text,
  username text,
  password_encrypted text,
  verify_certificate bigint not null check (verify_certificate in (0, 1)),
  created_at bigint not null,
  updated_at bigint not null
);

create table web_hook_event (
  hook_id bigint not null references web_hook (id) on delete cascade,
  event text not null,
  primary key (event, hook_id)
);
create index web_hook_event_by_hook on web_hook_event (hook_id);

create table web_hook_delivery (
  id identity,
  hook_id bigint not null references web_hook (id) on delete cascade,
  event text not null,
  body text not null,
  created_at bigint not null,
  attempts bigint not null,
  due_at bigint,
  started_at bigint,
  finished_at bigint,
  outcome text check (outcome in ('SUCCESS', 'FAILURE', 'ERROR')),
  description text
);
create index web_hook_delivery_by_hook on web_hook_delivery (hook_id, id);
create index web_hook_delivery_by_due on web_hook_delivery (due_at);
create index web_hook_delivery_by_age on web_hook_delivery (created_at);
`,
};
