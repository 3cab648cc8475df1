/** What people chose for themselves, apart from what stands in their account's row. */
import type { Time } from './columns.ts';

export interface UserPictureTable {
  user_id: number;
  /** As `user_account.picture` names it. */
  version: string;
  media_type: 'image/png' | 'image/jpeg';
  /** base64 */
  bytes: string;
  updated_at: Time;
}
