/** Personal access tokens, and accounts that were deleted. */
import type { Migration } from './migration.ts';

export const personalTokens: Migration = {
  number: 9,
  name: 'personal-tokens',
  ddl: `
create table personal_token (
  id identity,
  user_id bigint not null references user_account (id) on delete cascade,
  name text not null,
  token_hash text not null unique,
  scope text check (scope in ('READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN')),
  created_at bigint not null,
  expires_at bigint,
  last_used_at bigint,
  last_used_address text
);
create index personal_token_by_user on personal_token (user_id);
create index personal_token_by_end on personal_token (expires_at);

alter table user_account add column deleted_at bigint;
`,
};
