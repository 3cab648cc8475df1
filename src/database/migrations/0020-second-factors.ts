/** Second factors: authenticator apps, passkeys, recovery codes, and sign-ins of which the second step is not done. */
import type { Migration } from './migration.ts';

export const secondFactors: Migration = {
  number: 20,
  name: 'second-factors',
  ddl: `
alter table user_account add column two_step_at bigint;

create table authenticator_app (
  user_id bigint primary key not null references user_account (id) on delete cascade,
  secret_encrypted text not null,
  last_step bigint not null,
  created_at bigint not null,
  last_used_at bigint
);

create table passkey (
  id identity,
  user_id bigint not null references user_account (id) on delete cascade,
  name text not null,
  credential_id text not null unique,
  public_key text not null,
  counter bigint not null,
  transports text not null,
  created_at bigint not null,
  last_used_at bigint
);
create index passkey_by_user on passkey (user_id);

create table recovery_code (
  code_hash text primary key not null,
  user_id bigint not null references user_account (id) on delete cascade,
  used_at bigint
);
create index recovery_code_by_user on recovery_code (user_id);

create table pending_sign_in (
  token_hash text primary key not null,
  user_id bigint not null references user_account (id) on delete cascade,
  password_changed_at bigint not null,
  remembered bigint not null check (remembered in (0, 1)),
  expires_at bigint not null
);
create index pending_sign_in_by_user on pending_sign_in (user_id);
create index pending_sign_in_by_end on pending_sign_in (expires_at);

create table used_challenge (
  challenge_hash text primary key not null,
  expires_at bigint not null
);
create index used_challenge_by_end on used_challenge (expires_at);
`,
};
