/** Personal access tokens. */
import type { Migration } from './migration.ts';

export const personalTokens: Migration = {
  number: 9,
  name: 'personal-tokens',
  ddl: '',
};
