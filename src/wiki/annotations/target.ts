/** The content or space that a label, property or watch belongs to, found with the caller's permissions. */
import type { ContentType } from '../../database/schema/content.ts';
import type { Queries } from '../../database/schema.ts';
import { spaceFor } from '../named-space.ts';
import { asFlag, editable, permitted, readable, type Viewer } from '../permissions.ts';
import type { Refusal } from '../refusals.ts';

/** A content or a space, as a caller names it. */
export type Target = { readonly kind: 'content'; readonly id: number } | { readonly kind: 'space'; readonly key: string };

/** A content or a space, as the rows of annotations name it. */
export interface Place {
  readonly column: 'content_id' | 'space_id';
  readonly id: number;
}

/** What a viewer sees, and may do there. */
export interface FoundPlace extends Place {
  readonly found: { readonly type: ContentType; readonly id: number } | { readonly spaceKey: string };
  readonly isDraft: boolean;
  /** Of a space: whether the viewer administers it. */
  readonly mayEdit: boolean;
  /** Whether the viewer administers the space. */
  readonly mayAdminister: boolean;
  /** What whoever may not edit is told. */
  readonly notPermitted: Refusal;
}

/** Both columns, for a new row. */
export function columnsOf({ column, id }: Place) {
  return column === 'content_id' ? { content_id: id, space_id: null } : { content_id: null, space_id: id };
}

/** @returns what the viewer may see; what is in the trash has no annotations until it is restored */
export function findPlace(queries: Queries, viewer: Viewer, target: Target): Promise<FoundPlace | Refusal> {
  return target.kind === 'content' ? findContent(queries, viewer, target.id) : findSpace(queries, viewer, target.key);
}

async function findContent(queries: Queries, viewer: Viewer, id: number): Promise<FoundPlace | Refusal> {
  const content = await queries
    .selectFrom('content')
    .select([
      'content.type',
      'content.status',
      asFlag(editable(viewer)).as('may_edit'),
      asFlag(permitted('content.space_id', viewer, 'administer')).as('may_administer'),
    ])
    .where('content.id', '=', id)
    .where('content.status', '<>', 'trashed')
    .where(readable(viewer))
    .executeTakeFirst();
  if (content === undefined) return { refused: 'unknown-content', id };
  return {
    column: 'content_id',
    id,
    found: { type: content.type, id },
    isDraft: content.status === 'draft',
    mayEdit: content.may_edit === 1,
    mayAdminister: content.may_administer === 1,
    notPermitted: { refused: 'not-permitted', action: { verb: 'update', id } },
  };
}

async function findSpace(queries: Queries, viewer: Viewer, key: string): Promise<FoundPlace | Refusal> {
  const space = await spaceFor(queries, viewer, key, 'administer');
  if (space === undefined) return { refused: 'unknown-space', key };
  const mayAdminister = space.isPermitted;
  return {
    column: 'space_id',
    id: space.id,
    found: { spaceKey: space.key },
    isDraft: false,
    mayEdit: mayAdminister,
    mayAdminister,
    notPermitted: { refused: 'not-permitted', action: { verb: 'administer-space', key: space.key } },
  };
}
