/** The events that web hooks can be told of, by their names on the wire. */
import type { WikiEventName } from '../wiki/events.ts';

const content = ['page', 'blog', 'comment', 'attachment'] as const;
const changes = ['created', 'updated', 'trashed', 'restored', 'removed'] as const;

/** Every event of the wiki, in the order in which a person would look for one. */
export const webHookEvents: readonly WikiEventName[] = [
  ...content.flatMap((kind) => changes.map((change) => `${kind}_${change}` as const)),
  'page_moved',
  'label_added',
  'label_removed',
  'space_created',
  'space_updated',
  'space_removed',
  'space_permissions_updated',
];
