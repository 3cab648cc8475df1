/**
 * What labels lead to: those that content has, in one space or everywhere, and the content that has one. Counted and listed is
 * only what the reader may see.
 */
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Schema } from '../../database/schema.ts';
import { padded } from '../lists.ts';
import { type Reader, readable, type Viewer, viewerOf } from '../permissions.ts';
import { type ContentRecord, currentStatus, type Page, type PageOf, selectRecords, toPage, toRecord } from '../records.ts';
import { hasLabel, isLabel, visibleLabel } from './label-conditions.ts';
import type { LabelName } from './label-names.ts';
import type { Label } from './labels.ts';

/** Undefined: all spaces. */
type InSpace = number | undefined;

export interface LabelReads {
  /** The labels that content has, by name. */
  used(reader: Reader, spaceId: InSpace, page: Page): Promise<PageOf<Label>>;
  /** Those that most content has come first. */
  popular(reader: Reader, spaceId: InSpace, page: Page): Promise<PageOf<Label>>;
  /** Those that were given last, of the last thousand times that one was given. */
  recent(reader: Reader, spaceId: InSpace, page: Page): Promise<PageOf<Label>>;
  /** Labels of content that has this one too; the most frequent first. */
  related(reader: Reader, spaceId: InSpace, label: LabelName, page: Page): Promise<PageOf<Label>>;
  /** Current pages and blog posts that have a label, last changed first. */
  content(reader: Reader, spaceId: InSpace, label: LabelName, page: Page): Promise<PageOf<ContentRecord>>;
}

const recentUses = 1000;
const listedTypes = [sql.lit('page' as const), sql.lit('blogpost' as const)];

export function labelReads(database: Database): LabelReads {
  const { read } = database;

  /** Each time that visible content has a label. */
  function uses(viewer: Viewer, spaceId: InSpace) {
    const all = read
      .selectFrom('labelling')
      .innerJoin('label', 'label.id', 'labelling.label_id')
      .innerJoin('content', 'content.id', 'labelling.content_id')
      .where('content.status', '=', currentStatus)
      .where(visibleLabel(viewer))
      .where(readable(viewer));
    return spaceId === undefined ? all : all.where('content.space_id', '=', spaceId);
  }

  return {
    used: (reader, spaceId, page) =>
      partOf(
        distinct(uses(viewerOf(reader), spaceId))
          .orderBy('label.name')
          .orderBy('label.id'),
        page,
      ),

    popular: (reader, spaceId, page) => partOf(byFrequency(uses(viewerOf(reader), spaceId)), page),

    async recent(reader, spaceId, page) {
      const last = uses(viewerOf(reader), spaceId)
        .select(['label.id', 'label.prefix', 'label.name', 'labelling.created_at'])
        .orderBy('labelling.created_at', 'desc')
        .orderBy('label.name')
        .limit(recentUses);
      const labels = read
        .selectFrom(last.as('last'))
        .select(['last.id', 'last.prefix', 'last.name'])
        .groupBy(['last.id', 'last.prefix', 'last.name'])
        .orderBy(({ fn }) => fn.max('last.created_at'), 'desc')
        .orderBy('last.name');
      return partOf(labels, page);
    },

    related(reader, spaceId, label, page) {
      const viewer = viewerOf(reader);
      const besides = uses(viewer, spaceId)
        .where(hasLabel('content', viewer, [label]))
        .where(({ not }) => not(isLabel(viewer, [label])));
      return partOf(byFrequency(besides), page);
    },

    async content(reader, spaceId, label, page) {
      const viewer = viewerOf(reader);
      let ids = read
        .selectFrom('content')
        .select('content.id')
        .where('content.status', '=', currentStatus)
        .where('content.type', 'in', listedTypes)
        .where(hasLabel('content', viewer, [label]))
        .where(readable(viewer));
      if (spaceId !== undefined) ids = ids.where('content.space_id', '=', spaceId);
      const found = await ids
        .orderBy('content.modified_at', 'desc')
        .orderBy('content.id', 'desc')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      if (found.length === 0) return { results: [], more: false };
      const rows = await selectRecords(read)
        .where('content.id', 'in', padded(found.map(({ id }) => id)))
        .orderBy('content.modified_at', 'desc')
        .orderBy('content.id', 'desc')
        .execute();
      return toPage(rows, page, toRecord);
    },
  };
}

type Uses = SelectQueryBuilder<Schema, 'labelling' | 'label' | 'content', object>;

function distinct(uses: Uses) {
  return uses.select(['label.id', 'label.prefix', 'label.name']).groupBy(['label.id', 'label.prefix', 'label.name']);
}

function byFrequency(uses: Uses) {
  return distinct(uses)
    .orderBy(({ fn }) => fn.countAll(), 'desc')
    .orderBy('label.name')
    .orderBy('label.id');
}

/** One part of a list of labels. */
async function partOf<DB, TB extends keyof DB>(labels: SelectQueryBuilder<DB, TB, Label>, page: Page): Promise<PageOf<Label>> {
  const rows = await labels
    .limit(page.limit + 1)
    .offset(page.start)
    .execute();
  return toPage(rows, page, (row) => row);
}
