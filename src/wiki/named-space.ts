/** The space that a request names by its key, as far as the viewer may see it. */
import type { Queries } from '../database/schema.ts';
import { fold } from '../foundation/folding.ts';
import { asFlag, permitted, type SpacePermission, type Viewer } from './permissions.ts';

export interface NamedSpace {
  readonly id: number;
  /** As it is written; the case of the key that names it does not matter. */
  readonly key: string;
}

/** @returns undefined for what is not there and for what the viewer may not see */
export function visibleSpace(queries: Queries, viewer: Viewer, key: string): Promise<NamedSpace | undefined> {
  return selectVisible(queries, viewer, key).executeTakeFirst();
}

/** As `visibleSpace`, with whether the viewer holds a permission in it. */
export async function spaceFor(
  queries: Queries,
  viewer: Viewer,
  key: string,
  permission: SpacePermission,
): Promise<(NamedSpace & { readonly isPermitted: boolean }) | undefined> {
  const space = await selectVisible(queries, viewer, key)
    .select(asFlag(permitted('space.id', viewer, permission)).as('permitted'))
    .executeTakeFirst();
  return space && { id: space.id, key: space.key, isPermitted: space.permitted === 1 };
}

function selectVisible(queries: Queries, viewer: Viewer, key: string) {
  return queries
    .selectFrom('space')
    .select(['space.id', 'space.key'])
    .where('space.key_folded', '=', fold(key))
    .where(permitted('space.id', viewer, 'view'));
}
