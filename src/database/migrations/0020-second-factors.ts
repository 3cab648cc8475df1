/** Second factors. */
import type { Migration } from './migration.ts';

export const secondFactors: Migration = {
  number: 20,
  name: 'second-factors',
  ddl: '',
};
