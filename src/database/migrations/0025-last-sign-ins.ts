/** When somebody last signed in by the browser: known for accounts with a session, and from now on for all. */
import type { Migration } from './migration.ts';

export const lastSignIns: Migration = {
  number: 25,
  name: 'last-sign-ins',
  ddl: `
alter table user_account add column last_sign_in_at bigint;
update user_account set last_sign_in_at = (select max(session.created_at) from session where session.user_id = user_account.id);
`,
};
