/** Events of accounts and groups, announced to listeners inside the transaction of the change: both are committed, or neither. */
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { User } from './user.ts';

/** As Atlassian's list of web hook events names them. */
export type AccountEventName = `user_${'created' | 'removed' | 'deactivated' | 'reactivated'}` | `group_${'created' | 'removed'}`;

export interface AccountEvent {
  readonly name: AccountEventName;
  readonly at: Milliseconds;
  /** Who did it; null: the command line, and Weir itself. */
  readonly actorId: number | null;
  /** What it is about, as it goes over the wire: `{ group: { name: 'river-crew' } }`. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** Called by a verb inside its transaction, once the change is written. */
export type AnnounceAccount = (queries: WriteQueries, event: AccountEvent) => Promise<void>;

/** For where nobody listens. */
export const announceAccountToNobody: AnnounceAccount = async () => {};

/** What an event says of a user. */
export function aboutUser({ userKey, username }: User): AccountEvent['about'] {
  return { user: { userKey, username } };
}
