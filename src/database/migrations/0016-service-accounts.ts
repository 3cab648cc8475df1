/** Service accounts. */
import type { Migration } from './migration.ts';

export const serviceAccounts: Migration = {
  number: 16,
  name: 'service-accounts',
  ddl: '',
};
