/** What was found, read from its tables: one query a kind. */
import type { Queries } from '../../database/schema.ts';
import type { Milliseconds } from '../../foundation/clock.ts';
import { padded } from '../lists.ts';
import { permitted, readable, type Viewer } from '../permissions.ts';
import {
  type Author,
  authorColumns,
  type ContentRecord,
  type SpaceRecord,
  selectRecords,
  toAuthor,
  toRecord,
} from '../records.ts';
import type { FoundId } from './sources.ts';

export type SearchHit =
  | {
      readonly kind: 'content';
      readonly content: ContentRecord;
      /** The page or blog post of a comment or attachment. */
      readonly container: ContentRecord | undefined;
    }
  | { readonly kind: 'space'; readonly space: SpaceRecord; readonly modifiedAt: Milliseconds }
  | { readonly kind: 'user'; readonly user: Author; readonly modifiedAt: Milliseconds };

/** @returns the hits in their order, without what is gone since it was found */
export async function readHits(queries: Queries, viewer: Viewer, found: readonly FoundId[]): Promise<readonly SearchHit[]> {
  const idsOf = (kind: FoundId['kind']) => found.filter((each) => each.kind === kind).map(({ id }) => id);
  const [contents, spaces, users] = await Promise.all([
    readContents(queries, viewer, idsOf('content')),
    readSpaces(queries, viewer, idsOf('space')),
    readUsers(queries, idsOf('user')),
  ]);
  const byKind = { content: contents, space: spaces, user: users };
  return found.map(({ kind, id }) => byKind[kind].get(id)).filter((hit) => hit !== undefined);
}

type Hits = ReadonlyMap<number, SearchHit>;

async function readContents(queries: Queries, viewer: Viewer, ids: readonly number[]): Promise<Hits> {
  const contents = await recordsOf(queries, viewer, ids);
  const containers = await recordsOf(queries, viewer, [...new Set(contents.flatMap(({ containerId }) => containerId ?? []))]);
  const byId = new Map(containers.map((container) => [container.id, container]));
  return new Map(
    contents.map((content) => {
      const container = content.containerId === undefined ? undefined : byId.get(content.containerId);
      return [content.id, { kind: 'content', content, container }];
    }),
  );
}

async function recordsOf(queries: Queries, viewer: Viewer, ids: readonly number[]): Promise<readonly ContentRecord[]> {
  if (ids.length === 0) return [];
  const rows = await selectRecords(queries).where('content.id', 'in', padded(ids)).where(readable(viewer)).execute();
  return rows.map(toRecord);
}

async function readSpaces(queries: Queries, viewer: Viewer, ids: readonly number[]): Promise<Hits> {
  if (ids.length === 0) return new Map();
  const rows = await queries
    .selectFrom('space')
    .selectAll()
    .where('space.id', 'in', padded(ids))
    .where(permitted('space.id', viewer, 'view'))
    .execute();
  return new Map(
    rows.map(({ id, key, name, description, type, status, homepage_id, updated_at }) => {
      const space = { id, key, name, description, type, status, homepageId: homepage_id ?? undefined, updatedAt: updated_at };
      return [id, { kind: 'space', space, modifiedAt: updated_at }];
    }),
  );
}

async function readUsers(queries: Queries, ids: readonly number[]): Promise<Hits> {
  if (ids.length === 0) return new Map();
  const rows = await queries
    .selectFrom('user_account')
    .select(['id', 'updated_at', ...authorColumns('user_account')])
    .where('id', 'in', padded(ids))
    .execute();
  return new Map(
    rows.flatMap((row) => {
      const user = toAuthor(row);
      return user === undefined ? [] : [[row.id, { kind: 'user', user, modifiedAt: row.updated_at }]];
    }),
  );
}
