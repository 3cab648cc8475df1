/** The attachments that bodies name or list, for one reader: one query, whatever the number of bodies. */
import type { Database } from '../database/database.ts';
import { fold } from '../foundation/folding.ts';
import { downloadPath, thumbnailPath } from './addresses.ts';
import { hasThumbnail } from './attachments/media-types.ts';
import type { ResolvedLinks } from './links.ts';
import { padded } from './lists.ts';
import { type Reader, readable, viewerOf } from './permissions.ts';
import { currentStatus } from './records.ts';
import type { Place, ReadyPage } from './render-pages.ts';
import type { ListedFile } from './storage-format/macro-data.ts';
import type { PageReference } from './storage-format/resources.ts';

/** Files by what they hang on. */
export interface FileAnswers {
  /** @returns undefined when there is no such page for this reader */
  on(place: Place, page: PageReference | undefined): readonly ListedFile[] | undefined;
  named(place: Place, page: PageReference | undefined, filename: string): ListedFile | undefined;
}

/** Files of all bodies of one rendering. */
const most = 5_000;

export function fileReader({ database, contextPath }: { readonly database: Database; readonly contextPath: string }) {
  return async (reader: Reader, pages: readonly ReadyPage[], links: ResolvedLinks): Promise<FileAnswers> => {
    const ownerOf = ({ content, spaceKey }: Place, page: PageReference | undefined): number | undefined => {
      if (page === undefined) return content?.containerId ?? content?.id;
      const found = links.page(page, page.spaceKey ?? spaceKey);
      return found && Number(found.id);
    };
    const wanted = pages.flatMap(({ place, questions, resources }) => [
      ...resources.flatMap((each) => (each.kind === 'attachment' ? [ownerOf(place, each.container)] : [])),
      ...questions.flatMap((each) => (each.kind === 'files' ? [ownerOf(place, each.page)] : [])),
    ]);
    const files = await readFiles(reader, [...new Set(wanted.filter((id) => id !== undefined))]);
    return {
      on(place, page) {
        const owner = ownerOf(place, page);
        return owner === undefined ? undefined : [...(files.get(owner)?.values() ?? [])];
      },
      named: (place, page, filename) => files.get(ownerOf(place, page) ?? 0)?.get(fold(filename)),
    };
  };

  /** @returns by the content they hang on, and by their folded names */
  async function readFiles(
    reader: Reader,
    owners: readonly number[],
  ): Promise<ReadonlyMap<number, ReadonlyMap<string, ListedFile>>> {
    if (owners.length === 0) return new Map();
    const rows = await database.read
      .selectFrom('content')
      .innerJoin('attachment_version as file', (join) =>
        join.onRef('file.content_id', '=', 'content.id').onRef('file.number', '=', 'content.version'),
      )
      .leftJoin('user_account as modifier', (join) =>
        join.onRef('modifier.id', '=', 'content.modifier_id').on('modifier.deleted_at', 'is', null),
      )
      .select([
        'content.id',
        'content.title',
        'content.title_folded',
        'content.version',
        'content.container_id as owner',
        'content.modified_at',
        'modifier.full_name',
        'file.media_type',
        'file.file_size',
      ])
      .$narrowType<{ owner: number }>() // The condition leaves none without one.
      .where('content.container_id', 'in', padded(owners))
      .where('content.type', '=', 'attachment')
      .where('content.status', '=', currentStatus)
      .where(readable(viewerOf(reader)))
      .orderBy('content.title_folded')
      .limit(most)
      .execute();
    const byOwner = Map.groupBy(rows, ({ owner }) => owner);
    return new Map(
      Array.from(byOwner, ([owner, own]) => [
        owner,
        new Map(
          own.map((row) => {
            const file = { containerId: owner, filename: row.title, version: row.version, modifiedAt: row.modified_at };
            const listed: ListedFile = {
              id: String(row.id),
              filename: row.title,
              href: contextPath + downloadPath(file),
              thumbnail: hasThumbnail({ mediaType: row.media_type, size: row.file_size })
                ? contextPath + thumbnailPath(file)
                : undefined,
              mediaType: row.media_type,
              version: row.version,
              containerId: String(owner),
              size: row.file_size,
              modifiedAt: row.modified_at,
              modifiedBy: row.full_name ?? undefined,
            };
            return [row.title_folded, listed] as const;
          }),
        ),
      ]),
    );
  }
}
