/** When restrictions were last changed: known from now on. */
import type { Migration } from './migration.ts';

export const restrictionTimes: Migration = {
  number: 28,
  name: 'restriction-times',
  ddl: `
alter table content_restriction add column changed_at bigint;
`,
};
