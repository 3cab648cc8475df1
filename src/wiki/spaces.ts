/** Reading spaces: one by key, lists, and what a reader may do in each. */
import { containing } from '../database/containing.ts';
import type { Database } from '../database/database.ts';
import { ofFirst, prepare } from '../database/prepared.ts';
import type { SpaceTable } from '../database/schema/content.ts';
import type { Queries } from '../database/schema.ts';
import { fold } from '../foundation/folding.ts';
import { hasLabel } from './annotations/label-conditions.ts';
import { favouriteLabel, type LabelName } from './annotations/label-names.ts';
import { padded } from './lists.ts';
import { spacePermissions } from './permission-sets.ts';
import { permitted, type Reader, reaches, type SpacePermission, type Viewer, viewerOf, withinList } from './permissions.ts';
import { type Page, type PageOf, type SpaceRecord, toPage } from './records.ts';

export interface SpaceFilter {
  readonly keys?: readonly string[];
  readonly ids?: readonly number[];
  readonly type?: SpaceTable['type'];
  readonly status?: SpaceTable['status'];
  /** Only spaces that have one of these. */
  readonly labels?: readonly LabelName[];
  /** Stands in the name or the key, in either case; empty: every space. */
  readonly words?: string;
  /** Whether the reader marked it as a favourite. */
  readonly favourite?: boolean;
}

export interface Spaces {
  /** @returns undefined for what is not there and for what the reader may not see; the case of the key does not matter */
  find(reader: Reader, key: string): Promise<SpaceRecord | undefined>;
  /** @returns the spaces that the reader may see, by key */
  list(reader: Reader, filter: SpaceFilter, page: Page): Promise<PageOf<SpaceRecord>>;
  /** @returns what a reader may do in each of these spaces, by space id; without those they may not see */
  permissionsIn(reader: Reader, spaceIds: readonly number[]): Promise<ReadonlyMap<number, ReadonlySet<SpacePermission>>>;
  /** @returns whether some space is open to anonymous readers */
  isAnyOpenToAnonymous(): Promise<boolean>;
}

export function spaces(database: Database): Spaces {
  const byKey = prepare(database, (queries, values: Viewer & { readonly keyFolded: string }) =>
    selectSpaces(queries)
      .where('space.key_folded', '=', values.keyFolded)
      .where(permitted('space.id', values, 'view')),
  );
  const toFound = ofFirst(toSpace);

  return {
    find: (reader, key) => byKey.kept({ ...viewerOf(reader), keyFolded: fold(key) }, toFound),

    async list(reader, { keys, ids, type, status, labels, words = '', favourite }, page) {
      const viewer = viewerOf(reader);
      let query = selectSpaces(database.read).where(permitted('space.id', viewer, 'view'));
      if (keys !== undefined) query = query.where('space.key_folded', 'in', padded(keys.map(fold)));
      if (ids !== undefined) query = query.where('space.id', 'in', padded(ids));
      if (type !== undefined) query = query.where('space.type', '=', type);
      if (status !== undefined) query = query.where('space.status', '=', status);
      if (labels !== undefined) query = query.where(hasLabel('space', viewer, labels));
      if (words !== '') {
        query = query.where(({ or }) => or([containing('space.key', words), containing('space.name', words)]));
      }
      if (favourite !== undefined) {
        const isFavourite = hasLabel('space', viewer, [favouriteLabel]);
        query = query.where((eb) => (favourite ? isFavourite : eb.not(isFavourite)));
      }
      const rows = await query
        .orderBy('space.key_folded')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return toPage(rows, page, toSpace);
    },

    async permissionsIn(reader, spaceIds) {
      if (spaceIds.length === 0) return new Map();
      const viewer = viewerOf(reader);
      const ids = padded([...new Set(spaceIds)]);
      if (viewer.seesEverything) {
        const seen = await database.read
          .selectFrom('space')
          .select('space.id')
          .where('space.id', 'in', ids)
          .where(permitted('space.id', viewer, 'view'))
          .execute();
        return new Map(seen.map(({ id }) => [id, new Set(spacePermissions)]));
      }
      const rows = await database.read
        .selectFrom('space_permission as granted')
        .select(['granted.space_id', 'granted.permission'])
        .where('granted.space_id', 'in', ids)
        .where(reaches(viewer))
        .where(({ ref }) => withinList('granted.space_id', viewer, ref('granted.permission')))
        .execute();
      const bySpace = Map.groupBy(rows, ({ space_id }) => space_id);
      return new Map([...bySpace].map(([id, granted]) => [id, new Set(granted.map(({ permission }) => permission))]));
    },

    async isAnyOpenToAnonymous() {
      const open = await database.read
        .selectFrom('space_permission')
        .select('space_id')
        .where('subject_kind', '=', 'anonymous')
        .where('subject_id', '=', 0)
        .where('permission', '=', 'view')
        .limit(1)
        .executeTakeFirst();
      return open !== undefined;
    },
  };
}

export const spaceColumns = [
  'space.id',
  'space.key',
  'space.name',
  'space.description',
  'space.type',
  'space.status',
  'space.homepage_id',
  'space.updated_at',
] as const;

function selectSpaces(queries: Queries) {
  return queries.selectFrom('space').select(spaceColumns);
}

type SpaceRow = Awaited<ReturnType<ReturnType<typeof selectSpaces>['execute']>>[number];

export function toSpace({ homepage_id, updated_at, ...row }: SpaceRow): SpaceRecord {
  return { ...row, homepageId: homepage_id ?? undefined, updatedAt: updated_at };
}
