/** The events that a web hook can subscribe to, by their names on the wire. */
import type { AccountEventName } from '../accounts/events.ts';
import type { WikiEventName } from '../wiki/events.ts';

/** What a web hook can be told of. */
export type WebHookEventName = WikiEventName | AccountEventName;

const content = ['page', 'blog', 'comment', 'attachment'] as const;
const changes = ['created', 'updated', 'trashed', 'restored', 'removed'] as const;

/** Every event of the wiki and of its accounts, in the order in which a person would look for one. */
export const webHookEvents: readonly WebHookEventName[] = [
  ...content.flatMap((kind) => changes.map((change) => `${kind}_${change}` as const)),
  'page_moved',
  'label_added',
  'label_removed',
  'space_created',
  'space_updated',
  'space_removed',
  'space_permissions_updated',
  'user_created',
  'user_removed',
  'user_deactivated',
  'user_reactivated',
  'group_created',
  'group_removed',
];
