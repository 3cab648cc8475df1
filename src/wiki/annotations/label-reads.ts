/**
 * Reading labels: those of content, of one space or everywhere, and the content that has one. Only what the reader may see is listed
 * and counted.
 */
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
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
  /** Those that most content has come first; of all spaces by the last twenty thousand times that one was given. */
  popular(reader: Reader, spaceId: InSpace, page: Page): Promise<PageOf<Label>>;
  /** Those that were given last, of the last thousand times that one was given. */
  recent(reader: Reader, spaceId: InSpace, page: Page): Promise<PageOf<Label>>;
  /** Labels of content that has this one too, the most frequent first; of the newest five thousand that have it. */
  related(reader: Reader, spaceId: InSpace, label: LabelName, page: Page): Promise<PageOf<Label>>;
  /** Current pages and blog posts that have a label, last changed first. */
  content(reader: Reader, spaceId: InSpace, label: LabelName, page: Page): Promise<PageOf<ContentRecord>>;
}

const recentUses = 1_000;
// So that no answer takes longer than a large wiki is large.
const countedUses = 20_000;
const relatedContents = 5_000;
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

  function eachUse(viewer: Viewer, spaceId: InSpace) {
    return uses(viewer, spaceId).select(['label.id', 'label.prefix', 'label.name', 'labelling.created_at']);
  }

  function lastUses(viewer: Viewer, spaceId: InSpace, limit: number) {
    return eachUse(viewer, spaceId).orderBy('labelling.created_at', 'desc').orderBy('label.id').limit(limit);
  }

  /** The labels of these uses, each once. */
  function once(each: ReturnType<typeof eachUse>) {
    return read
      .selectFrom(each.as('use'))
      .select(['use.id', 'use.prefix', 'use.name'])
      .groupBy(['use.id', 'use.prefix', 'use.name']);
  }

  /** The labels of all spaces: each is asked for one content that has it, which costs less than to count them all. */
  function inUse(viewer: Viewer) {
    return read
      .selectFrom('label')
      .select(['label.id', 'label.prefix', 'label.name'])
      .where(visibleLabel(viewer))
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('labelling')
            .innerJoin('content', 'content.id', 'labelling.content_id')
            .select('labelling.label_id')
            .whereRef('labelling.label_id', '=', 'label.id')
            .where('content.status', '=', currentStatus)
            .where(readable(viewer)),
        ),
      );
  }

  function byFrequency(each: ReturnType<typeof eachUse>) {
    return once(each)
      .orderBy(({ fn }) => fn.countAll(), 'desc')
      .orderBy('use.name')
      .orderBy('use.id');
  }

  return {
    used(reader, spaceId, page) {
      const viewer = viewerOf(reader);
      return spaceId === undefined
        ? partOf(inUse(viewer).orderBy('label.name').orderBy('label.id'), page)
        : partOf(once(eachUse(viewer, spaceId)).orderBy('use.name').orderBy('use.id'), page);
    },

    popular(reader, spaceId, page) {
      const viewer = viewerOf(reader);
      const counted = spaceId === undefined ? lastUses(viewer, spaceId, countedUses) : eachUse(viewer, spaceId);
      return partOf(byFrequency(counted), page);
    },

    recent(reader, spaceId, page) {
      const labels = once(lastUses(viewerOf(reader), spaceId, recentUses))
        .orderBy(({ fn }) => fn.max('use.created_at'), 'desc')
        .orderBy('use.name')
        .orderBy('use.id');
      return partOf(labels, page);
    },

    related(reader, spaceId, label, page) {
      const viewer = viewerOf(reader);
      let having = read
        .selectFrom('content')
        .select('content.id')
        .where(hasLabel('content', viewer, [label]))
        .orderBy('content.id', 'desc')
        .limit(relatedContents);
      if (spaceId !== undefined) having = having.where('content.space_id', '=', spaceId);
      const besides = eachUse(viewer, spaceId)
        .where('labelling.content_id', 'in', having)
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

/** One part of a list of labels. */
async function partOf<DB, TB extends keyof DB>(labels: SelectQueryBuilder<DB, TB, Label>, page: Page): Promise<PageOf<Label>> {
  const rows = await labels
    .limit(page.limit + 1)
    .offset(page.start)
    .execute();
  return toPage(rows, page, (row) => row);
}
