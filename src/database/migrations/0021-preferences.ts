/** What people chose for themselves: theme, language, how dates are written, time zone, and a picture. */
import type { Migration } from './migration.ts';

export const preferences: Migration = {
  number: 21,
  name: 'preferences',
  ddl: `
alter table user_account add column theme text check (theme in ('light', 'dark'));
alter table user_account add column language text;
alter table user_account add column locale text;
alter table user_account add column time_zone text;
alter table user_account add column picture text;

create table user_picture (
  user_id bigint primary key not null references user_account (id) on delete cascade,
  version text not null,
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  bytes text not null,
  updated_at bigint not null
);
`,
};
