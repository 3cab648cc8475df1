/** The tables of links between contents. */
import type { Generated } from 'kysely';
import type { Flag, Time } from './columns.ts';

/** A link by title in the newest version of some content. */
export interface ContentLinkTable {
  content_id: number;
  kind: 'page' | 'blogpost';
  /** The empty string: the space that the content is in. */
  space_key_folded: string;
  title_folded: string;
}

/** What a page or blog post was called, and where, as long as links name it so. Nothing else is called so there meanwhile. */
export interface FormerTitleTable {
  space_id: number;
  type: 'page' | 'blogpost';
  title_folded: string;
  /** What is meant. */
  content_id: number;
  /** The bodies of contents up to this id were looked at. */
  done_up_to: Generated<number>;
  /** Whether any of them was changed: then they are looked at once more, since somebody may have written there meanwhile. */
  has_changed: Generated<Flag>;
  /** Which process is at it; null: none. */
  lease: Generated<string | null>;
  /** From when on another process may take it over. */
  lease_until: Generated<Time | null>;
}
