/** The tables of the wiki: spaces, their permissions, content, its versions and its restrictions. */
import type { Generated } from 'kysely';
import type { Flag, SubjectKind, Time } from './columns.ts';

export interface SpaceTable {
  id: Generated<number>;
  key: string;
  key_folded: string;
  name: string;
  /** Plain text. */
  description: string;
  type: 'global' | 'personal';
  status: 'CURRENT' | 'ARCHIVED';
  homepage_id: number | null;
  creator_id: number | null;
  created_at: Time;
  updated_at: Time;
}

export interface SpacePermissionTable {
  space_id: number;
  subject_kind: SubjectKind;
  /** The user's or the group's id; 0 for anonymous. */
  subject_id: number;
  /** Complete: beside any there is `view`, beside `administer` there are all. */
  permission: `${'create' | 'delete'}-${ContentType}` | 'view' | 'delete-own' | 'export' | 'restrict' | 'administer';
}

export type ContentType = 'page' | 'blogpost' | 'comment' | 'attachment';

/** Kinds of content that belong to a page or blog post, and are seen by those who see that. */
export type ContainedType = Extract<ContentType, 'comment' | 'attachment'>;

export interface ContentTable {
  /** May be given from outside, so that an import keeps its ids. */
  id: Generated<number>;
  type: ContentType;
  /** A draft is seen by its creator alone. */
  status: 'current' | 'draft' | 'trashed';
  /** For what has a container, that of the container. */
  space_id: number;
  /** The page above a page, the comment that a comment replies to. */
  parent_id: number | null;
  /** The page or blog post that a comment or attachment belongs to; null for all others. */
  container_id: number | null;
  /** The nearest content at or above this one that restricts who may read it, see `restriction_chain`. */
  restricted_by: number | null;
  /** Order among siblings; a new page comes last. */
  position: number;
  title: string;
  /** Unique in a space among current pages; with the posting day among current blog posts. */
  title_folded: string;
  /** yyyy-mm-dd in UTC; null for all but blog posts. */
  posting_day: string | null;
  /** Number of the current version, from 1. */
  version: number;
  creator_id: number | null;
  created_at: Time;
  modifier_id: number | null;
  modified_at: Time;
  trashed_at: Time | null;
}

export interface ContentVersionTable {
  content_id: number;
  number: number;
  title: string;
  /** Storage format, exactly as it was sent; empty for an attachment. */
  body: string;
  author_id: number | null;
  created_at: Time;
  message: string;
  minor_edit: Flag;
}

/** What a comment has beside other content. */
export interface ContentCommentTable {
  content_id: number;
  location: 'footer' | 'inline';
  /** JSON object, of inline comments: what was marked in the page. */
  inline_properties: string | null;
  /** Of inline comments that are no replies. */
  resolution: 'open' | 'resolved' | null;
  resolved_by: number | null;
  resolved_at: Time | null;
  /** Of inline comments that are no replies: the `ac:ref` of the marker around the passage. */
  marker_ref: string | null;
  /** The newest body of the page has no such marker. */
  dangling: Generated<Flag>;
}

/** Who alone may read or change a page or blog post; without a row for an operation, all whom the space lets. */
export interface ContentRestrictionTable {
  content_id: number;
  operation: 'read' | 'update';
  subject_kind: Exclude<SubjectKind, 'anonymous'>;
  subject_id: number;
  /** When the restriction of this operation was last changed; null: before that was noted. */
  changed_at: Generated<Time | null>;
}

/** What clients wait for. */
export interface LongTaskTable {
  id: Generated<number>;
  kind: 'space-deletion' | 'user-deletion';
  /** The key of the space, the name of the user. */
  subject: string;
  user_id: number;
  started_at: Time;
  /** Null: it is under way. */
  ended_at: Time | null;
  /** How much of `total` is done: contents, of a space. */
  done: Generated<number>;
  total: Generated<number>;
}

/** A space that is gone for everybody, and is emptied in steps. */
export interface SpaceDeletionTable {
  space_id: number;
  task_id: number;
  /** Which process is at it; null: none. */
  lease: string | null;
  /** From when on another process may take it over. */
  lease_until: Time | null;
}

/** For content with a read restriction of its own: itself, and everything above it that has one. */
export interface RestrictionChainTable {
  content_id: number;
  restricted_id: number;
}
