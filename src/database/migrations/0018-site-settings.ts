/** Settings that were changed in the console, and the number by which every node sees that there is a change. */
import type { Migration } from './migration.ts';

export const siteSettings: Migration = {
  number: 18,
  name: 'site-settings',
  ddl: `
create table site_setting (
  name text primary key not null,
  value text,
  value_encrypted text,
  revision bigint not null,
  changed_at bigint not null
);

create table site_setting_revision (
  id bigint primary key not null check (id = 1),
  revision bigint not null
);
insert into site_setting_revision (id, revision) values (1, 0);
`,
};
