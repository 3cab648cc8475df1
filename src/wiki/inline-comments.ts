/**
 * The passages that inline comments are about: marked in the page's newest body when the comment is made, and followed from version to
 * version by the marker. A comment whose marker is missing from a version is dangling until a version has it again.
 */
import { createHash } from 'node:crypto';
import type { WriteQueries } from '../database/schema.ts';
import { lockBodies, writeBodies } from './body-rewriting.ts';
import { markPassage, unmarkPassage } from './storage-format/passages.ts';

/** What a client says of the passage. */
type InlineProperties = Readonly<Record<string, unknown>>;

const wellFormedRef = /^[\w-]{8,64}$/;

/** Marks the passage of a new comment in its page; must run under `lockSpaces`. */
export async function markNewComment(
  queries: WriteQueries,
  comment: { readonly id: number; readonly containerId: number; readonly properties: InlineProperties },
): Promise<void> {
  const { id, containerId, properties } = comment;
  // Whoever publishes a version waits here, or is waited for: the marker is in the newest body, or the new version finds the comment.
  await queries
    .updateTable('content')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', containerId)
    .execute();
  const [newest] = await lockBodies(queries, [containerId]);
  const sent = properties.markerRef;
  const isMarked = typeof sent === 'string' && wellFormedRef.test(sent) && newest?.body.includes(`"${sent}"`) === true;
  const ref = isMarked ? sent : refOf(id);
  const words = typeof properties.originalSelection === 'string' ? properties.originalSelection : '';
  const index = Number(properties.matchIndex);
  const marked = isMarked || newest === undefined ? newest?.body : markPassage(newest.body, { words, index }, ref);
  if (newest !== undefined && marked !== undefined && marked !== newest.body)
    await writeBodies(queries, [{ ...newest, body: marked }]);
  await queries
    .updateTable('content_comment')
    .set({ marker_ref: ref, dangling: marked === undefined ? 1 : 0 })
    .where('content_id', '=', id)
    .execute();
}

/** Notes which comments of a page a new body has the markers of. */
export async function followMarkers(queries: WriteQueries, containerId: number, body: string): Promise<void> {
  const comments = await queries
    .selectFrom('content_comment as comment')
    .innerJoin('content', 'content.id', 'comment.content_id')
    .select(['comment.content_id', 'comment.marker_ref', 'comment.dangling'])
    .where('content.container_id', '=', containerId)
    .where('comment.marker_ref', 'is not', null)
    .execute();
  for (const dangling of [0, 1] as const) {
    const changed = comments.filter((each) => {
      const isMarked = each.marker_ref !== null && body.includes(each.marker_ref);
      return isMarked === (dangling === 0) && each.dangling !== dangling;
    });
    if (changed.length === 0) continue;
    await queries
      .updateTable('content_comment')
      .set({ dangling })
      .where(
        'content_id',
        'in',
        changed.map(({ content_id }) => content_id),
      )
      .execute();
  }
}

/** Takes the marker of a comment that ends out of its page, unless another comment is about the same passage. */
export async function unmarkComment(
  queries: WriteQueries,
  { id, container_id: containerId }: { readonly id: number; readonly container_id: number | null },
): Promise<void> {
  if (containerId === null) return;
  const comments = await queries
    .selectFrom('content_comment as comment')
    .innerJoin('content', 'content.id', 'comment.content_id')
    .select(['comment.content_id', 'comment.marker_ref'])
    .where('content.container_id', '=', containerId)
    .where('comment.marker_ref', 'is not', null)
    .execute();
  const ref = comments.find(({ content_id }) => content_id === id)?.marker_ref;
  if (!ref || comments.some((other) => other.content_id !== id && other.marker_ref === ref)) return;
  const [newest] = await lockBodies(queries, [containerId]);
  if (newest === undefined || !newest.body.includes(ref)) return;
  await writeBodies(queries, [{ ...newest, body: unmarkPassage(newest.body, ref) }]);
}

/** As Confluence's look, the same whenever it is asked for: an import that keeps ids keeps these. */
function refOf(commentId: number): string {
  const hex = createHash('sha256').update(`inline comment ${commentId}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
