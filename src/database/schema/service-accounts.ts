/** The table of what service accounts may touch; what they are besides stands in `user_account` and `oauth_client`. */

/** A space that a confined account may touch. */
export interface ServiceAccountSpaceTable {
  user_id: number;
  space_id: number;
  /** `write` includes reading. What the account may do there is what the space permits it, and no more than this. */
  access: 'read' | 'write';
}
