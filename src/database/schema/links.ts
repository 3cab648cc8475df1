/** The table of links between contents. */

/** A link by title in the newest version of some content. */
export interface ContentLinkTable {
  content_id: number;
  kind: 'page' | 'blogpost';
  /** The empty string: the space that the content is in. */
  space_key_folded: string;
  title_folded: string;
}
