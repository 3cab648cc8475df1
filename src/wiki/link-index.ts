/**
 * The index of links: which content links to which titles. Updated with the text index; read when a page is renamed or moved, or shows
 * what links to it.
 */
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import { fold } from '../foundation/folding.ts';
import { formerTitlesOf } from './former-titles.ts';
import { type Reader, readable, viewerOf } from './permissions.ts';
import { type ContentRecord, currentStatus, type Page, type PageOf, selectRecords, toPage, toRecord } from './records.ts';
import type { ResourceReference } from './storage-format/resources.ts';

/** Links of one body; what is beyond is not rewritten when its target is renamed. */
const mostLinks = 5_000;

/** Rows of one statement: each takes four of the values that it may have. */
const batch = 1_000;

/** Notes what some contents link to, in the place of what they linked to before. */
export async function writeLinks(
  queries: WriteQueries,
  contents: readonly { readonly id: number; readonly resources: readonly ResourceReference[] }[],
): Promise<void> {
  await queries
    .deleteFrom('content_link')
    .where(
      'content_id',
      'in',
      contents.map(({ id }) => id),
    )
    .execute();
  const rows = contents.flatMap(({ id, resources }) => linksOf(resources).map((link) => ({ content_id: id, ...link })));
  for (let start = 0; start < rows.length; start += batch) {
    await queries
      .insertInto('content_link')
      .values(rows.slice(start, start + batch))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

function linksOf(resources: readonly ResourceReference[]) {
  return resources
    .flatMap((each) =>
      each.kind === 'attachment' ? (each.container ?? []) : each.kind === 'page' || each.kind === 'blogpost' ? each : [],
    )
    .slice(0, mostLinks)
    .map(({ kind, title, spaceKey }) => ({
      kind,
      space_key_folded: spaceKey === undefined ? '' : fold(spaceKey),
      title_folded: fold(title),
    }));
}

export interface LinkReads {
  /** The pages and blog posts that link to content by its title, by id, as far as the reader may see them. */
  incoming(reader: Reader, content: ContentRecord, page: Page): Promise<PageOf<ContentRecord>>;
}

export function linkReads(database: Database): LinkReads {
  return {
    async incoming(reader, { id, type, title, space }, page) {
      if (type !== 'page' && type !== 'blogpost') return { results: [], more: false };
      const names = [{ ...space, title_folded: fold(title) }, ...(await formerTitlesOf(database, id))];
      const ids = database.read
        .selectFrom('content')
        .innerJoin('content_link as link', 'link.content_id', 'content.id')
        .select('content.id')
        .distinct()
        .where('link.kind', '=', type)
        .where(({ eb, and, or }) =>
          or(
            names.map((name) =>
              and([
                eb('link.title_folded', '=', name.title_folded),
                or([
                  eb('link.space_key_folded', '=', fold(name.key)),
                  and([eb('link.space_key_folded', '=', ''), eb('content.space_id', '=', name.id)]),
                ]),
              ]),
            ),
          ),
        )
        .where('content.id', '<>', id)
        .where('content.type', 'in', ['page', 'blogpost'])
        .where('content.status', '=', currentStatus)
        .where(readable(viewerOf(reader)))
        .orderBy('content.id')
        .limit(page.limit + 1)
        .offset(page.start);
      const rows = await selectRecords(database.read).where('content.id', 'in', ids).orderBy('content.id').execute();
      return toPage(rows, page, toRecord);
    },
  };
}
