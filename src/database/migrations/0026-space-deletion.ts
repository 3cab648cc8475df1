/** Tasks that are under way, how far they are, and the spaces that are being deleted: their rows stay until nothing is left in them. */
import type { Migration } from './migration.ts';

export const spaceDeletion: Migration = {
  number: 26,
  name: 'space-deletion',
  ddl: `
alter table long_task add column ended_at bigint;
update long_task set ended_at = finished_at;
alter table long_task drop column finished_at;
alter table long_task add column done bigint not null default 0;
alter table long_task add column total bigint not null default 0;

create table space_deletion (
  space_id bigint primary key not null references space (id) on delete cascade,
  task_id bigint not null unique references long_task (id),
  lease text,
  lease_until bigint
);
`,
};
