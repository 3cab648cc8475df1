/**
 * Titles that pages and blog posts were called by until now, as long as many links name them so. A row says what such links mean;
 * `titles` sees to it that nothing else of the space is called so meanwhile, and `link-following` that the links are rewritten.
 */
import type { SelectQueryBuilder } from 'kysely';
import type { Database } from '../database/database.ts';
import type { FormerTitleTable } from '../database/schema/links.ts';
import type { Schema, WriteQueries } from '../database/schema.ts';
import { currentStatus } from './records.ts';

type FormerTitle = Pick<FormerTitleTable, 'space_id' | 'type' | 'title_folded' | 'content_id'>;

/** Rows of one statement: each takes four of the values that it may have. */
const batch = 1_000;

/** Notes what links mean that name these titles. Must run under `lockSpaces`. */
export async function noteFormerTitles(queries: WriteQueries, formers: readonly FormerTitle[]): Promise<void> {
  for (let start = 0; start < formers.length; start += batch) {
    await queries
      .insertInto('former_title')
      .values(formers.slice(start, start + batch))
      // It was called so before, too, or another case of the same letters: all is looked at again.
      .onConflict((conflict) =>
        conflict
          .columns(['space_id', 'type', 'title_folded'])
          .doUpdateSet(({ ref }) => ({ content_id: ref('excluded.content_id'), done_up_to: 0, has_changed: 0 })),
      )
      .execute();
  }
}

/** Makes steps of `link-following` wait until the transaction ends, and read then what contents are called, and where they are. */
export async function lockFormerTitles(
  queries: WriteQueries,
  contents: SelectQueryBuilder<Schema, 'content', { id: number }> | readonly number[],
): Promise<void> {
  await queries
    .updateTable('former_title')
    .set(({ ref }) => ({ lease: ref('lease') }))
    .where('content_id', 'in', contents)
    .execute();
}

/** Forgets a title that content has again: links that name it lead there. */
export async function forgetFormerTitle(
  queries: WriteQueries,
  { content_id, space_id, title_folded }: Omit<FormerTitle, 'type'>,
): Promise<void> {
  await queries
    .deleteFrom('former_title')
    .where('content_id', '=', content_id)
    .where('space_id', '=', space_id)
    .where('title_folded', '=', title_folded)
    .execute();
}

/** @returns whether something else of the space is called so, as blog posts of other days may be */
export async function isStillCalled(queries: WriteQueries, former: FormerTitle): Promise<boolean> {
  const other = await queries
    .selectFrom('content')
    .select('id')
    .where('space_id', '=', former.space_id)
    .where('type', '=', former.type)
    .where('title_folded', '=', former.title_folded)
    .where('status', '=', currentStatus)
    .where('id', '<>', former.content_id)
    .executeTakeFirst();
  return other !== undefined;
}

/** @returns the former titles of content that links still name, each with the space that it is or was in */
export function formerTitlesOf({ read }: Database, contentId: number) {
  return read
    .selectFrom('former_title')
    .innerJoin('space', 'space.id', 'former_title.space_id')
    .select(['space.id', 'space.key', 'former_title.title_folded'])
    .where('former_title.content_id', '=', contentId)
    .execute();
}
