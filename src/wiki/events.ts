/**
 * Events of the wiki, announced to listeners inside the transaction of the change: both are committed, or neither. The listeners are
 * passed in; the wiki knows none of them.
 */
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { LabelName } from './annotations/label-names.ts';
import type { ContentRecord } from './records.ts';

type ContentKind = 'page' | 'blog' | 'comment' | 'attachment';
type ContentChange = 'created' | 'updated' | 'trashed' | 'restored' | 'removed';

/** As listeners name it; `page_moved` is a move without a new version. */
export type WikiEventName =
  | `${ContentKind}_${ContentChange}`
  | 'page_moved'
  | 'label_added'
  | 'label_removed'
  | `space_${'created' | 'updated' | 'removed' | 'permissions_updated'}`;

export interface WikiEvent {
  readonly name: WikiEventName;
  readonly at: Milliseconds;
  /** Who did it. */
  readonly userKey: string;
  /** What it is about, as it goes over the wire: `{ page: { id: 42 } }`. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** Called by a verb inside its transaction, once the change is written; with several events where many things change at once. */
export type Announce = (queries: WriteQueries, ...events: readonly WikiEvent[]) => Promise<void>;

/** What verbs are given that tell of their changes. */
export interface TellingVerbs {
  readonly database: Database;
  readonly clock: Clock;
  readonly announce: Announce;
}

/** For where nobody listens. */
export const announceToNobody: Announce = async () => {};

/** @returns the same, but that nobody is told of what hangs on a draft: that is its author's alone until the draft is published */
export function tellingOfNoDraft(announce: Announce): Announce {
  return async (queries, ...events) => {
    const ids = events.flatMap((event) => attachmentIn(event) ?? []);
    const onDrafts =
      ids.length === 0
        ? []
        : await queries
            .selectFrom('content as attachment')
            .innerJoin('content as container', 'container.id', 'attachment.container_id')
            .select('attachment.id')
            .where('attachment.id', 'in', ids)
            .where('container.status', '=', 'draft')
            .execute();
    const untold = new Set<number | undefined>(onDrafts.map(({ id }) => id));
    const told = events.filter((event) => !untold.has(attachmentIn(event)));
    if (told.length > 0) await announce(queries, ...told);
  };
}

function attachmentIn({ about: { attachment } }: WikiEvent): number | undefined {
  const isNamed = typeof attachment === 'object' && attachment !== null && 'id' in attachment;
  return isNamed && typeof attachment.id === 'number' ? attachment.id : undefined;
}

const kinds: Readonly<Record<ContentRecord['type'], ContentKind>> = {
  page: 'page',
  blogpost: 'blog',
  comment: 'comment',
  attachment: 'attachment',
};

/** @returns the event of a change to content */
export function contentEvent(
  change: ContentChange,
  content: { readonly type: ContentRecord['type']; readonly id: number },
  { userKey }: { readonly userKey: string },
  at: Milliseconds,
): WikiEvent {
  const kind = kinds[content.type];
  return { name: `${kind}_${change}`, at, userKey, about: { [kind]: { id: content.id } } };
}

/** @returns the event of a label that content or a space was given, or that was taken away */
export function labelEvent(
  change: 'added' | 'removed',
  { prefix, name }: LabelName,
  labelled: { readonly type: ContentRecord['type']; readonly id: number } | { readonly spaceKey: string },
  { userKey }: { readonly userKey: string },
  at: Milliseconds,
): WikiEvent {
  const on = 'spaceKey' in labelled ? { space: { key: labelled.spaceKey } } : { [kinds[labelled.type]]: { id: labelled.id } };
  return { name: `label_${change}`, at, userKey, about: { label: { prefix, name }, ...on } };
}

/** @returns the event of a page that has another place and no new version */
export function pageMoved(id: number, { userKey }: { readonly userKey: string }, at: Milliseconds): WikiEvent {
  return { name: 'page_moved', at, userKey, about: { page: { id } } };
}

/** @returns the event of a change to a space */
export function spaceEvent(
  change: 'created' | 'updated' | 'removed' | 'permissions_updated',
  spaceKey: string,
  { userKey }: { readonly userKey: string },
  at: Milliseconds,
): WikiEvent {
  return { name: `space_${change}`, at, userKey, about: { space: { key: spaceKey } } };
}
