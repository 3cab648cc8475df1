/**
 * Keeps links intact: when a page is renamed or moved to another space, the bodies that link to it are changed in the same
 * transaction, or, where they are very many, in steps after it (`link-following`). As in Confluence this makes no version: number, author
 * and date of those bodies stay, and older versions keep their text.
 */
import { type Expression, expressionBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely';
import type { ContentTable } from '../database/schema/content.ts';
import type { ContentLinkTable } from '../database/schema/links.ts';
import type { Schema, WriteQueries } from '../database/schema.ts';
import { fold } from '../foundation/folding.ts';
import { lockBodies, writeBodies } from './body-rewriting.ts';
import { forgetFormerTitle, isStillCalled, lockFormerTitles, noteFormerTitles } from './former-titles.ts';
import { writeLinks } from './link-index.ts';
import { holding, rewritePendingEdits } from './pending-rewriting.ts';
import { currentStatus, pageType } from './records.ts';
import { parse } from './storage-format/parse.ts';
import { references } from './storage-format/references.ts';
import type { PageReference, ResourceReference } from './storage-format/resources.ts';
import { rewriteLinks } from './storage-format/rewrite-links.ts';

/** Bodies that are held at once: each may be as large as a page may be, and is held twice. */
const batch = 20;

/** What one transaction rewrites of what others have written: beyond, all who write would wait for it. */
const mostAtOnce = 200;

/** What was renamed. */
interface Renamed {
  readonly id: number;
  readonly type: 'page' | 'blogpost';
  readonly spaceId: number;
  readonly spaceKey: string;
  /** yyyy-mm-dd, of a blog post: another day may have one of the same title. */
  readonly postingDay: string | null;
  readonly oldTitle: string;
  readonly newTitle: string;
}

/** Rewrites the links to something that has another title now, and still is in the space that it was in. */
export async function followRename(queries: WriteQueries, renamed: Renamed): Promise<void> {
  const { id, type, spaceId, spaceKey, postingDay, oldTitle, newTitle } = renamed;
  const title = fold(oldTitle);
  await lockFormerTitles(queries, [id]);
  const linking = queries
    .selectFrom('content_link as link')
    .innerJoin('content as source', 'source.id', 'link.content_id')
    .select(['source.id', 'source.space_id'])
    .distinct()
    .where('link.kind', '=', type)
    .where('link.title_folded', '=', title)
    .where(leadsInto({ id: spaceId, key: spaceKey }));
  await forgetFormerTitle(queries, { content_id: id, space_id: spaceId, title_folded: fold(newTitle) });
  const former = { content_id: id, space_id: spaceId, type, title_folded: title };
  const isLater = (await areMany(linking)) && !(await isStillCalled(queries, former));
  if (isLater) await noteFormerTitles(queries, [former]);
  // What is renamed may link to itself in a body that was published this moment.
  const sources = [{ id, space_id: spaceId }, ...(isLater ? [] : await linking.execute())];
  const old = { type, titleFolded: title, spaceId, spaceKey, postingDay };
  const rewrite = (body: string, sourceSpace: number) =>
    rewriteLinks(body, (link) => (leadsTo(link, sourceSpace, old) ? { title: newTitle, spaceKey: link.spaceKey } : undefined));
  await rewriteBodies(queries, sources, rewrite);
  await rewritePendingEdits(queries, holding(oldTitle), rewrite);
}

/** @returns whether there are more of them than one transaction should rewrite */
async function areMany<Row>(linking: SelectQueryBuilder<Schema, never, Row>): Promise<boolean> {
  return (await linking.limit(mostAtOnce + 1).execute()).length > mostAtOnce;
}

/** A page or blog post as links name it. */
export interface LinkedPage {
  readonly type: 'page' | 'blogpost';
  readonly titleFolded: string;
  readonly spaceId: number;
  readonly spaceKey: string;
  /** yyyy-mm-dd */
  readonly postingDay: string | null;
}

/** @returns whether a link in a body of some space leads to this page or blog post */
export function leadsTo(link: PageReference, sourceSpace: number, page: LinkedPage): boolean {
  return (
    link.kind === page.type &&
    fold(link.title) === page.titleFolded &&
    (link.postingDay === undefined || link.postingDay.replaceAll('/', '-') === page.postingDay) &&
    (link.spaceKey === undefined ? sourceSpace === page.spaceId : fold(link.spaceKey) === fold(page.spaceKey))
  );
}

interface SpaceName {
  readonly id: number;
  readonly key: string;
}

/** A page that leaves a space for another, with all that goes along. */
interface Leaving {
  readonly id: number;
  /** The ids of the page, of what is below it, and of what hangs on these. */
  readonly along: SelectQueryBuilder<Schema, 'content', { id: number }>;
  readonly from: SpaceName;
  readonly to: SpaceName;
}

/**
 * Rewrites the links to pages that go to another space, and those of what goes along to what stays behind. Must run while
 * all of it still is in the space that it leaves.
 */
export async function followMove(queries: WriteQueries, { id, along, from, to }: Leaving): Promise<void> {
  await lockFormerTitles(queries, along);
  const leaving = await queries
    .selectFrom('content')
    .select(['id', 'type', 'status', 'title_folded'])
    .where('id', 'in', along)
    .execute();
  const linking = queries
    .selectFrom('content_link as link')
    .innerJoin('content as source', 'source.id', 'link.content_id')
    .innerJoin('content as target', 'target.title_folded', 'link.title_folded')
    .where('link.kind', '=', 'page')
    .where('target.type', '=', pageType)
    .where('target.status', '=', currentStatus)
    .where('target.id', 'in', along)
    .where(leadsInto(from));
  const linkingSources = linking.select(['source.id', 'source.space_id']).distinct();
  const own = await queries
    .selectFrom('content_link as link')
    .innerJoin('content as source', 'source.id', 'link.content_id')
    .select(['source.id', 'source.space_id'])
    .distinct()
    .where('link.space_key_folded', '=', '')
    .where('source.id', 'in', along)
    .execute();
  const isLater = await areMany(linkingSources);
  if (isLater) {
    const linked = await linking.select(['target.id', 'target.title_folded']).distinct().execute();
    await noteFormerTitles(
      queries,
      linked.map(({ id: content_id, title_folded }) => ({ content_id, space_id: from.id, type: 'page', title_folded })),
    );
  }
  const gone = new Set(leaving.map((each) => each.id));
  // A draft may be called like a page that stays.
  const pages = leaving.filter(({ type, status }) => type === 'page' && status === 'current');
  const titles = new Set(pages.map(({ title_folded }) => title_folded));
  // The body of the page itself may have been published this moment.
  const sources = [{ id, space_id: from.id }, ...(isLater ? [] : await linkingSources.execute()), ...own];
  const rewrite = (body: string, sourceSpace: number, sourceId: number) =>
    rewriteLinks(body, ({ kind, title, spaceKey }) => {
      const leads = spaceKey === undefined ? sourceSpace === from.id : fold(spaceKey) === fold(from.key);
      if (!leads) return undefined;
      const staysAsWritten = spaceKey === undefined && gone.has(sourceId);
      if (kind === 'page' && titles.has(fold(title))) return staysAsWritten ? undefined : { title, spaceKey: to.key };
      return staysAsWritten ? { title, spaceKey: from.key } : undefined;
    });
  await rewriteBodies(queries, sources, rewrite);
  await rewritePendingEdits(queries, holding('ri:content-title'), rewrite);
}

/** The condition that the link at hand, of the source at hand, leads into a space. */
export function leadsInto({ id, key }: SpaceName): Expression<SqlBool> {
  const { eb, and, or } = expressionBuilder<{ link: ContentLinkTable; source: ContentTable }, 'link' | 'source'>();
  return or([
    eb('link.space_key_folded', '=', fold(key)),
    and([eb('link.space_key_folded', '=', ''), eb('source.space_id', '=', id)]),
  ]);
}

/**
 * @param rewrite is given each body, the space that it is in, and whose it is; what it returns takes its place
 * @returns how many bodies were changed
 */
export async function rewriteBodies(
  queries: WriteQueries,
  sources: readonly { readonly id: number; readonly space_id: number }[],
  rewrite: (body: string, sourceSpace: number, sourceId: number) => string,
): Promise<number> {
  let count = 0;
  const spaces = new Map(sources.map(({ id, space_id }) => [id, space_id]));
  const ids = [...spaces.keys()].sort((one, other) => one - other);
  for (let start = 0; start < ids.length; start += batch) {
    const rows = await lockBodies(queries, ids.slice(start, start + batch));
    const changed = rows.flatMap(({ content_id, number, body }) => {
      const rewritten = rewrite(body, spaces.get(content_id) ?? 0, content_id);
      return rewritten === body ? [] : [{ content_id, number, body: rewritten }];
    });
    if (changed.length === 0) continue;
    count += changed.length;
    await writeBodies(queries, changed);
    await writeLinks(
      queries,
      changed.map(({ content_id, body }) => ({ id: content_id, resources: resourcesIn(body) })),
    );
  }
  return count;
}

function resourcesIn(body: string): readonly ResourceReference[] {
  const document = parse(body);
  return document.type === 'document' ? references(document).resources : [];
}
