/** Labels of content and spaces: reading, adding and removing them. */
import { sql } from 'kysely';
import type { LabelPrefix } from '../../database/schema/annotations.ts';
import type { Queries, WriteQueries } from '../../database/schema.ts';
import type { Milliseconds } from '../../foundation/clock.ts';
import type { Person } from '../../http/caller.ts';
import { labelEvent, type TellingVerbs } from '../events.ts';
import { padded } from '../lists.ts';
import { permitted, type Reader, readable, type Viewer, viewerOf } from '../permissions.ts';
import { type Page, type PageOf, toPage } from '../records.ts';
import { isRefusal, type Refusal } from '../refusals.ts';
import { visibleLabel } from './label-conditions.ts';
import { type LabelName, ownerOf } from './label-names.ts';
import { columnsOf, type FoundPlace, findPlace, type Place, type Target } from './target.ts';

export interface Label extends LabelName {
  readonly id: number;
}

/** A label that may be there; without a prefix the first that has this name, a shared one before one's own. */
export interface LabelQuery {
  readonly prefix: LabelPrefix | undefined;
  readonly name: string;
}

export interface LabelVerbs {
  /** @param filter.prefixes which labels; without it all @returns the labels that the reader may see, by name */
  of(
    reader: Reader,
    target: Target,
    filter: { readonly prefixes?: readonly LabelPrefix[] },
    page: Page,
  ): Promise<PageOf<Label> | Refusal>;
  /** The first `limit` labels of each, by id; without those that have none. */
  ofEach(
    reader: Reader,
    kind: Target['kind'],
    ids: readonly number[],
    limit: number,
  ): Promise<ReadonlyMap<number, PageOf<Label>>>;
  /** Gives labels; those that are there stay. One's own need no more than to see the target. */
  add(person: Person, target: Target, names: readonly LabelName[]): Promise<Refusal | undefined>;
  remove(person: Person, target: Target, label: LabelQuery): Promise<Refusal | undefined>;
}

export function labelVerbs({ database, clock, announce }: TellingVerbs): LabelVerbs {
  return {
    async of(reader, target, { prefixes }, page) {
      const viewer = viewerOf(reader);
      const place = await findPlace(database.read, viewer, target);
      if (isRefusal(place)) return place;
      let query = selectLabels(database.read, viewer).where(`labelling.${place.column}`, '=', place.id);
      if (prefixes?.length === 0) return { results: [], more: false };
      if (prefixes !== undefined) query = query.where('label.prefix', 'in', prefixes);
      const rows = await query
        .orderBy('label.name')
        .orderBy('label.id')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return toPage(rows, page, (row) => row);
    },

    async ofEach(reader, kind, ids, limit) {
      if (ids.length === 0) return new Map();
      const viewer = viewerOf(reader);
      const column = kind === 'content' ? 'labelling.content_id' : 'labelling.space_id';
      const ranked = selectLabels(database.read, viewer)
        .select(sql.ref<number>(column).as('of'))
        .select(sql<number>`row_number() over (partition by ${sql.ref(column)} order by label.name, label.id)`.as('rank'))
        .where(column, 'in', padded(ids))
        .where(({ exists, selectFrom }) =>
          kind === 'content'
            ? exists(
                selectFrom('content')
                  .select('content.id')
                  .whereRef('content.id', '=', 'labelling.content_id')
                  .where(readable(viewer)),
              )
            : exists(
                selectFrom('space')
                  .select('space.id')
                  .whereRef('space.id', '=', 'labelling.space_id')
                  .where(permitted('space.id', viewer, 'view')),
              ),
        );
      const rows = await database.read
        .selectFrom(ranked.as('ranked'))
        .select(['id', 'prefix', 'name', 'of'])
        .where('rank', '<=', limit + 1)
        .orderBy('rank')
        .execute();
      const toLabel = ({ id, prefix, name }: Label): Label => ({ id, prefix, name });
      const each = Map.groupBy(rows, (row) => row.of);
      return new Map([...each].map(([id, found]) => [id, toPage(found, { start: 0, limit }, toLabel)]));
    },

    add(person, target, names) {
      const now = clock.now();
      return database.write(async (queries) => {
        const place = await findPlace(queries, viewerOf(person), target);
        if (isRefusal(place)) return place;
        if (!place.mayEdit && names.some(({ prefix }) => prefix !== 'my')) return place.notPermitted;
        const added = await attachLabels(queries, place, person.id, names, now);
        for (const label of added) {
          if (isTold(place, label)) await announce(queries, labelEvent('added', label, place.found, person, now));
        }
        return undefined;
      });
    },

    remove(person, target, { prefix, name }) {
      const now = clock.now();
      return database.write(async (queries) => {
        const viewer = viewerOf(person);
        const place = await findPlace(queries, viewer, target);
        if (isRefusal(place)) return place;
        let query = selectLabels(queries, viewer)
          .where(`labelling.${place.column}`, '=', place.id)
          .where('label.name', '=', name);
        if (prefix !== undefined) query = query.where('label.prefix', '=', prefix);
        // `global` comes first in the order of letters too.
        const label = await query.orderBy('label.prefix').executeTakeFirst();
        if (label?.prefix !== 'my' && !place.mayEdit) return place.notPermitted;
        if (label === undefined) return { refused: 'unknown-label', name };
        const { numDeletedRows } = await queries
          .deleteFrom('labelling')
          .where(place.column, '=', place.id)
          .where('label_id', '=', label.id)
          .executeTakeFirstOrThrow();
        if (numDeletedRows !== 1n) return { refused: 'unknown-label', name };
        if (isTold(place, label)) await announce(queries, labelEvent('removed', label, place.found, person, now));
        return undefined;
      });
    },
  };
}

