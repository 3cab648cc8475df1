/** The audit trail. It refers to nothing, so that it stays what it was when a user or an object is deleted. */
import type { Migration } from './migration.ts';

export const audit: Migration = {
  number: 2,
  name: 'audit',
  ddl: `
create table audit_event (
  id identity,
  at bigint not null,
  actor_user_id bigint,
  actor_name text not null,
  remote_address text not null,
  kind text not null,
  object_type text not null,
  object_id text not null,
  object_name text not null,
  summary text not null,
  changes text not null,
  request_id text not null
);
create index audit_event_by_time on audit_event (at);
create index audit_event_by_object on audit_event (object_type, object_id, at);
create index audit_event_by_actor on audit_event (actor_user_id, at);
`,
};
