/** How long the audit trail is kept. */
import type { Migration } from './migration.ts';

export const auditRetention: Migration = {
  number: 12,
  name: 'audit-retention',
  ddl: `
create table audit_retention (
  id bigint primary key not null check (id = 1),
  amount bigint not null check (amount > 0),
  unit text not null check (unit in ('DAYS', 'WEEKS', 'MONTHS', 'YEARS')),
  updated_at bigint not null
);
`,
};
