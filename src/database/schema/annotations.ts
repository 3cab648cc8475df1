/**
 * The tables of what people and programs attach to content and spaces: labels, properties, watches. Each row hangs on one
 * content or on one space (exactly one of `content_id` and `space_id` is set) and goes with it.
 *
 * What search needs: content has a label when `labelling` joins it to a row of `label` with that name, prefix `global` and owner 0 (prefix
 * `my` and the reader as owner for `my:<name>`); it is a favourite of a reader, as a space is, when it has that reader's label
 * `my:favourite`; `watch` holds who watches what.
 */
import type { Generated } from 'kysely';
import type { Flag, Time } from './columns.ts';

/** `my`: seen by its owner alone; `team`: groups spaces, the categories of the API; `global`: all others. */
export type LabelPrefix = 'global' | 'my' | 'team';

/** A label that was given once; it stays when nothing has it any more. */
export interface LabelTable {
  id: Generated<number>;
  prefix: LabelPrefix;
  /** Lower case. */
  name: string;
  /** The user whose label it is, for the prefix `my`; 0 for the others. */
  owner_id: number;
}

/** What has a label. */
export interface LabellingTable {
  label_id: number;
  content_id: number | null;
  space_id: number | null;
  created_at: Time;
}

export interface PropertyTable {
  id: Generated<number>;
  content_id: number | null;
  space_id: number | null;
  /** Unique for its content or space. */
  key: string;
  /** Any JSON. */
  value: string;
  /** Counted from 1, by one with each change. */
  version: number;
  message: string;
  minor_edit: Flag;
  modified_at: Time;
}

export interface WatchTable {
  user_id: number;
  content_id: number | null;
  space_id: number | null;
  /** Of a space: which kind of its content is watched; empty for all of it, and for content. */
  content_type: string;
  created_at: Time;
}
