/** How much content spaces hold, for those who look after many. */
import type { Database } from '../database/database.ts';
import { padded } from './lists.ts';

export interface SpaceSize {
  /** Current ones, whoever may see them. */
  readonly pages: number;
  readonly blogPosts: number;
  /** In the trash, of all kinds. */
  readonly trashed: number;
  /** Of all versions of all attachments, those in the trash too. */
  readonly attachmentBytes: number;
}

export interface SpaceSizes {
  /** @returns the size of each of these spaces, by space id */
  sizesOf(spaceIds: readonly number[]): Promise<ReadonlyMap<number, SpaceSize>>;
}

export function spaceSizes(database: Database): SpaceSizes {
  return {
    async sizesOf(spaceIds) {
      if (spaceIds.length === 0) return new Map();
      const ids = padded([...new Set(spaceIds)]);
      const [counts, bytes] = await Promise.all([
        database.read
          .selectFrom('content')
          .select(({ fn }) => ['space_id', 'type', 'status', fn.countAll<number>().as('count')])
          .where('space_id', 'in', ids)
          .where('status', 'in', ['current', 'trashed'])
          .groupBy(['space_id', 'type', 'status'])
          .execute(),
        database.read
          .selectFrom('content')
          .innerJoin('attachment_version', 'attachment_version.content_id', 'content.id')
          .select(({ fn }) => ['content.space_id', fn.sum<number | string>('attachment_version.file_size').as('bytes')])
          .where('content.space_id', 'in', ids)
          .where('content.type', '=', 'attachment')
          .groupBy('content.space_id')
          .execute(),
      ]);
      const bytesOf = new Map(bytes.map(({ space_id, bytes: sum }) => [space_id, Number(sum)]));
      const countsOf = Map.groupBy(counts, ({ space_id }) => space_id);
      return new Map(
        spaceIds.map((id) => {
          const rows = countsOf.get(id) ?? [];
          const sum = (isCounted: (row: (typeof rows)[number]) => boolean) =>
            rows.filter(isCounted).reduce((total, { count }) => total + Number(count), 0);
          return [
            id,
            {
              pages: sum(({ type, status }) => type === 'page' && status === 'current'),
              blogPosts: sum(({ type, status }) => type === 'blogpost' && status === 'current'),
              trashed: sum(({ status }) => status === 'trashed'),
              attachmentBytes: bytesOf.get(id) ?? 0,
            },
          ];
        }),
      );
    },
  };
}
