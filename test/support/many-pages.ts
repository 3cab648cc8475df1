/** Many pages of a space, written past the wiki: for what has to be large. */
import type { Database } from '../../src/database/database.ts';
import type { SpaceRecord } from '../../src/wiki/records.ts';

const together = 500;

/** Makes pages called `Page 1` and so on, below the home page of the space. */
export async function manyPages(
  database: Database,
  { id, homepageId }: Pick<SpaceRecord, 'id' | 'homepageId'>,
  count: number,
  body = '<p>One of many.</p>',
): Promise<void> {
  for (let start = 0; start < count; start += together) {
    await database.write(async (queries) => {
      const made = await queries
        .insertInto('content')
        .values(
          Array.from({ length: Math.min(together, count - start) }, (_, index) => ({
            type: 'page' as const,
            status: 'current' as const,
            space_id: id,
            parent_id: homepageId ?? null,
            container_id: null,
            restricted_by: null,
            position: start + index,
            title: `Page ${start + index + 1}`,
            title_folded: `page ${start + index + 1}`,
            posting_day: null,
            version: 1,
            creator_id: null,
            created_at: 1,
            modifier_id: null,
            modified_at: 1,
            trashed_at: null,
          })),
        )
        .returning(['id', 'title'])
        .execute();
      await queries
        .insertInto('content_version')
        .values(
          made.map((page) => ({
            content_id: page.id,
            number: 1,
            title: page.title,
            body,
            author_id: null,
            created_at: 1,
            message: '',
            minor_edit: 0 as const,
          })),
        )
        .execute();
    });
  }
}
