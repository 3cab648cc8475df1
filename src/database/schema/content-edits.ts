/** What a person has of content beside everybody else: an edit that is not published yet, and that they looked at it. */
import type { Time } from './columns.ts';

/** What one person has written of content that is published, seen by nobody else. */
export interface ContentEditTable {
  content_id: number;
  user_id: number;
  /** The version that the writing began from. */
  based_on: number;
  title: string;
  /** Storage format. */
  body: string;
  modified_at: Time;
}

/** A page or blog post that a person looked at in the browser; the newest of each person are kept. */
export interface RecentViewTable {
  user_id: number;
  content_id: number;
  viewed_at: Time;
}
