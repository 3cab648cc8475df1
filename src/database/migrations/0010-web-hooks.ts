/** Web hooks and their deliveries. */
import type { Migration } from './migration.ts';

export const webHooks: Migration = {
  number: 10,
  name: 'web-hooks',
  ddl: '',
};
