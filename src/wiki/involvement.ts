/**
 * The reader's own relation to content: since when it is a favourite, when they last viewed it in the browser, which version they last
 * wrote. Shown to nobody else; anonymous readers have none.
 */
import type { Database } from '../database/database.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { isLabel } from './annotations/label-conditions.ts';
import { favouriteLabel } from './annotations/label-names.ts';
import { padded } from './lists.ts';
import { type Reader, readable, viewerOf } from './permissions.ts';
import { type ContentRecord, selectRecords, toRecord } from './records.ts';

export interface InvolvementReads {
  /** @returns since when each is a favourite, by content id; without what is none */
  favouritesAmong(reader: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, Milliseconds>>;
  /** @returns when the reader looked at each, by content id; without what they did not, or not lately */
  viewedAmong(reader: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, Milliseconds>>;
  /** @returns the last version of each that the reader wrote, by content id */
  lastWritten(reader: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, ContentRecord>>;
}

export function involvementReads(database: Database): InvolvementReads {
  return {
    async favouritesAmong(reader, ids) {
      if (reader === undefined || ids.length === 0) return new Map();
      const viewer = viewerOf(reader);
      const rows = await database.read
        .selectFrom('content')
        .innerJoin('labelling', 'labelling.content_id', 'content.id')
        .innerJoin('label', 'label.id', 'labelling.label_id')
        .select(['content.id', 'labelling.created_at'])
        .where('content.id', 'in', padded(ids))
        .where(isLabel(viewer, [favouriteLabel]))
        .where(readable(viewer))
        .execute();
      return new Map(rows.map(({ id, created_at }) => [id, created_at]));
    },

    async viewedAmong(reader, ids) {
      if (reader === undefined || ids.length === 0) return new Map();
      const rows = await database.read
        .selectFrom('content')
        .innerJoin('recent_view', 'recent_view.content_id', 'content.id')
        .select(['content.id', 'recent_view.viewed_at'])
        .where('content.id', 'in', padded(ids))
        .where('recent_view.user_id', '=', reader.id)
        .where(readable(viewerOf(reader)))
        .execute();
      return new Map(rows.map(({ id, viewed_at }) => [id, viewed_at]));
    },

    async lastWritten(reader, ids) {
      if (reader === undefined || ids.length === 0) return new Map();
      const rows = await selectRecords(database.read, 'each')
        .where('content.id', 'in', padded(ids))
        .where('version.number', '=', ({ selectFrom }) =>
          selectFrom('content_version as own')
            .select(({ fn }) => fn.max('own.number').as('number'))
            .whereRef('own.content_id', '=', 'content.id')
            .where('own.author_id', '=', reader.id),
        )
        .where(readable(viewerOf(reader)))
        .execute();
      return new Map(rows.map((row) => [row.id, toRecord(row)]));
    },
  };
}
