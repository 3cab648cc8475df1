/**
 * Walks through all content in the order of ids: every step costs the same however far it is, and content added meanwhile shifts
 * nothing.
 */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { ContentFilter } from './content.ts';
import { visibleSpace } from './named-space.ts';
import { type Reader, readable, viewerOf } from './permissions.ts';
import { type ContentRecord, selectRecords, toRecord } from './records.ts';
import type { Refusal } from './refusals.ts';

/** Where a step begins. */
export interface ScanPlace {
  /** The id at which the step before ended. */
  readonly id: number;
  readonly direction: 'after' | 'before';
}

export interface Scanned {
  /** By id. */
  readonly results: readonly ContentRecord[];
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

export interface ScanReads {
  /** @param place undefined: the beginning */
  scan(
    reader: Reader,
    filter: Pick<ContentFilter, 'type' | 'spaceKey' | 'statuses'>,
    place: ScanPlace | undefined,
    limit: number,
  ): Promise<Scanned | Refusal>;
}

export function scanReads({ read }: Database): ScanReads {
  return {
    async scan(reader, { type, spaceKey, statuses }, place, limit) {
      const viewer = viewerOf(reader);
      const backwards = place?.direction === 'before';
      let ids = read
        .selectFrom('content')
        .select('content.id')
        .where('content.type', '=', sql.lit(type))
        .where('content.status', 'in', statuses)
        .where(readable(viewer));
      if (spaceKey !== undefined) {
        const space = await visibleSpace(read, viewer, spaceKey);
        if (space === undefined) return { refused: 'unknown-space', key: spaceKey };
        ids = ids.where('content.space_id', '=', space.id);
      }
      if (statuses.length === 0) return { results: [], hasNext: false, hasPrevious: false };
      if (place !== undefined) ids = ids.where('content.id', backwards ? '<' : '>', place.id);
      const rows = await selectRecords(read)
        .where('content.id', 'in', ids.orderBy('content.id', backwards ? 'desc' : 'asc').limit(limit + 1))
        .orderBy('content.id', backwards ? 'desc' : 'asc')
        .execute();
      const more = rows.length > limit;
      const shown = rows.slice(0, limit).map(toRecord);
      return backwards
        ? { results: shown.reverse(), hasNext: true, hasPrevious: more }
        : { results: shown, hasNext: more, hasPrevious: place !== undefined };
    },
  };
}
