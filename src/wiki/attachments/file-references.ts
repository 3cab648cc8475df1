/**
 * Keeps references to files intact: when an attachment is renamed or moved to another page, the bodies that show or link to it are
 * changed in the same transaction, without a new version, as links are when a page is renamed.
 */
import type { WriteQueries } from '../../database/schema.ts';
import { fold } from '../../foundation/folding.ts';
import { settleFormerTitles } from '../link-following.ts';
import { type LinkedPage, leadsInto, leadsTo, rewriteBodies } from '../link-rewriting.ts';
import { holding, rewritePendingEdits } from '../pending-rewriting.ts';
import { rewriteFiles } from '../storage-format/rewrite-files.ts';

interface FollowedFile {
  /** What it hung on. */
  readonly containerId: number;
  readonly filename: string;
  readonly newFilename: string;
  /** What it hangs on from now on; undefined: it stayed. */
  readonly newContainerId?: number | undefined;
}

/** Rewrites the references to a file that has another name or place; does nothing where it has neither. */
export async function followFile(queries: WriteQueries, file: FollowedFile): Promise<void> {
  const { containerId, filename, newFilename, newContainerId = containerId } = file;
  const isMoved = newContainerId !== containerId;
  if (!isMoved && newFilename === filename) return;
  await settleFormerTitles(queries, (former) => former.where('content_id', '=', containerId));
  const from = await findPage(queries, containerId);
  const to = isMoved ? await findPage(queries, newContainerId) : undefined;
  const [own, linking] = [await ownBodies(queries, containerId), await linkingBodies(queries, from)];
  const ownIds = new Set([containerId, ...own.map(({ id }) => id)]);
  const name = fold(filename);

  const rewrite = (body: string, sourceSpace: number, sourceId: number) =>
    rewriteFiles(body, (reference) => {
      const { container } = reference;
      const isIt = container === undefined ? ownIds.has(sourceId) : leadsTo(container, sourceSpace, from);
      if (!isIt || fold(reference.filename) !== name) return undefined;
      return { filename: newFilename, container: to && referenceTo(to, sourceSpace) };
    });
  await rewriteBodies(queries, [...own, ...linking], rewrite);
  await rewritePendingEdits(queries, holding(filename), rewrite);
}

/** What files hang on. */
interface Container extends LinkedPage {
  readonly title: string;
}

async function findPage(queries: WriteQueries, id: number): Promise<Container> {
  const row = await queries
    .selectFrom('content')
    .innerJoin('space', 'space.id', 'content.space_id')
    .select(['content.type', 'content.title', 'content.space_id', 'space.key', 'content.posting_day'])
    .where('content.id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    // Files hang on nothing else.
    type: row.type === 'blogpost' ? 'blogpost' : 'page',
    title: row.title,
    titleFolded: fold(row.title),
    spaceId: row.space_id,
    spaceKey: row.key,
    postingDay: row.posting_day,
  };
}

/** The page itself and its comments: what names a file without saying where. */
function ownBodies(queries: WriteQueries, containerId: number) {
  return queries
    .selectFrom('content')
    .innerJoin('content_version as version', (join) =>
      join.onRef('version.content_id', '=', 'content.id').onRef('version.number', '=', 'content.version'),
    )
    .select(['content.id', 'content.space_id'])
    .where(({ or, and, eb }) =>
      or([
        eb('content.id', '=', containerId),
        and([eb('content.container_id', '=', containerId), eb('content.type', '=', 'comment')]),
      ]),
    )
    .where(({ or, eb }) => or(['%ri:attachment%', '%ac:parameter%'].map((part) => eb('version.body', 'like', part))))
    .execute();
}

/** What names the page, for a file of it or for itself. */
function linkingBodies(queries: WriteQueries, { type, titleFolded, spaceId, spaceKey }: LinkedPage) {
  return queries
    .selectFrom('content_link as link')
    .innerJoin('content as source', 'source.id', 'link.content_id')
    .select(['source.id', 'source.space_id'])
    .distinct()
    .where('link.kind', '=', type)
    .where('link.title_folded', '=', titleFolded)
    .where(leadsInto({ id: spaceId, key: spaceKey }))
    .execute();
}

function referenceTo({ type, title, spaceId, spaceKey, postingDay }: Container, sourceSpace: number) {
  return {
    kind: type,
    title,
    spaceKey: spaceId === sourceSpace ? undefined : spaceKey,
    postingDay: postingDay?.replaceAll('-', '/'),
  };
}
