/** Labels, properties, watches: what is attached to content and spaces. */
import type { Migration } from './migration.ts';

export const annotations: Migration = {
  number: 8,
  name: 'annotations',
  ddl: '',
};
