/** Templates of pages. */
import type { Generated } from 'kysely';
import type { Time } from './columns.ts';

export interface ContentTemplateTable {
  id: Generated<number>;
  /** Null: every space may use it. */
  space_id: number | null;
  name: string;
  description: string;
  /** Storage format with `at:` elements. */
  body: string;
  /** JSON: a list of `{ "prefix", "name" }`. */
  labels: string;
  created_at: Time;
  updated_at: Time;
}
