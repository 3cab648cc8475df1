/** Clients, what users allowed them, codes and tokens. */
import type { Migration } from './migration.ts';

const scopeKey = `in ('READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN')`;

export const oauth: Migration = {
  number: 3,
  name: 'oauth',
  ddl: `
create table oauth_client (
  id identity,
  client_id text not null unique,
  name text not null,
  name_folded text not null unique,
  client_type text not null check (client_type in ('confidential', 'public')),
  scope text not null check (scope ${scopeKey}),
  require_pkce bigint not null check (require_pkce in (0, 1)),
  allow_plain bigint not null check (allow_plain in (0, 1)),
  allow_query_credentials bigint not null check (allow_query_credentials in (0, 1)),
  skip_consent bigint not null check (skip_consent in (0, 1)),
  allow_try_it bigint not null check (allow_try_it in (0, 1)),
  resource_server bigint not null check (resource_server in (0, 1)),
  access_token_seconds bigint,
  refresh_token_seconds bigint,
  created_by bigint references user_account (id) on delete set null,
  created_at bigint not null,
  updated_at bigint not null,
  disabled_at bigint,
  last_used_at bigint
);

create table oauth_client_redirect_uri (
  client bigint not null references oauth_client (id) on delete cascade,
  position bigint not null,
  uri text not null,
  primary key (client, position),
  unique (client, uri)
);

create table oauth_client_secret (
  id identity,
  client bigint not null references oauth_client (id) on delete cascade,
  secret_hash text not null,
  secret_encrypted text not null,
  created_at bigint not null,
  expires_at bigint
);
create index oauth_client_secret_by_client on oauth_client_secret (client);

create table oauth_client_logo (
  client bigint primary key not null references oauth_client (id) on delete cascade,
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  bytes text not null,
  updated_at bigint not null
);

create table oauth_authorization_request (
  token_hash text primary key not null,
  session_public_id text not null,
  user_id bigint not null references user_account (id) on delete cascade,
  client bigint not null references oauth_client (id) on delete cascade,
  parameters text not null,
  created_at bigint not null,
  expires_at bigint not null,
  decided_at bigint
);
create index oauth_authorization_request_by_client on oauth_authorization_request (client);
create index oauth_authorization_request_by_user on oauth_authorization_request (user_id);
create index oauth_authorization_request_by_end on oauth_authorization_request (expires_at);

create table oauth_grant (
  id identity,
  client bigint not null references oauth_client (id) on delete cascade,
  user_id bigint not null references user_account (id) on delete cascade,
  scope text not null check (scope ${scopeKey}),
  created_at bigint not null,
  last_used_at bigint,
  last_used_address text,
  ended_at bigint
);
create unique index oauth_grant_in_force on oauth_grant (client, user_id) where ended_at is null;
create index oauth_grant_by_client on oauth_grant (client);
create index oauth_grant_by_user on oauth_grant (user_id);
create index oauth_grant_ended on oauth_grant (ended_at) where ended_at is not null;

create table oauth_code (
  code_hash text primary key not null,
  grant_id bigint not null references oauth_grant (id) on delete cascade,
  redirect_uri text not null,
  scope text not null,
  resource text,
  challenge text,
  challenge_method text check (challenge_method in ('S256', 'plain')),
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  check ((challenge is null) = (challenge_method is null))
);
create index oauth_code_by_grant on oauth_code (grant_id);
create index oauth_code_by_end on oauth_code (expires_at);

create table oauth_family (
  id identity,
  grant_id bigint not null references oauth_grant (id) on delete cascade,
  code_hash text unique,
  created_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  end_reason text
);
create index oauth_family_by_grant on oauth_family (grant_id);
create index oauth_family_by_end on oauth_family (expires_at);
create index oauth_family_ended on oauth_family (ended_at) where ended_at is not null;

create table oauth_token_pair (
  access_hash text primary key not null,
  refresh_hash text unique,
  family_id bigint not null references oauth_family (id) on delete cascade,
  scope text not null,
  resource text,
  created_at bigint not null,
  access_expires_at bigint not null,
  refresh_expires_at bigint,
  used_at bigint,
  ended_at bigint,
  replaced_by text,
  access_ended_at bigint,
  kept_until bigint not null,
  check ((refresh_hash is null) = (refresh_expires_at is null)),
  check (replaced_by is null or ended_at is not null)
);
create index oauth_token_pair_by_family on oauth_token_pair (family_id);
create index oauth_token_pair_by_end on oauth_token_pair (kept_until);
`,
};
