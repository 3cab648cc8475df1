/** What a reader may do with content: the conditions that the verbs check, evaluated for many contents at once. */
import type { Database } from '../database/database.ts';
import { padded } from './lists.ts';
import { asFlag, deletable, editable, permitted, type Reader, readable, restrictable, viewerOf } from './permissions.ts';

/** What a reader who sees it may do. */
export interface Rights {
  readonly update: boolean;
  /** To put it in the trash. */
  readonly delete: boolean;
  /** To delete it for good, with everything that belongs to it. */
  readonly purge: boolean;
  /** To say who reads and changes it. */
  readonly restrict: boolean;
}

export interface RightsReads {
  /** @returns by content id; without what the reader may not see */
  on(reader: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, Rights>>;
}

export function rightsReads(database: Database): RightsReads {
  return {
    async on(reader, ids) {
      if (ids.length === 0) return new Map();
      const viewer = viewerOf(reader);
      const rows = await database.read
        .selectFrom('content')
        .select([
          'content.id',
          asFlag(editable(viewer)).as('update'),
          asFlag(deletable(viewer)).as('delete'),
          asFlag(permitted('content.space_id', viewer, 'administer')).as('purge'),
          asFlag(restrictable(viewer)).as('restrict'),
        ])
        .where('content.id', 'in', padded([...new Set(ids)]))
        .where(readable(viewer))
        .execute();
      return new Map(
        rows.map((row) => [
          row.id,
          { update: row.update === 1, delete: row.delete === 1, purge: row.purge === 1, restrict: row.restrict === 1 },
        ]),
      );
    },
  };
}
