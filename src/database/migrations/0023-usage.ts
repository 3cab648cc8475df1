/** How much Weir is used, counted by the day. */
import type { Migration } from './migration.ts';

export const usage: Migration = {
  number: 23,
  name: 'usage',
  ddl: `
create table usage_day (
  client_id text not null,
  counter text not null,
  day bigint not null,
  amount bigint not null,
  primary key (client_id, counter, day)
);
create index usage_day_by_age on usage_day (day);
`,
};
