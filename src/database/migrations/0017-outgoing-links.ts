/** Outgoing links, the accounts that are connected through them with their tokens, and the requests for one that are under way. */
import type { Migration } from './migration.ts';

export const outgoingLinks: Migration = {
  number: 17,
  name: 'outgoing-links',
  ddl: `
create table outgoing_link (
  id identity,
  link_key text not null unique,
  provider text not null,
  name text not null,
  name_folded text not null unique,
  description text not null,
  address text,
  issuer text,
  iss_supported bigint not null check (iss_supported in (0, 1)),
  client_id text not null,
  client_auth text not null check (client_auth in ('client_secret_basic', 'client_secret_post', 'none')),
  client_secret_encrypted text,
  scope text not null,
  authorization_endpoint text not null,
  token_endpoint text not null,
  revocation_endpoint text,
  for_people bigint not null check (for_people in (0, 1)),
  tested_at bigint,
  test_result text,
  created_by bigint references user_account (id),
  created_at bigint not null,
  updated_at bigint not null
);
create index outgoing_link_by_creator on outgoing_link (created_by);

create table outgoing_account (
  id identity,
  link_id bigint not null references outgoing_link (id) on delete cascade,
  owner text not null,
  user_id bigint references user_account (id),
  access_token_encrypted text,
  refresh_token_encrypted text,
  scope text not null,
  access_expires_at bigint,
  refresh_due_at bigint,
  generation bigint not null,
  refresh_lease text,
  retry_at bigint,
  problem text,
  connected_at bigint not null,
  refreshed_at bigint,
  unique (link_id, owner)
);
create index outgoing_account_by_user on outgoing_account (user_id);

create table outgoing_request (
  state_hash text primary key,
  link_id bigint not null references outgoing_link (id) on delete cascade,
  purpose text not null check (purpose in ('person', 'system', 'test')),
  user_id bigint not null references user_account (id),
  session_public_id text not null,
  verifier_encrypted text not null,
  expires_at bigint not null,
  used_at bigint
);
create index outgoing_request_by_end on outgoing_request (expires_at);
create index outgoing_request_by_link on outgoing_request (link_id);
create index outgoing_request_by_user on outgoing_request (user_id);
`,
};
