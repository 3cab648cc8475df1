/** Growth. */
import type { Migration } from './migration.ts';

export const growth: Migration = {
  number: 24,
  name: 'growth',
  ddl: '',
};
