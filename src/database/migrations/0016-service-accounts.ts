/**
 * Service accounts: a client with a user account of its own behind it, the spaces that it may touch, and which secret a token was got with,
 * so that tokens end with their secret.
 */
import type { Migration } from './migration.ts';

export const serviceAccounts: Migration = {
  number: 16,
  name: 'service-accounts',
  ddl: `
alter table user_account add column kind text not null default 'person' check (kind in ('person', 'service'));
alter table user_account add column confined bigint not null default 0 check (confined in (0, 1));

alter table oauth_client add column service_user_id bigint references user_account (id) on delete cascade;
alter table oauth_client add column description text not null default '';
alter table oauth_client add column expires_at bigint;
create unique index oauth_client_by_service_user on oauth_client (service_user_id) where service_user_id is not null;

alter table oauth_family add column client_secret bigint references oauth_client_secret (id) on delete set null;
create index oauth_family_by_secret on oauth_family (client_secret) where client_secret is not null;

create table service_account_space (
  user_id bigint not null references user_account (id) on delete cascade,
  space_id bigint not null references space (id) on delete cascade,
  access text not null check (access in ('read', 'write')),
  primary key (user_id, space_id)
);
create index service_account_space_by_space on service_account_space (space_id);
`,
};
