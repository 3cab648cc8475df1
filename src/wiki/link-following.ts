/**
 * Rewriting very many links after what they point at was renamed or moved, in steps between which others write. Until then a former title
 * (`former-titles`) says where they lead. A step takes the next bodies in the order of their ids; a former title is forgotten when all were
 * looked at and none of them was changed.
 */
import {
  type Expression,
  expressionBuilder,
  type Selectable,
  type SqlBool,
  type UpdateQueryBuilder,
  type UpdateResult,
} from 'kysely';
import type { Database } from '../database/database.ts';
import type { FormerTitleTable } from '../database/schema/links.ts';
import type { Schema, WriteQueries } from '../database/schema.ts';
import type { Clock } from '../foundation/clock.ts';
import { fold } from '../foundation/folding.ts';
import { isFreeFor, leasedTo, unleased } from './leases.ts';
import { leadsTo, rewriteBodies } from './link-rewriting.ts';
import { holding, rewritePendingEdits } from './pending-rewriting.ts';
import { rewriteLinks } from './storage-format/rewrite-links.ts';

export interface LinkFollowing {
  /**
   * Rewrites some of the links to what was renamed or moved, and no other process is at.
   * @param lease names this process
   * @param most how many bodies the step looks at
   * @returns `idle` when there is nothing for this process
   */
  rewriteNext(lease: string, most: number): Promise<'idle' | 'went-on'>;
  /** Leaves to others what this process was at. */
  leaveLinks(lease: string): Promise<void>;
}

export function linkFollowing({ database, clock }: { readonly database: Database; readonly clock: Clock }): LinkFollowing {
  return {
    async rewriteNext(lease, most) {
      const isFree = isFreeFor(lease, clock.now());
      // A read first: a writer is only disturbed when there is something to be done.
      const next = await database.read
        .selectFrom('former_title')
        .select(['space_id', 'type', 'title_folded'])
        .where(isFree)
        .limit(1)
        .executeTakeFirst();
      if (next === undefined) return 'idle';
      return database.write<'went-on'>(async (queries) => {
        const former = await queries
          .updateTable('former_title')
          .set(leasedTo(lease, clock.now()))
          .where(isThis(next))
          .where(isFree)
          .returningAll()
          .executeTakeFirst();
        if (former !== undefined) await goOn(queries, former, most);
        return 'went-on';
      });
    },

    async leaveLinks(lease) {
      const held = await database.read.selectFrom('former_title').select('content_id').where('lease', '=', lease).execute();
      if (held.length === 0) return;
      await database.write((queries) => queries.updateTable('former_title').set(unleased).where('lease', '=', lease).execute());
    },
  };
}

/** How many bodies are looked at together where all are rewritten in one transaction. */
const batch = 200;

/** Rewrites all links that name former titles, in the caller's transaction: for what must be as if they had been rewritten at once. */
export async function settleFormerTitles(
  queries: WriteQueries,
  among: (
    former: UpdateQueryBuilder<Schema, 'former_title', 'former_title', UpdateResult>,
  ) => UpdateQueryBuilder<Schema, 'former_title', 'former_title', UpdateResult>,
): Promise<void> {
  // Whoever is at one of them in a step ends that before.
  const formers = await among(queries.updateTable('former_title').set(unleased)).returningAll().execute();
  for (const former of formers) {
    for (let next: FormerTitle | undefined = former; next !== undefined; ) next = await goOn(queries, next, batch);
  }
}

type FormerTitle = Selectable<FormerTitleTable>;

/** @returns how far it is now; undefined when all is done */
async function goOn(queries: WriteQueries, former: FormerTitle, most: number): Promise<FormerTitle | undefined> {
  const target = await findContent(queries, former.content_id);
  const space = await queries
    .selectFrom('space')
    .select(['id', 'key'])
    .where('id', '=', former.space_id)
    .executeTakeFirstOrThrow();
  const named = {
    type: former.type,
    titleFolded: former.title_folded,
    spaceId: space.id,
    spaceKey: space.key,
    postingDay: target.posting_day,
  };
  const rewrite = (body: string, sourceSpace: number) =>
    rewriteLinks(body, (link) => {
      if (!leadsTo(link, sourceSpace, named)) return undefined;
      return { title: target.title, spaceKey: target.space_id === space.id ? link.spaceKey : target.key };
    });
  const sources = await nextSources(queries, former, space.key, most);
  const count = await rewriteBodies(queries, sources, rewrite);
  const hasChanged = count > 0 || former.has_changed === 1;
  const last = sources.at(-1);
  if (sources.length === most && last !== undefined) {
    return note(queries, former, { done_up_to: last.id, has_changed: hasChanged ? 1 : 0 });
  }
  // Somebody may have written such a link meanwhile in what was looked at before.
  if (hasChanged) return note(queries, former, { done_up_to: 0, has_changed: 0 });
  await rewritePendingEdits(queries, holding(former.title_folded), rewrite);
  await queries.deleteFrom('former_title').where(isThis(former)).execute();
  return undefined;
}

async function note(
  queries: WriteQueries,
  former: FormerTitle,
  progress: Pick<FormerTitle, 'done_up_to' | 'has_changed'>,
): Promise<FormerTitle> {
  await queries.updateTable('former_title').set(progress).where(isThis(former)).execute();
  return { ...former, ...progress };
}

/** What links to a former title with the key of its space, and without one from within: each is a walk along one index. */
async function nextSources(
  queries: WriteQueries,
  { space_id, type, title_folded, done_up_to }: FormerTitle,
  spaceKey: string,
  most: number,
): Promise<readonly { readonly id: number; readonly space_id: number }[]> {
  const linking = (spaceKeyFolded: string) =>
    queries
      .selectFrom('content_link as link')
      .innerJoin('content as source', 'source.id', 'link.content_id')
      .select(['source.id', 'source.space_id'])
      .where('link.title_folded', '=', title_folded)
      .where('link.kind', '=', type)
      .where('link.space_key_folded', '=', spaceKeyFolded)
      .where('link.content_id', '>', done_up_to)
      .orderBy('link.content_id')
      .limit(most);
  const found = [
    ...(await linking(fold(spaceKey)).execute()),
    ...(await linking('').where('source.space_id', '=', space_id).execute()),
  ];
  const distinct = new Map(found.map((source) => [source.id, source]));
  return [...distinct.values()].sort((one, other) => one.id - other.id).slice(0, most);
}

function isThis({ space_id, type, title_folded }: Pick<FormerTitle, 'space_id' | 'type' | 'title_folded'>): Expression<SqlBool> {
  const { eb, and } = expressionBuilder<Schema, 'former_title'>();
  return and([eb('space_id', '=', space_id), eb('type', '=', type), eb('title_folded', '=', title_folded)]);
}

function findContent(queries: WriteQueries, id: number) {
  return queries
    .selectFrom('content')
    .innerJoin('space', 'space.id', 'content.space_id')
    .select(['content.title', 'content.space_id', 'content.posting_day', 'space.key'])
    .where('content.id', '=', id)
    .executeTakeFirstOrThrow();
}