/** Somebody's own labels are nobody else's business, and neither is a draft. */
function isTold(place: FoundPlace, { prefix }: LabelName): boolean {
  return prefix !== 'my' && !place.isDraft;
}

function selectLabels(queries: Queries, viewer: Viewer) {
  return queries
    .selectFrom('labelling')
    .innerJoin('label', 'label.id', 'labelling.label_id')
    .select(['label.id', 'label.prefix', 'label.name'])
    .where(visibleLabel(viewer));
}

/** Gives labels in the caller's transaction, which has found that the person may. @returns those that were not there before */
export async function attachLabels(
  queries: WriteQueries,
  place: Place,
  userId: number,
  names: readonly LabelName[],
  now: Milliseconds,
): Promise<readonly LabelName[]> {
  if (names.length === 0) return [];
  const labels = names
    .map(({ prefix, name }) => ({ prefix, name, owner_id: ownerOf(prefix, userId) }))
    // In one order, so that no two writers wait for each other.
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  await queries
    .insertInto('label')
    .values(labels)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const byPrefix = Map.groupBy(labels, ({ prefix }) => prefix);
  const { content_id, space_id } = columnsOf(place);
  const added = await queries
    .insertInto('labelling')
    .columns(['label_id', 'content_id', 'space_id', 'created_at'])
    .expression((from) =>
      from
        .selectFrom('label')
        .select(({ val }) => [
          'label.id as label_id',
          val(content_id).as('content_id'),
          val(space_id).as('space_id'),
          val(now).as('created_at'),
        ])
        .where(({ eb, and, or }) =>
          or(
            [...byPrefix].map(([prefix, ofPrefix]) =>
              and([
                eb('label.prefix', '=', prefix),
                eb('label.owner_id', '=', ownerOf(prefix, userId)),
                eb(
                  'label.name',
                  'in',
                  ofPrefix.map(({ name }) => name),
                ),
              ]),
            ),
          ),
        ),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('label_id')
    .execute();
  if (added.length === 0) return [];
  return queries
    .selectFrom('label')
    .select(['prefix', 'name'])
    .where('id', 'in', padded(added.map(({ label_id }) => label_id)))
    .orderBy('name')
    .execute();
}
