/** More kinds of content (blog posts, comments, drafts), restrictions, and the full table of space permissions. */
import type { Migration } from './migration.ts';

export const content: Migration = {
  number: 5,
  name: 'content',
  ddl: '',
};
